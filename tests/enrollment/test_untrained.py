"""People without training for years: who they are, and who may read the list."""

import datetime as dt
import io

import pytest
from openpyxl import load_workbook

from django.urls import reverse
from django.utils import timezone

from enrollment.models import Affiliation, AgencyCoordinator
from enrollment.nominating.untrained import untrained, years_ago
from tests.enrollment.pages import count_queries
from tests.factories.courses import TrainingClassFactory, days_ahead
from tests.factories.enrollment import (
    AgencyFactory,
    AgencyLevelFactory,
    StoredEnrollmentFactory,
    TraineeFactory,
    UserFactory,
)

ALL = "enrollment:manage_untrained"
OWN = "enrollment:agency_untrained"


@pytest.fixture
def agency(db):
    return AgencyFactory(code="HU", name="Huyện ủy Yên Thủy")


def works(name, agency, **fields):
    fields = {"valid_from": dt.date(2010, 1, 1), **fields}
    person = TraineeFactory(full_name=name)
    Affiliation.objects.create(trainee=person, agency=agency, **fields)
    return person


def trained(person, years, agency, **fields):
    """In a class that ended so many years and a day ago."""
    last = years_ago(years, timezone.localdate()) - dt.timedelta(days=1)
    opens = timezone.now() - dt.timedelta(days=365 * (years + 1))
    training_class = TrainingClassFactory(
        starts_on=last,
        ends_on=last,
        registration_opens_at=opens,
        registration_closes_at=opens + dt.timedelta(days=9),
    )
    return StoredEnrollmentFactory(
        trainee=person,
        agency=agency,
        training_class=training_class,
        **{"outcome": "completed", **fields},
    )


def names(found) -> list[str]:
    return [one.trainee.full_name for one in found.people]


@pytest.mark.database
def test_never_trained_and_trained_long_ago_are_told_apart(agency):
    works("Chưa Học", agency)
    trained(works("Học Lâu", agency), 3, agency)
    trained(works("Mới Học", agency), 2, agency)

    found = untrained(3)

    assert sorted(names(found)) == ["Chưa Học", "Học Lâu"]
    assert (found.staff, found.count, found.never, found.before) == (3, 2, 1, 1)
    assert names(untrained(3, never_only=True)) == ["Chưa Học"]


@pytest.mark.parametrize("fields", [{"outcome": "not_completed"}, {"state": "withdrawn"}])
def test_empty_chair_is_no_training(agency, fields):
    trained(works("Vắng Mặt", agency), 1, agency, **fields)

    assert untrained(3).never == 1


def test_people_who_left_or_were_merged_are_not_missed(agency):
    works("Đã Nghỉ", agency, valid_to=days_ahead(-1))
    kept, merged = works("Còn Lại", agency), works("Còn Lại", agency)
    merged.merged_into = kept
    merged.save()

    assert names(untrained(3)) == ["Còn Lại"]


def test_list_is_narrowed_to_an_agency_a_level_and_words(agency):
    district = AgencyLevelFactory(code="district", name="Huyện", rank=2)
    below = AgencyFactory(parent=agency, level=district)
    works("Bùi Thị Hòa", agency)
    works("Lê Văn Tám", below)
    works("Hà Văn Chín", AgencyFactory())

    assert len(names(untrained(3, paths=[agency.path]))) == 2
    assert names(untrained(3, level=district)) == ["Lê Văn Tám"]
    assert names(untrained(3, words="hoa")) == ["Bùi Thị Hòa"]


def test_leap_day_has_a_day_before():
    assert years_ago(3, dt.date(2028, 2, 29)) == dt.date(2025, 2, 28)


def test_desk_sees_the_last_class_and_the_next_one(desk, agency):
    person = works("Bùi Thị Hòa", agency)
    old = trained(person, 5, agency)
    coming = StoredEnrollmentFactory(trainee=person, agency=agency)

    page = desk.get(reverse(ALL)).content.decode()

    assert old.training_class.title in page
    assert coming.training_class.title in page


@pytest.mark.parametrize("query", ["years=0", "years=11", "years=x", "agency=NO", "level=no"])
def test_what_is_not_offered_is_not_found(desk, db, query):
    assert desk.get(f"{reverse(ALL)}?{query}").status_code == 404


def test_workbook_has_what_the_page_has(desk, agency):
    trained(works("Bùi Thị Hòa", agency), 4, agency)
    works("Chưa Học", agency)

    answer = desk.get(reverse("enrollment:manage_untrained_xlsx") + "?years=3")
    rows = list(load_workbook(io.BytesIO(answer.content)).active.values)

    assert {row[0] for row in rows[1:]} == {"Bùi Thị Hòa", "Chưa Học"}
    assert len(rows) == 3


def test_costs_the_same_for_one_person_and_for_many(desk, agency):
    trained(works("Bùi Thị Hòa", agency), 4, agency)
    one = count_queries(desk, reverse(ALL))
    for number in range(12):
        trained(works(f"Người {number}", agency), 4, agency)

    assert count_queries(desk, reverse(ALL)) == one


def coordinator_of(agency):
    user = UserFactory()
    AgencyCoordinator.objects.create(user=user, agency=agency, valid_from=days_ahead(-1))
    return user


def test_coordinator_sees_own_people_only(client, agency):
    works("Bùi Thị Hòa", agency)
    works("CANARY", AgencyFactory())
    client.force_login(coordinator_of(agency))

    page = client.get(reverse(OWN)).content.decode()

    assert "Bùi Thị Hòa" in page
    assert "CANARY" not in page


def test_coordinator_reads_of_another_agencys_class_its_day_and_no_more(client, agency):
    other = AgencyFactory()
    row = trained(works("Bùi Thị Hòa", agency), 5, other)
    row.training_class.title = "CANARY"
    row.training_class.save()
    client.force_login(coordinator_of(agency))

    page = client.get(reverse(OWN)).content.decode()

    assert f"{row.training_class.ends_on:%d/%m/%Y}" in page
    assert "CANARY" not in page


def test_coordinator_cannot_ask_for_another_agency(client, agency):
    client.force_login(coordinator_of(agency))
    other = AgencyFactory(code="KHAC")

    assert client.get(f"{reverse(OWN)}?agency={other.code}").status_code == 404
