"""Registering people: oneself with the own details, or somebody at the desk, known or new."""

import datetime as dt
import uuid
from typing import Any

from django.db import transaction
from django.utils import timezone

from courses import audit
from courses.models import TrainingClass
from courses.scheduling import chain_of
from enrollment.models import Agency, Enrollment, Trainee, User
from enrollment.people.profile import (
    current_affiliation,
    lock_account,
    save_profile,
    store_person,
    work_at,
)
from enrollment.registering.registration import register_trainee, request_reused
from enrollment.seating import seats


def register_self(
    user: User,
    training_class: TrainingClass,
    *,
    request_key: uuid.UUID | None,
    at: dt.datetime | None = None,
    **profile: Any,
) -> Enrollment:
    """Store the person and the registration, or neither.

    The same form again gets the first answer; the same key with other contents is refused.
    """
    at = at or timezone.now()
    with transaction.atomic():
        lock_account(user)
        known = Enrollment.objects.filter(request_key=request_key).first() if request_key else None
        if known:
            return _same_answer(known, user, training_class, profile)
        trainee = save_profile(user, **profile, at=at)
        return register_trainee(
            trainee,
            training_class,
            agency=profile["agency"],
            position=profile["position"],
            by=user,
            request_key=request_key,
            at=at,
        )


def register_new_person(
    training_class: TrainingClass,
    *,
    by: Any,
    agency: Agency,
    position: str,
    request_key: uuid.UUID | None = None,
    waived: bool = False,
    at: dt.datetime | None = None,
    **person: Any,
) -> Enrollment:
    """Store a person without an account and register him or her, by the desk.

    A button pressed twice sends the same key twice, and makes one person.
    """
    at = at or timezone.now()
    with transaction.atomic():
        seats.lock_class(training_class)
        known = Enrollment.objects.filter(request_key=request_key).first() if request_key else None
        if known:
            if (known.training_class, known.full_name) != (training_class, person["full_name"]):
                raise request_reused()
            return known
        return register_known_person(
            store_person(by=by, **person),
            training_class,
            by=by,
            agency=agency,
            position=position,
            request_key=request_key,
            waived=waived,
            at=at,
        )


def register_known_person(
    trainee: Trainee,
    training_class: TrainingClass,
    *,
    by: Any,
    agency: Agency,
    position: str,
    request_key: uuid.UUID | None = None,
    waived: bool = False,
    at: dt.datetime | None = None,
) -> Enrollment:
    """Register by the desk; where the person works is noted when nobody had told us yet.

    `waived`: the organizer has seen that a condition of entry is not met.
    """
    at = at or timezone.now()
    with transaction.atomic():
        if current_affiliation(trainee) is None:
            work_at(trainee, agency, position, on=timezone.localdate(at))
        enrollment = register_trainee(
            trainee,
            training_class,
            agency=agency,
            position=position,
            source=Enrollment.Source.DESK,
            by=by,
            request_key=request_key,
            at=at,
        )
        if waived:
            audit.record(
                "class.entry_waived",
                chain=chain_of(training_class),
                by=by,
                subject=f"enrollment:{enrollment.pk}",
            )
        return enrollment


def _same_answer(
    known: Enrollment, user: User, training_class: TrainingClass, profile: dict[str, Any]
) -> Enrollment:
    asked = (user.pk, training_class.pk, profile["agency"].pk, profile["position"])
    stored = (known.trainee.user_id, known.training_class_id, known.agency_id, known.position)
    if asked != stored or known.full_name != profile["full_name"]:
        raise request_reused()
    return known
