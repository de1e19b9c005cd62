"""What is signed stays signed: the records of the register, its files, and the checks of both."""

import datetime as dt

import pytest

from django.utils import timezone

from certificates.checks import check_signing_key
from certificates.invariants.signatures import (
    records_say_what_was_issued,
    signed_files_are_untouched,
)
from certificates.models import Certificate
from certificates.papers.certificate import verify_url
from certificates.register.issuing import issue_certificates
from certificates.signing import trial_keys
from certificates.signing.pades import sign_pdf
from certificates.signing.record import check_record
from certificates.signing.refusals import SigningUnavailable
from tests.certificates.classes import held_class
from tests.certificates.pdf_files import plain_pdf, with_update

pytestmark = pytest.mark.django_db


@pytest.fixture
def issued(record_on, signing_on):
    return issue_certificates(held_class(["Bùi Thị Ước", "Hà Thụy"]), by=None)


def keep(certificate, body):
    certificate.pdf.name = certificate.pdf.storage.put(f"certificates/{certificate.pk}.pdf", body)
    certificate.signed_at = timezone.now()
    certificate.save(update_fields=["pdf", "signed_at"])


def signed_for(certificate):
    return sign_pdf(plain_pdf(), address=verify_url(certificate.code, "vi"))


def force(certificate, **changes):
    """What nobody may do: past the model."""
    super(type(Certificate.objects.all()), Certificate.objects.filter(pk=certificate.pk)).update(
        **changes
    )


def test_each_certificate_gets_its_record_when_it_is_issued(issued):
    facts = {check_record(one.record).full_name for one in issued}

    assert facts == {"Bùi Thị Ước", "Hà Thụy"}
    assert list(records_say_what_was_issued()) == []


def test_without_a_key_there_is_no_record_and_nothing_is_missed():
    [one] = issue_certificates(held_class(["Hà Thụy"]), by=None)

    assert one.record == ""
    assert list(records_say_what_was_issued()) == []


def test_a_key_that_went_missing_numbers_nobody(settings, tmp_path):
    settings.RECORD_KEY_FILE = str(tmp_path / "nowhere.pem")

    with pytest.raises(SigningUnavailable):
        issue_certificates(held_class(["Hà Thụy"]), by=None)
    assert not Certificate.objects.exists()


def test_a_withheld_name_does_not_stand_in_the_record(record_on):
    training_class = held_class(["Bùi Thị Ước"])
    training_class.issuing_body.name_on_check_page = "initials"
    training_class.issuing_body.save()

    [one] = issue_certificates(training_class, by=None)

    assert check_record(one.record).full_name == "B. T. Ư."


def test_exchanged_records_are_found(issued):
    first, second = issued
    force(first, record=second.record)
    force(second, record=second.record[:-3] + "AAA")

    assert {serial for serial, _text in records_say_what_was_issued()} == {
        first.serial,
        second.serial,
    }


def test_signed_files_that_were_not_touched_are_well(issued):
    for one in issued:
        keep(one, signed_for(one))

    assert list(signed_files_are_untouched()) == []


@pytest.mark.parametrize(
    "spoil",
    [
        lambda mine, other: with_update(mine),
        lambda mine, other: other,
        lambda mine, other: plain_pdf(),
        lambda mine, other: b"",
    ],
    ids=["updated", "of another", "unsigned", "empty"],
)
def test_a_file_that_is_not_what_was_signed_is_found(spoil, issued):
    first, second = issued
    keep(first, spoil(signed_for(first), signed_for(second)))

    assert [serial for serial, _text in signed_files_are_untouched()] == [first.serial]


def test_a_good_key_needs_no_words(signing_on):
    assert check_signing_key() == []


@pytest.mark.parametrize(
    ("days", "expected"), [(-1, "certificates.W002"), (20, "certificates.W003")]
)
def test_a_key_that_ends_is_told_at_the_start(days, expected, settings, tmp_path):
    now = timezone.now()
    body = trial_keys.signing_file(
        begins=now - dt.timedelta(days=50), ends=now + dt.timedelta(days=days)
    )
    (tmp_path / "key.pem").write_bytes(body)
    settings.SIGNING_KEY_FILE = str(tmp_path / "key.pem")

    assert [message.id for message in check_signing_key()] == [expected]
