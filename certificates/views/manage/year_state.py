"""What the page of a closing shows: the closing that holds or what is missing, and those before."""

from dataclasses import dataclass
from typing import Any, Final

from django.utils.translation import gettext as _

from certificates.models import ClosedYear, IssueRun, YearAmendment
from certificates.runs.year_files import PAPERS
from certificates.year_book.keeping.amending import differences
from certificates.year_book.keeping.change_words import ChangeWords, ToldTable
from certificates.year_book.keeping.differences import Change
from certificates.year_book.keeping.frozen import ShownYear, of_closing, shown_year, with_amendments
from certificates.year_book.keeping.readiness import readiness
from courses.refusals import Refusal

LISTS: Final = "lists.json.gz"


@dataclass(frozen=True)
class ToldAmendment:
    amendment: YearAmendment
    tables: list[ToldTable]


@dataclass(frozen=True)
class KeptFile:
    """`name` is its last part in the address; `size` None when the file is gone."""

    name: str
    label: str
    size: int | None
    content_hash: str


@dataclass(frozen=True)
class Closing:
    """One closing with its files and amendments; `is_complete` when all papers are made."""

    closed: ClosedYear
    files: list[KeptFile]
    amendments: list[ToldAmendment]

    @property
    def is_complete(self) -> bool:
        return len(self.files) > len(PAPERS)


def state_of(year: int) -> dict[str, Any]:
    shown = shown_year(year)
    context: dict[str, Any] = {"year": year, "shown": shown}
    if shown.closed is None:
        return context | {"ready": readiness(year, shown.summary)}
    runs = IssueRun.objects.filter(
        kind=IssueRun.Kind.YEAR_PAPERS, year=year, options__closing=str(shown.closed.public_id)
    )
    return context | {
        "closing": _closing(shown),
        "run": runs.order_by("-requested_at").first(),
        **_differences(shown),
    }


def history_of(year: int) -> list[Closing]:
    """Closings that were opened again, the latest first."""
    past = ClosedYear.objects.filter(year=year, reopened_at__isnull=False)
    rows = with_amendments(past).prefetch_related("files").order_by("-closed_at")
    return [_closing(of_closing(closed)) for closed in rows]


def _closing(shown: ShownYear) -> Closing:
    closed = shown.closed
    assert closed is not None  # noqa: S101 - of a closing, never of an open year
    words = ChangeWords(shown.summary)
    told = [
        ToldAmendment(one, words.tables(map(Change.from_json, one.changes)))
        for one in shown.amendments
    ]
    return Closing(closed, _files(closed), told)


def _files(closed: ClosedYear) -> list[KeptFile]:
    """The papers in their order, then the lists; the hash of these is of what is in the file."""
    papers = sorted(closed.files.all(), key=lambda one: _place(one.name))
    kept = [KeptFile(one.name, _label(one.name), one.size, one.content_hash) for one in papers]
    try:
        size = closed.content.size
    except OSError:
        size = None
    return [*kept, KeptFile(LISTS, _label(LISTS), size, closed.content_hash)]


def _place(name: str) -> int:
    return PAPERS.index(name) if name in PAPERS else len(PAPERS)


def _label(name: str) -> str:
    stem, _dot, kind = name.partition(".")
    known = {
        "tables": _("All tables"),
        "figures": _("Figures and tables for programs"),
        "lists": _("Figures and the lists behind them"),
    }
    part = stem.removeprefix("table-").upper()
    word = known.get(stem) or _("Table %(letter)s") % {"letter": part}
    return f"{word} ({kind.partition('.')[0].upper()})"


def _differences(shown: ShownYear) -> dict[str, Any]:
    """What the records say otherwise by now; when they contradict themselves, that."""
    assert shown.closed is not None  # noqa: S101 - of a closing, never of an open year
    try:
        changes = differences(shown.closed, shown.amendments)
    except Refusal as refusal:
        return {"disagreement": refusal.text}
    # Those of the whole year; the others stand on the page of the amendment.
    totals = [one for one in changes if not one.table]
    return {
        "changes": changes,
        "totals_changed": len(totals),
        "tables": ChangeWords(shown.summary).tables(totals),
    }
