import datetime as dt

import pytest

from django.db import IntegrityError, transaction
from django.utils import timezone

from certificates.models import Certificate, RevocationRequest
from certificates.register.issuing import issue_certificates
from certificates.register.revoking import (
    RevokingRefused,
    approve_revocation,
    ask_revocation,
    refuse_revocation,
    take_back_revocation,
)
from certificates.verification import find_by_code
from courses import audit
from courses.models import AuditEntry
from enrollment.models import Letter
from tests.certificates.classes import held_class, revoked
from tests.factories.courses import days_ahead
from tests.factories.enrollment import TraineeFactory, UserFactory

pytestmark = [pytest.mark.django_db, pytest.mark.database]


@pytest.fixture
def certificate():
    trainee = TraineeFactory(full_name="Bùi Thị Ước", user=UserFactory(email="uoc@example.org"))
    [issued] = issue_certificates(held_class([trainee]), by=None)
    return issued


@pytest.fixture
def first():
    return UserFactory()


@pytest.fixture
def second():
    return UserFactory()


@pytest.fixture
def asked(certificate, first):
    return ask_revocation(certificate, by=first, reason="Cấp nhầm", decision="12-QĐ/VPTU")


def code_of(act) -> str:
    with pytest.raises(RevokingRefused) as refusal:
        act()
    return refusal.value.code


def test_what_is_asked_for_still_holds(certificate, asked):
    certificate.refresh_from_db()

    assert not certificate.is_revoked
    assert find_by_code(certificate.code).state == "valid"


def test_a_second_person_makes_it_void(certificate, asked, second):
    approve_revocation(asked, by=second)

    certificate.refresh_from_db()
    assert (certificate.revoked_by, certificate.revoked_decision) == (second, "12-QĐ/VPTU")
    assert find_by_code(certificate.code).state == "revoked"
    assert asked.state == RevocationRequest.State.APPROVED


def test_nobody_approves_the_own_request(certificate, asked, first):
    assert code_of(lambda: approve_revocation(asked, by=first)) == "same_person"
    assert code_of(lambda: approve_revocation(asked, by=None)) == "same_person"
    assert Certificate.objects.valid().count() == 1


def test_the_database_knows_that_two_people_are_needed(asked, first):
    mine = RevocationRequest.objects.filter(pk=asked.pk)

    with pytest.raises(IntegrityError), transaction.atomic():
        mine.update(state="approved", decided_by=first, decided_at=timezone.now())


def test_a_refusal_says_why_and_changes_nothing(certificate, asked, second):
    assert code_of(lambda: refuse_revocation(asked, by=second, answer=" ")) == "reason_needed"

    refuse_revocation(asked, by=second, answer="Chưa đủ căn cứ")

    assert (asked.state, asked.answer) == ("refused", "Chưa đủ căn cứ")
    assert Certificate.objects.valid().get() == certificate
    assert not Letter.objects.filter(kind="certificate_revoked").exists()


def test_only_who_asked_takes_the_request_back(asked, first, second):
    assert code_of(lambda: take_back_revocation(asked, by=second)) == "not_yours"
    assert code_of(lambda: refuse_revocation(asked, by=first, answer="x")) == "same_person"

    take_back_revocation(asked, by=first)

    assert asked.state == "taken_back"
    assert code_of(lambda: approve_revocation(asked, by=second)) == "already_decided"


def test_it_may_be_asked_for_again_after_a_refusal(certificate, asked, first, second):
    assert code_of(
        lambda: ask_revocation(certificate, by=second, reason="Khác", decision="13")
    ) == ("already_asked")
    refuse_revocation(asked, by=second, answer="Chưa đủ căn cứ")

    again = ask_revocation(certificate, by=first, reason="Cấp nhầm", decision="14-QĐ/VPTU")

    assert again.state == "open"


@pytest.mark.parametrize(
    ("words", "code"),
    [
        ({"reason": "  ", "decision": "12"}, "reason_needed"),
        ({"reason": "Cấp nhầm", "decision": " "}, "decision_needed"),
        ({"reason": "x", "decision": "12", "decision_on": days_ahead(1)}, "in_future"),
    ],
)
def test_asking_needs_words(words, code, certificate, first):
    assert code_of(lambda: ask_revocation(certificate, by=first, **words)) == code
    assert RevocationRequest.objects.count() == 0


def test_a_void_certificate_is_not_revoked_again(certificate, first):
    revoked(certificate, reason="Cấp nhầm")
    stale = Certificate.objects.get()

    assert code_of(lambda: ask_revocation(stale, by=first, reason="Khác", decision="13")) == (
        "already_revoked"
    )
    assert Certificate.objects.get().revoked_reason == "Cấp nhầm"


def test_the_holder_gets_one_letter_and_the_log_both_people(certificate, asked, first, second):
    approve_revocation(asked, by=second)

    letter = Letter.objects.get(kind="certificate_revoked")
    acts = AuditEntry.objects.filter(
        chain__key=f"register:{certificate.register_id}", subject=certificate.serial
    )
    assert (letter.to, letter.key) == ("uoc@example.org", f"revocation:{asked.pk}")
    assert list(acts.order_by("number").values_list("action", "actor")) == [
        ("certificate.revocation_asked", first.pk),
        ("certificate.revoked", second.pk),
    ]
    assert audit.broken_chains() == []


def test_the_day_of_the_decision_is_kept(certificate, first, second):
    day = timezone.localdate() - dt.timedelta(days=1)
    request = ask_revocation(
        certificate, by=first, reason="Cấp nhầm", decision="12", decision_on=day
    )

    assert approve_revocation(request, by=second).revoked_decision_on == day
