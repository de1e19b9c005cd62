"""The list behind each figure adds up to it, for the year and for each of its parts."""

import csv
import dataclasses
import datetime as dt
import io
import json

import openpyxl
import pytest
from hypothesis import HealthCheck, given, settings

from django.db import transaction
from django.utils import timezone, translation

from certificates.register.issuing import issue_certificates
from certificates.sums import TotalsDisagree
from certificates.year_book.at_a_glance.glance import glance
from certificates.year_book.keeping.closing import close_year
from certificates.year_book.keeping.frozen import shown_year
from certificates.year_book.lines import kept_lines, year_lines, year_lists
from certificates.year_book.lists import narrowing
from certificates.year_book.lists.behind import TITLES, list_behind, list_from
from certificates.year_book.lists.files import list_csv, list_workbook
from certificates.year_book.lists.narrowing import (
    UnknownPart,
    figure_of,
    part_of,
    parts_to_choose,
)
from certificates.year_book.summary import yearly_summary
from certificates.year_book.years import months_of, years_on_record
from enrollment.models import Enrollment, Trainee
from tests.certificates.classes import body_with_signatory, held_class, held_on, revoked
from tests.certificates.closed_years import year_over
from tests.certificates.test_year_pivots import (
    YEAR,
    classes,
    counted_by_hand,
    enter,
    house,  # noqa: F401 - a fixture
)
from tests.factories.courses import CategoryFactory
from tests.factories.enrollment import AgencyFactory, AgencyLevelFactory, TraineeFactory


@pytest.fixture
def year_2010(db):
    """Three classes, four people, one of whom came twice; two agencies sent, one did not."""
    province = AgencyLevelFactory()
    district = AgencyLevelFactory(code="district", name="Huyện", rank=2)
    root = AgencyFactory(code="TU", name="Tỉnh ủy", level=province)
    office = AgencyFactory(code="VP", name="Văn phòng Tỉnh ủy", level=province, parent=root)
    first = AgencyFactory(code="YT", name="Huyện ủy Yên Thủy", level=district, parent=root)
    AgencyFactory(code="KS", name="Huyện ủy Kỳ Sơn", level=district, parent=root)
    body = body_with_signatory(serial_prefix="CN")
    an, anh = TraineeFactory(full_name="Bùi Thị An"), TraineeFactory(full_name="Lê Văn Anh")
    field = CategoryFactory(name="Tin học", slug="tin-hoc")
    march = held_class(
        [an, anh],
        code="2010-01",
        title="Lớp một",
        agency=office,
        absent=["Lê Văn Anh"],
        issuing_body=body,
        course__category=field,
        **held_on(dt.date(2010, 3, 9)),
    )
    may = held_class(
        [an, "Quách Thị Ước", "Đinh Văn Ơn"],
        code="2010-02",
        title="Lớp hai",
        agency=first,
        issuing_body=body,
        course__category=CategoryFactory(name="Văn thư", slug="van-thu"),
        **held_on(dt.date(2010, 5, 4)),
    )
    for training_class in (march, may):
        issue_certificates(training_class, by=None, issued_on=training_class.ends_on)
    held_class(
        ["Hà Ánh"], finalized=False, code="2010-03", agency=first, **held_on(dt.date(2010, 5, 6))
    )
    return march, may


def shown_cells(listed, *columns):
    return [tuple(row.cells[column].value for column in columns) for row in listed.rows]


def every_list(summary, lines):
    """All lists of the year with all their parts; each one refuses a figure that is not its own."""
    for which in TITLES:
        yield list_from(summary, lines, which)
        for _heading, parts in parts_to_choose(summary, which):
            for part in parts:
                yield list_from(summary, lines, which, part.key)


@pytest.mark.database
@settings(
    max_examples=15,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(made=classes)
def test_any_year_is_the_sum_of_its_lists(house, made):  # noqa: F811
    point = transaction.savepoint()
    try:
        enter(house, made)
        summary, lines = yearly_summary(YEAR), year_lines(YEAR)
        kept = json.loads(json.dumps(year_lists(YEAR)))

        assert kept_lines(kept) == lines
        for listed in every_list(summary, lines):
            assert listed.figure is None or listed.total == listed.figure
        compare_by_hand(summary, lines)
    finally:
        transaction.savepoint_rollback(point)


def compare_by_hand(summary, lines):
    rows = counted_by_hand()
    for level in {one.agency_level.code for one in rows}:
        of_level = [one for one in rows if one.agency_level.code == level]
        listed = list_from(summary, lines, "participations", f"level:{level}")
        names = sorted(name for (name,) in shown_cells(listed, 0))
        assert names == sorted(one.full_name for one in of_level)
    for month in {one.training_class.ends_on.month for one in rows}:
        of_month = {one.trainee_id for one in rows if one.training_class.ends_on.month == month}
        assert list_from(summary, lines, "persons", f"month:{month}").total == len(of_month)


@pytest.mark.database
def test_each_figure_of_the_glance_leads_to_a_list_of_that_size(year_2010):
    shown = shown_year(2010)
    summary, lines = shown.summary, year_lines(2010)
    page = glance(shown, months_of(2009))
    rows = [row for panel in page.panels for row in (*panel.rows, panel.total) if row]
    figures = [figure for row in rows for figure in row.figures]
    figures += [figure for stat in page.stats for figure in (stat.figure, *stat.notes)]

    linked = [figure for figure in figures if figure.which]

    assert len(linked) > 30
    for figure in linked:
        number = int(figure.shown.split()[-1])  # "Huyện 315"
        assert list_from(summary, lines, figure.which, figure.key).total == number


def test_people_of_a_figure_as_they_were_called_then(year_2010):
    Trainee.objects.update(full_name="Tên mới")

    with translation.override("en"):
        listed = list_behind(2010, "participations", "class:2010-01")
        assert listed.counted == "2 participations"

    assert (listed.total, listed.figure) == (2, 2)
    assert shown_cells(listed, 0, 1, 2, 4) == [
        ("Bùi Thị An", "Chuyên viên", "Văn phòng Tỉnh ủy", "Completed"),
        ("Lê Văn Anh", "Chuyên viên", "Văn phòng Tỉnh ủy", "Not completed"),
    ]


@pytest.mark.parametrize(
    ("which", "key", "total"),
    [
        ("classes", "", 3),
        ("classes", "month:5", 2),
        ("classes", "agency:YT", 2),
        ("classes", "level:province", 1),
        ("periods", "field:tin-hoc", 4),
        ("participations", "month:5", 4),
        ("persons", "", 5),
        ("persons", "times:2", 1),
        ("persons", "agency:YT", 4),
        ("not_completed", "agency:VP", 1),
        ("undecided", "field:van-thu", 0),
        ("undecided", "", 1),
        ("certificates", "class:2010-02", 3),
        ("agencies", "", 2),
        ("silent", "", 1),
        ("silent", "level:district", 1),
    ],
)
def test_what_stands_behind_a_figure(which, key, total, year_2010):
    assert list_behind(2010, which, key).total == total


def test_a_person_who_came_twice_is_one_row_with_both_classes(year_2010):
    [row] = shown_cells(list_behind(2010, "persons", "times:2"), 0, 1, 2, 3)

    assert row == ("Bùi Thị An", "Huyện ủy Yên Thủy", 2, "2010-01, 2010-02")


def test_a_revoked_certificate_is_in_no_list(year_2010):
    march, _may = year_2010
    revoked(march.enrollments.exclude(certificates=None).get().certificates.get())

    assert list_behind(2010, "certificates").total == 3
    [row] = shown_cells(list_behind(2010, "participations", "class:2010-01"), 0, 6)[:1]
    assert row == ("Bùi Thị An", "")


@pytest.mark.parametrize("change", [{"participations": 5}, {"completed": 3}, {"persons": 6}])
def test_a_list_that_contradicts_its_figure_is_refused(change, year_2010):
    summary = dataclasses.replace(yearly_summary(2010), **change)
    [which] = change

    with pytest.raises(TotalsDisagree):
        list_from(summary, year_lines(2010), which)


@pytest.mark.parametrize(
    ("which", "key"),
    [
        ("", ""),
        ("anything", ""),
        ("classes", "month:13"),
        ("classes", "agency:XX"),
        ("classes", "times:2"),
        ("silent", "month:3"),
        ("persons", "times:9"),
        ("persons", "'; --"),
        ("periods", "level:district"),
    ],
)
def test_unknown_lists_and_parts(which, key, year_2010):
    with pytest.raises(UnknownPart):
        list_behind(2010, which, key)


def test_a_box_does_not_offer_thousands_of_agencies(year_2010, monkeypatch):
    monkeypatch.setattr(narrowing, "MOST_CHOICES", 2)
    summary = yearly_summary(2010)
    chosen = part_of(summary, "persons", "agency:YT")

    choices = dict(parts_to_choose(summary, "persons", chosen))

    assert [part.key for part in choices["Cơ quan, đơn vị"]] == ["agency:YT"]
    assert "Tháng" not in choices
    assert len(choices["Cấp"]) == 2


def test_an_empty_year_has_empty_lists(db):
    summary = yearly_summary(1999)

    assert all(list_from(summary, (), which).total == 0 for which in TITLES)
    assert figure_of(summary, "persons", part_of(summary, "persons", "")) == 0


def test_files_hold_what_the_page_shows(year_2010):
    listed = list_behind(2010, "classes", "month:3")

    [head, row] = openpyxl.load_workbook(io.BytesIO(list_workbook(listed))).active.values
    [csv_head, csv_row] = csv.reader(io.StringIO(list_csv(listed).decode("utf-8-sig")))

    assert list(head) == csv_head
    assert row[1:3] == ("2010-01", "Lớp một")
    assert row[4].date() == dt.date(2010, 3, 9)
    assert (row[7], csv_row[7], csv_row[4]) == (4, "4", "2010-03-09")


def test_text_that_looks_like_a_formula_stays_text(year_2010):
    march, _may = year_2010
    march.enrollments.update(position="=1+1")

    listed = list_behind(2010, "participations", "class:2010-01")

    rows = list(openpyxl.load_workbook(io.BytesIO(list_workbook(listed))).active.values)
    assert rows[1][2] == "'=1+1"
    assert "'=1+1" in list_csv(listed).decode()


@pytest.mark.parametrize("count", [1, 4])
def test_queries_do_not_grow_with_the_lines(count, db, django_assert_num_queries):
    for _number in range(count):
        held_class(["Lê Văn Anh", "Hà Ánh"], **held_on(dt.date(2010, 3, 9)))

    with django_assert_num_queries(1):
        assert len(year_lines(2010)) == 2 * count


@pytest.mark.database
def test_years_on_record_with_their_figures(year_2010):
    held_class(["Hà Ánh"], **held_on(dt.date(2009, 3, 9)))

    known = years_on_record()

    assert [(one.held.year, one.held.participations, one.closed_on) for one in known] == [
        (2010, 6, None),
        (2009, 1, None),
    ]
    assert months_of(2010) == {3: 2, 5: 4}


@pytest.mark.database
def test_the_lists_of_a_closed_year_stay_with_its_figures(administrator):
    year_over()
    close_year(2010, by=administrator)
    Enrollment.objects.filter(full_name="Lê Văn Anh").update(state="withdrawn")

    listed = list_behind(2010, "participations")

    assert (listed.total, listed.figure) == (4, 4)
    assert ("Lê Văn Anh", "Sở Y tế") in shown_cells(listed, 0, 2)
    [known] = years_on_record()
    assert (known.held.participations, known.held.completed) == (4, 3)
    assert known.closed_on == timezone.localdate()
    assert months_of(2010) == {month: {3: 3, 12: 1}.get(month, 0) for month in range(1, 13)}


def test_a_closed_year_stands_beside_later_ones_as_it_was_closed(administrator):
    year_over()
    close_year(2010, by=administrator)
    held_class(["Hà Ánh"], **held_on(dt.date(2011, 3, 9)))
    Enrollment.objects.filter(full_name="Lê Văn Anh").update(state="withdrawn")

    beside = shown_year(2011).beside

    assert [(one.year, one.participations) for one in beside] == [(2010, 4), (2011, 1)]
