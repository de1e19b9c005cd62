"""A coordinator sees the people of the own agencies and of those below, and no others."""

import pytest

from enrollment.models import AgencyCoordinator
from tests.enrollment.pages import count_queries
from tests.factories.courses import TrainingClassFactory, days_ahead
from tests.factories.enrollment import (
    AgencyFactory,
    EnrollmentFactory,
    TraineeFactory,
    UserFactory,
)

AGENCY = "/agency/registrations/"


@pytest.fixture
def agency(db):
    return AgencyFactory(name="Huyện ủy Tân Lạc")


@pytest.fixture
def coordinator(client, agency):
    user = UserFactory()
    AgencyCoordinator.objects.create(user=user, agency=agency, valid_from=days_ahead(-9))
    client.force_login(user)
    return user


def test_visitor_is_asked_to_sign_in(client, db):
    assert client.get(AGENCY).status_code == 302


@pytest.mark.parametrize("role", ["", "Organizers", "Editors"])
def test_page_does_not_exist_for_others(client, db, role):
    client.force_login(UserFactory(role=role))

    assert client.get(AGENCY).status_code == 404


def test_right_of_yesterday_is_no_right(client, coordinator):
    coordinator.coordinated.update(valid_to=days_ahead(-1))

    assert client.get(AGENCY).status_code == 404


def test_own_people_are_shown_and_strangers_are_not(client, coordinator, agency):
    below = AgencyFactory(parent=agency)
    mine = EnrollmentFactory(agency=agency)
    theirs = EnrollmentFactory(agency=below, training_class=mine.training_class)
    EnrollmentFactory(
        trainee=TraineeFactory(full_name="CANARY"),
        training_class=TrainingClassFactory(title="CANARY"),
    )

    response = client.get(AGENCY)

    rows = {row.record for row in response.context["table"].rows}
    assert rows == {mine, theirs}
    assert response.context["counts"] == {"confirmed": 2}
    assert "CANARY" not in response.content.decode()


def test_class_of_strangers_is_no_choice_of_the_filter(client, coordinator, agency):
    stranger = EnrollmentFactory()

    response = client.get(AGENCY, {"training_class": stranger.training_class_id})

    assert "training_class" in response.context["filter"].form.errors


def test_filters_narrow_the_list(client, coordinator, agency):
    training_class = TrainingClassFactory(capacity=1)
    EnrollmentFactory(agency=agency, training_class=training_class)
    waits = EnrollmentFactory(
        agency=agency,
        training_class=training_class,
        trainee=TraineeFactory(full_name="Bùi Văn Đợi"),
    )

    by_state = client.get(AGENCY, {"state": "waiting"}).context["table"]
    by_name = client.get(AGENCY, {"q": "doi"}).context["table"]

    assert [row.record for row in by_state.rows] == [waits]
    assert [row.record for row in by_name.rows] == [waits]


@pytest.mark.parametrize(
    "query",
    [
        {"q": "\0"},
        {"q": "x" * 500},
        {"state": "\0"},
        {"state": "nobody"},
        {"training_class": "\0"},
        {"training_class": "9" * 40},
        {"sort": "trainee__user__password"},
        {"sort": "-nothing,\0"},
    ],
)
def test_odd_filters_are_told_or_ignored(client, coordinator, agency, query):
    EnrollmentFactory(agency=agency)

    assert client.get(AGENCY, query).status_code == 200


@pytest.mark.parametrize("page", ["0", "-1", "abc", "1000000000000000000"])
def test_page_that_does_not_exist_is_not_found(client, coordinator, page):
    assert client.get(AGENCY, {"page": page}).status_code == 404


def test_list_costs_the_same_with_three(client, coordinator, agency):
    training_class = TrainingClassFactory()
    EnrollmentFactory(agency=agency, training_class=training_class)
    with_one = count_queries(client, AGENCY)
    for _number in range(2):
        EnrollmentFactory(agency=agency)

    assert count_queries(client, AGENCY) == with_one
