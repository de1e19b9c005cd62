"""A mail server may be away, slow, choosy or cut off half-way: no letter is lost or doubled."""

import datetime as dt
import smtplib

import pytest

from django.core import mail
from django.core.mail.backends.locmem import EmailBackend
from django.utils import timezone

from enrollment.letters import notifications, outbox
from enrollment.letters.tasks import send_due_letters
from enrollment.models import Letter
from tests.factories.courses import TrainingClassFactory
from tests.factories.enrollment import EnrollmentFactory, TraineeFactory

pytestmark = [pytest.mark.django_db, pytest.mark.database]

State = Letter.State
GONE = smtplib.SMTPServerDisconnected("Connection unexpectedly closed")
NO_SUCH_PERSON = smtplib.SMTPRecipientsRefused(
    {"an0@example.org": (550, "Không có người dùng".encode())}
)
GREYLISTED = smtplib.SMTPRecipientsRefused({"an0@example.org": (451, b"try again later")})
SPAM = smtplib.SMTPDataError(554, b"rejected as spam")
BUSY = smtplib.SMTPDataError(452, b"mailbox full for now")
WRONG_PASSWORD = smtplib.SMTPAuthenticationError(535, b"bad credentials")


@pytest.fixture
def letters():
    training_class = TrainingClassFactory()
    for n in range(4):
        EnrollmentFactory(
            training_class=training_class, trainee=TraineeFactory(email=f"an{n}@example.org")
        )
    return list(Letter.objects.order_by("pk"))


@pytest.fixture
def server(monkeypatch):
    """A server that answers message by message as told; afterwards it takes everything."""
    answers = []
    take = EmailBackend.send_messages

    def answer(self, messages):
        error = answers.pop(0) if answers else None
        if error:
            raise error
        return take(self, messages)

    monkeypatch.setattr(EmailBackend, "send_messages", answer)
    return answers


def states():
    return list(Letter.objects.order_by("pk").values_list("state", flat=True))


@pytest.mark.parametrize(
    "error", [GONE, WRONG_PASSWORD, ConnectionRefusedError("refused"), TimeoutError("slow")]
)
def test_a_server_that_is_away_costs_one_letter_an_attempt_and_ends_the_sweep(
    letters, server, error
):
    server.append(error)

    assert send_due_letters() == 0
    assert states() == [State.FAILED, *[State.QUEUED] * 3]


@pytest.mark.parametrize("error", [NO_SUCH_PERSON, SPAM, ValueError("no address")])
def test_what_will_never_be_taken_is_given_up_at_once_and_the_reason_is_kept(
    letters, server, error
):
    server.append(error)

    assert send_due_letters() == 3
    assert states() == [State.GIVEN_UP, *[State.SENT] * 3]
    assert Letter.objects.get(pk=letters[0].pk).last_error


def test_the_answer_of_the_server_is_readable(letters, server):
    server.append(NO_SUCH_PERSON)

    send_due_letters()

    assert Letter.objects.get(pk=letters[0].pk).last_error == "550 Không có người dùng"


@pytest.mark.parametrize("error", [GREYLISTED, BUSY])
def test_what_may_be_taken_later_is_tried_again_and_keeps_nobody_back(letters, server, error):
    server.append(error)

    assert send_due_letters() == 3
    first = Letter.objects.get(pk=letters[0].pk)
    assert (first.state, first.attempts) == (State.FAILED, 1)

    Letter.objects.filter(pk=first.pk).update(due_at=timezone.now())
    assert send_due_letters() == 1
    assert states() == [State.SENT] * 4


def test_a_connection_cut_in_the_middle_sends_each_letter_once(letters, server):
    server += [None, None, GONE]

    send_due_letters()
    Letter.objects.update(due_at=timezone.now())
    send_due_letters()

    assert sorted(m.to[0] for m in mail.outbox) == [f"an{n}@example.org" for n in range(4)]


def test_killed_between_the_servers_yes_and_ours_it_goes_again_with_the_same_id(
    letters, monkeypatch
):
    class Killed(BaseException):
        """Not an Exception: nothing in the task may catch it."""

    def die(*args, **options):
        raise Killed

    with monkeypatch.context() as patch:
        patch.setattr(outbox, "settle_sent", die)
        with pytest.raises(Killed):
            send_due_letters()
    assert states()[0] == State.SENDING
    later = timezone.now() - outbox.LEASE - dt.timedelta(seconds=1)
    Letter.objects.filter(state=State.SENDING).update(due_at=later)
    send_due_letters()

    first = [m.extra_headers["Message-ID"] for m in mail.outbox if m.to == ["an0@example.org"]]
    assert first == [f"<{letters[0].message_id}@testserver>"] * 2
    assert len(mail.outbox) == 5
    assert states() == [State.SENT] * 4


def test_one_letter_that_cannot_be_written_keeps_no_other_back(letters, monkeypatch):
    write = notifications.compose

    def compose(letter):
        if letter.pk == letters[0].pk:
            raise KeyError("new kind")
        return write(letter)

    monkeypatch.setattr(notifications, "compose", compose)

    assert send_due_letters() == 3
    assert states()[0] == State.FAILED


def test_what_was_sent_is_kept_and_forgotten_after_ninety_days(letters):
    send_due_letters()
    letter = Letter.objects.first()
    assert letter.subject == mail.outbox[0].subject
    assert letter.body == mail.outbox[0].body

    outbox.forget_old_bodies(timezone.now() + dt.timedelta(days=89))
    assert Letter.objects.exclude(body="").count() == 4
    outbox.forget_old_bodies(timezone.now() + dt.timedelta(days=91))
    assert list(Letter.objects.values_list("body", flat=True)) == [""] * 4
    assert Letter.objects.first().subject


def test_given_up_letters_can_be_sent_again(letters, server):
    server.append(NO_SUCH_PERSON)
    send_due_letters()

    assert outbox.retry(Letter.objects.all()) == 1
    assert send_due_letters() == 1
    assert states() == [State.SENT] * 4


@pytest.mark.parametrize("error", [WRONG_PASSWORD, ConnectionRefusedError("no"), TimeoutError()])
def test_a_server_that_cannot_be_reached_costs_no_letter_an_attempt(letters, monkeypatch, error):
    def refuse(self):
        raise error

    with monkeypatch.context() as patch:
        patch.setattr(EmailBackend, "open", refuse)
        for _sweep in range(9):
            assert send_due_letters() == 0
    assert states() == [State.QUEUED] * 4
    assert Letter.objects.get(pk=letters[0].pk).last_error
    assert not Letter.objects.exclude(attempts=0).exists()

    assert send_due_letters() == 4


def test_a_farewell_that_fails_does_not_send_the_letter_again(letters, monkeypatch):
    def hang_up(self):
        raise smtplib.SMTPServerDisconnected("gone before the farewell")

    monkeypatch.setattr(EmailBackend, "close", hang_up)

    assert send_due_letters() == 4
    assert states() == [State.SENT] * 4


def test_a_worker_that_is_told_to_stop_begins_no_other_letter(letters):
    assert send_due_letters(lambda: len(mail.outbox) == 2) == 2
    assert states() == [State.SENT] * 2 + [State.QUEUED] * 2
