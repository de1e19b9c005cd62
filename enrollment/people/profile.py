"""Verbs that keep what is known of a person: name, birth, consent, and where he or she works."""

import datetime as dt
import unicodedata
from typing import Any

from django.db import transaction
from django.utils import timezone

from courses import audit, vietnamese
from enrollment.accounts import trainee_of
from enrollment.models import Affiliation, Agency, ConsentText, Trainee, User
from enrollment.people.linking import link_record, own_record


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
        lock_account(user)
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


def store_person(*, by: Any, **person: Any) -> Trainee:
    """A record without an account, written down by somebody else."""
    trainee = Trainee.objects.create(**person)
    audit.record("trainee.added", chain=f"trainee:{trainee.pk}", by=by)
    return trainee


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


def lock_account(user: User) -> None:
    """A newcomer who presses the button twice must not become two persons."""
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
