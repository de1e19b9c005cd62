"""Releasing the schedule: a numbered version of what is announced, and its list of changes.

The public schedule is live; a version says what was officially announced on a day (decision 0030).
"""

import datetime as dt
from collections import Counter
from collections.abc import Iterable
from itertools import groupby
from typing import Any, Final

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from courses import audit
from courses.models import ScheduleChange, ScheduleRelease, TrainingClass
from courses.refusals import Refusal
from courses.schedule_content import (
    FORM,
    Difference,
    Said,
    classes_said,
    differences,
    digest,
    year_of,
)

# Key of the log that holds all acts on the schedule as a whole.
CHAIN: Final = "schedule"


def latest_release() -> ScheduleRelease | None:
    return ScheduleRelease.objects.order_by("-number").first()


def changes_of(training_class: TrainingClass) -> "QuerySet[ScheduleChange]":
    """What released versions changed of this class, the last first: `.on` and `.text` of each."""
    return training_class.schedule_changes.with_release().latest_first()


def changes_by_class(
    changes: Iterable[ScheduleChange],
) -> list[tuple[ScheduleChange, list[ScheduleChange]]]:
    """The changes of each class under its first one, which says how the class is called."""
    grouped = groupby(changes, key=lambda one: (one.code, one.training_class_id))
    told = [list(group) for _key, group in grouped]
    return [(group[0], group) for group in told]


def pending_changes(*, at: dt.datetime | None = None) -> list[ScheduleChange]:
    """What the next version would say, not stored; of a first version no changes are told."""
    last = latest_release()
    if last is None:
        return []
    on = timezone.localdate(at)
    return _rows(None, list(differences(last.content["classes"], classes_said(on), on=on)))


def classes_now(*, at: dt.datetime | None = None) -> dict[int, int]:
    """How many held classes the next version would name, for each year."""
    said = classes_said(timezone.localdate(at))
    return dict(sorted(Counter(year_of(one) for one in said if not one["canceled"]).items()))


def release_schedule(*, by: Any, note: str = "", at: dt.datetime | None = None) -> ScheduleRelease:
    """Freeze what is announced now under the next number.

    Refused with code `no_classes`, or `nothing_changed` since the last version.
    """
    at = at or timezone.now()
    with transaction.atomic():
        # There may be no version yet that could be locked, so its log is what others wait for.
        audit.lock(CHAIN)
        last = latest_release()
        said = classes_said(timezone.localdate(at))
        found = _differences(last, said, on=timezone.localdate(at))
        release = _frozen(_content(last, said, at), by=by, note=note.strip(), at=at)
        release.change_count = len(found)
        release.save(force_insert=True)
        ScheduleChange.objects.bulk_create(_rows(release, found))
        audit.record(
            "schedule.released",
            chain=CHAIN,
            by=by,
            subject=str(release.number),
            data={"hash": release.content_hash, "changes": len(found), "note": release.note},
        )
    return release


def _differences(
    last: ScheduleRelease | None, said: list[Said], *, on: dt.date
) -> list[Difference]:
    """Empty for a first version; refused when there is nothing to release."""
    if last is None:
        if not said:
            raise Refusal(_("There is no class to announce yet."), code="no_classes")
        return []
    found = list(differences(last.content["classes"], said, on=on))
    if not found:
        raise Refusal(
            _("Nothing has changed since version %(number)s."),
            code="nothing_changed",
            params={"number": str(last.number)},
        )
    return found


def _content(last: ScheduleRelease | None, said: list[Said], at: dt.datetime) -> dict[str, Any]:
    return {
        "form": FORM,
        "number": last.number + 1 if last else 1,
        "released_at": at.astimezone(dt.UTC).isoformat(),
        # Versions form a chain: none can be altered or dropped unseen.
        "previous": last.content_hash if last else "",
        "classes": said,
    }


def _frozen(content: dict[str, Any], *, by: Any, note: str, at: dt.datetime) -> ScheduleRelease:
    said = content["classes"]
    return ScheduleRelease(
        number=content["number"],
        released_at=at,
        released_by=by,
        note=note,
        content=content,
        content_hash=digest(content),
        class_count=sum(not one["canceled"] for one in said),
        years=sorted({year_of(one) for one in said}),
    )


def _rows(release: ScheduleRelease | None, found: list[Difference]) -> list[ScheduleChange]:
    named = TrainingClass.objects.filter(pk__in={one.class_id for one in found})
    there = set(named.values_list("pk", flat=True))
    return [
        ScheduleChange(
            release=release,
            training_class_id=one.class_id if one.class_id in there else None,
            position=position,
            code=one.code,
            title=one.title,
            kind=one.kind,
            before=one.before,
            after=one.after,
        )
        for position, one in enumerate(found)
    ]
