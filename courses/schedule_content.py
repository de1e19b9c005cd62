"""What a version of the schedule says of each class, and how two versions differ."""

import datetime as dt
import hashlib
import itertools
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final

from django.utils import timezone

from courses.models import ScheduleChange, TrainingClass

FORM: Final = "schedule-1"

Said = dict[str, Any]
Kind = ScheduleChange.Kind

_FIELDS: Final = (
    "pk",
    "code",
    "title",
    "status",
    "cancel_reason",
    "audience",
    "starts_on",
    "ends_on",
    "registration_closes_at",
    "venue__name",
    "venue__address",
    "course__name",
    "course__category__name",
    "issuing_body",
)
_SESSION: Final = (
    "sessions__held_on",
    "sessions__part",
    "sessions__starts_at",
    "sessions__ends_at",
)
# Which words of a class are compared under which name of a change.
_COMPARED: Final[Mapping[str, tuple[str, ...]]] = {
    Kind.MOVED: ("starts_on", "ends_on"),
    Kind.TIMETABLE: ("sessions",),
    Kind.PLACE: ("venue", "address"),
    Kind.TITLE: ("title",),
    Kind.AUDIENCE: ("audience",),
    Kind.DEADLINE: ("deadline",),
}


@dataclass(frozen=True)
class Difference:
    """One change of one class; `before` and `after` hold what `change_words` needs."""

    class_id: int
    code: str
    title: str
    kind: str
    before: Said
    after: Said


def classes_said(on: dt.date) -> list[Said]:
    """All public classes that end in the year of this day or later, by their first day.

    One query, so that no class is read between two of its changes. Classes recorded from old
    papers were never announced.
    """
    public = TrainingClass.objects.published().filter(
        recorded_at=None, ends_on__gte=dt.date(on.year, 1, 1)
    )
    rows = public.order_by("starts_on", "code", "pk", *_SESSION).values_list(*_FIELDS, *_SESSION)
    grouped = itertools.groupby(rows.iterator(), key=lambda row: row[: len(_FIELDS)])
    return [
        _said(dict(zip(_FIELDS, key, strict=True)), [row[len(_FIELDS) :] for row in group])
        for key, group in grouped
    ]


def _said(row: dict[str, Any], sessions: list[tuple[Any, ...]]) -> Said:
    """Of one class, as plain values that JSON keeps."""
    return {
        "id": row["pk"],
        "code": row["code"],
        "title": row["title"],
        "canceled": row["status"] == TrainingClass.Status.CANCELED,
        "reason": row["cancel_reason"],
        "audience": row["audience"],
        "starts_on": row["starts_on"].isoformat(),
        "ends_on": row["ends_on"].isoformat(),
        "deadline": timezone.localdate(row["registration_closes_at"]).isoformat(),
        "venue": row["venue__name"],
        "address": row["venue__address"],
        "course": row["course__name"],
        "category": row["course__category__name"],
        "body_id": row["issuing_body"],
        "sessions": [
            [held_on.isoformat(), part, f"{starts_at:%H:%M}", f"{ends_at:%H:%M}"]
            for held_on, part, starts_at, ends_at in sessions
            if held_on
        ],
    }


def year_of(said: Said) -> int:
    """A class belongs to the year of its last day."""
    return dt.date.fromisoformat(said["ends_on"]).year


def differences(before: list[Said], after: list[Said], *, on: dt.date) -> Iterator[Difference]:
    """What changed, class by class, in the order of the days; a year that is over is left out."""
    known = {said["id"]: said for said in before}
    now = {said["id"] for said in after}
    first_day = dt.date(on.year, 1, 1).isoformat()
    gone = [said for said in before if said["id"] not in now and said["ends_on"] >= first_day]
    for said in sorted([*after, *gone], key=lambda one: (one["starts_on"], one["code"])):
        old = known.get(said["id"])
        if said["id"] not in now:
            kinds = _withdrawn(said)
        elif old is None:
            kinds = _added(said)
        else:
            kinds = _changed(old, said)
        for kind, was, became in kinds:
            yield Difference(said["id"], said["code"], said["title"], kind, was, became)


Kinds = Iterator[tuple[str, Said, Said]]


def _withdrawn(said: Said) -> Kinds:
    if not said["canceled"]:
        yield Kind.WITHDRAWN, _some(said, "starts_on", "ends_on"), {}


def _added(said: Said) -> Kinds:
    """A class called off before it was ever announced is no news."""
    if not said["canceled"]:
        yield Kind.ADDED, {}, _some(said, "starts_on", "ends_on", "venue")


def _changed(old: Said, new: Said) -> Kinds:
    """Of a class that is called off nothing else matters any more."""
    if new["canceled"]:
        if not old["canceled"]:
            yield Kind.CALLED_OFF, _some(old, "starts_on", "ends_on"), _some(new, "reason")
        return
    for kind, names in _COMPARED.items():
        was, became = _some(old, *names), _some(new, *names)
        # Sessions move with their class.
        moved = kind == Kind.TIMETABLE and (old["starts_on"], old["ends_on"]) != (
            new["starts_on"],
            new["ends_on"],
        )
        if was != became and not moved:
            yield kind, was, became


def _some(said: Said, *names: str) -> Said:
    return {name: said[name] for name in names}


def digest(content: Mapping[str, Any]) -> str:
    """SHA-256 of the form with sorted keys, whichever database kept it."""
    text = json.dumps(content, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()
