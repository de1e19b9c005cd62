"""Figures of a year for scripts and printers."""

import json
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from certificates.documents import YearlySummaryPaper
from certificates.papers import year_paper
from certificates.pdf.render import render_document
from certificates.year_book.summary import yearly_summary
from certificates.year_book.workbook import year_workbook
from courses.dates import YEARS
from courses.refusals import Refusal


class Command(BaseCommand):
    help = "Print the summary of a year as JSON, PDF or XLSX; refused when its sums disagree."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("year", type=int)
        parser.add_argument("--format", choices=["json", "pdf", "xlsx"], default="json")
        parser.add_argument("--output", type=Path, help="A file instead of standard output.")

    def handle(self, *args: Any, **options: Any) -> None:
        year = options["year"]
        if year not in YEARS:
            raise CommandError(f"The year must lie between {YEARS[0]} and {YEARS[-1]}.")
        try:
            body = _bodies[options["format"]](year)
        except Refusal as refusal:
            raise CommandError(refusal.text) from refusal
        if options["output"]:
            options["output"].write_bytes(body)
            self.stderr.write(f"{len(body)} bytes written to {options['output']}")
        elif options["format"] == "json":
            self.stdout.write(body.decode())
        else:
            self.stdout.buffer.write(body)


def _json(year: int) -> bytes:
    summary = yearly_summary(year)
    summary.check()
    return json.dumps(summary.as_json(), ensure_ascii=False, indent=2).encode()


def _paper(year: int) -> YearlySummaryPaper:
    paper = year_paper(year)
    if paper is None:
        raise CommandError(f"No class ended in {year}.")
    return paper


_bodies = {
    "json": _json,
    "pdf": lambda year: render_document(_paper(year)),
    "xlsx": lambda year: year_workbook(_paper(year)),
}
