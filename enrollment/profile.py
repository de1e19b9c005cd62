"""Verbs that keep what is known of a person: name, birth, consent, and where he or she works."""

import datetime as dt
import unicodedata
import uuid
from typing import Any

from django.db import transaction
from django.utils import timezone

from courses import audit, vietnamese
from courses.models import TrainingClass
from courses.scheduling import chain_of
from enrollment import seats
from enrollment.accounts import trainee_of
from enrollment.linking import link_record, own_record
from enrollment.models import Affiliation, Agency, ConsentText, Enrollment, Trainee, User
from enrollment.registration import register_trainee, request_reused


def current_consent(language: str, day: dt.date) -> ConsentText | None:
    """The text to agree to on that day: in this language, else in any."""
    texts = ConsentText.objects.filter(valid_from__lte=day)
    return texts.filter(language=language).first() or texts.first()


def current_affiliation(trainee: Trainee) -> Affiliation | None:
    """Where the person works now, as far as we were told."""
    if trainee.pk is None:
        return None
    return trainee.affiliations.filter(valid_to=None).select_related("agency").first()


def save_profile(
    user: User,
    *,
    full_name: str,
    birth_date: dt.date | None,
    birth_year: int | None,
    gender: str,
    agency: Agency,
    position: str,
    language: str,
    consent: ConsentText | None = None,
    typed_name: str = "",
    may_link: bool = True,
    at: dt.datetime | None = None,
) -> Trainee:
    """Store the person behind an account; other agency or position: a new affiliation begins.

    A newcomer takes over the one record that the desk wrote down under the same address and name,
    unless he or she has said that it is somebody else's (`may_link`).
    """
    at = at or timezone.now()
    with transaction.atomic():
        _lock_account(user)
        trainee = trainee_of(user)
        if trainee.pk is None and may_link:
            year = birth_date.year if birth_date else birth_year
            record = own_record(user, full_name=full_name, birth_year=year)
            trainee = link_record(record, user, how="by_name") if record else trainee
        trainee.given_name = _kept_given_name(trainee, full_name)
        trainee.full_name, trainee.gender, trainee.language = full_name, gender, language
        trainee.birth_date, trainee.birth_year = birth_date, birth_year
        if consent and consent.pk != trainee.consent_id:
            trainee.consent, trainee.consented_at = consent, at
        trainee.save()
        work_at(trainee, agency, position, on=timezone.localdate(at))
        audit.record(
            "trainee.saved", chain=f"trainee:{trainee.pk}", by=user, data=_as_typed(typed_name)
        )
    return trainee


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
        _lock_account(user)
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


def store_person(*, by: Any, **person: Any) -> Trainee:
    """A record without an account, written down by somebody else."""
    trainee = Trainee.objects.create(**person)
    audit.record("trainee.added", chain=f"trainee:{trainee.pk}", by=by)
    return trainee


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


def work_at(trainee: Trainee, agency: Agency, position: str, *, on: dt.date) -> Affiliation:
    """The person works here from that day on; the affiliation before it ends the day before."""
    current = current_affiliation(trainee)
    if current and (current.agency_id, current.position) == (agency.pk, position):
        return current
    if current and current.valid_from >= on:
        current.agency, current.position = agency, position
        current.save(update_fields=["agency", "position"])
        return current
    if current:
        current.valid_to = on - dt.timedelta(days=1)
        current.save(update_fields=["valid_to"])
    return trainee.affiliations.create(agency=agency, position=position, valid_from=on)


def _lock_account(user: User) -> None:
    # A newcomer who presses the button twice must not become two persons.
    User.objects.select_for_update().values("pk").get(pk=user.pk)


def _kept_given_name(trainee: Trainee, full_name: str) -> str:
    """A given name corrected by hand survives as long as it is part of the name."""
    is_corrected = trainee.given_name != vietnamese.given_name(trainee.full_name)
    return trainee.given_name if is_corrected and trainee.given_name in full_name.split() else ""


def _as_typed(name: str) -> dict[str, str]:
    """What was typed, in plain ASCII, where another composition of the letters was stored."""
    if unicodedata.is_normalized("NFC", name):
        return {}
    return {"typed_name": name.encode("unicode_escape").decode()}


def _same_answer(
    known: Enrollment, user: User, training_class: TrainingClass, profile: dict[str, Any]
) -> Enrollment:
    asked = (user.pk, training_class.pk, profile["agency"].pk, profile["position"])
    stored = (known.trainee.user_id, known.training_class_id, known.agency_id, known.position)
    if asked != stored or known.full_name != profile["full_name"]:
        raise request_reused()
    return known
