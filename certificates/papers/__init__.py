"""From records and frozen content to papers: the only place that knows both."""

from certificates.papers.call_letter import call_letters, usual_recipients
from certificates.papers.certificate import certificate_batch, certificate_paper, sample_paper
from certificates.papers.class_lists import roster, sign_in_sheet
from certificates.papers.nomination import list_of_draft, nomination_list, nomination_receipt
from certificates.papers.register_book import register_book
from certificates.papers.year import year_paper

__all__ = [
    "call_letters",
    "certificate_batch",
    "certificate_paper",
    "list_of_draft",
    "nomination_list",
    "nomination_receipt",
    "register_book",
    "roster",
    "sample_paper",
    "sign_in_sheet",
    "usual_recipients",
    "year_paper",
]
