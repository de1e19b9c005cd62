import dataclasses
import datetime as dt
import json
from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from django.utils import translation

from certificates.register.issuing import issue_certificates
from certificates.sums import TotalsDisagree
from certificates.year_book.summary import yearly_summary
from certificates.year_book.tally import Participation, tally, tally_by
from enrollment.agencies import dissolve_agency, merge_agencies, open_agency, rename_agency
from tests.certificates.classes import body_with_signatory, held_class, held_on, revoked
from tests.factories.courses import (
    CategoryFactory,
    SessionFactory,
    TenPointSchemeFactory,
    TrainingClassFactory,
    days_ahead,
)
from tests.factories.enrollment import (
    AgencyFactory,
    AgencyLevelFactory,
    EnrollmentFactory,
    TraineeFactory,
)


@pytest.fixture
def year_2010(db):
    """Two classes of a year, three agencies on two levels, one of which sends nobody."""
    province = AgencyLevelFactory()
    district = AgencyLevelFactory(code="district", name="Huyện", name_en="District", rank=2)
    committee = AgencyFactory(code="TU", name="Tỉnh ủy", level=province)
    office = AgencyFactory(code="VP", name="Văn phòng Tỉnh ủy", level=province, parent=committee)
    first = AgencyFactory(code="YT", name="Huyện ủy Yên Thủy", level=district, parent=committee)
    AgencyFactory(code="KS", name="Huyện ủy Kỳ Sơn", level=district, parent=committee)
    body = body_with_signatory(name="Văn phòng Tỉnh ủy", serial_prefix="CN")
    an = TraineeFactory(full_name="Bùi Thị An", gender="female")
    anh = TraineeFactory(full_name="Lê Văn Anh", gender="male")
    uoc = TraineeFactory(full_name="Quách Thị Ước", gender="female")
    march = held_class(
        [an, anh],
        code="2010-01",
        title="Lớp một",
        agency=office,
        absent=["Lê Văn Anh"],
        issuing_body=body,
        course__category=CategoryFactory(name="Tin học", slug="tin-hoc"),
        **held_on(dt.date(2010, 3, 9)),
    )
    april = held_class(
        [an, uoc],
        code="2010-02",
        title="Lớp hai",
        agency=first,
        issuing_body=body,
        course__category=CategoryFactory(name="Văn thư", slug="van-thu"),
        **held_on(dt.date(2010, 3, 31), dt.date(2010, 4, 1)),
    )
    for training_class in (march, april):
        issue_certificates(training_class, by=None, issued_on=training_class.ends_on)
    return march, april


def test_totals_of_a_year(year_2010):
    summary = yearly_summary(2010)

    assert (summary.classes, summary.participations, summary.persons) == (2, 4, 3)
    assert (summary.women, summary.completed, summary.not_completed) == (3, 3, 1)
    assert (summary.certificates, summary.periods, summary.undecided) == (3, 8, 0)
    assert summary.as_of == dt.date(2010, 12, 31)
    summary.check()


def test_agencies_of_a_year_with_those_that_sent_nobody(year_2010):
    summary = yearly_summary(2010)

    assert [
        (row.code, row.name, row.level_code, row.classes, row.participations, row.persons)
        for row in summary.by_agency
    ] == [
        ("VP", "Văn phòng Tỉnh ủy", "province", 1, 2, 2),
        ("YT", "Huyện ủy Yên Thủy", "district", 1, 2, 2),
        ("KS", "Huyện ủy Kỳ Sơn", "district", 0, 0, 0),
    ]
    assert [(row.women, row.completed, row.certificates) for row in summary.by_agency] == [
        (1, 1, 1),
        (2, 2, 2),
        (0, 0, 0),
    ]


def test_levels_fields_and_months_of_a_year(year_2010):
    summary = yearly_summary(2010)

    assert [(row.code, row.participations) for row in summary.by_level] == [
        ("province", 2),
        ("district", 2),
    ]
    assert [(row.code, row.classes, row.participations) for row in summary.by_category] == [
        ("tin-hoc", 1, 2),
        ("van-thu", 1, 2),
    ]
    months = [(row.classes, row.participations) for row in summary.by_month]
    assert months == [(0, 0), (0, 0), (1, 2), (1, 2), *[(0, 0)] * 8]


def test_a_line_of_a_class(year_2010):
    row = yearly_summary(2010).by_class[0]

    assert dataclasses.asdict(row) == {
        "code": "2010-01",
        "title": "Lớp một",
        "category_code": "tin-hoc",
        "category": "Tin học",
        "audience": "",
        "starts_on": dt.date(2010, 3, 9),
        "ends_on": dt.date(2010, 3, 9),
        "sessions": 1,
        "periods": 4,
        "venue": row.venue,
        "issuing_body": "Văn phòng Tỉnh ủy",
        "participations": 2,
        "women": 1,
        "completed": 1,
        "not_completed": 1,
        "undecided": 0,
        "certificates": 1,
        "by_level": {"province": 2},
        "rankings": {},
        "by_group": {},
        "spent": None,
    }


def test_a_class_belongs_to_the_year_of_its_last_day(db):
    held_class(**held_on(dt.date(2009, 12, 30), dt.date(2010, 1, 2)))

    assert (yearly_summary(2009).classes, yearly_summary(2010).classes) == (0, 1)


def test_what_does_not_count(year_2010):
    march, _april = year_2010
    TrainingClassFactory(**held_on(dt.date(2010, 5, 4)), status="draft")
    canceled = TrainingClassFactory(**held_on(dt.date(2010, 5, 4)), status="canceled")
    EnrollmentFactory(training_class=TrainingClassFactory())
    type(march).objects.filter(pk=march.pk).update(capacity=2, finalized_at=None)
    EnrollmentFactory(training_class=march)

    summary = yearly_summary(2010)

    assert canceled.year == 2010
    assert (summary.classes, summary.participations) == (2, 4)


def test_a_class_to_come_does_not_count_yet(db):
    over = held_class()
    coming = TrainingClassFactory()
    EnrollmentFactory(training_class=coming)

    summaries = [yearly_summary(year) for year in sorted({over.year, coming.year})]

    assert [summary.classes for summary in summaries if summary.classes] == [1]
    assert sum(summary.participations for summary in summaries) == 1


def test_a_class_without_recognized_results_is_undecided(db):
    training_class = held_class(["Lê Văn Anh", "Bùi Thị An"], finalized=False)

    summary = yearly_summary(training_class.year)

    assert (summary.participations, summary.completed, summary.undecided) == (2, 0, 2)
    summary.check()


def test_only_valid_certificates_count(year_2010):
    march, _april = year_2010
    certificate = march.enrollments.exclude(certificates=None).get().certificates.get()

    revoked(certificate, reason="Cấp nhầm")

    summary = yearly_summary(2010)
    assert (summary.completed, summary.certificates) == (3, 2)


def test_ranks_are_counted_best_first(db):
    scheme = TenPointSchemeFactory()
    training_class = held_class(
        ["Lê Văn Anh", "Bùi Thị An", "Hà Ánh"],
        finalized=False,
        ranking_scheme=scheme,
        **held_on(dt.date(2010, 3, 9)),
    )
    for score, person in zip(["7.0", "6.9", "9.0"], training_class.enrollments.all(), strict=True):
        type(person).objects.filter(pk=person.pk).update(
            score=score, outcome="completed", ranking="Trung bình" if score == "6.9" else "Khá"
        )

    summary = yearly_summary(2010)

    assert summary.rankings == ("Khá", "Trung bình")
    assert summary.by_class[0].rankings == {"Khá": 2, "Trung bình": 1}


def test_later_mergers_leave_an_old_year_as_it_was(year_2010):
    before = json.dumps(yearly_summary(2010).as_json(), ensure_ascii=False)
    march, april = year_2010
    office = march.enrollments.first().agency
    district = april.enrollments.first().agency
    committee = office.get_parent()

    rename_agency(office, "Văn phòng mới", on=dt.date(2020, 1, 1))
    successor = open_agency(
        "PT", "Tỉnh ủy Phú Thọ", level=office.level, valid_from=dt.date(2025, 7, 1)
    )
    dissolve_agency(district, on=dt.date(2025, 7, 1))
    merge_agencies([committee], successor, on=dt.date(2025, 7, 1))

    assert json.dumps(yearly_summary(2010).as_json(), ensure_ascii=False) == before


def test_an_agency_renamed_within_the_year_is_one_row_under_its_last_name(db):
    agency = AgencyFactory(name="Tên cũ")
    held_class(agency=agency, **held_on(dt.date(2010, 3, 9)))
    rename_agency(agency, "Tên mới", on=dt.date(2010, 6, 1))
    held_class(agency=agency, **held_on(dt.date(2010, 9, 7)))

    assert [(row.name, row.participations) for row in yearly_summary(2010).by_agency] == [
        ("Tên mới", 2)
    ]


def test_an_office_below_a_sender_has_no_line_of_its_own(year_2010):
    _march, april = year_2010
    sender = april.enrollments.first().agency
    AgencyFactory(code="VP-YT", parent=sender, level=sender.level)

    assert "VP-YT" not in [row.code for row in yearly_summary(2010).by_agency]


def test_an_agency_that_was_not_yet_open_is_not_listed(year_2010):
    AgencyFactory(code="NEW", valid_from=dt.date(2011, 1, 1))

    assert "NEW" not in [row.code for row in yearly_summary(2010).by_agency]


def test_a_year_without_classes_is_empty_and_agrees(db):
    summary = yearly_summary(1999)

    assert (summary.classes, summary.participations, summary.by_class) == (0, 0, ())
    summary.check()


@pytest.mark.parametrize(
    ("change", "where"),
    [
        ({"participations": 5}, "By class: participations"),
        ({"classes": 3}, "By field of training: classes"),
        ({"by_level": ()}, "By level: participations"),
        ({"by_agency": ()}, "By agency: participations"),
        ({"by_month": ()}, "By month: classes"),
        ({"persons": 5}, "2010"),
        ({"persons": 1}, "Tỉnh"),
    ],
)
def test_a_summary_that_contradicts_itself_is_refused(change, where, year_2010):
    summary = dataclasses.replace(yearly_summary(2010), **change)

    with translation.override("en"), pytest.raises(TotalsDisagree) as refusal:
        summary.check()

    assert refusal.value.code == "totals_disagree"
    assert refusal.value.params["where"] == where


def test_the_form_for_scripts_is_json(year_2010):
    form = json.loads(json.dumps(yearly_summary(2010).as_json()))

    assert (form["year"], form["as_of"]) == (2010, "2010-12-31")
    assert form["by_class"][1]["ends_on"] == "2010-04-01"
    assert sum(row["participations"] for row in form["by_agency"]) == 4


@pytest.mark.parametrize("classes", [1, 3])
def test_queries_do_not_grow_with_the_classes(classes, db, django_assert_num_queries):
    for _ in range(classes):
        training_class = held_class(["Lê Văn Anh", "Bùi Thị An"][:classes])
        SessionFactory(training_class=training_class, part="afternoon")

    with django_assert_num_queries(8):
        yearly_summary(days_ahead(-2).year)


PARTICIPATIONS = st.lists(
    st.builds(
        Participation,
        class_id=st.integers(1, 4),
        agency_id=st.integers(1, 3),
        level_id=st.integers(1, 2),
        agency_code=st.just(""),
        agency_name=st.just(""),
        person_id=st.integers(1, 6),
        is_woman=st.booleans(),
        outcome=st.sampled_from(["completed", "not_completed", ""]),
        ranking=st.sampled_from(["", "Khá", "Giỏi"]),
        has_certificate=st.booleans(),
    ),
    max_size=40,
)


@given(PARTICIPATIONS)
def test_parts_always_add_up_to_the_whole(people):
    total = tally(people)
    parts = tally_by(people, lambda one: (one.agency_id, one.level_id)).values()

    for name, count in total.counts().items():
        assert sum(part.counts()[name] for part in parts) == count
    assert total.participations == len(people)
    assert total.participations == total.counts()["completed"] + sum(total.rest().values())
    assert sum((part.people for part in parts), Counter()) == total.people
    assert sum(total.ranks().values()) == sum(bool(one.ranking) for one in people)
