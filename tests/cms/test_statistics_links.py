"""What a reader knows besides the tables: which classes of which field were held in which month."""

import datetime as dt

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from certificates.year_book.small_cells import FEWEST, Cell, Mark, hidden
from certificates.year_book.summary import yearly_summary
from cms.year_figures import statistics
from tests.certificates.classes import held_class, held_on
from tests.certificates.reader import told_exactly
from tests.factories.courses import CategoryFactory, CourseFactory


def net(classes) -> list[Cell]:
    """Classes as {(month, field): people}: a table by month, one by field, and the schedule."""
    cells = [Cell("all", "out", "in", sum(classes.values()), is_fixed=True)]
    for month in sorted({one for one, _field in classes}):
        count = sum(people for (one, _field), people in classes.items() if one == month)
        cells.append(Cell(("month", month), "in", month, count))
    for field in sorted({one for _month, one in classes}):
        count = sum(people for (_month, one), people in classes.items() if one == field)
        cells.append(Cell(("field", field), field, "out", count))
    for (month, field), people in classes.items():
        cells.append(Cell((month, field), month, field, people, is_unseen=True))
    return cells


def test_the_only_class_of_a_month_does_not_give_away_the_sum_of_its_field():
    """April of computing is hidden with February of law; law is held in February alone."""
    classes = {(1, "office"): 12, (2, "law"): 6, (4, "computing"): 3, (1, "computing"): 20}

    marks = hidden(net(classes))

    assert marks[("month", 4)] == Mark.SMALL
    assert ("field", "law") in marks or ("month", 2) not in marks
    assert told_exactly(net(classes)) == []


def test_classes_of_a_month_stand_in_no_table_and_are_not_told_as_hidden():
    assert hidden(net({(1, "office"): 3, (2, "law"): 20})).keys() <= {
        ("month", 1), ("month", 2), ("field", "office"), ("field", "law"),
    }  # fmt: skip


people = st.sampled_from([1, 2, 3, 5, 6])


@given(
    st.dictionaries(
        st.tuples(st.integers(1, 3), st.sampled_from(["law", "office"])),
        people,
        min_size=2,
        max_size=4,
    )
)
@settings(max_examples=40)
def test_no_hidden_count_is_worked_out_from_the_schedule(classes):
    assume(sum(classes.values()) >= FEWEST)

    assert told_exactly(net(classes)) == []


@pytest.mark.django_db
def test_the_tables_of_a_year_are_hidden_together_with_its_schedule():
    fields = {name: CategoryFactory() for name in ("office", "law", "computing")}
    held = {("office", 1): 5, ("law", 2): 6, ("computing", 4): 3, ("computing", 1): 7}
    for (field, month), count in held.items():
        course = CourseFactory(category=fields[field])
        names = [f"Người {n}" for n in range(count)]
        held_class(names, finalized=False, course=course, **held_on(dt.date(2010, month, 9)))

    cells = [*statistics._cells(yearly_summary(2010))]

    assert sum(cell.value for cell in cells if cell.is_unseen) == 21
    assert told_exactly(cells) == []
