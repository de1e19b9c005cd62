"""Who works at an agency today and was in no class for years, or never: people to be named next.

Trained is whoever was confirmed in a class that was held and has ended, unless the result is
"not completed": an empty chair is no training.
"""

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final, NamedTuple

from django.db.models import Count, Exists, OuterRef, Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from courses.models import TrainingClass
from courses.spreadsheets import file_of, with_sheet
from enrollment.models import Affiliation, AgencyLevel, Enrollment, Trainee
from enrollment.querysets import within

YEARS_OFFERED: Final = range(1, 11)
USUAL_YEARS: Final = 3
MOST_NAMED: Final = 500  # people of one query; of more, all rows are read


@dataclass(frozen=True)
class Untrained:
    """`people` in the order of the tree, then of a roster; `never` of them were in no class."""

    since: dt.date
    people: QuerySet[Affiliation]
    staff: int
    count: int
    never: int

    @property
    def before(self) -> int:
        """Trained, but longer ago."""
        return self.count - self.never


@dataclass(frozen=True)
class Person:
    """One line: where somebody works, the last class, and the next one if there is one.

    To a coordinator a class to which another agency sent the person is a day, and no more.
    """

    works: Affiliation
    last_day: dt.date | None
    last: TrainingClass | None
    coming: TrainingClass | None


class Seat(NamedTuple):
    """In which class somebody was, and where the agency stands that sent him or her."""

    training_class: int
    path: str


def trained() -> QuerySet[Any]:
    rows = Enrollment.objects.confirmed().filter(
        training_class__status="published", training_class__ends_on__lte=timezone.localdate()
    )
    found: QuerySet[Any] = rows.exclude(outcome=Enrollment.Outcome.NOT_COMPLETED)
    return found


def coming() -> QuerySet[Any]:
    found: QuerySet[Any] = Enrollment.objects.confirmed().filter(
        training_class__status="published", training_class__ends_on__gt=timezone.localdate()
    )
    return found


def years_ago(years: int, day: dt.date) -> dt.date:
    """The same day of an earlier year; of 29 February, the 28th."""
    return day.replace(
        year=day.year - years, day=28 if (day.month, day.day) == (2, 29) else day.day
    )


def untrained(
    years: int,
    *,
    paths: Iterable[str] | None = None,
    level: AgencyLevel | None = None,
    words: str = "",
    never_only: bool = False,
) -> Untrained:
    """People without training since that day `years` ago; `paths` narrow to these subtrees."""
    since = years_ago(years, timezone.localdate())
    staff = working_people(paths, level, words)
    of_person = trained().filter(trainee=OuterRef("trainee"))
    recent = of_person.filter(training_class__ends_on__gte=since)
    marked = staff.filter(~Exists(recent)).annotate(was_trained=Exists(of_person))
    counts = marked.order_by().aggregate(
        count=Count("pk"), never=Count("pk", filter=Q(was_trained=False))
    )
    people = marked.filter(was_trained=False) if never_only else marked
    return Untrained(since=since, people=people, staff=staff.count(), **counts)


def working_people(
    paths: Iterable[str] | None, level: AgencyLevel | None, words: str
) -> QuerySet[Any]:
    """Where people work today; merged records stand for nobody."""
    today = timezone.localdate()
    rows = Affiliation.objects.filter(valid_from__lte=today, trainee__merged_into=None)
    rows = rows.filter(Q(valid_to=None) | Q(valid_to__gte=today))
    if paths is not None:
        rows = rows.filter(within(paths, "agency__"))
    if level is not None:
        rows = rows.filter(agency__level=level)
    if words.strip():
        rows = rows.filter(trainee__in=Trainee.objects.search(words))
    people: QuerySet[Any] = rows.select_related("trainee", "agency")
    return people.order_by("agency__path", "trainee__sort_key", "trainee__birth_year", "pk")


def with_classes(works: Sequence[Affiliation], paths: Sequence[str] | None = None) -> list[Person]:
    """Last and next class of these people, in three queries; `paths` as in `untrained`."""
    people = [one.trainee_id for one in works]
    last = _by_person(trained().order_by("training_class__ends_on", "pk"), people)
    ahead = _by_person(coming().order_by("-training_class__starts_on", "-pk"), people)
    seats = [*last.values(), *ahead.values()]
    classes = TrainingClass.objects.in_bulk({seat.training_class for seat in seats})
    return [
        _person(one, last.get(one.trainee_id), ahead.get(one.trainee_id), classes, paths)
        for one in works
    ]


def _by_person(rows: QuerySet[Any], people: Sequence[int]) -> dict[int, Seat]:
    """The last row of each person in the order of the rows."""
    meant = rows.filter(trainee__in=people) if len(people) <= MOST_NAMED else rows
    seats = meant.values_list("trainee", "training_class", "agency__path")
    return {trainee: Seat(*seat) for trainee, *seat in seats.iterator()}


def _person(
    works: Affiliation,
    last: Seat | None,
    ahead: Seat | None,
    classes: Mapping[int, TrainingClass],
    paths: Sequence[str] | None,
) -> Person:
    def shown(seat: Seat | None) -> TrainingClass | None:
        may = seat and (paths is None or seat.path.startswith(tuple(paths)))
        return classes[seat.training_class] if seat and may else None

    last_day = classes[last.training_class].ends_on if last else None
    return Person(works, last_day, shown(last), shown(ahead))


def untrained_workbook(found: Untrained, paths: Sequence[str] | None = None) -> bytes:
    """All of them, with the last class."""
    book = with_sheet(
        _("Without training"),
        [
            _("Full name"),
            _("Date of birth"),
            _("Position"),
            _("Agency"),
            _("Last day of training"),
            _("Last class"),
            _("Registered for"),
        ],
        map(_row, with_classes(list(found.people), paths)),
        widths=(30, 14, 30, 44, 16, 60, 60),
    )
    return file_of(book)


def _row(person: Person) -> list[object]:
    trainee = person.works.trainee
    return [
        trainee.full_name,
        trainee.birth,
        person.works.position,
        person.works.agency.name,
        person.last_day or pgettext("trained", "never"),
        str(person.last or ""),
        str(person.coming or ""),
    ]
