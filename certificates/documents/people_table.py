"""The table of people on papers: year of birth in the column of the sex, as lists have it."""

import dataclasses
from collections.abc import Sequence

from django.utils.translation import pgettext

from certificates.documents.shared import css_lengths

# Millimeters of a page within its margins.
_PORTRAIT_WIDTH, _LANDSCAPE_WIDTH = 165.0, 262.0
_NUMBER, _YEAR, _NOTE, _EMPTY_NOTE = 9.0, 13.0, 24.0, 17.5
# Names, positions and agencies share what is left by their letters, within these bounds.
_FEWEST = {"full_name": 22, "position": 14, "agency": 18}
_MOST = 45
# Longer texts would make rows of many lines on an upright page.
_LONG_POSITION, _LONG_AGENCY = 44, 60
# From here on smaller letters: forty people are to stand on two pages.
_LONG_LIST = 20


@dataclasses.dataclass(frozen=True)
class PersonRow:
    full_name: str
    birth_year: str = ""
    is_female: bool | None = None
    position: str = ""
    agency: str = ""
    note: str = ""


def needs_landscape(rows: Sequence[PersonRow], agency: str = "") -> bool:
    """Whether texts are so long that the page is better turned."""
    has_units = _has_units(rows, agency)
    return any(
        len(row.position) > _LONG_POSITION or (has_units and len(row.agency) > _LONG_AGENCY)
        for row in rows
    )


def people_table(
    rows: Sequence[PersonRow],
    *,
    agency: str = "",
    note_head: str = "",
    is_landscape: bool = False,
) -> dict[str, object]:
    """Words and widths for `_people_table.html`; `agency` is named above, so not in each row."""
    has_units = _has_units(rows, agency)
    note = _NOTE if any(row.note for row in rows) else _EMPTY_NOTE
    spare = (_LANDSCAPE_WIDTH if is_landscape else _PORTRAIT_WIDTH) - _NUMBER - 2 * _YEAR - note
    columns = [column for column in _FEWEST if has_units or column != "agency"]
    parts = [_usual_length(rows, column) for column in columns]
    shared = [spare * part / sum(parts) for part in parts]
    widths = [_NUMBER, shared[0], _YEAR, _YEAR, *shared[1:], note]
    return {
        "rows": [(row, _births(row)) for row in rows],
        "has_units": has_units,
        "is_long": len(rows) > _LONG_LIST,
        "note_head": note_head or pgettext("paper", "Remarks"),
        "widths": css_lengths(widths, "mm"),
    }


def count_women(rows: Sequence[PersonRow]) -> int:
    return sum(row.is_female is True for row in rows)


def _has_units(rows: Sequence[PersonRow], agency: str) -> bool:
    return any(row.agency != agency for row in rows)


def _usual_length(rows: Sequence[PersonRow], column: str) -> int:
    """Letters that four of five texts do not exceed: those few are given a second line."""
    lengths = sorted(len(getattr(row, column)) for row in rows)
    usual = lengths[max(len(lengths) * 4 // 5 - 1, 0)] if lengths else 0
    return min(max(usual, _FEWEST[column]), _MOST)


def _births(row: PersonRow) -> list[tuple[str, int]]:
    """Cells as (text, columns): below men, below women, or across both when nobody knows."""
    if row.is_female is None:
        return [(row.birth_year, 2)]
    return [("", 1), (row.birth_year, 1)] if row.is_female else [(row.birth_year, 1), ("", 1)]
