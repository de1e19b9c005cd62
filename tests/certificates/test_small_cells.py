"""Figures for the public: no count of one to four people, and none that can be worked out."""

import itertools

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from certificates.sums import TotalsDisagree
from certificates.year_book.small_cells import Cell, Mark, hidden, is_small, shown_steps
from tests.certificates.reader import told_exactly

TOTAL = "total"


def column(*counts: int) -> list[Cell]:
    """Rows that add up to a total, which is shown."""
    rows = [Cell(f"row {n}", "in", "out", count) for n, count in enumerate(counts)]
    return [*rows, Cell(TOTAL, "out", "in", sum(counts), is_fixed=True)]


def by_gender(*rows: tuple[int, int]) -> list[Cell]:
    """Rows of women and men with sums at the right and below; the sum of all is shown."""
    cells = []
    for n, (women, men) in enumerate(rows):
        cells += [
            Cell(f"all {n}", "in", f"row {n}", women + men),
            Cell(f"women {n}", f"row {n}", "women", women),
            Cell(f"men {n}", f"row {n}", "men", men),
        ]
    women, men = (sum(counts) for counts in zip(*rows, strict=True))
    return [
        *cells,
        Cell("women", "women", "out", women),
        Cell("men", "men", "out", men),
        Cell(TOTAL, "out", "in", women + men, is_fixed=True),
    ]


def levels_and_agencies(*levels: tuple[int, ...]) -> list[Cell]:
    """Agencies that add up to their level, levels that add up to a total, which is shown."""
    cells = []
    for n, agencies in enumerate(levels):
        cells.append(Cell(f"level {n}", f"level {n}", "out", sum(agencies)))
        cells += [
            Cell(f"agency {n}.{m}", "in", f"level {n}", count) for m, count in enumerate(agencies)
        ]
    total = sum(itertools.chain(*levels))
    return [*cells, Cell(TOTAL, "out", "in", total, is_fixed=True)]


def test_table_without_small_counts_is_shown_whole():
    assert hidden(column(26, 31, 0, 39)) == {}


def test_small_count_takes_the_smallest_other_with_it():
    assert hidden(column(3, 26, 12, 39)) == {"row 0": Mark.SMALL, "row 2": Mark.SHIELD}


def test_two_small_counts_shield_each_other():
    assert hidden(column(3, 2, 12, 39)) == {"row 0": Mark.SMALL, "row 1": Mark.SMALL}


def test_two_counts_of_four_do_not_shield_each_other():
    """Their sum is eight, and neither may be more than four."""
    marks = hidden(column(4, 4, 12, 39))

    assert marks == {"row 0": Mark.SMALL, "row 1": Mark.SMALL, "row 2": Mark.SHIELD}


def test_one_and_five_do_not_shield_each_other():
    """Six is one and five, or two and four; but four would have been called small."""
    marks = hidden(column(1, 5, 12))

    assert marks == {"row 0": Mark.SMALL, "row 2": Mark.SHIELD}


def test_zero_is_shown_and_shields_nobody():
    marks = hidden(column(2, 0, 30))

    assert marks == {"row 0": Mark.SMALL, "row 2": Mark.SHIELD}


def test_few_women_of_a_row_hide_its_men_and_another_row():
    marks = hidden(by_gender((2, 20), (10, 12), (30, 31)))

    assert marks == {
        "women 0": Mark.SMALL,
        "men 0": Mark.SHIELD,
        "women 1": Mark.SHIELD,
        "men 1": Mark.SHIELD,
    }


def test_few_men_of_the_whole_year_hide_the_sum_of_women():
    marks = hidden(by_gender((40, 2), (30, 0)))

    assert marks["men"] == marks["men 0"] == Mark.SMALL
    assert marks["women"] == marks["women 0"] == Mark.SHIELD


def test_small_agency_alone_on_its_level_hides_the_level():
    marks = hidden(levels_and_agencies((3,), (20, 30), (60, 8)))

    assert marks["agency 0.0"] == marks["level 0"] == Mark.SMALL
    assert marks["level 1"] == Mark.SHIELD
    assert {marks.get("agency 1.0"), marks.get("agency 2.1")} & {Mark.SHIELD}


def test_small_counts_that_fill_their_sum_are_not_called_small():
    """Four and four of eight: "under five" twice would tell both."""
    marks = hidden(column(4, 4))

    assert marks == {"row 0": Mark.SHIELD, "row 1": Mark.SHIELD}


def test_sum_made_of_ones_shows_nothing_of_its_table():
    marks = hidden(column(1, 1, 1, 1, 1))

    assert set(marks) == {f"row {n}" for n in range(5)}
    assert set(marks.values()) == {Mark.SHIELD}


def test_sums_that_disagree_are_refused():
    with pytest.raises(TotalsDisagree):
        hidden([Cell("row", "in", "out", 7), Cell(TOTAL, "out", "in", 8)])


counts = st.integers(0, 13)
small_or_not = st.one_of(st.integers(0, 6), counts)


@given(st.lists(small_or_not, min_size=2, max_size=5))
def test_no_hidden_row_can_be_worked_out(rows):
    assume(sum(rows) >= 5)

    assert told_exactly(column(*rows)) == []


@given(st.lists(st.tuples(small_or_not, small_or_not), min_size=1, max_size=3))
def test_no_hidden_woman_or_man_can_be_worked_out(rows):
    assume(sum(map(sum, rows)) >= 5)

    cells = by_gender(*rows)
    assert told_exactly(cells) == []
    shown_small = [cell for cell in cells if is_small(cell.value) and cell.key not in hidden(cells)]
    assert shown_small == []


@given(st.lists(st.lists(small_or_not, min_size=1, max_size=3).map(tuple), min_size=1, max_size=3))
def test_no_hidden_agency_can_be_worked_out_through_its_level(levels):
    assume(sum(itertools.chain(*levels)) >= 5)

    assert told_exactly(levels_and_agencies(*levels)) == []


def test_small_differences_are_counts_of_people_too():
    """537 came, 535 completed: two did not. 529 and 529 tell of nobody."""
    assert shown_steps(537, [535, 535]) == [Mark.SHIELD, Mark.SHIELD]
    assert shown_steps(537, [529, 529]) == [None, None]
    assert shown_steps(537, [529, 526]) == [None, Mark.SHIELD]
    assert shown_steps(537, [3, 0]) == [Mark.SMALL, None]
    assert shown_steps(40, [40, 12]) == [None, None]


@given(st.integers(5, 40), st.lists(st.integers(0, 40), min_size=1, max_size=3))
def test_no_small_difference_is_ever_shown(whole, typed):
    steps = sorted((min(step, whole) for step in typed), reverse=True)

    marks = shown_steps(whole, steps)

    shown = [whole, *(step for step, mark in zip(steps, marks, strict=True) if mark is None)]
    pairs = itertools.combinations(shown, 2)
    assert [pair for pair in pairs if is_small(pair[0] - pair[1])] == []
    assert not any(map(is_small, shown))
