"""What an old encoding would become, shown before anybody agrees."""

from typing import Any, Final

from enrollment.roster.legacy import NAMES
from enrollment.roster.sheets import Roster

MOST: Final = 4


def examples_of(roster: Roster) -> list[dict[str, Any]]:
    """Of each column in an old encoding: its name and some cells before and after."""
    found = []
    for column, encoding in roster.encodings.items():
        rows = [row for row in roster.rows if roster.is_legacy_at(row, column)]
        pairs = [
            (roster.text_at(row, column, convert=False), roster.text_at(row, column, convert=True))
            for row in rows[:MOST]
        ]
        found.append(
            {"heading": roster.heading_at(column), "encoding": NAMES[encoding], "pairs": pairs}
        )
    return found
