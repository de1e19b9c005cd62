"""The short record in the QR code: what stands on the paper, signed, to be checked anywhere.

Bytes: version and flags (1), key id (4), day of issue (2, days since 1970), serial and name (each
with its length in one byte), title of the class (the rest), signature of Ed25519 (64); written as
base64url. The checking page reads the same form in the browser: static/certificates/offline.js.
"""

import datetime as dt
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from django.conf import settings

from certificates.signing.record_keys import (
    KEY_ID_BYTES,
    bytes_of,
    is_record_on,
    key_of,
    record_key,
    text_of,
)

VERSION: Final = 1
SAMPLE: Final = 0x80
# In front of what is signed, so that no other signature of the key can be passed off as a record.
PURPOSE: Final = b"taphuan-record-1\n"
SIGNATURE_BYTES: Final = 64
# Address and record together stay within a QR code of version 11, error level M.
MOST_CHARACTERS: Final = 251
# "/en/verify/", the code in groups, "/" and "#".
ADDRESS_BEHIND_HOST: Final = 11 + 34 + 2
LEAST_TEXT_BYTES: Final = 60
LEAST_TITLE_BYTES: Final = 12
MOST_RECORD_CHARACTERS: Final = 400
CUT: Final = "…"
_EPOCH: Final = dt.date(1970, 1, 1)
_FIXED: Final = 1 + KEY_ID_BYTES + 2 + 1 + 1


@dataclass(frozen=True)
class RecordFacts:
    """A name or title that ends in "…" was cut; an empty name was withheld."""

    serial: str
    full_name: str
    class_title: str
    issued_on: dt.date
    is_sample: bool
    key_id: str
    is_test_key: bool


class RecordRefused(ValueError):
    """`reason`: empty, form, version, key, altered."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


def new_record(content: Mapping[str, Any], *, full_name: str | None = None) -> str:
    """The record of a frozen content; empty while no key is set.

    `full_name` stands in for the name where the issuing body withholds it.
    """
    if not is_record_on():
        return ""
    key = record_key()
    name = content["person"]["full_name"] if full_name is None else full_name
    serial = content["serial"].encode()
    room = max(LEAST_TEXT_BYTES, _room()) - len(serial)
    title = content["class"]["title"]
    cut_name = cut_to(_nfc(name), min(255, room - min(LEAST_TITLE_BYTES, len(title.encode()))))
    cut_title = cut_to(_nfc(title), room - len(cut_name))
    day = (dt.date.fromisoformat(content["issued_on"]) - _EPOCH).days
    payload = (
        bytes([VERSION | (SAMPLE if content.get("is_sample") else 0)])
        + key.public.short_id
        + day.to_bytes(2, "big")
        + bytes([len(serial)])
        + serial
        + bytes([len(cut_name)])
        + cut_name
        + cut_title
    )
    return text_of(payload + key.sign(PURPOSE + payload))


def check_record(text: str) -> RecordFacts:
    """What a record says, typed alone or with the address before it; raises RecordRefused.

    It says nothing of what became of the certificate since: that is known to the register alone.
    """
    record = "".join(text.split()).rpartition("#")[2]
    if not record:
        raise RecordRefused("empty")
    if len(record) > MOST_RECORD_CHARACTERS:
        raise RecordRefused("form")
    try:
        body = bytes_of(record)
    except ValueError as error:
        raise RecordRefused("form") from error
    if len(body) < _FIXED + SIGNATURE_BYTES:
        raise RecordRefused("form")
    if body[0] & ~SAMPLE != VERSION:
        raise RecordRefused("version")
    return _facts(body[:-SIGNATURE_BYTES], body[-SIGNATURE_BYTES:])


def _facts(payload: bytes, signature: bytes) -> RecordFacts:
    key = key_of(payload[1 : 1 + KEY_ID_BYTES])
    if key is None:
        raise RecordRefused("key")
    if not key.verifies(signature, PURPOSE + payload):
        raise RecordRefused("altered")
    rest = payload[1 + KEY_ID_BYTES + 2 :]
    serial, rest = rest[1 : 1 + rest[0]], rest[1 + rest[0] :]
    name, title = rest[1 : 1 + rest[0]], rest[1 + rest[0] :]
    days = int.from_bytes(payload[1 + KEY_ID_BYTES : 3 + KEY_ID_BYTES], "big")
    return RecordFacts(
        serial=serial.decode(),
        full_name=name.decode(),
        class_title=title.decode(),
        issued_on=_EPOCH + dt.timedelta(days=days),
        is_sample=bool(payload[0] & SAMPLE),
        key_id=key.key_id,
        is_test_key=key.is_test,
    )


def cut_to(text: str, most_bytes: int) -> bytes:
    """The text, or what of it fits with a mark of the cut, never half a letter."""
    body = text.encode()
    if len(body) <= most_bytes:
        return body
    kept = body[: max(0, most_bytes - len(CUT.encode()))]
    return kept.decode(errors="ignore").rstrip().encode() + CUT.encode()


def _room() -> int:
    """Bytes for serial, name and title."""
    characters = MOST_CHARACTERS - len(settings.BASE_URL) - ADDRESS_BEHIND_HOST
    return characters * 3 // 4 - _FIXED - SIGNATURE_BYTES


def _nfc(text: str) -> str:
    return unicodedata.normalize("NFC", text)
