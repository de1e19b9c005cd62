"""The Ed25519 keys of short records and credentials: the present one, and those before it."""

import base64
import contextlib
import functools
import hashlib
import re
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    PublicFormat,
    load_pem_private_key,
    load_pem_public_key,
)

from django.conf import settings

from certificates.signing.keys import TEST_MARK
from certificates.signing.refusals import SigningUnavailable

KEY_ID_BYTES: Final = 4
# A block with what was written before it.
_PEM: Final = re.compile(
    rb"(.*?)(-----BEGIN PUBLIC KEY-----.*?-----END PUBLIC KEY-----)", re.DOTALL
)


@dataclass(frozen=True)
class PublicKey:
    """What is published; its id follows from the key, so nobody has to hand ids out."""

    raw: bytes
    is_test: bool = False

    @property
    def short_id(self) -> bytes:
        return hashlib.sha256(self.raw).digest()[:KEY_ID_BYTES]

    @property
    def key_id(self) -> str:
        return self.short_id.hex()

    @property
    def pem(self) -> str:
        key = Ed25519PublicKey.from_public_bytes(self.raw)
        return key.public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo).decode()

    def jwk(self) -> dict[str, str]:
        """As RFC 8037 writes it."""
        words = {"kty": "OKP", "crv": "Ed25519", "x": text_of(self.raw), "kid": self.key_id}
        return words | {"use": "sig", "alg": "EdDSA"}

    def verifies(self, signature: bytes, message: bytes) -> bool:
        try:
            Ed25519PublicKey.from_public_bytes(self.raw).verify(signature, message)
        except InvalidSignature:
            return False
        return True


@dataclass(frozen=True)
class RecordKey:
    private: Ed25519PrivateKey
    public: PublicKey

    def sign(self, message: bytes) -> bytes:
        return self.private.sign(message)


def is_record_on() -> bool:
    return bool(settings.RECORD_KEY_FILE)


def record_key() -> RecordKey:
    """The present key; raises SigningUnavailable."""
    if not is_record_on():
        raise SigningUnavailable("off")
    path = Path(settings.RECORD_KEY_FILE)
    try:
        return _load(str(path), path.stat().st_mtime_ns)
    except OSError as error:
        raise SigningUnavailable("missing", detail=repr(error)) from error


def public_keys() -> list[PublicKey]:
    """All keys that a record may be checked with, the present one first."""
    known: list[PublicKey] = []
    if is_record_on():
        # While it is away, the records signed by older keys can be checked all the same.
        with contextlib.suppress(SigningUnavailable):
            known.append(record_key().public)
    return known + [key for key in _older(settings.RECORD_OLD_KEYS_FILE) if key not in known]


def key_of(short_id: bytes) -> PublicKey | None:
    return next((key for key in public_keys() if key.short_id == short_id), None)


def text_of(body: bytes) -> str:
    """Base64url without padding."""
    return base64.urlsafe_b64encode(body).rstrip(b"=").decode()


def bytes_of(text: str) -> bytes:
    """What `text_of` wrote, and no other spelling of it; raises ValueError."""
    body = base64.b64decode(text + "=" * (-len(text) % 4), altchars=b"-_", validate=True)
    if text_of(body) != text:
        raise ValueError("not canonical")
    return body


@functools.lru_cache(maxsize=4)
def _load(path: str, _stamp: int) -> RecordKey:
    body = Path(path).read_bytes()
    try:
        private = load_pem_private_key(body, None)
    except (ValueError, TypeError) as error:
        raise SigningUnavailable("unreadable", detail=type(error).__name__) from error
    if not isinstance(private, Ed25519PrivateKey):
        raise SigningUnavailable("kind")
    is_test = TEST_MARK.encode() in body.partition(b"-----BEGIN")[0]
    return RecordKey(private, PublicKey(private.public_key().public_bytes_raw(), is_test))


def _older(name: str) -> list[PublicKey]:
    """In a file that reads like the published one."""
    if not name:
        return []
    try:
        blocks = _PEM.findall(Path(name).read_bytes())
    except OSError:
        return []
    found = [(load_pem_public_key(block), TEST_MARK.encode() in before) for before, block in blocks]
    keys = [
        PublicKey(key.public_bytes_raw(), is_test)
        for key, is_test in found
        if isinstance(key, Ed25519PublicKey)
    ]
    return list(dict.fromkeys(keys))
