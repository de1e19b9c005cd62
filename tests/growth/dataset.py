"""Fills an empty site with invented years; bulk inserts, each of them a transaction."""

import datetime as dt
import itertools
import random
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, Final, TypeVar

from django.core.management import call_command
from django.db import models
from django.utils import timezone

from certificates.models import Certificate, Register
from courses.models import (
    AttendanceRule,
    Category,
    CostKind,
    CostLine,
    Course,
    FundingSource,
    IssuingBody,
    PaperHeading,
    RankingScheme,
    Session,
    TrainingClass,
    Venue,
)
from enrollment.models import (
    Agency,
    AgencyLevel,
    AgencyVersion,
    CountedGroup,
    Enrollment,
    GroupMember,
    PlanLine,
    PlannedClass,
    Trainee,
    TrainingPlan,
)
from tests.growth.sizes import Size
from tests.storm.people import names

Row = TypeVar("Row", bound=models.Model)

BATCH: Final = 2_000
FIELDS: Final = 12
SINCE: Final = dt.date(1995, 1, 1)
RANKS: Final = ("", "Trung bình", "Khá", "Khá", "Giỏi", "Xuất sắc")
CLASSES_OF_A_LINE: Final = 5


@dataclass(frozen=True)
class House:
    """What all years share."""

    agencies: list[Agency]
    people: list[Trainee]
    courses: list[Course]
    body: IssuingBody
    venue: Venue
    rule: AttendanceRule
    scheme: RankingScheme
    kinds: list[CostKind]
    sources: list[FundingSource]


def fill(size: Size, *, last_year: int) -> None:
    """Years up to `last_year`; the site must be empty but for its tables."""
    rng = random.Random(size.name)
    call_command("setup_site", verbosity=0)
    house = _house(size, rng)
    for place in range(size.years):
        _year(last_year - size.years + 1 + place, place, size, house, rng)


def _house(size: Size, rng: random.Random) -> House:
    heading = PaperHeading.objects.order_by("-valid_from").first()
    agencies = _agencies(size.agencies)
    return House(
        agencies=agencies,
        people=_people(max(size.participations // 3, 60), rng),
        courses=_courses(),
        body=IssuingBody.objects.create(
            name="Văn phòng", heading=heading, place="Hòa Bình", serial_prefix="GR"
        ),
        venue=Venue.objects.create(name="Hội trường Tỉnh ủy"),
        rule=AttendanceRule.objects.latest("valid_from"),
        scheme=RankingScheme.objects.filter(scale_max=10).latest("valid_from"),
        kinds=_named(CostKind, ["Thù lao giảng viên", "Tài liệu", "Hội trường"]),
        sources=_named(FundingSource, ["Ngân sách địa phương", "Nguồn khác"]),
    )


def _named(model: Any, names: Sequence[str]) -> list[Any]:
    """A country's data may have brought some already."""
    return [
        model.objects.get_or_create(code=f"growth-{place}", defaults={"name": name})[0]
        for place, name in enumerate(names)
    ]


def _agencies(count: int) -> list[Agency]:
    """A committee, its bodies and districts, and the communes of these."""
    levels = AgencyLevel.objects.in_bulk(field_name="code")
    districts = max(count // 10, 1)
    tree = {"": Agency(code="G0", name="Tỉnh ủy", level=levels["province"], depth=1)}
    tree[""].path = Agency._get_path("", 1, 1)
    below: dict[str, int] = {}
    for number in range(1, count):
        parent, level = "", "province"
        if number > districts:
            level = "district" if number <= 2 * districts else "commune"
        if level == "commune":
            parent = f"G{districts + 1 + number % districts}"
        above = tree.get(parent, tree[""])
        below[parent] = below.get(parent, 0) + 1
        agency = Agency(
            code=f"G{number}",
            name=f"Cơ quan, đơn vị số {number}",
            level=levels[level],
            depth=above.depth + 1,
            path=Agency._get_path(above.path, above.depth + 1, below[parent]),
        )
        tree[agency.code] = agency
    for code, children in below.items():
        tree.get(code, tree[""]).numchild = children
    return _with_versions(tree)


def _with_versions(tree: dict[str, Agency]) -> list[Agency]:
    agencies = sorted(tree.values(), key=lambda agency: agency.path)
    for agency in agencies:
        agency.search_text = agency.name.lower()
    _insert(Agency, agencies)
    by_path = {agency.path: agency for agency in agencies}
    _insert(
        AgencyVersion,
        (
            AgencyVersion(
                agency=agency,
                name=agency.name,
                level=agency.level,
                parent=by_path.get(agency.path[: -Agency.steplen]),
                valid_from=SINCE,
            )
            for agency in agencies
        ),
    )
    return agencies


def _people(count: int, rng: random.Random) -> list[Trainee]:
    people = []
    for name in itertools.islice(names(), count):
        person = Trainee(
            full_name=name,
            gender=rng.choice(["female", "male"]),
            birth_year=rng.randint(1960, 2000),
        )
        person.derive()
        people.append(person)
    _insert(Trainee, people)
    group = CountedGroup.objects.filter(is_counted=True).first()
    _insert(GroupMember, (GroupMember(trainee=one, group=group) for one in people[::2]))
    return people


def _courses() -> list[Course]:
    return [
        Course.objects.create(
            code=f"GR-{number}",
            name=f"Chuyên đề bồi dưỡng số {number}",
            category=Category.objects.create(slug=f"gr-{number}", name=f"Lĩnh vực {number}"),
        )
        for number in range(FIELDS)
    ]


def _year(year: int, place: int, size: Size, house: House, rng: random.Random) -> None:
    count = size.share(size.classes, place, size.years)
    people = size.share(size.participations, place, size.years)
    classes = [
        _class(year, number, size.share(people, number, count), house, rng)
        for number in range(count)
    ]
    _insert(TrainingClass, classes)
    _insert(Session, itertools.chain.from_iterable(map(_sessions, classes)))
    enrollments = list(_enrollments(classes, house, rng))
    _insert(Enrollment, enrollments)
    _certificates(year, [one for one in enrollments if one.is_completed], house.body)
    _money(year, classes, house, rng)


def _class(year: int, number: int, people: int, house: House, rng: random.Random) -> TrainingClass:
    first = dt.date(year, 1, 4) + dt.timedelta(days=rng.randrange(350))
    begins = timezone.make_aware(dt.datetime.combine(first, dt.time(7, 30)))
    course = rng.choice(house.courses)
    training_class = TrainingClass(
        code=f"G{year}-{number + 1:05}",
        course=course,
        title=f"{course.name} cho cán bộ, công chức các cơ quan, đơn vị (lớp {number + 1})",
        status="published",
        audience=rng.choice(["lãnh đạo", "người sử dụng", "chuyên trách"]),
        starts_on=first,
        ends_on=first + dt.timedelta(days=rng.randrange(4)),
        venue=house.venue,
        capacity=people + 5,
        seats_taken=people,
        registration_opens_at=begins - dt.timedelta(days=30),
        registration_closes_at=begins - dt.timedelta(days=3),
        issuing_body=house.body,
        attendance_rule=house.rule,
        ranking_scheme=house.scheme,
        finalized_at=begins + dt.timedelta(days=7),
    )
    if training_class.ends_on.year != year:
        training_class.ends_on = dt.date(year, 12, 31)
    return training_class


def _sessions(training_class: TrainingClass) -> Iterator[Session]:
    days = (training_class.ends_on - training_class.starts_on).days + 1
    for day, part in itertools.product(range(days), ["morning", "afternoon"]):
        yield Session(
            training_class=training_class,
            held_on=training_class.starts_on + dt.timedelta(days=day),
            part=part,
        )


def _enrollments(
    classes: Iterable[TrainingClass], house: House, rng: random.Random
) -> Iterator[Enrollment]:
    """Everybody comes from one agency; two of a hundred do not complete."""
    for training_class in classes:
        for place in rng.sample(range(len(house.people)), training_class.seats_taken):
            person, agency = house.people[place], house.agencies[place % len(house.agencies)]
            completed = rng.random() > 0.02
            yield Enrollment(
                training_class=training_class,
                trainee=person,
                agency=agency,
                state="confirmed",
                source="desk",
                registered_at=training_class.registration_opens_at,
                full_name=person.full_name,
                agency_name=agency.name,
                agency_level=agency.level,
                outcome="completed" if completed else "not_completed",
                ranking=rng.choice(RANKS) if completed else "",
                periods_attended=8 if completed else 2,
                periods_total=8,
            )


def _certificates(year: int, completed: Sequence[Enrollment], body: IssuingBody) -> None:
    register = Register.objects.create(issuing_body=body, year=year, last_number=len(completed))
    _insert(
        Certificate,
        (
            Certificate(
                register=register,
                number=number,
                serial=f"GR-{year}-{number:06}",
                code=f"{year}{number:024}",
                enrollment=one,
                content={"full_name": one.full_name, "year": year},
                content_hash="0" * 64,
                issued_on=one.training_class.ends_on,
                issued_at=one.training_class.finalized_at,
            )
            for number, one in enumerate(completed, 1)
        ),
    )


def _money(year: int, classes: Sequence[TrainingClass], house: House, rng: random.Random) -> None:
    _insert(
        CostLine,
        (
            CostLine(
                training_class=one,
                kind=kind,
                source=rng.choice(house.sources),
                planned=Decimal(rng.randint(10, 90) * 100_000),
                spent=Decimal(rng.randint(10, 90) * 100_000),
            )
            for one in classes
            for kind in house.kinds
        ),
    )
    plan = TrainingPlan.objects.create(
        year=year,
        issuing_body=house.body,
        decision=f"01-QĐ/{year}",
        decided_on=dt.date(year, 1, 4),
        approved_at=timezone.now(),
    )
    lines = [
        PlanLine(
            plan=plan,
            position=place,
            title=f"Nội dung kế hoạch số {place + 1}",
            quarter=place % 4 + 1,
            classes=CLASSES_OF_A_LINE,
            participations=CLASSES_OF_A_LINE * 30,
        )
        for place in range(-(-len(classes) // CLASSES_OF_A_LINE))
    ]
    _insert(PlanLine, lines)
    _insert(
        PlannedClass,
        (
            PlannedClass(training_class=one, line=lines[place // CLASSES_OF_A_LINE])
            for place, one in enumerate(classes)
        ),
    )


def _insert(model: type[Row], rows: Iterable[Row]) -> None:
    """In batches, so that a year of a ministry fits into memory."""
    waiting = iter(rows)
    while batch := list(itertools.islice(waiting, BATCH)):
        model._default_manager.bulk_create(batch)
