"""Figures of a year for scripts and printers."""

import datetime as dt
from argparse import ArgumentParser
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from certificates.documents import YearlySummaryPaper
from certificates.papers import year_paper
from certificates.year_book.structure import Structure
from certificates.year_book.tables.data_files import table_csv, year_json
from certificates.year_book.tables.printing import print_year
from certificates.year_book.tables.workbook import year_workbook
from courses.dates import YEARS
from courses.refusals import Refusal

_bodies: Mapping[str, Callable[[YearlySummaryPaper], bytes]] = {
    "json": year_json,
    "pdf": print_year,
    "xlsx": year_workbook,
}


class Command(BaseCommand):
    help = "Print the tables of a year as JSON, PDF, XLSX or CSV; refused when a sum disagrees."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("year", type=int)
        parser.add_argument("--format", choices=[*_bodies, "csv"], default="json")
        parser.add_argument("--table", default="a", help="Which table as CSV: a to f.")
        parser.add_argument(
            "--on",
            type=dt.date.fromisoformat,
            help="Convert to the agencies of this day (YYYY-MM-DD); else as they were.",
        )
        parser.add_argument("--output", type=Path, help="A file instead of standard output.")

    def handle(self, *args: Any, **options: Any) -> None:
        year = options["year"]
        if year not in YEARS:
            raise CommandError(f"The year must lie between {YEARS[0]} and {YEARS[-1]}.")
        try:
            body = _body(_paper(year, Structure(options["on"])), options)
        except Refusal as refusal:
            raise CommandError(refusal.text) from refusal
        if options["output"]:
            options["output"].write_bytes(body)
            self.stderr.write(f"{len(body)} bytes written to {options['output']}")
        elif options["format"] == "json":
            self.stdout.write(body.decode())
        else:
            self.stdout.buffer.write(body)


def _paper(year: int, structure: Structure) -> YearlySummaryPaper:
    paper = year_paper(year, structure=structure)
    if paper is None:
        raise CommandError(f"No class ended in {year}.")
    return paper


def _body(paper: YearlySummaryPaper, options: dict[str, Any]) -> bytes:
    if options["format"] != "csv":
        return _bodies[options["format"]](paper)
    if paper.table(options["table"]) is None:
        raise CommandError("There is no such table.")
    return table_csv(paper, options["table"])
