"""A record of the desk and the account that has proved its address: joined, asked about, parted."""

import uuid

import pytest
from allauth.account.models import EmailAddress

from django.urls import reverse

from courses.models import AuditEntry
from courses.refusals import Refusal
from enrollment.models import Enrollment, Trainee
from enrollment.people.linking import link_record, own_record, unclaimed_records, unlink_record
from tests.factories.courses import TrainingClassFactory, days_ahead
from tests.factories.enrollment import (
    AgencyFactory,
    EnrollmentFactory,
    TraineeFactory,
    UserFactory,
)

pytestmark = pytest.mark.database


def proved(email="lan@example.org"):
    user = UserFactory(email=email)
    EmailAddress.objects.create(user=user, email=email, primary=True, verified=True)
    return user


@pytest.fixture
def user(client, db):
    account = proved()
    client.force_login(account)
    return account


@pytest.fixture
def record(db):
    return TraineeFactory(full_name="Đinh Thị Lan", birth_year=1985, email="lan@example.org")


def register(client, training_class, **changed):
    AgencyFactory(code="VPTU")
    form = {
        "full_name": "Đinh Thị Lan",
        "birth": "1985",
        "agency": "VPTU",
        "request_key": str(uuid.uuid4()),
    }
    return client.post(reverse("enrollment:register", args=[training_class.code]), form | changed)


def test_newcomer_is_asked_before_the_form_and_sees_name_and_year_alone(client, user, record):
    record.affiliations.create(
        agency=AgencyFactory(name="CANARY"), position="CANARY", valid_from=days_ahead(-9)
    )
    EnrollmentFactory(trainee=record, training_class=TrainingClassFactory(title="CANARY"))
    address = reverse("enrollment:register", args=[TrainingClassFactory().code])

    for page in (client.get(address), client.get("/my/training/")):
        assert page.context["records"] == [record]
        assert "Đinh Thị Lan" in page.text
        assert "1985" in page.text
        assert "CANARY" not in page.text


def test_yes_brings_the_classes_of_before_into_the_account(client, user, record):
    EnrollmentFactory(trainee=record, training_class=TrainingClassFactory(title="Lớp cũ"))

    answer = client.post(
        reverse("enrollment:my_record"), {"record": record.public_id, "next": "/my/training/"}
    )

    record.refresh_from_db()
    entry = AuditEntry.objects.get(action="trainee.linked")
    assert (answer.url, record.user) == ("/my/training/", user)
    assert (entry.actor, entry.data["how"]) == (user, "asked")
    assert "Lớp cũ" in client.get("/my/training/").text


def test_no_is_asked_once_and_stays_no(client, user, record):
    client.post(reverse("enrollment:my_record"), {"record": "none"})

    asked_again = client.get("/my/training/").context["records"]
    register(client, TrainingClassFactory())

    record.refresh_from_db()
    assert (asked_again, record.user) == ([], None)
    assert Enrollment.objects.get().trainee != record


def test_same_name_in_other_letters_is_joined_when_the_form_is_sent(client, user, record):
    register(client, TrainingClassFactory(), full_name="ĐINH THỊ LAN")

    record.refresh_from_db()
    assert (record.user, Trainee.objects.count()) == (user, 1)
    assert AuditEntry.objects.get(action="trainee.linked").data["how"] == "by_name"


@pytest.mark.parametrize(
    ("full_name", "birth_year"), [("Đinh Thị Lan Anh", 1985), ("Đinh Thị Lan", 1990)]
)
def test_other_name_or_year_is_never_joined_unasked(user, record, full_name, birth_year):
    assert own_record(user, full_name=full_name, birth_year=birth_year) is None


def test_two_records_of_one_address_are_asked_about(user, record):
    TraineeFactory(full_name="Đinh Thị Lan", email="lan@example.org")

    assert own_record(user, full_name="Đinh Thị Lan", birth_year=None) is None
    assert len(unclaimed_records(user)) == 2


def test_address_that_is_only_claimed_opens_nothing(client, record):
    user = UserFactory(email="lan@example.org")
    EmailAddress.objects.create(user=user, email=user.email, primary=True, verified=False)

    assert unclaimed_records(user) == []
    with pytest.raises(Refusal) as refused:
        link_record(record, user, how="asked")
    assert refused.value.code == "not_free"


def test_foreign_record_cannot_be_taken_by_its_id(client, user):
    foreign = TraineeFactory(email="other@example.org")

    client.post(reverse("enrollment:my_record"), {"record": foreign.public_id})

    foreign.refresh_from_db()
    assert foreign.user is None


def test_record_of_another_account_and_own_person_are_left_alone(user, record):
    record.user = proved("second@example.org")
    record.save()
    assert unclaimed_records(user) == []

    Trainee.objects.filter(pk=record.pk).update(user=None)
    TraineeFactory(user=user)
    assert unclaimed_records(user) == []


@pytest.mark.parametrize(
    "target", ["//evil.example/", "/\\evil.example", "javascript:alert(1)", ""]
)
def test_way_back_leads_to_this_site_alone(client, user, record, target):
    response = client.post(reverse("enrollment:my_record"), {"record": "none", "next": target})

    assert response.url == "/my/training/"


def test_desk_parts_them_again_and_the_next_sign_in_does_not_rejoin(user, record, organizer):
    link_record(record, user, how="by_name")

    unlink_record(record, by=organizer, reason="Trùng địa chỉ")

    record.refresh_from_db()
    assert (record.user, record.email) == (None, "")
    assert unclaimed_records(user) == []
    entry = AuditEntry.objects.get(action="trainee.unlinked")
    assert (entry.actor, entry.data["user"]) == (organizer, user.pk)


def test_desk_parts_them_on_the_page_of_the_person(client, user, record, organizer):
    link_record(record, user, how="by_name")
    client.force_login(organizer)

    client.post(
        reverse("enrollment:manage_person_account", args=[record.public_id]), {"unlink": "1"}
    )

    record.refresh_from_db()
    assert record.user is None
