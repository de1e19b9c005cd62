"""Lists of a class: the roster with results once they are recognized, and the sign-in sheet."""

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from decimal import Decimal
from itertools import groupby

from django.conf import settings
from django.urls import reverse
from django.utils import translation
from django.utils.formats import number_format
from django.utils.translation import pgettext

from certificates.documents import (
    Roster,
    RosterGroup,
    RosterRow,
    SheetRow,
    SheetSession,
    SignInSheet,
)
from certificates.documents.roster import COLUMNS_BY_AGENCY, DEFAULT_COLUMNS, Kind
from certificates.documents.score_words import in_words
from certificates.models import Certificate
from certificates.papers.blocks import heading_of, signature_of
from certificates.papers.people import by_result, instead_of, result_of
from courses.dates import date_range
from courses.models import TrainingClass
from enrollment.models import Enrollment, Recognition, Score, Trainee
from enrollment.running.paper_entry import number_rows, printed_rows

State = Enrollment.State
MakeRow = Callable[[Enrollment], RosterRow]


def roster(
    training_class: TrainingClass,
    *,
    by_agency: bool = False,
    kind: Kind = "roster",
    columns: tuple[str, ...] = (),
) -> Roster:
    """Confirmed people by level of their agency, then in the order of a roster.

    `by_agency`: in groups of agencies, and with those who wait for a seat or for an answer.
    `columns`: those of the kind of list; without them the usual ones, with results at the end.
    """
    body = training_class.issuing_body
    meant = Enrollment.objects.for_class(training_class)
    meant = meant.active() if by_agency else meant.confirmed()
    people = list(meant.with_people().select_related("replaces").in_roster_order())
    numbers = _register_numbers(training_class)
    scores = _scores(training_class) if kind == "scores" else {}

    def row(person: Enrollment) -> RosterRow:
        return _roster_row(person, numbers.get(person.pk, ""), scores.get(person.pk, {}))

    is_final = training_class.finalized_at is not None
    usual = COLUMNS_BY_AGENCY if by_agency else DEFAULT_COLUMNS
    final_columns = ("result", "register_number") if is_final and kind == "roster" else ()
    with translation.override(body.language):
        return Roster(
            heading=heading_of(body),
            language=body.language,
            is_sample=training_class.is_demo,
            class_title=training_class.title,
            year=training_class.year,
            groups=_agencies(people, row) if by_agency else _groups(people, row),
            total=meant.count(),
            states=_states(people) if by_agency else (),
            women=sum(person.trainee.gender == Trainee.Gender.FEMALE for person in people),
            kind=kind,
            columns=columns or (*usual[:-1], *final_columns, usual[-1]),
            held=date_range(training_class.starts_on, training_class.ends_on),
            decision=_decision(training_class, kind),
            results=by_result(people) if kind == "recognition" else (),
            signature=signature_of(body, training_class.ends_on),
        )


def sign_in_sheet(training_class: TrainingClass, *, is_filled: bool) -> SignInSheet:
    """Blank for signatures, or with the marks of the roll call.

    Whoever holds the printed sheet types it in by the numbers of its rows, so they are given here.
    """
    body = training_class.issuing_body
    sessions = list(training_class.sessions.all())
    version = number_rows(training_class)
    numbers = {row.enrollment_id: row.number for row in printed_rows(training_class, version)}
    people = _people(training_class, with_marks=is_filled)
    people.sort(key=lambda person: numbers.get(person.pk, len(numbers) + 1))
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
                _sheet_row(
                    person,
                    [one.pk for one in sessions],
                    is_filled=is_filled,
                    number=numbers.get(person.pk, 0),
                )
                for person in people
            ),
            trainee_count=Enrollment.objects.for_class(training_class).confirmed().count(),
            version=version,
            entry_url="" if is_filled else _entry_url(training_class, version),
            venue=training_class.venue.name,
            instructors=tuple(str(one) for one in training_class.instructors.all()),
            decision=training_class.decision,
            is_filled=is_filled,
        )


def _people(training_class: TrainingClass, *, with_marks: bool = False) -> list[Enrollment]:
    confirmed = Enrollment.objects.for_class(training_class).confirmed().with_people()
    if with_marks:
        confirmed = confirmed.with_attendance()
    return list(confirmed.in_roster_order())


def _register_numbers(training_class: TrainingClass) -> dict[int, str]:
    valid = Certificate.objects.valid().of_class(training_class)
    return {certificate.enrollment_id: certificate.register_number for certificate in valid}


def _groups(people: Sequence[Enrollment], row: MakeRow) -> tuple[RosterGroup, ...]:
    """One group per level of agencies; a single one needs no heading."""
    by_level = sorted(people, key=lambda person: person.agency_level.rank)
    groups = [
        (str(level), list(members))
        for level, members in groupby(by_level, key=lambda person: person.agency_level)
    ]
    return tuple(
        RosterGroup(
            name=name if len(groups) > 1 else "",
            rows=tuple(map(row, members)),
            count=len(members),
        )
        for name, members in groups
    )


def _agencies(people: Sequence[Enrollment], row: MakeRow) -> tuple[RosterGroup, ...]:
    """One group per agency, in the order of the tree, by its name as of the class."""
    in_tree = sorted(people, key=lambda person: (person.agency.path, person.agency_name))
    groups = groupby(in_tree, key=lambda person: person.agency_name)
    return tuple(
        RosterGroup(
            name=name,
            rows=tuple(map(row, of_agency)),
            count=len(of_agency),
        )
        for name, of_agency in ((name, list(members)) for name, members in groups)
    )


def _states(people: Sequence[Enrollment]) -> tuple[tuple[str, int], ...]:
    counted = Counter(person.state for person in people)
    return tuple((str(State(state).label), counted[state]) for state in State if counted[state])


def _decision(training_class: TrainingClass, kind: Kind) -> str:
    """The decision the list belongs to; dots for the clerk where it is not known yet."""
    if kind == "scores":
        return ""
    if kind == "recognition":
        known = Recognition.objects.filter(training_class=training_class).first()
        return (known.text if known else "") or _number_left_open()
    return training_class.decision or (_number_left_open() if kind == "opening" else "")


def _number_left_open() -> str:
    return pgettext("paper", "decision no. ……… of …/…/20…")


def _scores(training_class: TrainingClass) -> dict[int, dict[int, Decimal]]:
    """Every score by enrollment and attempt."""
    found: dict[int, dict[int, Decimal]] = {}
    for score in Score.objects.filter(enrollment__training_class=training_class):
        found.setdefault(score.enrollment_id, {})[score.attempt] = score.value
    return found


def _roster_row(
    person: Enrollment, register_number: str, scores: Mapping[int, Decimal]
) -> RosterRow:
    gender = person.trainee.gender
    return RosterRow(
        full_name=person.full_name,
        birth=person.trainee.birth,
        sex=person.trainee.get_gender_display(),
        is_female=gender == Trainee.Gender.FEMALE if gender else None,
        position=person.position,
        agency=person.agency_name,
        result=result_of(person),
        register_number=register_number,
        score=_figure(scores.get(1)),
        second_score=_figure(scores.get(2)),
        score_words=in_words(scores[max(scores)]) if scores else "",
        state=str(person.get_state_display()),
        note=instead_of(person),
    )


def _figure(score: Decimal | None) -> str:
    return "" if score is None else number_format(score, 1)


def _entry_url(training_class: TrainingClass, version: int) -> str:
    """Where the signed sheet is typed in, in the language of the house."""
    address = reverse("enrollment:manage_paper", args=[training_class.code])
    return f"{settings.BASE_URL}{address}?sheet={version}"


def _sheet_row(
    person: Enrollment, sessions: Sequence[int], *, is_filled: bool, number: int
) -> SheetRow:
    marks: dict[int, str] = {}
    if is_filled:
        marks = {mark.session_id: mark.mark for mark in person.attendance.all()}
    return SheetRow(
        full_name=person.full_name,
        birth=person.trainee.birth,
        position=person.position,
        agency=person.agency_name,
        marks=tuple(marks.get(session, "") for session in sessions) if is_filled else (),
        number=number,
        periods_present=person.attended if is_filled else None,  # type: ignore[attr-defined]  # added by with_attendance()
    )
