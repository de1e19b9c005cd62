import datetime as dt
import smtplib

import pytest

from django.core import mail
from django.core.mail.backends.locmem import EmailBackend
from django.utils import timezone

from enrollment.letters import outbox
from enrollment.letters.tasks import send_due_letters
from enrollment.models import Letter
from enrollment.registering import registration
from tests.factories.enrollment import EnrollmentFactory, TraineeFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def enrollment():
    return EnrollmentFactory(trainee=TraineeFactory(email="an@example.org"))


@pytest.fixture
def broken_server(monkeypatch):
    def refuse(self, messages):
        raise smtplib.SMTPServerDisconnected("gone")

    monkeypatch.setattr(EmailBackend, "send_messages", refuse)


def test_a_registration_writes_one_letter_and_the_sweep_sends_it_once(enrollment):
    assert send_due_letters() == 1
    assert send_due_letters() == 0

    letter = Letter.objects.get()
    assert letter.state == Letter.State.SENT
    assert [m.to for m in mail.outbox] == [["an@example.org"]]
    assert mail.outbox[0].extra_headers["Message-ID"] == f"<{letter.message_id}@testserver>"


def test_a_letter_is_written_in_the_readers_language():
    for language in ("vi", "en"):
        EnrollmentFactory(
            trainee=TraineeFactory(email=f"{language}@example.org", language=language)
        )

    send_due_letters()

    subjects = {m.to[0]: m.subject for m in mail.outbox}
    assert "Registration confirmed" in subjects["en@example.org"]
    assert subjects["vi@example.org"] != subjects["en@example.org"]


def test_the_same_event_is_one_letter(enrollment):
    first = outbox.put(Letter.Kind.CONFIRMED, key="same", about=enrollment)
    second = outbox.put(Letter.Kind.CONFIRMED, key="same", about=enrollment)

    assert first == second


def test_a_person_without_an_address_gets_no_letter():
    EnrollmentFactory()

    assert Letter.objects.count() == 0


@pytest.mark.usefixtures("broken_server")
def test_a_failed_letter_is_tried_later(enrollment):
    send_due_letters()

    letter = Letter.objects.get()
    assert (letter.state, letter.attempts) == (Letter.State.FAILED, 1)
    assert letter.due_at > timezone.now()
    assert outbox.due(timezone.now()) == []


@pytest.mark.usefixtures("broken_server")
def test_a_letter_is_given_up_after_the_last_attempt(enrollment):
    for _attempt in range(6):
        Letter.objects.update(due_at=timezone.now())
        send_due_letters()

    assert Letter.objects.get().state == Letter.State.GIVEN_UP
    assert outbox.due(timezone.now() + dt.timedelta(days=9)) == []


def test_a_letter_of_a_killed_sender_is_taken_up_again(enrollment):
    at = timezone.now()
    letter = Letter.objects.get()
    outbox.claim(letter.pk, at=at)

    assert outbox.claim(letter.pk, at=at) is None
    assert outbox.due(at + outbox.LEASE) == [letter.pk]
    assert outbox.claim(letter.pk, at=at + outbox.LEASE) == letter


def test_line_breaks_in_a_title_add_no_header(enrollment):
    enrollment.training_class.title = "Lớp\r\nBcc: all@example.org"
    enrollment.training_class.save()

    send_due_letters()

    assert "\n" not in mail.outbox[0].subject


def test_every_step_of_a_registration_has_its_letter(enrollment):
    registration.withdraw(enrollment, by=None)

    kinds = list(Letter.objects.order_by("pk").values_list("kind", flat=True))
    assert kinds == [Letter.Kind.CONFIRMED, Letter.Kind.WITHDRAWN]
