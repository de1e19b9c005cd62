"""The verb of the agencies: many people named for a class in one act, all of them or none."""

import datetime as dt
import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import PurePath
from typing import Any

from django.core.files.base import File
from django.db import transaction
from django.db.models import prefetch_related_objects
from django.utils import timezone
from django.utils.translation import gettext as _

from courses import audit
from courses.models import TrainingClass
from courses.scheduling import chain_of
from enrollment.models import Affiliation, Agency, Enrollment, NominationBatch, Trainee
from enrollment.registering import admission, leaving, steps
from enrollment.registering.obstacles import Nominee, find_obstacles
from enrollment.registering.registration import agency_on, request_reused
from enrollment.registering.steps import RegistrationRefused
from enrollment.registering.waiting_list import fill_free_seats
from enrollment.seating import seats

State = Enrollment.State
Source = Enrollment.Source


@dataclass(frozen=True)
class LetterOfAgency:
    """The letter in which the agency names its people, as far as it was handed in."""

    number: str = ""
    date: dt.date | None = None
    file: File | None = None
    file_name: str = ""


class NominationRefused(RegistrationRefused):
    """Some of the people cannot be named; `refused` tells of which place in the list, and why."""

    def __init__(self, nominees: Sequence[Nominee], refused: dict[int, RegistrationRefused]):
        self.refused = refused
        people = (f"{nominees[at].trainee.full_name}: {why.text}" for at, why in refused.items())
        super().__init__(
            _("Nobody was named, because of: %(people)s"),
            code="nominees_refused",
            params={"people": " ".join(people)},
        )


def nominate(
    training_class: TrainingClass,
    agency: Agency,
    nominees: Sequence[Nominee],
    *,
    by: Any,
    letter: LetterOfAgency | None = None,
    source_name: str = "",
    source: str = Source.AGENCY,
    request_key: uuid.UUID | None = None,
    at: dt.datetime | None = None,
) -> NominationBatch:
    """Register these people of the agency and of those below it, all or none.

    The same `request_key` again returns the first answer. Raises NominationRefused, or
    RegistrationRefused with code `nobody`, `request_reused` or `closed`.
    """
    at = at or timezone.now()
    with transaction.atomic():
        current = TrainingClass.objects.get(pk=training_class.pk)
        seats.lock_class(current)
        known = NominationBatch.objects.filter(request_key=request_key).first()
        if request_key and known:
            return _same_answer(known, current, agency)
        seen_from = None if leaving.is_desk(by) else agency
        check_nominees(current, agency, nominees, source=source, seen_from=seen_from, at=at)
        batch = _store_batch(
            current, agency, by=by, letter=letter, source_name=source_name, key=request_key, at=at
        )
        _store_people(nominees, by=by, at=at)
        enrollments = _store_enrollments(current, nominees, batch=batch, source=source, at=at)
        _write_down(batch, enrollments, by=by, source=source)
        if any(enrollment.state == State.WAITING for enrollment in enrollments):
            fill_free_seats(current, at=at)
        _keep_file(batch, letter)
    return batch


def check_nominees(
    training_class: TrainingClass,
    agency: Agency,
    nominees: Sequence[Nominee],
    *,
    source: str = Source.AGENCY,
    seen_from: Agency | None = None,
    at: dt.datetime,
) -> None:
    """Raise what naming these people now would; of other agencies `seen_from` hears nothing."""
    if not nominees:
        raise RegistrationRefused(_("Nobody was chosen."), code="nobody")
    admission.check_open(training_class, agency=agency, source=source, at=at)
    refused: dict[int, RegistrationRefused] = {}
    named: set[int] = set()
    obstacles = find_obstacles(nominees, training_class, source=source, seen_from=seen_from)
    for number, (nominee, obstacle) in enumerate(zip(nominees, obstacles, strict=True)):
        if not nominee.agency.path.startswith(agency.path):
            obstacle = _foreign_agency(nominee, agency)
        elif nominee.trainee.pk in named:
            obstacle = RegistrationRefused(_("Named twice."), code="twice")
        if nominee.trainee.pk:
            named.add(nominee.trainee.pk)
        if obstacle:
            refused[number] = obstacle
    if refused:
        raise NominationRefused(nominees, refused)


def _foreign_agency(nominee: Nominee, agency: Agency) -> RegistrationRefused:
    return RegistrationRefused(
        _("“%(name)s” does not belong to %(agency)s."),
        code="foreign_agency",
        params={"name": nominee.agency.name, "agency": agency.name},
    )


def _same_answer(
    known: NominationBatch, training_class: TrainingClass, agency: Agency
) -> NominationBatch:
    if (known.training_class_id, known.agency_id) != (training_class.pk, agency.pk):
        raise request_reused()
    return known


def _store_batch(
    training_class: TrainingClass,
    agency: Agency,
    *,
    by: Any,
    letter: LetterOfAgency | None,
    source_name: str,
    key: uuid.UUID | None,
    at: dt.datetime,
) -> NominationBatch:
    batch = NominationBatch(
        training_class=training_class,
        agency=agency,
        by=by,
        made_at=at,
        request_key=key,
        source_name=source_name,
    )
    if letter:
        batch.letter_number, batch.letter_date = letter.number, letter.date
    batch.save(force_insert=True)
    return batch


def _keep_file(batch: NominationBatch, letter: LetterOfAgency | None) -> None:
    """Last of all: what is refused before leaves no file behind."""
    if letter and letter.file:
        batch.letter_name = letter.file_name
        # Nobody guesses the name of the file, nor is one overwritten.
        name = f"{batch.public_id}{PurePath(letter.file_name).suffix.lower()}"
        batch.letter_file.save(name, letter.file, save=False)
        batch.save(update_fields=["letter_name", "letter_file"])


def _store_people(nominees: Sequence[Nominee], *, by: Any, at: dt.datetime) -> None:
    """Put the new ones on record; where somebody works is noted when nobody had told us yet."""
    new = [nominee.trainee for nominee in nominees if nominee.trainee.pk is None]
    for trainee in new:
        trainee.derive()
    Trainee.objects.bulk_create(new)
    audit.record_many(
        [audit.Act("trainee.added", chain=f"trainee:{trainee.pk}") for trainee in new], by=by
    )
    people = {nominee.trainee.pk: nominee for nominee in nominees}
    placed = Affiliation.objects.filter(trainee__in=people, valid_to=None)
    for known in placed.values_list("trainee", flat=True):
        del people[known]
    Affiliation.objects.bulk_create(
        Affiliation(
            trainee=nominee.trainee,
            agency=nominee.agency,
            position=nominee.position,
            valid_from=timezone.localdate(at),
        )
        for nominee in people.values()
    )


def _store_enrollments(
    training_class: TrainingClass,
    nominees: Sequence[Nominee],
    *,
    batch: NominationBatch,
    source: str,
    at: dt.datetime,
) -> list[Enrollment]:
    """One for each, in the order of the list: a seat, a place in the queue or a wait for a yes."""
    as_of_class, asked_first = {}, {}
    for agency in {nominee.agency.pk: nominee.agency for nominee in nominees}.values():
        as_of_class[agency.pk] = agency_on(agency, training_class.starts_on)
        asked_first[agency.pk] = admission.asked_first(training_class, agency, source=source, at=at)
    enrollments = [
        Enrollment(
            trainee=nominee.trainee,
            training_class=training_class,
            agency=nominee.agency,
            position=nominee.position,
            state=asked_first[nominee.agency.pk],
            source=source,
            registered_at=at,
            batch=batch,
            full_name=nominee.trainee.full_name,
            is_demo=training_class.is_demo,
            **as_of_class[nominee.agency.pk],
        )
        for nominee in nominees
    ]
    _seat(training_class, [one for one in enrollments if not one.state])
    return Enrollment.objects.bulk_create(enrollments)


def _seat(training_class: TrainingClass, enrollments: list[Enrollment]) -> None:
    plan = seats.plan_seats(training_class, [one.agency for one in enrollments])
    seats.take_planned(training_class, plan)
    for enrollment, given, waits in zip(enrollments, plan.seats_of, plan.waits, strict=True):
        enrollment.seat_of = given
        enrollment.state = State.WAITING if waits else State.CONFIRMED


def _write_down(
    batch: NominationBatch, enrollments: list[Enrollment], *, by: Any, source: str
) -> None:
    prefetch_related_objects([one.trainee for one in enrollments], "user")
    audit.record(
        "nomination.sent",
        chain=chain_of(batch.training_class),
        by=by,
        subject=f"agency:{batch.agency_id}",
        data={
            "batch": batch.public_id,
            "agency": batch.agency.name,
            "people": len(enrollments),
            "letter": batch.letter_number,
        },
    )
    new = [""] * len(enrollments)
    steps.write_down_many(enrollments, new, by=by, rule=f"registered_{source}", at=batch.made_at)
