"""Lines of a plan from pasted text: which column is what, and what stands in each row.

The text is what a spreadsheet puts on the clipboard (tabs between), or CSV. Nothing is judged here
but the shape; the form of a line judges the rest.
"""

import csv
import io
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from courses import vietnamese
from courses.models import FundingSource

MOST_ROWS: Final = 200
# Without headings the columns are these, then one for each source of money, then the note.
ORDER: Final = ("title", "audience", "classes", "participations", "quarter", "place", "host")
# Folded words of headings in both languages; the annex and the exports use them too.
HEADINGS: Final = {
    "title": ("noi dung", "ten lop", "chuyen de", "content"),
    "audience": ("doi tuong", "for whom"),
    "classes": ("so lop", "so lop ke hoach", "classes", "classes planned"),
    "participations": (
        *("so luot hoc vien", "luot hoc vien", "luot hoc vien ke hoach", "so hoc vien"),
        *("participations", "participations planned"),
    ),
    "quarter": ("quy", "thoi gian", "quarter", "time"),
    "place": ("dia diem", "place"),
    "host": ("don vi chu tri", "co quan chu tri", "leading unit"),
    "note": ("ghi chu", "note", "remarks"),
}
MONEY: Final = ("kinh phi", "budget")
TOTALS: Final = ("tong cong", "tong so", "total")
ANY_TIME: Final = ("", "ca nam", "trong nam", "some time in the year", "in the year")
QUARTER: Final = re.compile(r"(?:quy|quarter|q)?\.? ?(iv|i{1,3}|[1-4])(?: ?/ ?[0-9]{4})?")
MONTH: Final = re.compile(r"(?:thang|month) ?(0?[1-9]|1[0-2])(?: ?/ ?[0-9]{4})?")
ROMAN: Final = {"i": 1, "ii": 2, "iii": 3, "iv": 4}
GROUPED: Final = re.compile(r"[1-9][0-9]{0,2}([., ][0-9]{3})+")


@dataclass(frozen=True)
class PastedRow:
    """One row by the names of the boxes of a line; `number` counts the rows that are lines."""

    number: int
    typed: Mapping[str, str]


def read_pasted(text: str, sources: Sequence[FundingSource]) -> list[PastedRow]:
    """The lines of the text, without headings, empty rows and sums; more than MOST_ROWS are cut."""
    rows = [row for row in _cells(text) if any(row)]
    names = _named_by(rows[0], sources) if rows else None
    if names is None:
        names = [*ORDER, *map(box_of, sources), "note"]
    else:
        rows = rows[1:]
    typed = [_typed(names, row) for row in rows]
    kept = [one for one in typed if not _is_sum(one)][: MOST_ROWS + 1]
    return [PastedRow(number, one) for number, one in enumerate(kept, start=1)]


def box_of(source: FundingSource) -> str:
    """Name of the box for money of this source."""
    return f"budget_{source.pk}"


def _cells(text: str) -> Iterable[list[str]]:
    separator = next((sign for sign in "\t;" if sign in text), ",")
    # Old systems end a line with a carriage return alone, which a reader of CSV would refuse.
    lines = io.StringIO(text.replace("\0", "\N{REPLACEMENT CHARACTER}"), newline=None)
    reader = csv.reader(lines, delimiter=separator)
    return ([vietnamese.clean_text(cell) for cell in row] for row in reader)


def _named_by(row: Sequence[str], sources: Sequence[FundingSource]) -> list[str] | None:
    """The box of each column, if the row is one of headings: at least the content is named."""
    known = _words_of(sources)
    cells = [_folded(cell) for cell in row]
    # Of two columns for one box that with the better word: "content" before "course".
    places = {name: [cells.index(word) for word in words if word in cells] for name, words in known}
    first = {found[0]: name for name, found in places.items() if found}
    return [first.get(at, "") for at in range(len(cells))] if "title" in first.values() else None


def _words_of(sources: Sequence[FundingSource]) -> list[tuple[str, tuple[str, ...]]]:
    """Each box with the words that head its column, the best first."""
    known = list(HEADINGS.items())
    for source in sources:
        own = [_folded(name) for name in (source.name, source.name_en, source.code) if name]
        words = (*own, *(f"kinh phi {name}" for name in own), *(f"budget {name}" for name in own))
        known.append((box_of(source), (*words, *(MONEY if len(sources) == 1 else ()))))
    return known


def _typed(names: Sequence[str], row: Sequence[str]) -> dict[str, str]:
    cells = {name: cell for name, cell in zip(names, row, strict=False) if name}
    cells["quarter"] = _quarter(cells.get("quarter", ""))
    # A table without a column of classes means one class a line.
    cells.setdefault("classes", "" if "classes" in names else "1")
    for name in ("classes", "participations"):
        cells[name] = _plain_number(cells.get(name, ""))
    return cells


def _quarter(text: str) -> str:
    """1 to 4, or empty for any time; what is neither stays, to be refused by the form."""
    folded = _folded(text)
    if folded in ANY_TIME:
        return ""
    if found := QUARTER.fullmatch(folded):
        return str(ROMAN.get(found[1], found[1]))
    if found := MONTH.fullmatch(folded):
        return str((int(found[1]) - 1) // 3 + 1)
    return text


def _plain_number(text: str) -> str:
    """1.200 as 1200."""
    return re.sub(r"[., ]", "", text) if GROUPED.fullmatch(text) else text


def _is_sum(typed: Mapping[str, str]) -> bool:
    title = _folded(typed.get("title", ""))
    return any(title == word or title.startswith(f"{word} ") for word in TOTALS)


def _folded(text: str) -> str:
    return " ".join(vietnamese.fold(text).replace(":", " ").strip(" .").split())
