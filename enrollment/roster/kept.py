"""A sheet as it is kept as JSON between reading and storing, for all that read rosters."""

from collections.abc import Iterable
from typing import Any

from enrollment.roster.sheets import Roster, Row

Json = dict[str, Any]


def rows_of(roster: Roster) -> list[Json]:
    return [_as_json(row) for row in roster.rows]


def facts_of(roster: Roster) -> Json:
    """All but the rows."""
    return {
        "fields": list(roster.fields.items()),
        "texts": list(roster.texts.items()),
        "heading_line": roster.heading_line,
        "encodings": list(roster.encodings.items()),
        "mixed": roster.mixed,
        "ignored": roster.ignored,
        "file": roster.facts,
        "convert": roster.convert,
    }


def kept_roster(rows: Iterable[Json], facts: Json) -> Roster:
    """What `rows_of` and `facts_of` were given."""
    return Roster(
        rows=[Row(**row) for row in rows],
        fields=dict(facts["fields"]),
        texts=dict(facts["texts"]),
        heading_line=facts["heading_line"],
        encodings=dict(facts["encodings"]),
        mixed=facts["mixed"],
        ignored=[(line, text) for line, text in facts["ignored"]],
        facts=facts["file"],
        convert=facts["convert"],
    )


def _as_json(row: Row) -> Json:
    kept: Json = {"line": row.line, "cells": row.cells}
    # Most rows are never touched; five thousand of them are kept short.
    if row.fixed:
        kept["fixed"] = row.fixed
    if row.left_out:
        kept["left_out"] = True
    if row.same:
        kept["same"] = row.same
    return kept
