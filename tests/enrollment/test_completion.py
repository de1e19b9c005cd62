"""The rule: which conditions are not met, what can still become of it; nothing is stored here."""

import dataclasses
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from django.utils import translation

from enrollment.running.completion import (
    Meeting,
    Standing,
    Terms,
    attends_enough,
    decide,
    tally_of,
)
from enrollment.running.outlook import outlook_of
from enrollment.running.reasons import reasons_of

BANDS = ((Decimal("5.0"), "Trung bình"), (Decimal("7.0"), "Khá"), (Decimal("9.0"), "Xuất sắc"))
TESTED = Terms(80, pass_mark=Decimal("5.0"), bands=BANDS)
WHOLE = (Meeting(4, "present", 4),)


def met(*marks, periods=4):
    """Sessions of four periods with these marks."""
    worth = {"present": periods, "late": periods - 1}
    return tuple(Meeting(periods, mark, worth.get(mark, 0)) for mark in marks)


def codes(decision):
    return [one.code for one in decision.unmet]


@pytest.mark.parametrize(
    ("attended", "total", "percent", "enough"),
    [
        (19, 24, 80, False),
        (20, 25, 80, True),
        (24, 24, 100, True),
        (23, 24, 100, False),
        (0, 24, 0, True),
        (0, 0, 0, False),
        (1, 3, 33, True),
        (1, 3, 34, False),
    ],
)
def test_whole_periods_decide(attended, total, percent, enough):
    assert attends_enough(attended, total, percent) is enough


@given(total=st.integers(1, 300), percent=st.integers(0, 100), data=st.data())
def test_one_more_period_never_hurts(total, percent, data):
    attended = data.draw(st.integers(0, total - 1))

    before = attends_enough(attended, total, percent)

    assert not before or attends_enough(attended + 1, total, percent)


@pytest.mark.parametrize(
    ("score", "completed", "ranking"),
    [
        (None, False, ""),
        ("4.9", False, ""),
        ("5.0", True, "Trung bình"),
        ("6.9", True, "Trung bình"),
        ("7.0", True, "Khá"),
        ("10.0", True, "Xuất sắc"),
    ],
)
def test_score_decides_rank_and_pass(score, completed, ranking):
    decision = decide(TESTED, Standing(WHOLE, score=score and Decimal(score)))

    assert (decision.is_completed, decision.ranking) == (completed, ranking)


def test_too_few_periods_give_no_rank_whatever_the_score():
    decision = decide(TESTED, Standing(met("present", "absent"), score=Decimal("9.5")))

    assert (decision.is_completed, decision.ranking) == (False, "")


@pytest.mark.parametrize(
    ("excused", "attended", "total", "completed"),
    [("missed", 12, 16, False), ("attended", 16, 16, True), ("left_out", 12, 12, True)],
)
def test_an_excused_session_counts_as_the_rule_says(excused, attended, total, completed):
    marks = met("present", "present", "present", "excused")

    decision = decide(Terms(80, excused=excused), Standing(marks))

    assert (decision.attended, decision.total, decision.is_completed) == (
        attended,
        total,
        completed,
    )


def test_somebody_excused_from_everything_has_not_attended():
    decision = decide(Terms(80, excused="left_out"), Standing(met("excused", "excused")))

    assert (decision.attended, decision.total, decision.is_completed) == (0, 0, False)


def test_missed_sessions_are_a_condition_of_their_own():
    marks = met(*["present"] * 8, "absent", "absent")

    assert decide(Terms(80), Standing(marks)).is_completed
    assert codes(decide(Terms(80, allowed_misses=1), Standing(marks))) == ["misses"]
    assert decide(Terms(80, allowed_misses=2), Standing(marks)).is_completed


def test_coming_late_is_no_missed_session():
    decision = decide(Terms(50, allowed_misses=0), Standing(met("present", "late")))

    assert decision.is_completed
    assert decision.attended == 7


def test_a_session_made_up_elsewhere_counts_where_the_rule_allows_it():
    made_up = Standing((Meeting(4, "present", 4), Meeting(4, "absent", 0, made_up=4)))

    assert not decide(Terms(80, allowed_misses=0), made_up).is_completed
    assert decide(Terms(80, allowed_misses=0, allows_make_up=True), made_up).is_completed


def test_no_more_is_made_up_than_the_session_had():
    standing = Standing((Meeting(4, "absent", 0, made_up=9),))

    decision = decide(Terms(80, allows_make_up=True), standing)

    assert (decision.attended, decision.total) == (4, 4)


def test_every_unmet_condition_is_named_with_its_figures():
    terms = Terms(80, allowed_misses=0, needs_feedback=True, pass_mark=Decimal("5.0"))

    decision = decide(terms, Standing(met("present", "absent"), score=Decimal("4.5"), attempts=1))

    assert [(one.code, one.has, one.of, one.needs, one.is_final) for one in decision.unmet] == [
        ("periods", 4, 8, 80, True),
        ("misses", 1, None, 0, True),
        ("low_score", Decimal("4.5"), None, Decimal("5.0"), True),
        ("feedback", None, None, None, False),
    ]
    with translation.override("en"):
        assert reasons_of(decision) == [
            "4/8 periods, 80 % needed",
            "1 session missed, at most 0 allowed",
            "score 4.5, 5.0 needed",
            "feedback not given yet",
        ]


def test_a_score_is_shown_with_a_comma():
    decision = decide(TESTED, Standing(WHOLE, score=Decimal("4.5"), attempts=1))

    assert reasons_of(decision) == ["điểm 4,5, cần 5,0"]


@pytest.mark.parametrize(
    ("standing", "is_open"),
    [
        (Standing(WHOLE), True),
        (Standing(WHOLE, score=Decimal(4), attempts=1), True),
        (Standing(WHOLE, score=Decimal(4), attempts=2), False),
        (Standing(met("present", ""), score=Decimal(6), attempts=1), True),
        (Standing(met("absent", ""), score=Decimal(6), attempts=1), False),
    ],
)
def test_what_can_still_be_met_leaves_a_person_undecided(standing, is_open):
    terms = dataclasses.replace(TESTED, attempts=2)

    decision = decide(terms, standing)

    assert (decision.is_completed, decision.is_open) == (False, is_open)


@pytest.mark.parametrize("gets", [True, False])
def test_an_exception_stands_above_the_rule(gets):
    standing = Standing(met("absent" if gets else "present"), exception=gets)

    decision = decide(Terms(80), standing)

    assert (decision.is_completed, decision.meets_rule) == (gets, not gets)
    assert not decision.is_open


def test_the_rank_of_an_exception_follows_the_score():
    standing = Standing(met("absent"), score=Decimal("9.0"), exception=True)

    assert decide(TESTED, standing).ranking == "Xuất sắc"


MARKS = ["present", "late", "excused", "absent", ""]
terms_of_any_class = st.builds(
    Terms,
    required_percent=st.integers(0, 100),
    excused=st.sampled_from(["missed", "attended", "left_out"]),
    allowed_misses=st.none() | st.integers(0, 4),
    allows_make_up=st.booleans(),
    needs_feedback=st.booleans(),
    pass_mark=st.none() | st.just(Decimal("5.0")),
    attempts=st.integers(1, 3),
)


@st.composite
def meetings(draw):
    periods = draw(st.integers(1, 6))
    mark = draw(st.sampled_from(MARKS))
    most = {"present": periods, "late": periods}.get(mark, 0)
    attended = periods if mark == "present" else draw(st.integers(0, most))
    return Meeting(periods, mark, attended, draw(st.sampled_from([0, 0, 1, periods])))


standings = st.builds(
    Standing,
    meetings=st.lists(meetings(), max_size=8).map(tuple),
    score=st.none() | st.decimals(0, 10, places=1),
    attempts=st.integers(0, 3),
    gave_feedback=st.booleans(),
)


@given(terms=terms_of_any_class, standing=standings, data=st.data())
def test_being_there_never_hurts(terms, standing, data):
    """Whatever a mark was, having been present instead loses nobody the certificate."""
    if not standing.meetings:
        return
    place = data.draw(st.integers(0, len(standing.meetings) - 1))
    there = list(standing.meetings)
    there[place] = dataclasses.replace(there[place], mark="present", attended=there[place].periods)
    better = dataclasses.replace(standing, meetings=tuple(there))

    assert not decide(terms, standing).is_completed or decide(terms, better).is_completed


@given(terms=terms_of_any_class, standing=standings)
def test_periods_are_counted_once(terms, standing):
    tally = tally_of(terms, standing.meetings)

    assert tally.attended + tally.excused + tally.missed + tally.open == tally.total
    assert tally.total <= sum(one.periods for one in standing.meetings)
    assert 0 <= tally.attended <= tally.total


@given(terms=terms_of_any_class, standing=standings)
def test_what_is_final_stays_so_whatever_comes(terms, standing):
    """Present from now on, everything made up, full marks, feedback given: still not enough."""
    decision = decide(terms, standing)
    if not any(one.is_final and one.code in ("periods", "misses") for one in decision.unmet):
        return
    best = tuple(
        dataclasses.replace(
            one,
            mark=one.mark or "present",
            attended=one.attended if one.mark else one.periods,
            made_up=one.periods if terms.allows_make_up else one.made_up,
        )
        for one in standing.meetings
    )
    dreamed = dataclasses.replace(standing, meetings=best, score=Decimal(10), gave_feedback=True)

    assert not decide(terms, dreamed).is_completed


@given(terms=terms_of_any_class, standing=standings, data=st.data())
def test_whoever_misses_no_more_than_told_still_has_enough(terms, standing, data):
    outlook = outlook_of(terms, tally_of(terms, standing.meetings))
    if outlook.state not in ("open", "reached"):
        return
    open_places = [
        place
        for place, one in enumerate(standing.meetings)
        if not one.mark and not (one.made_up >= one.periods and terms.allows_make_up)
    ]
    missed = data.draw(st.permutations(open_places))[: outlook.may_miss]
    came = tuple(
        one
        if place not in open_places
        else dataclasses.replace(
            one,
            mark="absent" if place in missed else "present",
            attended=0 if place in missed else one.periods,
        )
        for place, one in enumerate(standing.meetings)
    )

    decision = decide(terms, dataclasses.replace(standing, meetings=came))

    assert decision.has_enough_periods


@pytest.mark.parametrize(
    ("marks", "allows_make_up", "state", "may_miss", "best", "words"),
    [
        (["present"] * 4 + ["absent"] + [""], False, "open", 0, 83, "83 %"),
        (["present"] * 4 + ["absent", "absent"], False, "lost", 0, 66, "cannot be reached"),
        (["present"] * 4 + ["absent", "absent"], True, "make_up", 0, 66, "making up"),
        (["present"] * 2 + [""] * 8, False, "open", 2, 100, "2 more sessions"),
        (["present"] * 5 + [""], False, "reached", 1, 100, "reached."),
    ],
)
def test_the_outlook_says_what_can_still_be_reached(
    marks, allows_make_up, state, may_miss, best, words
):
    terms = Terms(80, allows_make_up=allows_make_up)

    outlook = outlook_of(terms, tally_of(terms, met(*marks)))

    assert (outlook.state, outlook.may_miss, outlook.best_percent) == (state, may_miss, best)
    with translation.override("en"):
        text = outlook.text
    assert text.startswith(f"{outlook.attended} of {outlook.total} periods, 80 % needed: ")
    assert words in text
