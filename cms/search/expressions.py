"""A question to the index: terms that must be there, and groups of terms that must not be."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, Final

# Behind a term: whatever begins so. No term holds this sign.
BEGUN: Final = "*"


@dataclass(frozen=True, slots=True)
class Wanted:
    """What has all these terms, and of none of the other groups all."""

    all: tuple[str, ...]
    but_not: tuple[tuple[str, ...], ...] = ()


def in_words_of(connection: Any, wanted: Wanted) -> str:
    """The expression in the language of the index of this database; every term is quoted."""
    return as_tsquery(wanted) if connection.vendor == "postgresql" else as_match(wanted)


def as_match(wanted: Wanted) -> str:
    """For FTS5 of SQLite."""
    groups = [_group(group, '"', " *", " AND ") for group in (wanted.all, *wanted.but_not)]
    return " NOT ".join(groups)


def as_tsquery(wanted: Wanted) -> str:
    """For PostgreSQL."""
    first, *others = [_group(group, "'", ":*", " & ") for group in (wanted.all, *wanted.but_not)]
    return " & ".join([first, *(f"!{group}" for group in others)])


def _group(terms: Iterable[str], mark: str, begun: str, sign: str) -> str:
    return "(" + sign.join(_quoted(term, mark, begun) for term in terms) + ")"


def _quoted(term: str, mark: str, begun: str) -> str:
    bare = term.removesuffix(BEGUN).replace("\\", "").replace(mark, "")
    return mark + bare + mark + (begun if term.endswith(BEGUN) else "")
