import datetime as dt

import pytest

from django.db import IntegrityError, transaction
from django.utils import timezone

from certificates.models import Certificate, CertificateRequest, Register, RequestRule
from certificates.papers import register_copy
from certificates.register.copies import CopyRefused, give_copy
from certificates.register.issuing import IssuingRefused, issue_certificates
from certificates.register.reissuing import compared, rehearsed_content, reissue
from certificates.register.requests import RequestRefused, ask, refuse_request
from certificates.register.revoking import ask_revocation
from certificates.verification import find_by_code
from courses import audit
from courses.models import Holiday
from enrollment.letters.notifications import compose
from enrollment.models import Letter
from tests.certificates.classes import body_with_signatory, held_class, held_on, revoked
from tests.factories.courses import days_ahead
from tests.factories.enrollment import TraineeFactory, UserFactory

pytestmark = [pytest.mark.django_db, pytest.mark.database]

FRIDAY = dt.date(2026, 4, 24)
AT = dt.datetime(2026, 4, 24, 3, tzinfo=dt.UTC)


@pytest.fixture
def holder():
    return UserFactory(email="uoc@example.org")


@pytest.fixture
def training_class(holder):
    trainee = TraineeFactory(full_name="Quách Thị Uớc", birth_year=1979, user=holder)
    return held_class(
        [trainee],
        issuing_body=body_with_signatory(serial_prefix="CN"),
        **held_on(dt.date(2010, 3, 9)),
    )


@pytest.fixture
def certificate(training_class):
    [issued] = issue_certificates(training_class, by=None, issued_on=dt.date(2010, 3, 10))
    return issued


def mail_of(kind: str):
    return compose(Letter.objects.get(kind=kind))


def test_the_clock_runs_from_the_day_after_and_skips_holidays(certificate, holder):
    for day in (dt.date(2026, 4, 27), dt.date(2026, 4, 30), dt.date(2026, 5, 1)):
        Holiday.objects.create(day=day, name="Ngày lễ")

    asked = ask(certificate, "lost", by=holder, at=AT)

    assert (asked.asked_on, asked.due_on) == (FRIDAY, dt.date(2026, 5, 6))


def test_how_many_days_is_said_by_the_rule_of_the_day(certificate, holder):
    RequestRule.objects.create(
        name="Ba ngày", working_days=3, valid_from=dt.date(2020, 1, 1), valid_to=FRIDAY
    )
    RequestRule.objects.create(
        name="Mười", working_days=10, valid_from=FRIDAY + dt.timedelta(days=1)
    )

    assert ask(certificate, "lost", by=holder, at=AT).due_on == dt.date(2026, 4, 29)


def test_a_letter_counts_from_the_day_it_came(certificate, organizer):
    asked = ask(
        certificate,
        "damaged",
        by=organizer,
        letter="CV 12, 20/4/2026",
        asked_on=dt.date(2026, 4, 20),
        at=AT,
    )

    assert (asked.due_on, asked.letter) == (dt.date(2026, 4, 27), "CV 12, 20/4/2026")


@pytest.mark.parametrize(
    ("words", "code"),
    [
        ({"kind": "error", "text": " "}, "text_needed"),
        ({"kind": "lost", "asked_on": days_ahead(1)}, "in_future"),
        ({"kind": "lost", "asked_on": dt.date(2010, 3, 9)}, "too_early"),
    ],
)
def test_what_cannot_be_asked(words, code, certificate, holder):
    words = dict(words)

    with pytest.raises(RequestRefused) as refusal:
        ask(certificate, words.pop("kind"), by=holder, **words)

    assert refusal.value.code == code


def test_one_question_at_a_time(certificate, holder):
    ask(certificate, "lost", by=holder)

    with pytest.raises(RequestRefused) as refusal:
        ask(certificate, "damaged", by=holder)
    with pytest.raises(IntegrityError), transaction.atomic():
        CertificateRequest.objects.create(
            certificate=certificate, kind="lost", asked_on=FRIDAY, due_on=FRIDAY
        )

    assert refusal.value.code == "already_asked"


def test_about_a_void_certificate_nothing_is_asked(certificate, holder):
    revoked(certificate)

    with pytest.raises(RequestRefused) as refusal:
        ask(certificate, "lost", by=holder)

    assert refusal.value.code == "not_valid"


def test_a_refusal_says_why_in_a_letter(certificate, holder, organizer):
    asked = ask(certificate, "error", by=holder, text="Sai tên đệm", at=AT)
    with pytest.raises(RequestRefused):
        refuse_request(asked, by=organizer, answer="")

    refuse_request(asked, by=organizer, answer="Tên đúng như giấy khai sinh")

    received, refused = (
        mail_of("certificate_request_received"),
        mail_of("certificate_request_refused"),
    )
    assert asked.state == "refused"
    assert "04/05/2026" not in received.body
    assert "01/05/2026" in received.body
    assert "Sai tên đệm" in received.body
    assert "Tên đúng như giấy khai sinh" in refused.body
    with pytest.raises(RequestRefused) as refusal:
        refuse_request(asked, by=organizer, answer="Lần nữa")
    assert refusal.value.code == "already_answered"


def test_a_corrected_certificate_answers_the_request(certificate, holder, organizer):
    asked = ask(certificate, "error", by=holder, text="Tên là Quách Thị Ước")

    new = reissue(
        certificate,
        by=organizer,
        reason="In sai tên",
        corrections={"full_name": "Quách Thị Ước", "birth_date": "1979-03-02"},
        request=asked,
    )

    certificate.refresh_from_db()
    asked.refresh_from_db()
    person = new.content["person"]
    assert (person["full_name"], person["birth_date"]) == ("Quách Thị Ước", "1979-03-02")
    assert (new.replaces, new.content["reissue"]) == (certificate, 1)
    assert certificate.content["person"]["full_name"] == "Quách Thị Uớc"
    assert (certificate.is_replaced, certificate.revoked_reason) == (True, "In sai tên")
    assert (asked.state, asked.answer) == ("done", new.serial)
    assert find_by_code(certificate.code).state == "replaced"
    assert find_by_code(new.code).facts.full_name == "Quách Thị Ước"
    assert audit.broken_chains() == []
    mail = mail_of("certificate_replaced")
    assert certificate.serial in mail.body
    assert new.serial in mail.body


def test_it_takes_the_next_number_of_the_book_of_its_day(certificate, organizer):
    new = reissue(certificate, by=organizer, reason="In sai tên")

    year = timezone.localdate().year
    assert (new.register.year, new.number) == (year, 1)
    assert Register.objects.get(year=2010).last_number == 1


def test_both_names_are_found_in_the_register(certificate, organizer):
    new = reissue(
        certificate, by=organizer, reason="Sai", corrections={"full_name": "Nguyễn Khác Hẳn"}
    )

    assert list(Certificate.objects.search("nguyen khac")) == [new]
    assert set(Certificate.objects.search("quach thi uoc")) == {certificate, new}


def test_old_and_new_are_seen_before_a_number_is_taken(certificate):
    content = rehearsed_content(certificate, {"full_name": "Quách Thị Ước"})

    changed = [line for line in compared(certificate.content, content) if line.is_changed]
    assert [(line.old, line.new) for line in changed] == [("Quách Thị Uớc", "Quách Thị Ước")]
    assert Certificate.objects.count() == 1
    assert Register.objects.count() == 1


def test_replaced_once_and_not_while_a_revocation_waits(certificate, organizer, holder):
    ask_revocation(certificate, by=holder, reason="Cấp nhầm", decision="12")
    with pytest.raises(IssuingRefused) as waits:
        reissue(certificate, by=organizer, reason="Sai")
    certificate.revocations.update(state="refused")
    reissue(certificate, by=organizer, reason="Sai")
    with pytest.raises(IssuingRefused) as twice:
        reissue(certificate, by=organizer, reason="Sai")

    assert (waits.value.code, twice.value.code) == ("revocation_open", "already_replaced")


def test_a_revoked_certificate_may_be_replaced(certificate, organizer):
    revoked(certificate, reason="Cấp nhầm")

    new = reissue(certificate, by=organizer, reason="Cấp lại theo đơn")

    certificate.refresh_from_db()
    assert list(Certificate.objects.valid()) == [new]
    assert certificate.revoked_reason == "Cấp nhầm"


def test_a_copy_takes_no_number_and_says_what_the_book_says(certificate, holder, organizer):
    asked = ask(certificate, "lost", by=holder)

    copy = give_copy(certificate, by=organizer, request=asked)
    second = give_copy(certificate, by=organizer)

    paper = register_copy(copy)
    asked.refresh_from_db()
    assert (copy.number, second.number) == (1, 2)
    assert (paper.full_name, paper.serial_number, paper.number) == (
        "Quách Thị Uớc",
        "CN-2010-000001",
        1,
    )
    assert (asked.state, asked.copy) == ("done", copy)
    assert Register.objects.get().last_number == 1
    assert Certificate.objects.valid().get() == certificate
    assert Letter.objects.filter(kind="certificate_copied").count() == 2
    assert audit.broken_chains() == []


def test_a_button_pressed_twice_gives_one_copy(certificate, organizer):
    give_copy(certificate, by=organizer, number=1)

    with pytest.raises(CopyRefused) as refusal:
        give_copy(certificate, by=organizer, number=1)

    assert refusal.value.code == "already_given"
    assert certificate.copies.count() == 1


def test_no_copy_of_what_does_not_hold(certificate, organizer):
    revoked(certificate)

    with pytest.raises(CopyRefused) as refusal:
        give_copy(certificate, by=organizer)

    assert refusal.value.code == "not_valid"
