"""What a trainee sees of himself: coming and past classes, results, own details."""

import uuid

import pytest

from django.urls import reverse

from enrollment.models import Enrollment
from tests.enrollment.pages import count_queries
from tests.factories.courses import SessionFactory, TrainingClassFactory, days_ahead
from tests.factories.enrollment import (
    AgencyFactory,
    EnrollmentFactory,
    TraineeFactory,
    UserFactory,
)

TRAINING = "/my/training/"
PROFILE = "/my/profile/"


@pytest.fixture
def trainee(client, db):
    person = TraineeFactory(user=UserFactory(), full_name="Đinh Thị Lan")
    client.force_login(person.user)
    return person


@pytest.mark.parametrize("url", [TRAINING, PROFILE])
def test_visitor_is_asked_to_sign_in(client, db, url):
    assert client.get(url).status_code == 302


def test_newcomer_is_shown_the_way(client, db):
    client.force_login(UserFactory())

    response = client.get(TRAINING)

    assert response.status_code == 200
    assert list(response.context["coming"]) == []
    assert b"empty-state" in response.content


def test_coming_and_past_classes_are_parted(client, trainee):
    agency = AgencyFactory()
    coming = EnrollmentFactory(trainee=trainee, agency=agency)
    over = EnrollmentFactory(
        trainee=trainee, agency=agency, training_class=TrainingClassFactory(over=True)
    )

    response = client.get(TRAINING)

    assert list(response.context["coming"]) == [coming]
    assert list(response.context["past"]) == [over]


def test_place_in_the_queue_is_told(client, trainee):
    training_class = TrainingClassFactory(capacity=1)
    EnrollmentFactory.create_batch(2, training_class=training_class)
    EnrollmentFactory(trainee=trainee, training_class=training_class)

    response = client.get(TRAINING)

    assert [e.place for e in response.context["coming"]] == [2]


def test_result_shows_the_exact_fraction(client, trainee):
    training_class = TrainingClassFactory(over=True)
    enrollment = EnrollmentFactory(trainee=trainee, training_class=training_class)
    Enrollment.objects.filter(pk=enrollment.pk).update(
        outcome="not_completed", periods_attended=19, periods_total=24
    )

    page = client.get(f"/en{TRAINING}").content.decode()

    assert "19 of 24 periods attended; 80% are needed." in page


def test_strangers_classes_are_not_shown(client, trainee):
    EnrollmentFactory(training_class=TrainingClassFactory(title="CANARY"))

    assert "CANARY" not in client.get(TRAINING).content.decode()


def test_list_costs_the_same_with_three(client, trainee):
    def add(day):
        own = TrainingClassFactory(starts_on=days_ahead(day), ends_on=days_ahead(day))
        SessionFactory(training_class=own)
        EnrollmentFactory(trainee=trainee, training_class=own)

    add(10)
    add(-10)
    with_one = count_queries(client, TRAINING)
    for day in (20, 30, -20, -30):
        add(day)

    assert count_queries(client, TRAINING) == with_one


@pytest.mark.parametrize("page", ["0", "-1", "abc", "9" * 30, "2"])
def test_page_that_does_not_exist_is_not_found(client, trainee, page):
    assert client.get(TRAINING, {"page": page}).status_code == 404


def test_withdrawing_asks_first_and_gives_the_seat_to_the_next(client, trainee):
    training_class = TrainingClassFactory(capacity=1)
    mine = EnrollmentFactory(trainee=trainee, training_class=training_class)
    waits = EnrollmentFactory(training_class=training_class)
    url = reverse("enrollment:my_withdraw", args=[mine.public_id])

    asked = client.get(url)
    untouched = Enrollment.objects.get(pk=mine.pk).state
    answer = client.post(url, {"reason": "Bận công tác"})

    mine.refresh_from_db()
    waits.refresh_from_db()
    assert (asked.status_code, untouched) == (200, "confirmed")
    assert answer.url == TRAINING
    assert (mine.state, waits.state) == ("withdrawn", "confirmed")
    assert mine.changes.last().reason == "Bận công tác"


def test_class_that_has_begun_cannot_be_left(client, trainee):
    training_class = TrainingClassFactory(starts_on=days_ahead(0), ends_on=days_ahead(1))
    mine = EnrollmentFactory(trainee=trainee, training_class=training_class)

    client.post(reverse("enrollment:my_withdraw", args=[mine.public_id]))

    mine.refresh_from_db()
    assert mine.state == "confirmed"


def test_reason_without_letters_to_read_is_refused(client, trainee):
    mine = EnrollmentFactory(trainee=trainee)

    response = client.post(
        reverse("enrollment:my_withdraw", args=[mine.public_id]), {"reason": "\0"}
    )

    mine.refresh_from_db()
    assert (response.status_code, mine.state) == (422, "confirmed")


def test_strangers_registration_does_not_exist(client, trainee):
    other = EnrollmentFactory()

    for public_id in (other.public_id, uuid.uuid4()):
        url = reverse("enrollment:my_withdraw", args=[public_id])
        assert (client.get(url).status_code, client.post(url).status_code) == (404, 404)
    other.refresh_from_db()
    assert other.state == "confirmed"


def test_organizer_leaves_foreign_registrations_to_the_desk(client, organizer):
    other = EnrollmentFactory()
    client.force_login(organizer)

    assert client.get(reverse("enrollment:my_withdraw", args=[other.public_id])).status_code == 404


def test_own_details_are_stored(client, trainee):
    agency = AgencyFactory(code="BTC")

    response = client.post(
        PROFILE,
        {
            "full_name": "Đinh Thị Ngọc Lan",
            "birth": "1985",
            "gender": "female",
            "agency": "BTC",
            "position": "Phó phòng",
            "language": "en",
        },
    )

    trainee.refresh_from_db()
    assert response.url == PROFILE
    assert (trainee.full_name, trainee.birth, trainee.language) == (
        "Đinh Thị Ngọc Lan",
        "1985",
        "en",
    )
    assert trainee.affiliations.get().agency == agency


def test_wrong_details_stay_typed_and_unsaved(client, trainee):
    response = client.post(PROFILE, {"full_name": "Tên Mới", "birth": "32/01/1980"})

    trainee.refresh_from_db()
    assert response.status_code == 422
    assert {"birth", "agency", "language"} == set(response.context["form"].errors)
    assert 'value="32/01/1980"' in response.content.decode()
    assert trainee.full_name == "Đinh Thị Lan"


def test_empty_list_leads_to_the_schedule(client, trainee, site_tree):
    assert 'href="/lich-mo-lop/"' in client.get(TRAINING).text.partition("empty-state")[2]
