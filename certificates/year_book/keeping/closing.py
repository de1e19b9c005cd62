"""Closing a year and opening it again. Of each year at most one closing holds.

The content is worked out and written before the transaction, as of one instant; the row that names
it comes with the entry in the log. A file without a row (its writer was killed) is found by I11.
"""

import datetime as dt
import uuid
from collections.abc import Callable
from typing import Any, Final

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from certificates.models import ClosedYear
from certificates.year_book import records
from certificates.year_book.keeping import content
from certificates.year_book.keeping.frozen import standing
from courses import audit
from courses.one_instant import one_instant
from courses.private_files import private_storage
from courses.refusals import Refusal

Then = Callable[[ClosedYear], Any]
MOST_NAMED: Final = 10


def chain_of_year(year: int) -> str:
    """Key of the log that holds all acts on one year."""
    return f"year:{year}"


def lock_year(year: int) -> None:
    """Make others wait who close, amend or open this year, until the transaction ends.

    A year has no row of its own before it is closed, so its log is what they wait for.
    """
    audit.lock(chain_of_year(year))


def close_year(
    year: int,
    *,
    by: Any,
    note: str = "",
    leaves_open: bool = False,
    at: dt.datetime | None = None,
    then: Then = lambda closed: None,
) -> ClosedYear:
    """Freeze figures and lists of the year as they are now.

    `leaves_open`: classes without recognized results are known and counted as undecided, which the
    note must explain. `then` is done in the same transaction.
    """
    at, note = at or timezone.now(), note.strip()
    refuse_early(year, at)
    refuse_closed(year)
    with one_instant():
        waiting = _refuse_open_classes(year, note, leaves_open=leaves_open)
        frozen = content.content_of(year) | {"closed_at": at.astimezone(dt.UTC).isoformat()}
    public_id = uuid.uuid4()
    name = f"years/{year}/{public_id}.json.gz"
    content_hash = content.keep(name, frozen)
    row = ClosedYear(
        public_id=public_id,
        year=year,
        closed_at=at,
        closed_by=by,
        note=note,
        figures=frozen["figures"],
        content=name,
        content_hash=content_hash,
    )
    try:
        with transaction.atomic():
            _store(row, by=by, data={"hash": content_hash, "note": note, "open": waiting})
            then(row)
    except Refusal:
        # Only here it is sure that no row names the file; whatever else happened, I11 tells.
        private_storage().delete(name)
        raise
    return row


def reopen_year(year: int, *, by: Any, reason: str, at: dt.datetime | None = None) -> ClosedYear:
    """Live figures are shown again; what was frozen stays, with the reason beside it."""
    reason = reason.strip()
    if not reason:
        raise Refusal(_("A reason is needed."), code="reason_needed")
    with transaction.atomic():
        lock_year(year)
        closed = must_be_closed(year)
        closed.reopened_at, closed.reopened_by = at or timezone.now(), by
        closed.reopened_reason = reason
        closed.save(update_fields=["reopened_at", "reopened_by", "reopened_reason"])
        audit.record(
            "year.reopened",
            chain=chain_of_year(year),
            by=by,
            subject=str(closed.public_id),
            data={"reason": reason},
        )
    return closed


def open_classes(year: int) -> list[Any]:
    """Classes of the year whose results are not recognized, the earliest first."""
    waiting = records.classes_counted(year).filter(finalized_at=None)
    return list(waiting.order_by("ends_on", "code"))


def refuse_early(year: int, at: dt.datetime) -> None:
    if timezone.localdate(at) <= dt.date(year, 12, 31):
        raise Refusal(
            _("The year %(year)s is not over yet."), code="year_lasts", params={"year": str(year)}
        )
    if not records.classes_counted(year).exists():
        raise Refusal(_("No class ended in this year."), code="no_classes")


def refuse_closed(year: int) -> None:
    if standing(year):
        raise Refusal(
            _("The year %(year)s is closed already."),
            code="already_closed",
            params={"year": str(year)},
        )


def must_be_closed(year: int) -> ClosedYear:
    closed = standing(year)
    if closed is None:
        raise Refusal(
            _("The year %(year)s is not closed."), code="not_closed", params={"year": str(year)}
        )
    return closed


def _refuse_open_classes(year: int, note: str, *, leaves_open: bool) -> list[str]:
    """Codes of the classes that stay open although the year is closed."""
    codes = [one.code for one in open_classes(year)]
    if codes and not leaves_open:
        raise Refusal(
            _("The results of these classes are not recognized: %(classes)s."),
            code="results_open",
            params={"classes": ", ".join(codes[:MOST_NAMED]) + ("…" if codes[MOST_NAMED:] else "")},
        )
    if codes and not note:
        raise Refusal(
            _("Say in the note why the year is closed although results are open."),
            code="note_needed",
        )
    return codes


def _store(row: ClosedYear, *, by: Any, data: dict[str, Any]) -> None:
    lock_year(row.year)
    refuse_closed(row.year)
    row.save(force_insert=True)
    audit.record(
        "year.closed",
        chain=chain_of_year(row.year),
        by=by,
        subject=str(row.public_id),
        data=data,
    )
