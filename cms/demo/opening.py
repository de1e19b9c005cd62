"""How a class of the demo begins: the record, its sessions, and its publication by the verbs."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.utils import timezone

from cms.demo.reference import House
from courses.models import Instructor, TrainingClass
from courses.scheduling import add_class, publish_class


@dataclass(frozen=True)
class Plan:
    """What a class is to be, before any record of it exists."""

    code: str
    title: str
    course: str
    venue: str
    audience: str
    starts_on: dt.date
    ends_on: dt.date
    registration: str
    opens_on: dt.date
    closes_on: dt.date
    capacity: int
    minimum: int
    is_ranked: bool
    contact: str
    decision: str = ""
    instructors: Sequence[Instructor] = ()
    topics: Sequence[str] = ()
    is_published: bool = True
    approval: str = TrainingClass.Approval.DESK
    offer_hours: int = 0


def open_class(plan: Plan, house: House, *, by: Any) -> TrainingClass:
    """Store the class with morning and afternoon of each day, and publish it."""
    rules = house.rules_on(plan.starts_on)
    training_class = TrainingClass(
        code=plan.code,
        title=plan.title,
        course=house.courses[plan.course],
        venue=house.venues[plan.venue],
        audience=plan.audience,
        starts_on=plan.starts_on,
        ends_on=plan.ends_on,
        registration=plan.registration,
        approval=plan.approval,
        offer_hours=plan.offer_hours,
        registration_opens_at=moment(plan.opens_on, 8),
        registration_closes_at=moment(plan.closes_on, 17),
        capacity=plan.capacity,
        minimum=plan.minimum,
        issuing_body=house.issuing_body,
        attendance_rule=rules.attendance,
        ranking_scheme=rules.ranks if plan.is_ranked else rules.attendance_only,
        contact=plan.contact,
        decision=plan.decision,
        is_demo=True,
    )
    training_class.full_clean()
    add_class(training_class, by=by, instructors=plan.instructors)
    for session, topic in zip(training_class.sessions.all(), plan.topics, strict=False):
        session.topic = topic
        session.save(update_fields=["topic"])
    return publish_class(training_class, by=by) if plan.is_published else training_class


def moment(day: dt.date, hour: int, minute: int = 0) -> dt.datetime:
    """A time of day where the classes are held."""
    return timezone.make_aware(dt.datetime.combine(day, dt.time(hour, minute)))
