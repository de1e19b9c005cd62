"""The key that signs papers: read once per process, and again only when its file was exchanged."""

import datetime as dt
import functools
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from cryptography import x509
from cryptography.hazmat.primitives.asymmetric.ec import EllipticCurvePrivateKey
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    PublicFormat,
    load_pem_private_key,
    pkcs12,
)

from django.conf import settings
from django.utils import timezone

from certificates.signing.refusals import SigningUnavailable
from courses.dates import short_date

PrivateKey = RSAPrivateKey | EllipticCurvePrivateKey
# In the subject of a certificate that proves nothing.
TEST_MARK: Final = "TEST KEY"
MIN_RSA_BITS: Final = 2048


@dataclass(frozen=True)
class SigningKey:
    private: PrivateKey
    certificate: x509.Certificate
    chain: tuple[x509.Certificate, ...]


def is_signing_on() -> bool:
    """Whether the installation names a key; it may be missing or expired all the same."""
    return bool(settings.SIGNING_KEY_FILE or settings.SIGNING_DEVICE_MODULE)


def signing_key() -> SigningKey:
    """The key in its file; raises SigningUnavailable."""
    path, others = Path(settings.SIGNING_KEY_FILE), settings.SIGNING_CERT_FILE
    try:
        stamps = tuple(Path(name).stat().st_mtime_ns for name in (path, others) if name)
        return _load(str(path), others, settings.SIGNING_PASSPHRASE, stamps)
    except OSError as error:
        raise SigningUnavailable("missing", detail=repr(error)) from error


def own_certificate() -> x509.Certificate:
    """Of the present key, which may live in a device."""
    if settings.SIGNING_DEVICE_MODULE:
        found = certificates_in(settings.SIGNING_CERT_FILE)
        if not found:
            raise SigningUnavailable("missing")
        return found[0]
    return signing_key().certificate


def check_holds(certificate: x509.Certificate, at: dt.datetime | None = None) -> None:
    """Refuse outside the time of the certificate: a clock that goes wrong signs nothing."""
    at = at or timezone.now()
    if at < certificate.not_valid_before_utc:
        raise SigningUnavailable("not_yet", day=_day(certificate.not_valid_before_utc))
    if at > certificate.not_valid_after_utc:
        raise SigningUnavailable("expired", day=_day(certificate.not_valid_after_utc))


def known_certificates() -> list[x509.Certificate]:
    """Whose signatures are ours: of the present key, and of those before it."""
    known = list(certificates_in(settings.SIGNING_OLD_CERTS_FILE))
    if is_signing_on():
        try:
            known.insert(0, own_certificate())
        except SigningUnavailable:
            # Papers signed before stay genuine while the key is away, if its certificate is left.
            known = [*certificates_in(settings.SIGNING_CERT_FILE), *known]
    return known


def fingerprint(certificate: x509.Certificate) -> str:
    """By which a certificate is known as ours: no name in it is believed."""
    return certificate.fingerprint(SHA256()).hex()


def is_test(certificate: x509.Certificate) -> bool:
    return TEST_MARK in certificate.subject.rfc4514_string()


def is_test_signing() -> bool:
    """Whether papers are signed by a key that proves nothing; the pages say so."""
    try:
        return is_signing_on() and is_test(own_certificate())
    except SigningUnavailable:
        return False


def certificates_in(name: str) -> tuple[x509.Certificate, ...]:
    """All certificates of a PEM file; none when it is not there or holds none."""
    if not name:
        return ()
    try:
        return tuple(x509.load_pem_x509_certificates(Path(name).read_bytes()))
    except (OSError, ValueError):
        return ()


@functools.lru_cache(maxsize=4)
def _load(path: str, others: str, passphrase: str, _stamps: tuple[int, ...]) -> SigningKey:
    body, secret = Path(path).read_bytes(), passphrase.encode() or None
    private: object
    try:
        if b"-----BEGIN" in body:
            private = load_pem_private_key(body, secret)
            found = list(x509.load_pem_x509_certificates(Path(others or path).read_bytes()))
        else:
            private, first, more = pkcs12.load_key_and_certificates(body, secret)
            found = [one for one in (first, *more) if one is not None]
            found += certificates_in(others)
    except (ValueError, TypeError) as error:
        raise SigningUnavailable("unreadable", detail=type(error).__name__) from error
    return _matched(private, found)


def _matched(private: object, found: list[x509.Certificate]) -> SigningKey:
    is_strong_rsa = isinstance(private, RSAPrivateKey) and private.key_size >= MIN_RSA_BITS
    if not is_strong_rsa and not isinstance(private, EllipticCurvePrivateKey):
        raise SigningUnavailable("kind")
    assert isinstance(private, RSAPrivateKey | EllipticCurvePrivateKey)  # noqa: S101  for mypy
    public = _public(private)
    mine = [one for one in found if _public(one) == public]
    if not mine:
        raise SigningUnavailable("mismatch")
    return SigningKey(private, mine[0], tuple(one for one in found if one is not mine[0]))


def _public(holder: PrivateKey | x509.Certificate) -> bytes:
    key = holder.public_key()
    return key.public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)


def _day(moment: dt.datetime) -> str:
    return short_date(timezone.localdate(moment))
