"""Who taught how many periods: every period counts once."""

import datetime as dt
import io
from fractions import Fraction

import pytest
from openpyxl import load_workbook

from django.urls import reverse
from django.utils import timezone

from courses.teaching_load import shown_periods, teaching_year, years_of
from tests.enrollment.pages import count_queries
from tests.factories.courses import InstructorFactory, SessionFactory, TrainingClassFactory
from tests.factories.enrollment import UserFactory


def held(*instructors, year=2010, sessions=(), **fields):
    """A class of that year; `sessions` name their instructor, or nobody."""
    first = dt.date(year, 3, 1)
    opens = dt.datetime(year, 1, 1, tzinfo=dt.UTC)
    fields = {"status": "published", "starts_on": first, "ends_on": first, **fields}
    training_class = TrainingClassFactory(
        registration_opens_at=opens, registration_closes_at=opens, **fields
    )
    training_class.instructors.set(instructors)
    for part, who in zip(("morning", "afternoon", "evening"), sessions, strict=False):
        SessionFactory(
            training_class=training_class, held_on=first, part=part, periods=4, instructor=who
        )
    return training_class


def load_of(person, year=2010):
    return next(load for load in teaching_year(year).loads if load.instructor == person)


@pytest.fixture
def teachers(db):
    return InstructorFactory(full_name="An"), InstructorFactory(full_name="Bình")


def test_session_counts_for_the_instructor_it_names(teachers):
    one, other = teachers
    held(one, other, sessions=[one, one, other])

    assert (load_of(one).periods, load_of(one).sessions) == (8, 2)
    assert load_of(other).periods == 4


def test_session_that_names_nobody_is_shared_in_equal_parts(teachers):
    one, other = teachers
    held(one, other, InstructorFactory(), sessions=[None])

    assert load_of(one).periods == Fraction(4, 3)
    assert load_of(one).sessions == 1


def test_periods_add_up_to_those_of_the_year(teachers):
    one, other = teachers
    held(one, other, sessions=[one, None, None])
    held(sessions=[None])
    held(one, other, recorded_at=timezone.now(), recorded_periods=21, recorded_sessions=6)

    year = teaching_year(2010)

    loads = [*year.loads, year.nobody]
    assert sum(load.periods for load in loads) == year.periods == 12 + 4 + 21
    assert (year.classes, year.sessions) == (3, 3 + 1 + 6)


def test_canceled_drafts_and_other_years_do_not_count(teachers):
    one, _other = teachers
    held(one, sessions=[one], status="canceled")
    held(one, sessions=[one], status="draft")
    held(one, sessions=[one], year=2011)

    assert teaching_year(2010).loads == ()


def test_decimals_are_shown_only_where_a_period_was_shared(db):
    assert shown_periods(Fraction(12)) == "12"
    assert shown_periods(Fraction(4, 3)) == "1,3"


def test_one_instructors_years_come_latest_first(teachers):
    one, other = teachers
    held(one, sessions=[one], year=2010)
    held(other, sessions=[one, other], year=2012)

    assert [(year, load.periods) for year, load in years_of(one)] == [(2012, 4), (2010, 4)]


def test_desk_reads_the_table_and_takes_it_away(desk, teachers):
    one, _other = teachers
    held(one, sessions=[one, None])
    query = "?year=2010"

    page = desk.get(reverse("enrollment:manage_instructors") + query)
    file = desk.get(reverse("enrollment:manage_instructors_xlsx") + query)

    rows = list(load_workbook(io.BytesIO(file.content)).worksheets[0].values)
    assert page.context["taught"].periods == 8
    assert rows[1][0] == "An"
    assert rows[1][2:] == (1, 2, 8)
    assert rows[-1][4] == 8


@pytest.mark.parametrize("year", ["x", "1", "99999", "³"])
def test_year_that_is_none_is_not_found(desk, db, year):
    assert desk.get(reverse("enrollment:manage_instructors"), {"year": year}).status_code == 404


def test_table_costs_the_same_for_one_instructor_and_for_many(desk, db):
    url = reverse("enrollment:manage_instructors") + "?year=2010"
    held(InstructorFactory(), sessions=[None])
    one = count_queries(desk, url)
    for _number in range(12):
        held(InstructorFactory(), sessions=[None])

    assert count_queries(desk, url) == one


def test_instructor_sees_the_own_periods(client, teachers):
    one, other = teachers
    one.user = UserFactory()
    one.save()
    held(one, sessions=[one, one])
    held(other, sessions=[other])
    client.force_login(one.user)

    taught = client.get(reverse("enrollment:teaching")).context["taught"]

    assert [(year, load.periods) for year, load in taught] == [(2010, 8)]
