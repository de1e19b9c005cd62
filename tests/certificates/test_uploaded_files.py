"""A file that a visitor brings is genuine only if it is byte by byte what we signed."""

import io
import re
import warnings

import pikepdf
import pytest

from certificates.signing import upload
from certificates.signing.judging import answer
from certificates.signing.keys import fingerprint, known_certificates
from certificates.signing.pades import sign_pdf
from certificates.signing.trial_keys import signing_file
from certificates.signing.upload import check_file
from courses.limited_process import ChildEnded
from tests.certificates.pdf_files import (
    plain_pdf,
    with_other_page,
    with_other_words,
    with_update,
    without_signature,
)

ADDRESS = "https://example.org/verify/7F3K-Q2MA/"


@pytest.fixture
def signed(signing_on):
    return sign_pdf(plain_pdf(), content_label="CN-2010-000123", address=ADDRESS)


def verdict(body: bytes) -> str:
    """What the child finds, without the process around it."""
    return answer(body, {fingerprint(one) for one in known_certificates()})["verdict"]


def test_what_we_signed_is_genuine_and_names_its_certificate(signed):
    check = check_file(signed)

    assert (check.verdict, check.address) == ("genuine", ADDRESS)
    assert check.label.startswith("CN-2010-000123")
    assert check.is_test_key
    assert check.signed_at is not None


@pytest.mark.parametrize(
    ("tamper", "expected"),
    [
        (with_update, "added"),
        (lambda body: body + b"\n", "added"),
        (with_other_page, "altered"),
        (with_other_words, "altered"),
        (lambda body: body[:900] + bytes([body[900] ^ 1]) + body[901:], "altered"),
        (without_signature, "unsigned"),
        (lambda body: body[:-200], "unreadable"),
        (lambda body: b"\n" + body, "unreadable"),
        (lambda body: re.sub(rb"0>(?=\s*/)", b"1>", body), "added"),
        (lambda body: re.sub(rb"<30\w+>", lambda found: found[0].lower(), body), "added"),
    ],
    ids=[
        *("update", "newline", "page swap", "words", "one bit", "removed", "cut", "in front"),
        *("behind the signature", "small letters"),
    ],
)
def test_whatever_is_done_to_it_is_found_out(tamper, expected, signed):
    assert verdict(signed) == "genuine"
    assert verdict(tamper(signed)) == expected


def test_our_signature_is_not_carried_over_to_another_file(signed):
    pdf, other = pikepdf.open(io.BytesIO(signed)), pikepdf.open(io.BytesIO(plain_pdf("Nguyen")))
    other.Root.AcroForm = other.copy_foreign(pdf.Root.AcroForm)
    out = io.BytesIO()
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        other.save(out)

    assert verdict(out.getvalue()) in {"altered", "unreadable"}


def test_a_signature_of_another_key_is_told_apart(signed, settings, tmp_path):
    (tmp_path / "other.pem").write_bytes(signing_file())
    settings.SIGNING_KEY_FILE = str(tmp_path / "other.pem")

    assert verdict(signed) == "other_key"


def test_the_words_of_a_signature_that_is_not_ours_are_not_believed(signed, settings, tmp_path):
    (tmp_path / "other.pem").write_bytes(signing_file())
    settings.SIGNING_KEY_FILE = str(tmp_path / "other.pem")

    assert check_file(signed) == upload.FileCheck("other_key")


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        (b"", "not_pdf"),
        (b"PK\x03\x04" + b"x" * 2000, "not_pdf"),
        (b"x" * 2000 + b"%PDF-1.7", "not_pdf"),
        (b"%PDF-1.7\nnonsense", "unreadable"),
        (plain_pdf(), "unsigned"),
    ],
)
def test_other_files_are_named_for_what_they_are(body, expected, signing_on):
    assert verdict(body) == expected


def test_a_file_that_is_too_large_is_not_looked_into(monkeypatch):
    monkeypatch.setattr(upload, "run_limited", None)

    assert check_file(b"%PDF-" + bytes(upload.MOST_BYTES)).verdict == "too_large"


def test_a_file_that_breaks_the_child_is_not_genuine(monkeypatch, signing_on):
    def end(*_args):
        raise ChildEnded("took too long")

    monkeypatch.setattr(upload, "run_limited", end)

    assert check_file(plain_pdf()).verdict == "unreadable"


@pytest.mark.parametrize(
    "said",
    [None, [], {}, {"verdict": "fine"}, {"verdict": "genuine", "certificate": ""}],
)
def test_a_child_that_was_taken_over_is_not_believed(said, monkeypatch, signing_on):
    monkeypatch.setattr(upload, "run_limited", lambda *_args: said)

    assert check_file(plain_pdf()).verdict == "unreadable"


def test_pages_that_lead_in_circles_end(signing_on):
    circle = plain_pdf().replace(b"/Type /Pages", b"/Kids [2 0 R] /Type /Pages")

    assert verdict(circle) in {"unsigned", "unreadable"}
