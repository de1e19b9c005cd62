"""The coordinator's yes and no: whose registrations, what becomes of them, and who hears of it."""

import uuid

import pytest

from django.urls import reverse

from enrollment.models import AgencyCoordinator, Enrollment, Letter
from enrollment.registering.registration import confirm, register_trainee
from tests.enrollment.pages import count_queries
from tests.factories.courses import TrainingClassFactory, days_ahead
from tests.factories.enrollment import AgencyFactory, TraineeFactory, UserFactory

pytestmark = pytest.mark.database

APPROVALS = "/agency/approvals/"


@pytest.fixture
def agency(db):
    return AgencyFactory(name="Huyện ủy Yên Thủy")


@pytest.fixture
def office(agency):
    return AgencyFactory(name="Văn phòng Huyện ủy", parent=agency)


def coordinator_of(agency, **user):
    account = UserFactory(**user)
    AgencyCoordinator.objects.create(user=account, agency=agency, valid_from=days_ahead(-9))
    return account


@pytest.fixture
def coordinator(client, agency):
    account = coordinator_of(agency, email="dau-moi@example.org")
    client.force_login(account)
    return account


def asks(agency, *, approval="agency", training_class=None, **person) -> Enrollment:
    training_class = training_class or TrainingClassFactory(
        registration="approval", approval=approval
    )
    return register_trainee(TraineeFactory(**person), training_class, agency=agency)


def answer(client, act, *enrollments, **more):
    chosen = [str(enrollment.public_id) for enrollment in enrollments]
    return client.post(APPROVALS, {"act": act, "chosen": chosen} | more)


def states(*enrollments) -> list[str]:
    return [Enrollment.objects.get(pk=enrollment.pk).state for enrollment in enrollments]


def test_whoever_registers_waits_for_the_agency_and_the_coordinator_hears_of_it(
    coordinator, agency
):
    enrollment = asks(agency)

    letter = Letter.objects.get(kind="approval_asked")
    assert enrollment.state == "pending_agency"
    assert (letter.to, letter.enrollment) == ("dau-moi@example.org", enrollment)


def test_nearest_coordinators_are_asked_and_no_others(coordinator, agency, office):
    coordinator_of(office, email="van-phong@example.org")
    coordinator_of(AgencyFactory(), email="other@example.org")

    asks(office)

    assert [letter.to for letter in Letter.objects.all()] == ["van-phong@example.org"]


def test_agency_without_a_coordinator_leaves_it_to_the_organizers(db):
    enrollment = asks(AgencyFactory())

    assert enrollment.state == "pending"
    assert not Letter.objects.filter(kind="approval_asked").exists()


@pytest.mark.parametrize(("approval", "state"), [("agency", "confirmed"), ("both", "pending")])
def test_yes_leads_to_a_seat_or_to_the_organizers(client, coordinator, agency, approval, state):
    enrollment = asks(agency, approval=approval)

    client.post(reverse("enrollment:agency_decide", args=[enrollment.public_id, "accept"]))

    assert states(enrollment) == [state]
    assert enrollment.changes.last().by == coordinator
    assert enrollment.changes.last().rule == "approved_by_agency"


def test_many_are_accepted_at_once_and_those_without_a_seat_wait(client, coordinator, agency):
    training_class = TrainingClassFactory(registration="approval", approval="agency", capacity=2)
    three = [asks(agency, training_class=training_class) for _ in range(3)]

    answer(client, "accept", *three)

    assert states(*three) == ["confirmed", "confirmed", "waiting"]


def test_no_needs_a_reason_which_the_person_reads(client, coordinator, agency):
    enrollment = asks(agency, email="lan@example.org")

    without = answer(client, "decline", enrollment)
    untouched = states(enrollment)
    answer(client, "decline", enrollment, reason="Cơ quan bận đại hội")

    assert (without.status_code, untouched) == (422, ["pending_agency"])
    assert f'value="{enrollment.public_id}" checked' in without.text
    assert states(enrollment) == ["declined"]
    change = enrollment.changes.last()
    assert (change.reason, change.rule) == ("Cơ quan bận đại hội", "declined_by_agency")
    assert Letter.objects.filter(kind="declined", to="lan@example.org").count() == 1


def test_subtree_is_seen_and_nothing_else(client, coordinator, agency, office):
    own = asks(office, full_name="Người Của Văn Phòng")
    outside = AgencyFactory()
    coordinator_of(outside)
    foreign = asks(outside, full_name="CANARY")

    page = client.get(APPROVALS, {"q": ""})
    searched = client.get(APPROVALS, {"q": "canary"})
    decided = [
        client.post(reverse("enrollment:agency_decide", args=[foreign.public_id, act]))
        for act in ("accept", "decline")
    ]
    answer(client, "accept", foreign, own)

    assert "Người Của Văn Phòng" in page.text
    assert "CANARY" not in page.text + searched.text
    assert page.context["page"].paginator.count == 1
    assert [response.status_code for response in decided] == [404, 404]
    assert states(foreign, own) == ["pending_agency", "confirmed"]


def test_organizer_who_coordinates_sees_the_own_agencies_only(client, organizer, agency):
    AgencyCoordinator.objects.create(user=organizer, agency=agency, valid_from=days_ahead(-1))
    outside = AgencyFactory()
    coordinator_of(outside)
    asks(outside, full_name="CANARY")
    client.force_login(organizer)

    assert "CANARY" not in client.get(APPROVALS).text


@pytest.mark.parametrize("role", [None, "Organizers"])
def test_page_does_not_exist_for_who_coordinates_nothing(client, db, role):
    client.force_login(UserFactory(role=role))

    assert client.get(APPROVALS).status_code == 404
    assert client.post(APPROVALS, {"act": "accept"}).status_code == 404


def test_coordinator_of_yesterday_decides_nothing(client, agency):
    enrollment = asks(agency, training_class=TrainingClassFactory(registration="approval"))
    Enrollment.objects.update(state="pending_agency")
    account = UserFactory()
    AgencyCoordinator.objects.create(
        user=account, agency=agency, valid_from=days_ahead(-9), valid_to=days_ahead(-1)
    )
    client.force_login(account)

    assert answer(client, "accept", enrollment).status_code == 404
    assert states(enrollment) == ["pending_agency"]


def test_old_page_takes_back_nothing_that_the_organizers_decided(
    client, coordinator, agency, organizer
):
    enrollment = asks(agency)
    confirm(Enrollment.objects.get(), by=organizer)

    answer(client, "decline", enrollment, reason="Muộn")
    single = client.post(reverse("enrollment:agency_decide", args=[enrollment.public_id, "accept"]))

    assert (states(enrollment), single.status_code) == (["confirmed"], 302)


@pytest.mark.parametrize("chosen", [[], ["x"], ["\0"], [str(uuid.uuid4())], ["1" * 5000]])
@pytest.mark.parametrize("act", ["accept", "approve", "", "\0"])
def test_nonsense_decides_nothing(client, coordinator, agency, chosen, act):
    enrollment = asks(agency)

    response = client.post(APPROVALS, {"act": act, "chosen": chosen})

    assert response.status_code == 302
    assert states(enrollment) == ["pending_agency"]


def test_organizers_see_and_decide_what_the_agency_left(client, coordinator, organizer, agency):
    enrollment = asks(agency)
    client.force_login(organizer)
    url = reverse("enrollment:manage_registrations", args=[enrollment.training_class.code])

    page = client.get(url, {"state": "pending_agency"})
    client.post(url, {"chosen": [str(enrollment.public_id)], "tab": "pending_agency"})

    assert enrollment.full_name in page.text
    assert ("pending_agency", 1) in [(t["value"], t["count"]) for t in page.context["tabs"]]
    assert states(enrollment) == ["confirmed"]


@pytest.mark.parametrize("state", ["pending_agency", "offered", "substituted"])
def test_new_states_have_a_tab_and_a_workbook(client, organizer, agency, state):
    enrollment = asks(agency)
    Enrollment.objects.filter(pk=enrollment.pk).update(state=state)
    client.force_login(organizer)
    code = enrollment.training_class.code

    page = client.get(reverse("enrollment:manage_registrations", args=[code]), {"state": state})
    book = client.get(
        reverse("enrollment:manage_registrations_xlsx", args=[code]), {"state": state}
    )

    assert enrollment.full_name in page.text
    assert [tab["value"] for tab in page.context["tabs"] if tab["is_current"]] == [state]
    assert (page.status_code, book.status_code) == (200, 200)


def test_list_costs_the_same_with_thirty(client, coordinator, agency):
    asks(agency)
    with_one = count_queries(client, APPROVALS)
    for _ in range(29):
        asks(agency)

    assert count_queries(client, APPROVALS) == with_one


def test_nothing_to_do_is_said_calmly(client, coordinator):
    assert "empty-state" in client.get(APPROVALS).text
