"""From records and frozen content to papers: the only place that knows both."""

from certificates.papers.call_letter import call_letters, usual_recipients
from certificates.papers.certificate import (
    certificate_paper,
    design_sample,
    sample_paper,
)
from certificates.papers.class_lists import roster, sign_in_sheet
from certificates.papers.hand_over import hand_over_list
from certificates.papers.nomination import list_of_draft, nomination_list, nomination_receipt
from certificates.papers.register_book import register_cover, register_numbers, register_pages
from certificates.papers.register_copy import register_copy
from certificates.papers.settlement import settlement_list
from certificates.papers.year import year_paper

__all__ = [
    "call_letters",
    "certificate_paper",
    "design_sample",
    "hand_over_list",
    "list_of_draft",
    "nomination_list",
    "nomination_receipt",
    "register_copy",
    "register_cover",
    "register_numbers",
    "register_pages",
    "roster",
    "sample_paper",
    "settlement_list",
    "sign_in_sheet",
    "usual_recipients",
    "year_paper",
]
