"""The papers that every class needs, from its opening to its report."""

import dataclasses
from collections.abc import Callable, Sequence
from typing import Final

from django.db.models import Count, Q, Sum
from django.utils import translation
from django.utils.formats import date_format, number_format
from django.utils.functional import Promise
from django.utils.translation import gettext, pgettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from certificates.documents import (
    AgencyResult,
    ClassReport,
    DeskCards,
    NameBadges,
    NameCard,
    Paper,
    Roster,
    SessionResult,
    Timetable,
    TimetableRow,
)
from certificates.documents.roster import RECOGNITION_COLUMNS, SCORE_COLUMNS
from certificates.models import Certificate
from certificates.papers.blocks import heading_of, signature_of
from certificates.papers.call_letter import usual_recipients
from certificates.papers.class_lists import roster, sign_in_sheet
from certificates.papers.hand_over import hand_over_list
from certificates.papers.people import by_result
from courses.dates import date_range, short_date
from courses.models import Session, TrainingClass
from enrollment.models import Attendance, Enrollment, Trainee
from enrollment.running.check_in import check_in_text, short_code

Mark = Attendance.Mark


def opening_list(training_class: TrainingClass) -> Roster:
    """The list that goes with the decision to open the class."""
    return roster(training_class, kind="opening")


def recognition_list(training_class: TrainingClass) -> Roster:
    """The list that goes with the decision on the results, or its draft before there is one."""
    return roster(training_class, kind="recognition", columns=RECOGNITION_COLUMNS)


def score_sheet(training_class: TrainingClass) -> Roster:
    """Empty for the examiner's hand, or with the scores that are known."""
    columns: tuple[str, ...] = SCORE_COLUMNS
    if training_class.ranking_scheme.attempts > 1:
        columns = (*columns[:-2], "second_score", *columns[-2:])
    return roster(training_class, kind="scores", columns=columns)


def timetable(training_class: TrainingClass) -> Timetable:
    body = training_class.issuing_body
    of_class = [one.full_name for one in training_class.instructors.all()[:2]]
    only = of_class[0] if len(of_class) == 1 else ""
    sessions = list(training_class.sessions.select_related("instructor"))
    venue = training_class.venue
    with translation.override(body.language):
        return Timetable(
            heading=heading_of(body),
            language=body.language,
            is_sample=training_class.is_demo,
            class_title=training_class.title,
            held=date_range(training_class.starts_on, training_class.ends_on),
            rows=tuple(_timetable_row(one, only) for one in sessions),
            periods=_periods(training_class),
            venue=", ".join(filter(None, (venue.name, venue.address))),
            decision=training_class.decision,
            contact=training_class.contact,
            signature=signature_of(body, training_class.starts_on),
        )


def _periods(training_class: TrainingClass) -> int:
    total: int | None = training_class.sessions.aggregate(total=Sum("periods"))["total"]
    return total or 0


def _timetable_row(session: Session, only: str) -> TimetableRow:
    return TimetableRow(
        held_on=session.held_on,
        weekday=date_format(session.held_on, "l"),
        part=str(session.get_part_display()),
        starts_at=session.starts_at,
        ends_at=session.ends_at,
        periods=session.periods,
        topic=session.topic,
        instructor=session.instructor.full_name if session.instructor else only,
    )


def name_badges(training_class: TrainingClass) -> NameBadges:
    """With the code for checking in, unless the class is over."""
    body = training_class.issuing_body
    people = _people(training_class)
    with translation.override(body.language):
        return NameBadges(
            heading=heading_of(body),
            language=body.language,
            is_sample=training_class.is_demo,
            class_title=training_class.title,
            held=date_range(training_class.starts_on, training_class.ends_on),
            cards=tuple(
                _card(person, number, with_code=not training_class.finalized_at)
                for number, person in enumerate(people, 1)
            ),
        )


def desk_cards(training_class: TrainingClass) -> DeskCards:
    body = training_class.issuing_body
    return DeskCards(
        heading=heading_of(body),
        language=body.language,
        is_sample=training_class.is_demo,
        class_title=training_class.title,
        cards=tuple(
            _card(person, number, with_code=False)
            for number, person in enumerate(_people(training_class), 1)
        ),
    )


def _card(person: Enrollment, number: int, *, with_code: bool) -> NameCard:
    return NameCard(
        full_name=person.full_name,
        position=person.position,
        agency=person.agency_name,
        number=number,
        check_in=check_in_text(person) if with_code else "",
        typed_code=short_code(person) if with_code else "",
    )


def _people(training_class: TrainingClass) -> list[Enrollment]:
    confirmed = Enrollment.objects.for_class(training_class).confirmed().with_people()
    return list(confirmed.in_roster_order())


def class_report(training_class: TrainingClass) -> ClassReport:
    """As things stand; results once they are recognized."""
    body = training_class.issuing_body
    people = _people(training_class)
    with translation.override(body.language):
        recipients = usual_recipients(body).splitlines()[1:]
        return ClassReport(
            heading=heading_of(body),
            language=body.language,
            is_sample=training_class.is_demo,
            class_title=training_class.title,
            facts=_facts(training_class),
            people=len(people),
            women=sum(_is_woman(person) for person in people),
            completed=sum(person.is_completed for person in people),
            agencies=_by_agency(people),
            sessions=_by_session(training_class),
            results=by_result(people) if training_class.finalized_at else (),
            certificates=_certificates(training_class),
            signature=signature_of(body, training_class.ends_on),
            recipients=tuple(recipients),
        )


def _facts(training_class: TrainingClass) -> tuple[tuple[str, str], ...]:
    instructors = ", ".join(str(one) for one in training_class.instructors.all())
    facts = (
        (pgettext("paper", "Opening decision"), training_class.decision),
        (pgettext("paper", "Course"), str(training_class.course)),
        (
            pgettext("paper", "Time"),
            date_range(training_class.starts_on, training_class.ends_on),
        ),
        (pgettext("paper", "Venue"), training_class.venue.name),
        (pgettext("paper", "Instructors"), instructors),
        (pgettext("paper", "Periods"), number_format(_periods(training_class))),
    )
    return tuple((label, text) for label, text in facts if text)


def _by_agency(people: Sequence[Enrollment]) -> tuple[AgencyResult, ...]:
    in_tree = sorted(people, key=lambda one: (one.agency.path, one.agency_name))
    names = list(dict.fromkeys(one.agency_name for one in in_tree))
    groups = {name: [one for one in in_tree if one.agency_name == name] for name in names}
    return tuple(
        AgencyResult(
            agency=name,
            people=len(members),
            women=sum(_is_woman(one) for one in members),
            completed=sum(one.is_completed for one in members),
        )
        for name, members in groups.items()
    )


def _by_session(training_class: TrainingClass) -> tuple[SessionResult, ...]:
    """Counted by the database: who is still confirmed and has a mark."""
    here = Q(attendance__enrollment__state=Enrollment.State.CONFIRMED)
    counted = training_class.sessions.annotate(
        present=Count("attendance", filter=here & Q(attendance__mark__in=Attendance.ATTENDED)),
        excused=Count("attendance", filter=here & Q(attendance__mark=Mark.EXCUSED)),
        absent=Count("attendance", filter=here & Q(attendance__mark=Mark.ABSENT)),
    )
    return tuple(
        SessionResult(
            short_date(one.held_on),
            str(one.get_part_display()),
            one.topic,
            one.present,
            one.excused,
            one.absent,
        )
        for one in counted
    )


def _certificates(training_class: TrainingClass) -> str:
    given = Certificate.objects.valid().of_class(training_class)
    numbers = sorted(given.values_list("number", "serial"))
    if not numbers:
        return ""
    text = gettext("Certificates given: %(count)s, register numbers %(first)s to %(last)s")
    values = {"count": len(numbers), "first": numbers[0][1], "last": numbers[-1][1]}
    return text % values


def _is_woman(person: Enrollment) -> bool:
    return person.trainee.gender == Trainee.Gender.FEMALE


@dataclasses.dataclass(frozen=True)
class ClassPaper:
    """One paper of the set. `slug` stands in addresses and names of files."""

    slug: str
    name: Promise
    about: Promise
    make: Callable[[TrainingClass], Paper]


def _sheet(training_class: TrainingClass) -> Paper:
    return sign_in_sheet(training_class, is_filled=False)


# In the order in which a class needs them.
PAPERWORK: Final = (
    ClassPaper(
        "opening-list",
        pgettext_lazy("paper", "List for the opening decision"),
        _("Confirmed people, with room for the number of the decision."),
        opening_list,
    ),
    ClassPaper(
        "timetable",
        pgettext_lazy("paper", "Timetable"),
        _("Days, hours, content and instructors."),
        timetable,
    ),
    ClassPaper(
        "sign-in-sheet",
        pgettext_lazy("paper", "Sign-in sheet"),
        _("To be signed at each half-day; its row numbers enter the roll call."),
        _sheet,
    ),
    ClassPaper(
        "name-badges",
        pgettext_lazy("paper", "Name badges"),
        _("Ten to a sheet, with the code for checking in."),
        name_badges,
    ),
    ClassPaper(
        "desk-cards",
        pgettext_lazy("paper", "Desk cards"),
        _("Two to a sheet, folded in the middle."),
        desk_cards,
    ),
    ClassPaper(
        "score-sheet",
        pgettext_lazy("paper", "Score sheet"),
        _("For the examiner; filled in once scores are known."),
        score_sheet,
    ),
    ClassPaper(
        "recognition-list",
        pgettext_lazy("paper", "List of results recognized"),
        _("Goes with the decision on the results."),
        recognition_list,
    ),
    ClassPaper(
        "hand-over-list",
        pgettext_lazy("paper", "Hand-over list"),
        _("Signed by everyone who receives a certificate."),
        hand_over_list,
    ),
    ClassPaper(
        "class-report",
        pgettext_lazy("paper", "Report on the results of the class"),
        _("Who came, how often, with what result."),
        class_report,
    ),
)
