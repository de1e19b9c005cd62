"""Any year at all: every pivot of the summary equals a count by hand over the same rows."""

import datetime as dt
from collections import Counter, defaultdict

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from django.db import transaction

from certificates.year_book.figures import YearlySummary
from certificates.year_book.structure import Structure
from certificates.year_book.summary import yearly_summary
from courses.models import TrainingClass
from enrollment.agencies import merge_agencies, rename_agency
from enrollment.models import Affiliation, Enrollment, GroupMember
from tests.factories.courses import CategoryFactory, CourseFactory, TrainingClassFactory
from tests.factories.enrollment import (
    AgencyFactory,
    AgencyLevelFactory,
    CountedGroupFactory,
    StoredEnrollmentFactory,
    TraineeFactory,
)

YEAR, LATER = 2010, dt.date(2021, 6, 30)
PEOPLE, AGENCIES = 6, 4

seats = st.lists(
    st.tuples(
        st.integers(0, PEOPLE - 1),
        st.integers(0, AGENCIES - 1),  # transfers: the same person comes from several agencies
        st.sampled_from(["confirmed", "confirmed", "withdrawn", "waiting", "substituted"]),
        st.sampled_from(["completed", "not_completed", ""]),
        st.sampled_from(["", "Khá", "Giỏi"]),
    ),
    max_size=7,
    unique_by=lambda seat: seat[0],
)
classes = st.lists(
    st.tuples(
        st.dates(dt.date(2009, 11, 1), dt.date(2011, 2, 1)),
        st.integers(0, 2),  # days until the last one
        st.integers(0, 1),  # field
        st.sampled_from(["published", "published", "published", "canceled", "draft"]),
        seats,
    ),
    max_size=5,
)
mergers = st.lists(
    st.tuples(st.integers(0, AGENCIES - 1), st.integers(0, AGENCIES - 1)),
    max_size=2,
    unique_by=(lambda pair: pair[0]),
)


@pytest.fixture
def house(db):
    levels = [AgencyLevelFactory(), AgencyLevelFactory(code="district", name="Huyện", rank=2)]
    root = AgencyFactory(code="ROOT", level=levels[0])
    minority = CountedGroupFactory()
    people = [TraineeFactory(gender=["female", "male"][number % 2]) for number in range(PEOPLE)]
    for person in people[::3]:
        GroupMember.objects.create(trainee=person, group=minority)
    return {
        "agencies": [
            AgencyFactory(code=f"A{number}", level=levels[number % 2], parent=root)
            for number in range(AGENCIES)
        ],
        "people": people,
        "courses": [CourseFactory(category=CategoryFactory(slug=f"f{n}")) for n in range(2)],
        "minority": {person.pk for person in people[::3]},
    }


def enter(house, made):
    for number, (first, days, field, status, seated) in enumerate(made):
        training_class = TrainingClassFactory(
            code=f"C{number}",
            starts_on=first,
            ends_on=first + dt.timedelta(days=days),
            course=house["courses"][field],
            status=status,
        )
        for person, agency, state, outcome, ranking in seated:
            decided = outcome if state == "confirmed" else ""
            StoredEnrollmentFactory(
                training_class=training_class,
                trainee=house["people"][person],
                agency=house["agencies"][agency],
                state=state,
                outcome=decided,
                ranking=ranking if decided == "completed" else "",
            )


def counted_by_hand():
    """Rows of the year, without any of the product's querysets."""
    return [
        one
        for one in Enrollment.objects.select_related(
            "training_class__course__category", "agency", "agency_level", "trainee"
        )
        if one.state == "confirmed"
        and one.training_class.status == "published"
        and one.training_class.ends_on.year == YEAR
    ]


def parts(rows):
    return {row.code: (row.participations, row.persons, row.classes, row.women) for row in rows}


def by_hand(rows, key):
    grouped = defaultdict(list)
    for one in rows:
        grouped[key(one)].append(one)
    return {
        code: (
            len(found),
            len({one.trainee_id for one in found}),
            len({one.training_class_id for one in found}),
            sum(one.trainee.gender == "female" for one in found),
        )
        for code, found in grouped.items()
    }


@settings(
    max_examples=60,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(made=classes, merged=mergers)
def test_every_pivot_equals_a_count_by_hand(house, made, merged):
    point = transaction.savepoint()
    try:
        enter(house, made)
        compare_as_it_was(house)
        compare_converted(house, merged)
    finally:
        transaction.savepoint_rollback(point)


def compare_as_it_was(house):
    summary, rows = yearly_summary(YEAR), counted_by_hand()
    summary.check()
    held = TrainingClass.objects.filter(status="published", ends_on__year=YEAR).select_related(
        "course__category"
    )

    assert summary.classes == held.count()
    assert summary.participations == len(rows)
    assert summary.persons == len({one.trainee_id for one in rows})
    assert summary.completed == sum(one.outcome == "completed" for one in rows)
    assert summary.undecided == sum(not one.outcome for one in rows)
    assert summary.by_group.get("minority", 0) == sum(
        one.trainee_id in house["minority"] for one in rows
    )
    times = Counter(Counter(one.trainee_id for one in rows).values())
    assert summary.attended == tuple(sorted(times.items()))

    sent = [row for row in summary.by_agency if row.participations]
    assert parts(sent) == by_hand(rows, lambda one: one.agency.code)
    assert parts(summary.by_level) == by_hand(rows, lambda one: one.agency_level.code)
    fields = [row for row in summary.by_category if row.participations]
    fields_by_hand = by_hand(rows, lambda one: one.training_class.course.category.slug)
    # A class to which nobody came is a class of its field all the same.
    classes_of = Counter(one.course.category.slug for one in held)
    assert {row.code: row.classes for row in summary.by_category} == dict(classes_of)
    assert {row.code: (row.participations, row.persons, row.women) for row in fields} == {
        code: (people, persons, women)
        for code, (people, persons, _classes, women) in fields_by_hand.items()
    }
    by_class = Counter(one.training_class.code for one in rows)
    assert {row.code: row.participations for row in summary.by_class} == {
        one.code: by_class[one.code] for one in held
    }
    months = Counter(one.training_class.ends_on.month for one in rows)
    assert [row.participations for row in summary.by_month] == [months[m] for m in range(1, 13)]
    ranks = Counter(one.ranking for one in rows if one.ranking)
    assert {name: sum(row.rankings.get(name, 0) for row in summary.by_class) for name in ranks} == (
        dict(ranks)
    )
    assert YearlySummary.from_json(summary.as_json()) == summary


def compare_converted(house, merged):
    """Followed by hand: a list of who went into whom, in order."""
    before = yearly_summary(YEAR)
    heirs = {agency.code: agency.code for agency in house["agencies"]}
    closed = set()
    for number, (gone, into) in enumerate(merged):
        if gone == into or {gone, into} & closed:
            continue
        closed.add(gone)
        day = dt.date(2020, 1 + number, 1)
        merge_agencies([house["agencies"][gone]], house["agencies"][into], on=day)
        heirs = {code: f"A{into}" if heir == f"A{gone}" else heir for code, heir in heirs.items()}
    if 0 not in closed:
        rename_agency(house["agencies"][0], "Tên mới", on=LATER)

    converted = yearly_summary(YEAR, structure=Structure(LATER))
    converted.check()
    sent = [row for row in converted.by_agency if row.participations]

    assert parts(sent) == by_hand(counted_by_hand(), lambda one: heirs[one.agency.code])
    assert converted.unconverted == ()
    assert yearly_summary(YEAR) == before


def test_a_transfer_within_the_year_leaves_each_class_with_the_agency_of_its_day(house):
    person = house["people"][0]
    first, second = house["agencies"][:2]
    for day, agency in [(dt.date(2010, 3, 9), first), (dt.date(2010, 9, 7), second)]:
        Affiliation.objects.filter(trainee=person, valid_to=None).delete()
        Affiliation.objects.create(trainee=person, agency=agency, valid_from=day)
        StoredEnrollmentFactory(
            training_class=TrainingClassFactory(starts_on=day, ends_on=day),
            trainee=person,
            agency=agency,
            state="confirmed",
        )

    summary = yearly_summary(YEAR)
    rows = {row.code: (row.participations, row.persons) for row in summary.by_agency}

    assert (rows["A0"], rows["A1"]) == ((1, 1), (1, 1))
    assert (summary.participations, summary.persons) == (2, 1)
