"""What a trainee sees of himself: coming and past classes, results, own details."""

import datetime as dt
import uuid

import pytest
import time_machine

from django.urls import reverse
from django.utils import timezone

from enrollment.models import Enrollment, SeatOffer
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

    assert "19 of 24 periods attended; 80 % are needed." in page


@pytest.mark.parametrize(("prefix", "word"), [("", "Khá"), ("/en", "Good")])
def test_rank_is_told_in_the_language_of_the_page(client, trainee, prefix, word):
    training_class = TrainingClassFactory(over=True)
    training_class.ranking_scheme.bands.create(minimum=7, name="Khá", name_en="Good")
    enrollment = EnrollmentFactory(trainee=trainee, training_class=training_class)
    Enrollment.objects.filter(pk=enrollment.pk).update(
        outcome="completed", ranking="Khá", score=7, periods_attended=24, periods_total=24
    )

    assert f", {word}</p>" in client.get(f"{prefix}{TRAINING}").content.decode()


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
    answer = client.post(url, {"note": "Bận công tác"})

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

    response = client.post(reverse("enrollment:my_withdraw", args=[mine.public_id]), {"note": "\0"})

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


def test_next_session_comes_first_with_time_and_place(client, trainee):
    later = TrainingClassFactory(starts_on=days_ahead(20), ends_on=days_ahead(20))
    sooner = TrainingClassFactory(starts_on=days_ahead(5), ends_on=days_ahead(6))
    waited = TrainingClassFactory(starts_on=days_ahead(2), ends_on=days_ahead(2), capacity=1)
    SessionFactory(training_class=later)
    first = SessionFactory(training_class=sooner)
    SessionFactory(training_class=sooner, held_on=days_ahead(6))
    SessionFactory(training_class=waited)
    EnrollmentFactory(training_class=waited)
    for training_class in (later, sooner, waited):
        EnrollmentFactory(trainee=trainee, training_class=training_class)

    response = client.get(TRAINING)

    assert response.context["session"] == first
    assert "07:30" in response.text.partition("next-session")[2][:600]
    assert sooner.venue.name in response.text


def test_session_that_is_over_today_is_not_the_next_one(client, trainee):
    now = timezone.localtime()
    today = TrainingClassFactory(starts_on=days_ahead(0), ends_on=days_ahead(1))
    SessionFactory(training_class=today, starts_at=dt.time(0, 0), ends_at=dt.time(0, 1))
    tomorrow = SessionFactory(training_class=today, held_on=days_ahead(1))
    EnrollmentFactory(trainee=trainee, training_class=today)
    with time_machine.travel(now.replace(hour=12)):
        assert client.get(TRAINING).context["session"] == tomorrow


def test_waiting_tells_place_of_all_and_the_rule_in_words(client, trainee):
    training_class = TrainingClassFactory(capacity=1, offer_hours=24)
    EnrollmentFactory.create_batch(2, training_class=training_class)
    EnrollmentFactory(trainee=trainee, training_class=training_class)
    EnrollmentFactory(training_class=training_class)

    page = client.get(f"/en{TRAINING}").text

    assert "Place 2 of 3 in the queue" in page
    assert "A free seat goes to who came first." in page
    assert "kept for 24 hours" in page


@pytest.mark.parametrize(
    ("state", "said"),
    [
        ("pending_agency", "The coordinator of Cơ quan Lan is asked."),
        ("pending", "The organizers decide."),
    ],
)
def test_pending_tells_who_is_asked(client, trainee, state, said):
    agency = AgencyFactory(name="Cơ quan Lan")
    mine = EnrollmentFactory(trainee=trainee, agency=agency)
    Enrollment.objects.filter(pk=mine.pk).update(state=state)

    assert said in client.get(f"/en{TRAINING}").text


def test_offer_comes_first_with_its_clock_and_both_answers(client, trainee):
    mine = EnrollmentFactory(trainee=trainee)
    Enrollment.objects.filter(pk=mine.pk).update(state="offered")
    offer = SeatOffer.objects.create(
        enrollment=mine,
        made_at=timezone.now(),
        expires_at=timezone.now() + dt.timedelta(hours=23, minutes=59),
    )

    page = client.get(f"/en{TRAINING}").text

    assert "A seat is offered" in page
    assert "23\xa0hours" in page
    assert page.count(str(offer.key)) == 2
    assert page.index("A seat is offered") < page.index("Now and next")


def test_last_day_to_withdraw_is_told_and_after_it_there_is_no_button(client, trainee):
    agency = AgencyFactory()
    for until in (days_ahead(3), days_ahead(-1)):
        day = 14 if until > days_ahead(0) else 20
        training_class = TrainingClassFactory(
            starts_on=days_ahead(day), ends_on=days_ahead(day), withdraw_until=until
        )
        EnrollmentFactory(trainee=trainee, training_class=training_class, agency=agency)

    page = client.get(f"/en{TRAINING}").text

    assert f"possible until {days_ahead(3):%d/%m/%Y}" in page
    assert f"The last day to withdraw was {days_ahead(-1):%d/%m/%Y}" in page
    assert page.count("/withdraw/") == 1


def test_substituted_and_moved_people_see_what_became_of_it(client, trainee):
    agency = AgencyFactory()
    gone = EnrollmentFactory(trainee=trainee, agency=agency)
    colleague = EnrollmentFactory(
        trainee=TraineeFactory(full_name="Bùi Thị Thay"), training_class=gone.training_class
    )
    Enrollment.objects.filter(pk=gone.pk).update(state="substituted", replaced_by=colleague)
    moved, arrived = (
        EnrollmentFactory(
            trainee=trainee,
            agency=agency,
            training_class=TrainingClassFactory(
                title=title, starts_on=days_ahead(day), ends_on=days_ahead(day)
            ),
        )
        for title, day in (("Lớp cũ", 30), ("Lớp mới", 40))
    )
    Enrollment.objects.filter(pk=moved.pk).update(state="withdrawn", replaced_by=arrived)

    response = client.get(f"/en{TRAINING}")

    assert set(response.context["ended"]) == {gone, moved}
    assert "Bùi Thị Thay comes instead." in response.text
    assert "Moved here from: Lớp cũ" in response.text
    assert list(response.context["coming"]) == [arrived]


def test_who_comes_instead_of_somebody_sees_of_whom(client, trainee):
    mine = EnrollmentFactory(trainee=trainee)
    before = EnrollmentFactory(
        trainee=TraineeFactory(full_name="Bùi Thị Trước"), training_class=mine.training_class
    )
    Enrollment.objects.filter(pk=before.pk).update(state="substituted", replaced_by=mine)

    assert "Instead of Bùi Thị Trước" in client.get(f"/en{TRAINING}").text
