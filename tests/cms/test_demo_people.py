"""What the demo invents without a database: who came when, names, marks, dates, the article."""

import datetime as dt
import random
from collections import Counter
from pathlib import Path

import pytest

from cms.demo.article import read_article
from cms.demo.people import people_of_2010, people_of_today
from cms.demo.roll import marks_of_one
from cms.demo.seating import course_of
from cms.demo.source import data
from cms.demo.workdays import days_of_class, next_working_day
from cms.demo.year2010 import results_of_2010
from courses.models import AttendanceRule, Session
from enrollment.running.roll_rules import periods_for

RULE = AttendanceRule(required_percent=80, late_costs_periods=1)
MONDAY = dt.date(2026, 11, 23)
WEEK = [MONDAY + dt.timedelta(days=n) for n in range(7)]


def attended(marks: list[str]) -> int:
    return sum(periods_for(mark, 4, RULE) for mark in marks)


def test_people_of_2010_come_once_twice_or_three_times():
    people = people_of_2010()

    assert len(people) == 412
    assert Counter(len(person.classes) for person in people) == {1: 300, 2: 99, 3: 13}
    assert sum(len(one.classes) for one in people if one.gender == "female") == 214


def test_people_of_2010_fill_the_seats_of_each_agency_and_class():
    seats = Counter((code, one.agency) for one in people_of_2010() for code in one.classes)

    assert seats == {
        (held["code"], agency): count
        for held in data("demo2010")["classes"]
        for agency, count in held["by_agency"].items()
    }


def test_people_of_2010_take_no_course_twice():
    for person in people_of_2010():
        courses = [course_of(code)["code"] for code in person.classes]
        assert len(set(courses)) == len(courses)


def test_people_of_2010_are_the_same_every_time():
    first, again = people_of_2010(), people_of_2010()

    assert first == again
    assert [person.full_name for person in first[:2]] == ["Nguyễn Công Sơn", "Hoàng Thị Huệ"]


def test_people_of_2010_have_names_that_are_hard_to_sort():
    names = {person.full_name for person in people_of_2010()}

    assert {"Quách Thị Ước", "Bùi Thị Hòa", "Bùi Thị Hoà", "Đặng Thị Oanh", "Y Ban"} <= names


def test_people_of_2010_may_be_known_by_year_of_birth_only():
    people = people_of_2010()

    years = [person.birth_year for person in people]
    assert (min(years), max(years)) == (1953, 1986)
    assert any(person.birth_date is None for person in people)
    assert {one.email.rpartition("@")[2] for one in people} == {"", "example.org"}


def test_people_of_today_take_turns_by_agency():
    people = people_of_today({"A": 2, "B": 1})

    assert [person.agency for person in people] == ["A", "B", "A"]


def test_results_of_2010_are_counted_out():
    people = people_of_2010()
    results = results_of_2010(people)

    assert len(results) == 537
    assert sum(result.misses for result in results.values()) == 2 + 3
    assert sum(result.score is None for result in results.values()) == 131


@pytest.mark.parametrize("half_days", [2, 4, 6, 8, 10])
def test_marks_are_enough_unless_too_few_are_asked_for(half_days):
    sessions = [Session(periods=4) for _n in range(half_days)]
    total = 4 * half_days

    for seed in range(50):
        enough = marks_of_one(sessions, RULE, random.Random(seed))
        too_few = marks_of_one(sessions, RULE, random.Random(seed), misses=True)
        assert attended(enough) * 100 >= total * 80
        assert attended(too_few) * 100 < total * 80


def test_marks_of_six_half_days_miss_the_rule_by_one_period():
    sessions = [Session(periods=4) for _n in range(6)]

    marks = marks_of_one(sessions, RULE, random.Random(1), misses=True)

    assert attended(marks) == 19


@pytest.mark.parametrize("today", WEEK)
def test_class_of_today_is_held_today(today):
    first, last = days_of_class(today, starts_in=0, days=3)

    assert first <= today <= last
    assert (first.weekday() < 5) == (today.weekday() < 5)


@pytest.mark.parametrize("today", WEEK)
@pytest.mark.parametrize("starts_in", [-42, -8, 14, 28])
def test_other_classes_stay_within_working_weeks(today, starts_in):
    first, last = days_of_class(today, starts_in=starts_in, days=3)

    assert (last - first).days == 2
    assert first.weekday() <= 2
    assert last < today or first > today


@pytest.mark.parametrize("starts_in", range(30, 45))
def test_no_class_is_held_on_a_holiday(starts_in):
    first, last = days_of_class(dt.date(2026, 11, 24), starts_in=starts_in, days=2)

    assert dt.date(2027, 1, 1) not in (first, last)


def test_next_working_day_passes_the_weekend():
    assert [next_working_day(day).weekday() for day in WEEK] == [0, 1, 2, 3, 4, 0, 0]


def test_article_is_the_text_of_the_file_without_its_debris(project_root: Path):
    text = (project_root / "cms/demo/data/article-2011.txt").read_text(encoding="utf-8")
    article = read_article()

    lines = [line for line in text.splitlines() if line]
    assert lines[0] == "DetailController"
    assert lines[1:] == [
        article.category,
        article.title,
        "16/03/2011 00:00",
        article.lead,
        article.caption,
        *article.body,
    ]
    assert article.published_at.isoformat() == "2011-03-16T00:00:00+07:00"
