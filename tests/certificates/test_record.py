"""The short record of a QR code can be checked anywhere, and can be made by us alone."""

import datetime as dt

import pytest
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from hypothesis import HealthCheck, given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

from certificates.signing import record, record_keys, trial_keys
from certificates.signing.record import RecordRefused, check_record, new_record
from certificates.signing.record_keys import bytes_of, public_keys, record_key, text_of
from certificates.signing.refusals import SigningUnavailable

ADDRESS = "https://taphuan.example.org/verify/7F3K-Q2MA-9XWD-4HTB-7F3K-Q2MA-9XWD/"
NAMES = st.text(alphabet="aăâbcdđeêghiklmnoôơpqrstuưvxyÂĐƯỚẵ '", min_size=1, max_size=120)


@pytest.fixture(autouse=True)
def _key(record_on, settings):
    settings.BASE_URL = "https://taphuan.example.org"


def content(name="Quách Thị Ước", title="Tin học văn phòng", **fields):
    return {
        "serial": "CN-2010-000123",
        "person": {"full_name": name},
        "class": {"title": title},
        "issued_on": "2010-07-16",
        "is_sample": False,
        **fields,
    }


def reason_of(text):
    with pytest.raises(RecordRefused) as refused:
        check_record(text)
    return refused.value.reason


def test_a_record_says_what_the_paper_says():
    facts = check_record(new_record(content()))

    assert (facts.serial, facts.full_name) == ("CN-2010-000123", "Quách Thị Ước")
    assert facts.class_title == "Tin học văn phòng"
    assert facts.issued_on == dt.date(2010, 7, 16)
    assert facts.is_test_key
    assert not facts.is_sample


@pytest.mark.parametrize(
    "shown", ["{}", "  {}\n", ADDRESS + "#{}", "https://evil.example/#x#{}", "\u200a{}"]
)
def test_it_is_found_behind_any_address(shown):
    text = shown.format(new_record(content()))

    assert check_record(text).serial == "CN-2010-000123"


@given(name=NAMES, title=NAMES)
@hypothesis_settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_whatever_is_written_the_code_keeps_its_size_and_the_name_goes_first(name, title):
    text = new_record(content(name, title))
    facts = check_record(text)

    assert len(f"{ADDRESS}#{text}") <= record.MOST_CHARACTERS
    name, title = record._nfc(name), record._nfc(title)
    for said, meant in ((facts.full_name, name), (facts.class_title, title)):
        assert said == meant or (said.endswith("…") and meant.startswith(said[:-1]))
    # What is left of 60 bytes beside the serial and the least of a title.
    if len(name.encode()) <= 34:
        assert facts.full_name == name


def test_an_address_that_is_very_long_leaves_room_for_the_name(settings):
    settings.BASE_URL = f"https://{'rat-dai.' * 25}example.org"

    assert check_record(new_record(content())).full_name == "Quách Thị Ước"


def test_a_withheld_name_does_not_stand_in_the_code_either():
    assert check_record(new_record(content(), full_name="")).full_name == ""


def test_a_sample_says_so():
    assert check_record(new_record(content(is_sample=True))).is_sample


def test_the_same_certificate_has_the_same_record():
    assert new_record(content()) == new_record(content())


def test_no_bit_of_it_can_be_changed():
    body = bytes_of(new_record(content()))

    reasons = set()
    for bit in range(len(body) * 8):
        changed = bytearray(body)
        changed[bit // 8] ^= 1 << bit % 8
        reasons.add(reason_of(text_of(bytes(changed))))
    assert reasons == {"altered", "key", "version"}


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("", "empty"),
        (ADDRESS + "#", "empty"),
        (ADDRESS, "form"),
        ("AAAA", "form"),
        ("quách", "form"),
        ("A" * 401, "form"),
        ("A" * 200, "version"),
        ("\x00", "form"),
    ],
)
def test_anything_else_is_no_record(text, reason):
    assert reason_of(text) == reason


def test_another_spelling_of_the_same_bytes_is_refused():
    text = new_record(content(title="a" * 3))
    assert reason_of(text + "=") == "form"
    assert reason_of(text.replace(text[3], text[3] + "\x00", 1)) == "form"


def test_a_signature_for_another_purpose_is_no_record():
    body = bytes_of(new_record(content()))
    payload = body[: -record.SIGNATURE_BYTES]

    assert reason_of(text_of(payload + record_key().sign(payload))) == "altered"


def test_a_record_of_a_key_that_was_replaced_can_still_be_checked(settings, tmp_path):
    text, old = new_record(content()), record_key()
    (tmp_path / "new.pem").write_bytes(trial_keys.record_file())
    settings.RECORD_KEY_FILE = str(tmp_path / "new.pem")
    assert reason_of(text) == "key"

    pem = old.private.public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)
    (tmp_path / "old.pem").write_bytes(b"until 2026\n" + pem + pem)
    settings.RECORD_OLD_KEYS_FILE = str(tmp_path / "old.pem")

    assert check_record(text).key_id == old.public.key_id
    assert len(public_keys()) == 2


def test_without_a_key_codes_hold_the_address_alone(settings):
    settings.RECORD_KEY_FILE = ""

    assert new_record(content()) == ""


@pytest.mark.parametrize(
    ("body", "reason"), [(None, "signing_missing"), (b"x", "signing_unreadable")]
)
def test_a_key_that_went_missing_is_told_not_passed_over(body, reason, settings, tmp_path):
    settings.RECORD_KEY_FILE = str(tmp_path / "record.pem")
    if body:
        (tmp_path / "record.pem").write_bytes(body)

    with pytest.raises(SigningUnavailable) as refused:
        new_record(content())
    assert refused.value.code == reason


def test_keys_are_named_by_themselves():
    [key] = public_keys()

    assert key.jwk()["kid"] == key.key_id == record_keys.PublicKey(key.raw).key_id
    assert bytes_of(key.jwk()["x"]) == key.raw
