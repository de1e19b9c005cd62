"""What marks amount to in any order of arrival, and how many periods they are worth."""

import datetime as dt
import uuid

import pytest
from hypothesis import given
from hypothesis import strategies as st

from courses.models import AttendanceRule
from enrollment.models import Attendance, AttendanceMark
from enrollment.running.roll_rules import periods_for, standing, time_made

EIGHT = dt.datetime(2026, 11, 23, 1, 0, tzinfo=dt.UTC)


def mark(minute: int, value: str, *, kind: str = "device", default: bool = False, number: int = 0):
    return AttendanceMark(
        client_id=uuid.UUID(int=number),
        mark=value,
        source=kind,
        only_if_unmarked=default,
        made_at=EIGHT + dt.timedelta(minutes=minute),
    )


def counts(*marks) -> str:
    state = standing(marks)
    return state.mark if state else ""


marks = st.builds(
    mark,
    st.integers(0, 5),
    st.sampled_from(["", *Attendance.Mark.values]),
    kind=st.sampled_from(["device", "qr", "desk"]),
    default=st.booleans(),
    number=st.integers(0, 10**6),
)
piles = st.lists(marks, max_size=8, unique_by=lambda one: one.client_id)


@given(piles, st.randoms())
def test_order_of_arrival_decides_nothing(pile, chance):
    shuffled = list(pile)
    chance.shuffle(shuffled)

    assert standing(shuffled) == standing(pile)


@given(piles, marks)
def test_a_default_never_changes_a_mark_that_is_there(pile, one):
    pile = [other for other in pile if other.made_at < one.made_at]
    one.only_if_unmarked = True
    before = standing(pile)

    assert before is None or standing([*pile, one]) == before


@given(piles, marks)
def test_the_latest_word_of_a_person_counts(pile, one):
    one.only_if_unmarked, one.source = False, "device"
    one.made_at = EIGHT + dt.timedelta(minutes=9)

    assert counts(*pile, one) == one.mark


def test_a_default_gives_way_to_an_earlier_mark_that_comes_later():
    assert counts(mark(5, "present", default=True), mark(3, "absent", number=1)) == "absent"


def test_after_a_mark_was_taken_back_a_default_counts():
    taken_back = [mark(1, "absent"), mark(2, "", number=1)]

    assert counts(*taken_back) == ""
    assert counts(*taken_back, mark(3, "present", default=True, number=2)) == "present"


def test_a_check_in_makes_nobody_present_who_came_late_but_one_who_was_absent():
    assert counts(mark(1, "late"), mark(2, "present", kind="qr", number=1)) == "late"
    assert counts(mark(1, "absent"), mark(2, "present", kind="qr", number=1)) == "present"


def test_the_time_is_that_of_the_first_of_equal_marks():
    again = [mark(2, "present"), mark(9, "present", number=1)]

    assert standing(again).since == again[0].made_at


@pytest.mark.parametrize(
    ("shown", "made"),
    [
        (dt.timedelta(seconds=90), dt.timedelta(minutes=-10, seconds=90)),  # near enough: believed
        (dt.timedelta(days=400), dt.timedelta(minutes=-10)),
        (dt.timedelta(hours=-7), dt.timedelta(minutes=-10)),
    ],
)
def test_a_wrong_clock_is_set_right_by_what_it_shows_when_sending(shown, made):
    clock = EIGHT + shown

    assert time_made(clock - dt.timedelta(minutes=10), clock, EIGHT) == EIGHT + made


def test_nothing_is_made_after_it_was_sent():
    assert time_made(EIGHT + dt.timedelta(days=9), EIGHT, EIGHT) == EIGHT


# ---------------------------------------------------------------------- periods

sizes = st.tuples(st.integers(1, 12), st.integers(1, 600))
noted = st.integers(0, 700)
part_time = st.sampled_from(["late", "left_early"])
RULE = AttendanceRule(required_percent=80, late_costs_periods=1)


def worth(value, periods, minutes, length) -> int:
    return periods_for(value, periods, RULE, minutes=minutes, length=length)


@given(part_time, sizes, noted)
def test_never_more_than_the_session_and_never_less_than_nothing(value, size, minutes):
    assert 0 <= worth(value, size[0], minutes, size[1]) <= size[0]


@given(part_time, sizes, noted, noted)
def test_more_minutes_are_never_worth_more(value, size, one, other):
    fewer, more = sorted([one, other])

    assert worth(value, size[0], more, size[1]) <= worth(value, size[0], fewer, size[1])


@given(part_time, sizes)
def test_no_minute_costs_nothing_and_all_cost_everything(value, size):
    periods, length = size

    assert worth(value, periods, 0, length) == periods
    assert worth(value, periods, length, length) == 0


@given(sizes, noted)
def test_half_a_period_there_is_a_period(size, minutes):
    periods, length = size
    there = max(length - minutes, 0)

    got = worth("late", periods, minutes, length)

    # got - 1/2 <= there in periods < got + 1/2
    assert (2 * got - 1) * length <= 2 * periods * there < (2 * got + 1) * length


@pytest.mark.parametrize(
    ("minutes", "periods"), [(None, 3), (10, 4), (26, 4), (27, 3), (60, 3), (105, 2), (210, 0)]
)
def test_a_morning_of_four_periods(minutes, periods):
    assert worth("late", 4, minutes, 210) == periods
