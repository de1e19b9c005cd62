"""The printed schedule of a year: from a released version, or as the next one would say."""

import datetime as dt
from collections import Counter
from typing import Any

from django.utils import timezone, translation

from certificates.documents.year_schedule import ScheduledClass, YearSchedule
from certificates.papers.blocks import heading_of, signature_of
from courses.models import IssuingBody, ScheduleRelease, TrainingClass
from courses.schedule_content import Said, classes_said, year_of


def released_schedule(release: ScheduleRelease, year: int) -> YearSchedule | None:
    """In the language of its body; None when the version has no class of this year."""
    return _paper(
        release.content["classes"],
        year,
        version=release.number,
        released_on=release.on,
        note=release.note,
    )


def next_schedule(year: int) -> YearSchedule | None:
    """A draft of what would be released now."""
    return _paper(classes_said(timezone.localdate()), year, is_draft=True)


def _paper(said: list[Said], year: int, **others: Any) -> YearSchedule | None:
    of_year = [one for one in said if year_of(one) == year]
    body = _body_of(of_year)
    if body is None:
        return None
    with translation.override(body.language):
        ids = [one["id"] for one in of_year]
        return YearSchedule(
            heading=heading_of(body),
            language=body.language,
            is_sample=TrainingClass.objects.filter(pk__in=ids, is_demo=True).exists(),
            year=year,
            classes=tuple(_line(one) for one in of_year),
            held_count=len([one for one in of_year if not one["canceled"]]),
            signature=signature_of(body, others.get("released_on") or timezone.localdate()),
            **others,
        )


def _body_of(said: list[Said]) -> IssuingBody | None:
    """Whose classes are the most; of two with as many the older record."""
    count = Counter(one["body_id"] for one in said)
    bodies = IssuingBody.objects.select_related("heading").filter(pk__in=count)
    return max(bodies, key=lambda body: (count[body.pk], -body.pk), default=None)


def _line(said: Said) -> ScheduledClass:
    return ScheduledClass(
        code=said["code"],
        title=said["title"],
        starts_on=_day(said["starts_on"]),
        ends_on=_day(said["ends_on"]),
        audience=said["audience"],
        place=", ".join(part for part in (said["venue"], said["address"]) if part),
        half_days=len(said["sessions"]),
        deadline=_day(said["deadline"]),
        is_called_off=said["canceled"],
    )


def _day(text: str) -> dt.date:
    return dt.date.fromisoformat(text)
