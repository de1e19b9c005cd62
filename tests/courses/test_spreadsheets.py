"""Cells of workbooks: what a spreadsheet would run stays text."""

import datetime as dt
import io

import pytest
from openpyxl import load_workbook

from courses.spreadsheets import as_cell, file_of, with_sheet


@pytest.mark.parametrize(
    ("text", "cell"),
    [
        ("Lê An", "Lê An"),
        ("=1+1", "'=1+1"),
        ("+84", "'+84"),
        ("-", "'-"),
        ("@SUM", "'@SUM"),
        ("'quoted", "''quoted"),
        ("\t=1", "'=1"),
        ("a\0b\nc", "a b c"),
        ("", ""),
    ],
)
def test_cell_text_is_never_run(text, cell):
    assert as_cell(text) == cell


@pytest.mark.parametrize("value", [12, 0.5, dt.date(2010, 3, 9), None])
def test_numbers_and_days_stay_what_they_are(value):
    assert as_cell(value) == value


def test_heading_that_somebody_chose_is_never_run():
    """Columns of the export for accounting are named by an administrator."""
    saved = file_of(with_sheet("Costs", ["=1+1"], [["=2"]]))

    cells = [cell for row in load_workbook(io.BytesIO(saved)).active for cell in row]

    assert [(cell.value, cell.data_type) for cell in cells] == [("'=1+1", "s"), ("'=2", "s")]
