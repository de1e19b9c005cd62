"""Papers are signed by the key that the settings name, or not at all."""

import datetime as dt
import io
import subprocess

import pikepdf
import pytest
from cryptography.hazmat.primitives.asymmetric import ec, ed25519, rsa
from cryptography.hazmat.primitives.serialization import (
    BestAvailableEncryption,
    Encoding,
    NoEncryption,
    PrivateFormat,
    pkcs12,
)
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.validation import validate_pdf_signature
from pyhanko_certvalidator import ValidationContext

from django.utils import timezone

from certificates.signing import hardware, keys, pades, trial_keys
from certificates.signing.keys import known_certificates, signing_key
from certificates.signing.pades import sign_pdf
from certificates.signing.refusals import SigningUnavailable
from tests.certificates.pdf_files import plain_pdf

ADDRESS = "https://example.org/verify/7F3K-Q2MA/"


def reason_of(call, *args):
    with pytest.raises(SigningUnavailable) as refused:
        call(*args)
    return refused.value.code


@pytest.fixture
def set_key(settings, tmp_path):
    """Puts a file in place of the key."""

    def put(body: bytes, passphrase: str = "") -> None:
        path = tmp_path / "key"
        path.write_bytes(body)
        settings.SIGNING_KEY_FILE, settings.SIGNING_PASSPHRASE = str(path), passphrase

    return put


def as_pkcs12(key, passphrase: bytes) -> bytes:
    secret = BestAvailableEncryption(passphrase)
    return pkcs12.serialize_key_and_certificates(
        b"sign", key.private, key.certificate, key.chain, secret
    )


def test_without_a_key_nothing_is_signed(settings):
    assert not keys.is_signing_on()
    assert reason_of(sign_pdf, plain_pdf()) == "signing_off"


def test_a_signed_paper_is_intact_for_another_judge(signing_on):
    signed = sign_pdf(plain_pdf(), content_label="CN-2010-000123", address=ADDRESS)

    [signature] = PdfFileReader(io.BytesIO(signed)).embedded_regular_signatures
    root = pades._asn1(signing_key().chain[0])
    status = validate_pdf_signature(
        signature, ValidationContext(trust_roots=[root], allow_fetching=False)
    )
    assert status.bottom_line
    assert status.trusted
    assert signature.sig_object["/SubFilter"] == "/ETSI.CAdES.detached"
    assert signature.sig_object["/ContactInfo"] == ADDRESS
    assert signed.startswith(plain_pdf())


def test_poppler_finds_it_valid_too(signing_on, tmp_path):
    path = tmp_path / "signed.pdf"
    path.write_bytes(sign_pdf(plain_pdf()))

    command = ["pdfsig", "-nocert", path]
    said = subprocess.run(command, capture_output=True, text=True, check=True)

    assert "Signature is Valid" in said.stdout
    assert "Total document signed" in said.stdout


def test_a_test_key_says_so_in_every_paper(signing_on):
    signed = sign_pdf(plain_pdf(), content_label="CN-2010-000123")

    pdf = pikepdf.open(io.BytesIO(signed))
    assert str(pdf.Root.AcroForm.Fields[0].V.Reason).startswith("CN-2010-000123 (")
    assert keys.is_test_signing()


def test_nothing_may_be_changed_after_it_and_no_reader_shows_a_box(signing_on):
    pdf = pikepdf.open(io.BytesIO(sign_pdf(plain_pdf())))

    field = pdf.Root.AcroForm.Fields[0]
    assert pdf.Root.Perms.DocMDP.Reference[0].TransformParams.P == 1
    assert [int(side) for side in field.Rect] == [-9999] * 4
    assert int(field.F) & 4
    assert str(field.TU)
    assert pdf.pages[0].Tabs == "/S"


@pytest.mark.parametrize("passphrase", ["", "mật khẩu"])
def test_a_key_may_lie_in_a_pkcs12_file(passphrase, signing_on, set_key):
    key = signing_key()
    if passphrase:
        set_key(as_pkcs12(key, passphrase.encode()), passphrase)
    else:
        set_key(
            pkcs12.serialize_key_and_certificates(
                b"sign", key.private, key.certificate, key.chain, NoEncryption()
            )
        )

    assert signing_key().certificate == key.certificate
    assert sign_pdf(plain_pdf())


def test_certificates_may_lie_in_a_file_of_their_own(signing_on, set_key, settings, tmp_path):
    key = signing_key()
    pem = b"".join(one.public_bytes(Encoding.PEM) for one in (*key.chain, key.certificate))
    (tmp_path / "certificates.pem").write_bytes(pem)
    set_key(
        key.private.private_bytes(
            Encoding.PEM, PrivateFormat.PKCS8, BestAvailableEncryption(b"secret")
        ),
        "secret",
    )
    settings.SIGNING_CERT_FILE = str(tmp_path / "certificates.pem")

    assert signing_key().certificate == key.certificate


def test_a_key_that_is_not_there_signs_nothing(settings, tmp_path):
    settings.SIGNING_KEY_FILE = str(tmp_path / "nowhere.pem")

    assert reason_of(sign_pdf, plain_pdf()) == "signing_missing"


@pytest.mark.parametrize("body", [b"", b"nonsense", b"-----BEGIN PRIVATE KEY-----\nx\n"])
def test_a_key_that_cannot_be_read_signs_nothing(body, set_key):
    set_key(body)

    assert reason_of(sign_pdf, plain_pdf()) == "signing_unreadable"


def test_a_wrong_passphrase_signs_nothing(signing_on, set_key):
    set_key(as_pkcs12(signing_key(), b"right"), "wrong")

    assert reason_of(signing_key) == "signing_unreadable"


def test_a_certificate_of_another_key_signs_nothing(signing_on, set_key):
    own = signing_key()
    other = rsa.generate_private_key(65537, 2048)
    pem = other.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    set_key(pem + own.certificate.public_bytes(Encoding.PEM))

    assert reason_of(signing_key) == "signing_mismatch"


@pytest.mark.parametrize(
    "key",
    [ed25519.Ed25519PrivateKey.generate(), rsa.generate_private_key(65537, 1024)],  # noqa: S505
)
def test_kinds_of_keys_that_no_reader_trusts_are_refused(key, signing_on, set_key):
    pem = key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    set_key(pem + signing_key().certificate.public_bytes(Encoding.PEM))

    assert reason_of(signing_key) == "signing_kind"


@pytest.mark.parametrize(
    ("begins", "ends", "reason"),
    [(-20, -1, "signing_expired"), (1, 20, "signing_not_yet")],
)
def test_outside_the_time_of_its_certificate_a_key_signs_nothing(begins, ends, reason, set_key):
    now = timezone.now()
    days = (now + dt.timedelta(days=number) for number in (begins, ends))
    set_key(trial_keys.signing_file(begins=next(days), ends=next(days)))

    assert reason_of(sign_pdf, plain_pdf()) == reason


def test_a_clock_that_went_back_signs_nothing(signing_on, monkeypatch):
    monkeypatch.setattr(keys.timezone, "now", lambda: dt.datetime(2001, 1, 1, tzinfo=dt.UTC))

    assert reason_of(sign_pdf, plain_pdf()) == "signing_not_yet"


def test_what_is_no_paper_is_not_signed(signing_on):
    assert reason_of(sign_pdf, b"%PDF-1.7 nonsense") == "signing_paper"


def test_a_time_stamp_service_that_is_away_keeps_papers_waiting(signing_on, settings):
    settings.SIGNING_TSA_URL = "http://127.0.0.1:9/"

    assert reason_of(sign_pdf, plain_pdf()) == "signing_timestamp"


def test_the_key_is_read_once_until_its_file_is_exchanged(signing_on, set_key):
    first = signing_key()
    assert signing_key() is first

    set_key(trial_keys.signing_file())
    assert signing_key() is not first


def test_a_key_of_an_elliptic_curve_signs_as_well(signing_on, monkeypatch):
    # As a signature alone: its certificate is not at stake here.
    key = keys.SigningKey(ec.generate_private_key(ec.SECP256R1()), signing_key().certificate, ())

    assert pades.asyncio.run(pades.LoadedSigner(key).async_sign_raw(b"paper", "sha256"))


def test_without_its_library_a_device_signs_nothing(settings, monkeypatch, key_folder):
    monkeypatch.setattr(hardware, "device", None)
    settings.SIGNING_DEVICE_MODULE = "/usr/lib/softhsm.so"
    settings.SIGNING_CERT_FILE = str(key_folder / trial_keys.SIGNING_FILE)

    assert reason_of(sign_pdf, plain_pdf()) == "signing_device"


def test_papers_stay_known_when_their_key_was_replaced(signing_on, set_key, settings, tmp_path):
    old = signing_key().certificate
    (tmp_path / "old.pem").write_bytes(old.public_bytes(Encoding.PEM))
    set_key(trial_keys.signing_file())
    settings.SIGNING_OLD_CERTS_FILE = str(tmp_path / "old.pem")

    assert known_certificates() == [signing_key().certificate, old]


def test_trial_keys_are_for_their_owner_alone_and_made_once(tmp_path):
    made = trial_keys.make_trial_keys(tmp_path / "keys")

    assert {path.stat().st_mode & 0o777 for path in made} == {0o600}
    assert trial_keys.make_trial_keys(tmp_path / "keys") == []
