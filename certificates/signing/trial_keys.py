"""Keys for trying the site out: made on this machine, marked as tests, proving nothing."""

import datetime as dt
from pathlib import Path
from typing import Final

from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ed25519, rsa
from cryptography.hazmat.primitives.asymmetric.types import CertificateIssuerPrivateKeyTypes
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from cryptography.x509.oid import NameOID

from django.utils import timezone

from certificates.signing.keys import TEST_MARK

SIGNING_FILE: Final = "test-signing.pem"
RECORD_FILE: Final = "test-record.pem"
YEARS: Final = 20


def make_trial_keys(folder: Path) -> list[Path]:
    """What is missing of the two files; readable by their owner alone."""
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    makers = {SIGNING_FILE: signing_file, RECORD_FILE: record_file}
    made = [folder / name for name in makers if not (folder / name).exists()]
    for path in made:
        path.touch(mode=0o600)
        path.write_bytes(makers[path.name]())
    return made


def signing_file(*, begins: dt.datetime | None = None, ends: dt.datetime | None = None) -> bytes:
    """Key, certificate and its root in one PEM; the key of the root is kept by nobody."""
    begins = begins or timezone.now() - dt.timedelta(days=1)
    ends = ends or begins + dt.timedelta(days=365 * YEARS)
    root_key, key = (rsa.generate_private_key(65537, 2048) for _unused in range(2))
    root_name, name = _named("Test root"), _named("Test signature")
    root = _unsigned(root_name, root_name, root_key, begins, ends)
    root = root.add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
    usage = _usage(is_root=True)
    anchor = root.add_extension(usage, critical=True).sign(root_key, SHA256())
    leaf = _unsigned(name, root_name, key, begins, ends)
    leaf = leaf.add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
    leaf = leaf.add_extension(_usage(), critical=True)
    leaf = leaf.add_extension(
        x509.AuthorityKeyIdentifier.from_issuer_public_key(root_key.public_key()), critical=False
    )
    signed = leaf.sign(root_key, SHA256())
    pems = (_pem(key), signed.public_bytes(Encoding.PEM), anchor.public_bytes(Encoding.PEM))
    return f"{TEST_MARK}\n".encode() + b"".join(pems)


def record_file() -> bytes:
    """An Ed25519 key; the line above it says that it is a test."""
    return f"{TEST_MARK}\n".encode() + _pem(ed25519.Ed25519PrivateKey.generate())


def _unsigned(
    subject: x509.Name,
    issuer: x509.Name,
    key: rsa.RSAPrivateKey,
    begins: dt.datetime,
    ends: dt.datetime,
) -> x509.CertificateBuilder:
    public = key.public_key()
    builder = x509.CertificateBuilder(issuer, subject, public, x509.random_serial_number())
    builder = builder.not_valid_before(begins).not_valid_after(ends)
    return builder.add_extension(x509.SubjectKeyIdentifier.from_public_key(public), critical=False)


def _named(name: str) -> x509.Name:
    return x509.Name(
        [
            x509.NameAttribute(NameOID.ORGANIZATION_NAME, TEST_MARK),
            x509.NameAttribute(NameOID.COMMON_NAME, f"{name} ({TEST_MARK})"),
        ]
    )


def _usage(*, is_root: bool = False) -> x509.KeyUsage:
    return x509.KeyUsage(
        digital_signature=not is_root,
        content_commitment=not is_root,
        key_encipherment=False,
        data_encipherment=False,
        key_agreement=False,
        key_cert_sign=is_root,
        crl_sign=is_root,
        encipher_only=False,
        decipher_only=False,
    )


def _pem(key: CertificateIssuerPrivateKeyTypes) -> bytes:
    return key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
