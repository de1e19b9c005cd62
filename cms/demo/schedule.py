"""For whom the classes of this year are, and two versions of the schedule: announced, changed."""

import datetime as dt
from typing import Any

from django.db import transaction

from cms.demo.source import data
from courses.models import ScheduleRelease, TrainingClass, Venue
from courses.releasing import release_schedule
from courses.scheduling import change_class
from enrollment.models import EntryRule, TargetGroup
from enrollment.registering.entry_rules import set_conditions


def load_schedule(*, by: Any, now: dt.datetime) -> None:
    """After the classes; a site that has a version has been here."""
    if ScheduleRelease.objects.exists():
        return
    known = data("schedule")
    with transaction.atomic():
        for code, groups in known["groups"].items():
            _mean(TrainingClass.objects.get(code=code), groups, by=by)
        _release_twice(known["first"], known["second"], by=by, now=now)


def _mean(training_class: TrainingClass, names: list[str], *, by: Any) -> None:
    """These come first, and nobody is kept out."""
    if not EntryRule.objects.filter(training_class=training_class).exists():
        groups = TargetGroup.objects.filter(name__in=names)
        set_conditions(training_class, by=by, target_groups=groups, only_target_groups=False)


def _release_twice(first: dict, second: dict, *, by: Any, now: dt.datetime) -> None:
    """The first version says other days and another place than the class has in the end."""
    training_class = TrainingClass.objects.select_related("venue").get(code=first["class"])
    later, venue = dt.timedelta(days=first["days_later"]), training_class.venue
    _move(training_class, later, Venue.objects.get(name=first["venue"]), by=by)
    _release(first, by=by, now=now)
    _move(training_class, -later, venue, by=by)
    _release(second, by=by, now=now)


def _move(training_class: TrainingClass, days: dt.timedelta, venue: Venue, *, by: Any) -> None:
    training_class.starts_on += days
    training_class.ends_on += days
    training_class.venue = venue
    changed = ["starts_on", "ends_on", "venue"]
    change_class(training_class, changed, by=by, instructors=training_class.instructors.all())


def _release(known: dict, *, by: Any, now: dt.datetime) -> None:
    release_schedule(by=by, note=known["note"], at=now - dt.timedelta(days=known["days_ago"]))
