"""From records and frozen content to papers: the only place that knows both."""

from certificates.papers.certificate import certificate_batch, certificate_paper, sample_paper
from certificates.papers.class_lists import roster, sign_in_sheet
from certificates.papers.register_book import register_book
from certificates.papers.year import year_paper

__all__ = [
    "certificate_batch",
    "certificate_paper",
    "register_book",
    "roster",
    "sample_paper",
    "sign_in_sheet",
    "year_paper",
]
