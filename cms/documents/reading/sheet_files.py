"""Reads XLSX: what stands in its cells, row by row, sheet by sheet."""

import io
from typing import Any
from zipfile import BadZipFile

import openpyxl
from openpyxl.utils.exceptions import InvalidFileException

from cms.documents.reading.gathering import Gathered, Unreadable


def read_sheets(body: bytes, found: Gathered) -> None:
    try:
        book = openpyxl.load_workbook(io.BytesIO(body), read_only=True, data_only=True)
    except (InvalidFileException, BadZipFile, KeyError, ValueError) as error:
        raise Unreadable("damaged") from error
    for sheet in book.worksheets:
        found.add(f"{sheet.title}\n")
        for row in sheet.iter_rows(values_only=True):
            if found.is_full():
                return
            if cells := [_words(cell) for cell in row if cell is not None]:
                found.add(" ".join(cells) + "\n")


def _words(cell: Any) -> str:
    return cell.isoformat()[:10] if hasattr(cell, "isoformat") else str(cell)
