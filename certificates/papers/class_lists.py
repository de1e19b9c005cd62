"""Lists of a class: the roster with results once they are recognized, and the sign-in sheet."""

from collections import Counter
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
from certificates.documents.roster import COLUMNS_BY_AGENCY, DEFAULT_COLUMNS
from certificates.models import Certificate
from certificates.papers.blocks import heading_of, signature_of
from certificates.papers.people import instead_of
from courses.dates import date_range
from courses.models import TrainingClass
from enrollment.models import Enrollment, Trainee

State = Enrollment.State


def roster(training_class: TrainingClass, *, by_agency: bool = False) -> Roster:
    """Confirmed people by level of their agency, then in the order of a roster.

    `by_agency`: in groups of agencies, and with those who wait for a seat or for an answer.
    """
    body = training_class.issuing_body
    meant = Enrollment.objects.for_class(training_class)
    meant = meant.active() if by_agency else meant.confirmed()
    people = list(meant.with_people().select_related("replaces").in_roster_order())
    numbers = _register_numbers(training_class)
    is_final = training_class.finalized_at is not None
    final_columns = ("result", "register_number") if is_final else ()
    columns = COLUMNS_BY_AGENCY if by_agency else DEFAULT_COLUMNS
    with translation.override(body.language):
        return Roster(
            heading=heading_of(body),
            language=body.language,
            is_sample=training_class.is_demo,
            class_title=training_class.title,
            year=training_class.year,
            groups=_agencies(people, numbers) if by_agency else _groups(people, numbers),
            total=meant.count(),
            states=_states(people) if by_agency else (),
            women=sum(person.trainee.gender == Trainee.Gender.FEMALE for person in people),
            columns=(*columns[:-1], *final_columns, columns[-1]),
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


def _agencies(people: Sequence[Enrollment], numbers: dict[int, str]) -> tuple[RosterGroup, ...]:
    """One group per agency, in the order of the tree, by its name as of the class."""
    in_tree = sorted(people, key=lambda person: (person.agency.path, person.agency_name))
    groups = groupby(in_tree, key=lambda person: person.agency_name)
    return tuple(
        RosterGroup(
            name=name,
            rows=tuple(_roster_row(one, numbers) for one in of_agency),
            count=len(of_agency),
        )
        for name, of_agency in ((name, list(members)) for name, members in groups)
    )


def _states(people: Sequence[Enrollment]) -> tuple[tuple[str, int], ...]:
    counted = Counter(person.state for person in people)
    return tuple((str(State(state).label), counted[state]) for state in State if counted[state])


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
        state=str(person.get_state_display()),
        note=instead_of(person),
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
