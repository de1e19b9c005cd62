"""Lists of a class: the roster with results once they are recognized, and the sign-in sheet."""

from collections.abc import Sequence
from itertools import groupby

from django.utils import translation

from certificates.documents import (
    Roster,
    RosterGroup,
    RosterRow,
    SheetRow,
    SheetSession,
    SignatureBlock,
    SignInSheet,
)
from certificates.documents.roster import DEFAULT_COLUMNS
from certificates.models import Certificate
from certificates.papers.blocks import heading_of, signature_of
from courses.dates import date_range
from courses.models import TrainingClass
from enrollment.models import Enrollment, Trainee


def roster(training_class: TrainingClass) -> Roster:
    """Confirmed people by level of their agency, then in the order of a roster."""
    body = training_class.issuing_body
    people = _people(training_class)
    numbers = _register_numbers(training_class)
    is_final = training_class.finalized_at is not None
    final_columns = ("result", "register_number") if is_final else ()
    with translation.override(body.language):
        return Roster(
            heading=heading_of(body),
            language=body.language,
            is_sample=training_class.is_demo,
            class_title=training_class.title,
            year=training_class.year,
            groups=_groups(people, numbers),
            total=Enrollment.objects.for_class(training_class).confirmed().count(),
            women=sum(person.trainee.gender == Trainee.Gender.FEMALE for person in people),
            columns=(*DEFAULT_COLUMNS[:-1], *final_columns, DEFAULT_COLUMNS[-1]),
            held=date_range(training_class.starts_on, training_class.ends_on),
            decision=training_class.decision,
            signature=signature_of(body, training_class.ends_on),
        )


def sign_in_sheet(training_class: TrainingClass, *, is_filled: bool) -> SignInSheet:
    """Blank for signatures, or with the marks of the roll call."""
    body = training_class.issuing_body
    sessions = list(training_class.sessions.all())
    people = _people(training_class, with_marks=is_filled)
    with translation.override(body.language):
        return SignInSheet(
            heading=heading_of(body),
            language=body.language,
            is_sample=training_class.is_demo,
            class_title=training_class.title,
            starts_on=training_class.starts_on,
            ends_on=training_class.ends_on,
            sessions=tuple(SheetSession(one.held_on, one.part) for one in sessions),
            rows=tuple(
                _sheet_row(person, [one.pk for one in sessions], is_filled=is_filled)
                for person in people
            ),
            trainee_count=Enrollment.objects.for_class(training_class).confirmed().count(),
            venue=training_class.venue.name,
            instructors=tuple(str(one) for one in training_class.instructors.all()),
            decision=training_class.decision,
            is_filled=is_filled,
            signature=SignatureBlock(),
        )


def _people(training_class: TrainingClass, *, with_marks: bool = False) -> list[Enrollment]:
    confirmed = Enrollment.objects.for_class(training_class).confirmed().with_people()
    if with_marks:
        confirmed = confirmed.with_attendance()
    return list(confirmed.in_roster_order())


def _register_numbers(training_class: TrainingClass) -> dict[int, str]:
    valid = Certificate.objects.valid().of_class(training_class)
    return {certificate.enrollment_id: certificate.register_number for certificate in valid}


def _groups(people: Sequence[Enrollment], numbers: dict[int, str]) -> tuple[RosterGroup, ...]:
    """One group per level of agencies; a single one needs no heading."""
    by_level = sorted(people, key=lambda person: person.agency_level.rank)
    groups = [
        (str(level), list(members))
        for level, members in groupby(by_level, key=lambda person: person.agency_level)
    ]
    return tuple(
        RosterGroup(
            name=name if len(groups) > 1 else "",
            rows=tuple(_roster_row(person, numbers) for person in members),
            count=len(members),
        )
        for name, members in groups
    )


def _roster_row(person: Enrollment, numbers: dict[int, str]) -> RosterRow:
    gender = person.trainee.gender
    return RosterRow(
        full_name=person.full_name,
        birth=person.trainee.birth,
        sex=person.trainee.get_gender_display(),
        is_female=gender == Trainee.Gender.FEMALE if gender else None,
        position=person.position,
        agency=person.agency_name,
        result=person.ranking or (str(person.get_outcome_display()) if person.outcome else ""),
        register_number=numbers.get(person.pk, ""),
    )


def _sheet_row(person: Enrollment, sessions: Sequence[int], *, is_filled: bool) -> SheetRow:
    marks: dict[int, str] = {}
    if is_filled:
        marks = {mark.session_id: mark.mark for mark in person.attendance.all()}
    return SheetRow(
        full_name=person.full_name,
        birth=person.trainee.birth,
        position=person.position,
        agency=person.agency_name,
        marks=tuple(marks.get(session, "") for session in sessions) if is_filled else (),
        periods_present=person.attended if is_filled else None,  # type: ignore[attr-defined]  # added by with_attendance()
    )
