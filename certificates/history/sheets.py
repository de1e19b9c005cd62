"""From a file to the rows of an old list."""

import hashlib
import json

from certificates.history.columns import find_columns
from enrollment.roster.reading import Found
from enrollment.roster.sheets import Roster, roster_of


def history_of(found: Found) -> Roster:
    """Rows with the columns that were found; raises RosterUnreadable when nothing names people."""
    roster = roster_of(found)
    find_columns(roster)
    return roster


def hash_of(found: Found) -> str:
    """The same for the same cells, whatever the file is called and when it was saved."""
    cells = json.dumps(found.lines, ensure_ascii=False, separators=(",", ":"))
    return hashlib.sha256(cells.encode()).hexdigest()
