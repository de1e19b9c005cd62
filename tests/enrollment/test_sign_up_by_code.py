"""The registration page as the door: address, code, another code, another address, one address."""

import datetime as dt
import re
import smtplib

import pytest
import time_machine

from django.core import mail
from django.core.cache import cache
from django.core.mail.backends.locmem import EmailBackend
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from enrollment.models import Enrollment, User
from tests.factories.courses import TrainingClassFactory
from tests.factories.enrollment import AgencyFactory, ConsentTextFactory, UserFactory

pytestmark = pytest.mark.database


@pytest.fixture
def address(site_tree) -> str:
    AgencyFactory(code="VPTU")
    return reverse("enrollment:register", args=[TrainingClassFactory().code])


def ask(client, address, email="moi@example.org", **options):
    return client.post(address, {"step": "email", "email": email}, **options)


def mailed_code(number: int = -1) -> str:
    return re.search(r"\b[A-Z0-9]{4}-[A-Z0-9]{4}\b", mail.outbox[number].body)[0]


def door(client, address):
    return client.get(address).context["door"]


def test_newcomer_gets_from_the_address_to_the_answer_on_one_page(client, address):
    asked = ask(client, address)
    waiting = client.get(address)
    entered = client.post(address, {"step": "code", "code": mailed_code()})
    form = client.get(address)
    key = form.context["form"]["request_key"].value()
    sent = client.post(
        address,
        {
            "full_name": "Quách Văn Ước",
            "birth": "1980",
            "agency": "VPTU",
            "consent": "on",
            "request_key": str(key),
        },
    )
    answer = client.get(address)

    assert [r.url for r in (asked, entered, sent)] == [address] * 3
    assert waiting.context["door"].sent_to == "moi@example.org"
    assert "moi@example.org" in form.text
    assert answer.context["enrollment"] == Enrollment.objects.get()
    assert Enrollment.objects.get().trainee.user.email == "moi@example.org"


def test_consent_shows_the_version_of_its_text(client, address):
    ConsentTextFactory(version="2026-3", valid_from=timezone.localdate())
    client.force_login(UserFactory())

    assert "2026-3" in client.get(address).text


def test_known_and_unknown_addresses_get_the_same_page_and_mail(client, address):
    UserFactory(email="known@example.org")
    answers = []
    for email in ("known@example.org", "fresh@example.org"):
        ask(client, address, email)
        shown = re.sub(r"\d{2}:\d{2}(:\d{2})?|value=\"[\w]{64}\"", "", client.get(address).text)
        body = mail.outbox[-1].body.replace(mailed_code(), "")
        answers.append((shown.replace(email, ""), mail.outbox[-1].subject, body))
        client.post(address, {"step": "other"})

    assert answers[0] == answers[1]


def test_deactivated_account_learns_nothing_and_gets_no_code(client, address):
    UserFactory(email="gone@example.org", is_active=False)

    ask(client, address, "gone@example.org")

    assert door(client, address).sent_to == "gone@example.org"
    assert client.post(address, {"step": "code", "code": "AAAA-BBBB"}).status_code == 422
    assert "_auth_user_id" not in client.session


@pytest.mark.parametrize(
    "email",
    ["", "a@b", "x y@d.vn", "a@b.vn.", "a@b.vn\r\nBcc: c@d.vn", "a" * 250 + "@b.vn", "\0@b.vn"],
)
def test_bad_address_is_told_beside_its_box(client, address, email):
    response = ask(client, address, email)

    assert response.status_code == 422
    assert "email" in response.context["door"].form.errors
    assert (mail.outbox, User.objects.count()) == ([], 0)


def test_upper_case_twin_is_the_same_account(client, address):
    user = UserFactory(email="lan@example.org")

    ask(client, address, "LAN@Example.ORG")
    client.post(address, {"step": "code", "code": mailed_code()})

    assert int(client.session["_auth_user_id"]) == user.pk


@pytest.mark.parametrize("typed", ["WRONG", "", "-", "\0", "x" * 5000])
def test_wrong_code_is_told_and_the_next_try_is_open(client, address, typed):
    ask(client, address)
    code = mailed_code()

    wrong = client.post(address, {"step": "code", "code": typed})
    right = client.post(address, {"step": "code", "code": code.lower().replace("-", "")})

    assert wrong.status_code == 422
    assert "code" in wrong.context["door"].form.errors
    assert right.url == address
    assert "_auth_user_id" in client.session


def test_guessing_ends_after_five_codes_and_keeps_the_address_typed(client, address):
    ask(client, address)
    code = mailed_code()
    guess = {"step": "code", "code": "WRONG", "sent_to": "moi@example.org"}
    for _ in range(5):
        last = client.post(address, guess)

    late = client.post(address, guess | {"code": code})

    assert (last.status_code, late.status_code) == (422, 422)
    assert last.context["door"].note
    assert 'value="moi@example.org"' in last.text
    assert "_auth_user_id" not in client.session


def test_code_is_valid_for_a_quarter_of_an_hour(client, address):
    ask(client, address)
    code = mailed_code()
    with time_machine.travel(timezone.now() + dt.timedelta(minutes=16)):
        late = client.post(address, {"step": "code", "code": code})

    assert late.status_code == 422
    assert late.context["door"].note


def test_another_code_comes_after_a_minute_and_only_that_one_opens(client, address):
    ask(client, address)
    first = mailed_code()

    early = client.post(address, {"step": "again"})
    with time_machine.travel(timezone.now() + dt.timedelta(seconds=61)):
        again = client.post(address, {"step": "again"})
        old = client.post(address, {"step": "code", "code": first})
        new = client.post(address, {"step": "code", "code": mailed_code()})

    assert early.status_code == 422
    assert early.context["door"].again_from is not None
    assert (len(mail.outbox), again.url) == (2, address)
    assert (old.status_code, new.url) == (422, address)
    assert "_auth_user_id" in client.session


def test_limit_of_mailed_codes_is_that_of_the_sign_in_page(client, address):
    codes = reverse("account_request_login_code")
    for _ in range(2):
        Client().post(codes, {"email": "moi@example.org"})
    third, fourth = ask(client, address), ask(client, address)

    assert (third.status_code, fourth.status_code) == (302, 422)
    assert len(mail.outbox) == 3


def test_another_address_begins_anew(client, address):
    ask(client, address, "falsch@example.org")

    answer = client.post(address, {"step": "other"})

    assert answer.url == address
    assert door(client, address).sent_to == ""


def test_button_of_the_code_pressed_twice_does_no_harm(client, address):
    ask(client, address)
    form = {"step": "code", "code": mailed_code()}

    answers = [client.post(address, form), client.post(address, form)]

    assert [(a.status_code, a.url) for a in answers] == [(302, address)] * 2


def test_step_without_a_sign_in_under_way_asks_for_the_address(client, address):
    for step in ("code", "again", "other", "nonsense"):
        response = client.post(address, {"step": step, "code": "AAAA-BBBB"})
        assert response.status_code == 422
        assert response.context["door"].sent_to == ""


def test_what_was_typed_before_the_code_comes_back_after_it(client, address):
    client.post(address, {"full_name": "Lê Thị Còn Lại", "agency": "VPTU"})
    ask(client, address)
    client.post(address, {"step": "code", "code": mailed_code()})

    assert client.get(address).context["form"]["full_name"].value() == "Lê Thị Còn Lại"


def test_page_of_before_is_never_shown_from_a_cache(client, address):
    assert "no-store" in client.get(address)["Cache-Control"]


def test_closed_class_sends_no_code(client, site_tree):
    closed = TrainingClassFactory(over=True)
    address = reverse("enrollment:register", args=[closed.code])

    response = ask(client, address)

    assert response.context["refusal"].code == "closed"
    assert mail.outbox == []


@pytest.fixture
def mail_server(monkeypatch):
    """Raises what was last put in; keeps how often it was asked."""
    errors, asked = [], []
    take = EmailBackend.send_messages

    def answer(self, messages):
        asked.append(messages)
        if errors:
            raise errors[-1]
        return take(self, messages)

    monkeypatch.setattr(EmailBackend, "send_messages", answer)
    return errors, asked


AWAY = TimeoutError("no answer")
NOBODY = smtplib.SMTPRecipientsRefused({"moi@example.org": (550, b"nobody of that name")})


@pytest.mark.parametrize("error", [AWAY, NOBODY])
def test_a_code_that_cannot_be_sent_is_told_beside_the_address(client, address, mail_server, error):
    mail_server[0].append(error)

    answer = ask(client, address)

    assert answer.status_code == 422
    assert "moi@example.org" in answer.text
    assert answer.context["door"].note
    assert door(client, address).sent_to == ""


def test_one_waits_for_a_server_that_is_away_and_the_others_are_told_at_once(address, mail_server):
    errors, asked = mail_server
    errors.append(AWAY)
    for n in range(3):
        ask(Client(), address, f"moi{n}@example.org")
    assert len(asked) == 1

    errors.clear()
    cache.delete("mail-server-away")  # half a minute later
    assert ask(Client(), address, "moi4@example.org").status_code == 302


def test_a_server_that_refuses_one_address_is_asked_for_the_next(address, mail_server):
    mail_server[0].append(NOBODY)
    ask(Client(), address)
    ask(Client(), address, "khac@example.org")

    assert len(mail_server[1]) == 2


def test_the_other_doors_answer_503_while_the_mail_server_is_away(address, mail_server):
    mail_server[0].append(AWAY)
    client = Client(raise_request_exception=False)

    answer = client.post(reverse("account_request_login_code"), {"email": "moi@example.org"})

    assert (answer.status_code, answer["Retry-After"]) == (503, "30")
