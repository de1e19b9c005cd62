"""The tables of the year for machines: CSV of one; JSON of all, with the figures behind them."""

import csv
import io
import json
from collections.abc import Sequence
from typing import Any

from django.utils import translation

from certificates.documents import YearlySummaryPaper
from certificates.documents.cells import plain
from certificates.documents.figures import YearTable
from courses.spreadsheets import as_cell


def table_csv(paper: YearlySummaryPaper, key: str) -> bytes:
    """The lines of the paper in its columns: days in ISO form, numbers as machines write them.

    Below an empty line: that the year was closed, what was amended since. A mark at the head
    tells spreadsheets that it is UTF-8.
    """
    with translation.override(paper.language):
        paper.check()
        table = paper.table(key)
        stream = io.StringIO()
        if table is not None:
            writer = csv.writer(stream)
            _write(writer, table)
            _write_remarks(writer, paper.remarks)
    return stream.getvalue().encode("utf-8-sig")


def year_json(paper: YearlySummaryPaper) -> bytes:
    """The canonical figures; every table as it is printed; whether they were closed or amended."""
    with translation.override(paper.language):
        paper.check()
        tables = [table.as_json() for table in paper.tables]
        form = {**paper.figures, "remarks": [*paper.remarks], "tables": tables}
    return json.dumps(form, ensure_ascii=False, indent=2).encode()


def _write(writer: Any, table: YearTable) -> None:
    writer.writerow([as_cell(column.name) for column in table.columns])
    for line in table.lines:
        writer.writerow([as_cell(plain(value)) for value in line.cells])


def _write_remarks(writer: Any, remarks: Sequence[str]) -> None:
    if remarks:
        writer.writerow([])
    writer.writerows([as_cell(remark)] for remark in remarks)
