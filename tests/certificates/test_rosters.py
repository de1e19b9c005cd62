"""The roster of a class: of those confirmed, and by agency with the state of everybody."""

import pytest

from django.utils import translation

from certificates import papers
from enrollment.registering.substitution import substitute
from tests.certificates.classes import body_with_signatory
from tests.factories.courses import TrainingClassFactory
from tests.factories.enrollment import AgencyFactory, EnrollmentFactory, TraineeFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def training_class():
    return TrainingClassFactory(capacity=2, issuing_body=body_with_signatory(language="en"))


@pytest.fixture
def agencies():
    return AgencyFactory(name="Ban Tổ chức"), AgencyFactory(name="Báo Hòa Bình")


def seat(training_class, agency, name):
    return EnrollmentFactory(
        training_class=training_class, agency=agency, trainee=TraineeFactory(full_name=name)
    )


def rows_of(roster):
    return {
        group.name: [(row.full_name, row.state, row.note) for row in group.rows]
        for group in roster.groups
    }


def test_roster_by_agency_has_everybody_with_the_state(training_class, agencies):
    first, second = agencies
    seat(training_class, second, "Lê Văn Anh")
    seat(training_class, first, "Bùi Thị An")
    seat(training_class, first, "Hà Ánh")

    roster = papers.roster(training_class, by_agency=True)

    roster.check()
    assert rows_of(roster) == {
        "Ban Tổ chức": [("Bùi Thị An", "Confirmed", ""), ("Hà Ánh", "Waiting list", "")],
        "Báo Hòa Bình": [("Lê Văn Anh", "Confirmed", "")],
    }
    with translation.override("en"):
        assert roster.words()["states"] == "confirmed: 2; waiting list: 1"


def test_roster_names_who_came_instead_of_whom(training_class, agencies):
    gone = seat(training_class, agencies[0], "Bùi Thị An")
    substitute(gone, TraineeFactory(full_name="Hà Ánh"), agency=agencies[0], by=None)

    usual, by_agency = (papers.roster(training_class, by_agency=how) for how in (False, True))

    assert rows_of(usual) == {"": [("Hà Ánh", "Confirmed", "instead of Bùi Thị An")]}
    assert rows_of(by_agency) == {"Ban Tổ chức": [("Hà Ánh", "Confirmed", "instead of Bùi Thị An")]}


@pytest.mark.parametrize("by_agency", [False, True])
def test_roster_costs_the_same_number_of_queries_for_one_and_for_thirty(
    training_class, by_agency, django_assert_num_queries, django_assert_max_num_queries
):
    training_class.capacity = 40
    training_class.save()
    seat(training_class, AgencyFactory(), "Bùi Thị An")
    with django_assert_max_num_queries(15) as first:
        papers.roster(training_class, by_agency=by_agency)
    for number in range(29):
        seat(training_class, AgencyFactory(), f"Bùi Văn {number}")

    with django_assert_num_queries(len(first)):
        papers.roster(training_class, by_agency=by_agency)
