import datetime as dt

import pytest

from courses.models import Holiday
from courses.working_days import holidays, working_days_after, working_days_until

pytestmark = pytest.mark.django_db

MONDAY = dt.date(2026, 11, 23)


@pytest.mark.parametrize(
    ("day", "count", "last"),
    [
        (MONDAY, 5, dt.date(2026, 11, 30)),
        (dt.date(2026, 11, 27), 1, MONDAY + dt.timedelta(days=7)),  # asked on a Friday
        (dt.date(2026, 11, 28), 5, dt.date(2026, 12, 4)),  # asked on a Saturday
        (MONDAY, 1, dt.date(2026, 11, 24)),
    ],
)
def test_the_day_itself_and_weekends_do_not_count(day, count, last):
    assert working_days_after(day, count) == last


def test_holidays_do_not_count():
    """Five days after 27 April 2026: 30 April and 1 May are holidays, then comes a weekend."""
    for day in (dt.date(2026, 4, 30), dt.date(2026, 5, 1)):
        Holiday.objects.create(day=day, name="Ngày lễ")

    assert working_days_after(dt.date(2026, 4, 27), 5) == dt.date(2026, 5, 6)


def test_a_holiday_at_the_weekend_costs_nothing():
    Holiday.objects.create(day=dt.date(2026, 11, 28), name="Ngày lễ")

    assert working_days_after(MONDAY, 5) == dt.date(2026, 11, 30)


@pytest.mark.parametrize("count", [1, 5, 12])
def test_what_is_left_falls_to_zero_on_the_last_day(count):
    Holiday.objects.create(day=dt.date(2026, 11, 25), name="Ngày lễ")
    last = working_days_after(MONDAY, count)

    assert working_days_until(MONDAY, last) == count
    assert working_days_until(last, last, holidays()) == 0


def test_days_gone_by_count_below_zero():
    assert working_days_until(MONDAY, dt.date(2026, 11, 20)) == -1
    assert working_days_until(MONDAY, dt.date(2026, 11, 16)) == -5


def test_a_list_of_days_asks_for_the_holidays_once(django_assert_num_queries):
    with django_assert_num_queries(1):
        closed = holidays()
        for days in range(40):
            working_days_until(MONDAY, MONDAY + dt.timedelta(days=days), closed)
