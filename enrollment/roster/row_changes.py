"""What somebody types over a row of a kept sheet or decides about it; for every kind of draft."""

from collections.abc import Iterable
from typing import Any

from django.db import transaction


def change_row(
    draft: Any,
    line: int,
    *,
    fixed: dict[str, str] | None = None,
    same: str | None = None,
    left_out: bool | None = None,
) -> None:
    """Note what was typed over the row of this line, or decided about it."""
    changes = {"fixed": fixed, "same": same, "left_out": left_out}
    told = {name: value for name, value in changes.items() if value is not None}
    _note(draft, {line}, told)


def leave_out(draft: Any, lines: Iterable[int]) -> None:
    """Let these rows stay away from the commit."""
    _note(draft, set(lines), {"left_out": True})


def _note(draft: Any, lines: set[int], told: dict[str, Any]) -> None:
    """`draft` is a record that keeps its rows as JSON; others may be changing it, too."""
    with transaction.atomic():
        current = type(draft).objects.select_for_update().get(pk=draft.pk)
        for row in current.rows:
            if row["line"] in lines:
                row |= told
        current.save(update_fields=["rows"])
