"""A year told by the agencies of a later day: mergers are followed, nothing else is guessed."""

import datetime as dt

import pytest

from certificates.year_book.structure import Structure
from certificates.year_book.summary import yearly_summary
from courses.refusals import Refusal
from enrollment.agencies import (
    AgencyChangeRefused,
    dissolve_agency,
    merge_agencies,
    move_agency,
    open_agency,
    rename_agency,
    split_agency,
)
from tests.certificates.classes import held_class, held_on
from tests.factories.enrollment import AgencyFactory, AgencyLevelFactory

TODAY = Structure(dt.date(2026, 1, 1))


@pytest.fixture
def tree(db):
    """A committee with an office and three districts, each of which sent people in 2010."""
    province = AgencyLevelFactory()
    district = AgencyLevelFactory(code="district", name="Huyện", name_en="District", rank=2)
    committee = AgencyFactory(code="TU", name="Tỉnh ủy Hòa Bình", level=province)
    made = {
        code: AgencyFactory(code=code, name=name, level=level, parent=committee)
        for code, name, level in [
            ("VP", "Văn phòng Tỉnh ủy", province),
            ("TP", "Thành ủy Hòa Bình", district),
            ("KS", "Huyện ủy Kỳ Sơn", district),
            ("DB", "Huyện ủy Đà Bắc", district),
        ]
    }
    for size, agency in enumerate(made.values(), 1):
        people = [f"Bùi Thị {chr(64 + size)}{number}" for number in range(size)]
        held_class(people, agency=agency, **held_on(dt.date(2010, 3, 8 + size)))
    return made | {"TU": committee}


def lines(structure):
    rows = yearly_summary(2010, structure=structure).by_agency
    return [(row.name, row.level_code, row.participations, row.reason) for row in rows]


def test_without_later_changes_both_ways_of_telling_agree(tree):
    as_was, converted = yearly_summary(2010), yearly_summary(2010, structure=TODAY)

    assert converted.by_agency == as_was.by_agency
    assert (as_was.structure_on, converted.structure_on) == (None, dt.date(2026, 1, 1))


def test_a_merged_agency_counts_with_its_successor(tree):
    merge_agencies([tree["KS"]], tree["TP"], on=dt.date(2020, 1, 1))

    assert lines(TODAY) == [
        ("Văn phòng Tỉnh ủy", "province", 1, ""),
        ("Thành ủy Hòa Bình", "district", 2 + 3, ""),
        ("Huyện ủy Đà Bắc", "district", 4, ""),
    ]
    # One day earlier it still stood by itself.
    assert ("Huyện ủy Kỳ Sơn", "district", 3, "") in lines(Structure(dt.date(2019, 12, 31)))


def test_a_renamed_and_moved_agency_stands_under_its_new_name(tree):
    other = open_agency(
        "PT", "Tỉnh ủy Phú Thọ", level=tree["TU"].level, valid_from=dt.date(2025, 7, 1)
    )
    move_agency(tree["VP"], other, on=dt.date(2025, 7, 1))
    rename_agency(tree["VP"], "Văn phòng Tỉnh ủy Phú Thọ", on=dt.date(2025, 8, 1))

    assert ("Văn phòng Tỉnh ủy Phú Thọ", "province", 1, "") in lines(TODAY)
    assert ("Văn phòng Tỉnh ủy", "province", 1, "") in lines(Structure())


def test_what_was_dissolved_or_split_is_listed_with_the_reason_and_never_guessed(tree):
    dissolve_agency(tree["DB"], on=dt.date(2025, 7, 1))
    split_agency(tree["KS"], [tree["TP"], tree["VP"]], on=dt.date(2020, 1, 1))

    assert lines(TODAY) == [
        ("Văn phòng Tỉnh ủy", "province", 1, ""),
        ("Thành ủy Hòa Bình", "district", 2, ""),
        ("Huyện ủy Kỳ Sơn", "unconverted", 3, "split"),
        ("Huyện ủy Đà Bắc", "unconverted", 4, "dissolved"),
    ]
    summary = yearly_summary(2010, structure=TODAY)
    assert sum(row.participations for row in summary.unconverted) == 7
    assert [(row.code, row.participations) for row in summary.by_level] == [
        ("province", 1),
        ("district", 2),
        ("unconverted", 7),
    ]
    summary.check()


def test_mergers_are_followed_through_one_after_another(tree):
    merge_agencies([tree["KS"]], tree["TP"], on=dt.date(2020, 1, 1))
    merge_agencies([tree["TP"]], tree["DB"], on=dt.date(2021, 1, 1))

    assert ("Huyện ủy Đà Bắc", "district", 2 + 3 + 4, "") in lines(TODAY)


def test_the_year_as_it_was_stays_the_same_through_all_of_it(tree):
    before = yearly_summary(2010).as_json()

    merge_agencies([tree["KS"]], tree["TP"], on=dt.date(2020, 1, 1))
    dissolve_agency(tree["DB"], on=dt.date(2025, 7, 1))

    assert yearly_summary(2010).as_json() == before


def test_a_year_is_not_converted_to_a_day_before_its_end(tree):
    with pytest.raises(Refusal) as refusal:
        yearly_summary(2010, structure=Structure(dt.date(2010, 6, 30)))

    assert refusal.value.code == "structure_too_early"


def test_an_agency_cannot_be_split_into_one(tree):
    with pytest.raises(AgencyChangeRefused) as refusal:
        split_agency(tree["KS"], [tree["TP"]], on=dt.date(2020, 1, 1))

    assert refusal.value.code == "split_into_one"
    assert tree["KS"].version_on(dt.date(2020, 1, 1)) is not None


def test_converting_asks_the_database_as_often_for_many_agencies(tree, django_assert_num_queries):
    with django_assert_num_queries(10):
        yearly_summary(2010, structure=TODAY)
