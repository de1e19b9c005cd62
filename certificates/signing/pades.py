"""Signs a finished PDF (PAdES B-B): nothing of the paper changes, and nothing may after it."""

import asyncio
import functools
import io
from typing import Any, Final

from asn1crypto import x509 as asn1
from cryptography import x509
from cryptography.hazmat.primitives.asymmetric.ec import ECDSA
from cryptography.hazmat.primitives.asymmetric.padding import PKCS1v15
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import Encoding
from pyhanko.pdf_utils import generic, misc
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.sign.fields import InvisSigSettings, MDPPerm, SigFieldSpec, SigSeedSubFilter
from pyhanko.sign.general import SigningError
from pyhanko.sign.signers import PdfSignatureMetadata, PdfSigner, Signer
from pyhanko.sign.timestamps import TimestampRequestError
from pyhanko.sign.timestamps.requests_client import HTTPTimeStamper
from pyhanko_certvalidator.registry import SimpleCertificateStore

from django.conf import settings
from django.utils.translation import gettext

from certificates.signing.hardware import device_signer, forget_session
from certificates.signing.keys import (
    SigningKey,
    certificates_in,
    check_holds,
    is_signing_on,
    is_test,
    own_certificate,
    signing_key,
)
from certificates.signing.refusals import SigningUnavailable

FIELD: Final = "Signature"
# Digits of hexadecimal, twice what a signature of 4096 bits with its attributes takes.
ROOM: Final = 4 * 1024
ROOM_FOR_TIME: Final = 24 * 1024
TIME_STAMP_SECONDS: Final = 10


def sign_pdf(pdf: bytes, *, content_label: str = "", address: str = "") -> bytes:
    """The paper with a certifying signature over all of it; raises SigningUnavailable.

    `content_label` says what was signed, `address` where it is checked: both stand in the
    signature and are read back by the check of an uploaded file. Never inside a transaction.
    """
    if not is_signing_on():
        raise SigningUnavailable("off")
    certificate = own_certificate()
    check_holds(certificate)
    signer, chain = _signer(certificate)
    mark = gettext("signed with a test key") if is_test(certificate) else ""
    label = f"{content_label} ({mark})" if mark else content_label
    metadata = PdfSignatureMetadata(
        field_name=FIELD,
        md_algorithm="sha256",
        subfilter=SigSeedSubFilter.PADES,
        certify=True,
        docmdp_permissions=MDPPerm.NO_CHANGES,
        reason=label or None,
        contact_info=address or None,
    )
    return _signed(pdf, metadata, signer, room=_room(certificate, chain))


class LoadedSigner(Signer):
    """Signs with a key object that is kept: the ready-made one reads the key for each paper."""

    def __init__(self, key: SigningKey) -> None:
        registry = SimpleCertificateStore()  # type: ignore[no-untyped-call]
        registry.register_multiple([_asn1(one) for one in key.chain])
        super().__init__(
            signing_cert=_asn1(key.certificate), cert_registry=registry, embed_roots=False
        )
        self._private = key.private

    async def async_sign_raw(
        self, data: bytes, digest_algorithm: str, dry_run: bool = False
    ) -> bytes:
        if digest_algorithm != "sha256":
            raise SigningError(digest_algorithm)
        if isinstance(self._private, RSAPrivateKey):
            return self._private.sign(data, PKCS1v15(), SHA256())
        return self._private.sign(data, ECDSA(SHA256()))


class _UntouchedMetadata(IncrementalPdfFileWriter):
    """Title, XMP and dates stay as printed: an archive variant must not lose its declaration."""

    def _update_meta(self) -> None:
        pass


def _signed(pdf: bytes, metadata: PdfSignatureMetadata, signer: Signer, *, room: int) -> bytes:
    field = SigFieldSpec(
        FIELD,
        # Outside the page and printable: the one shape that PDF/A-3 and PDF/UA-1 both allow.
        invis_sig_settings=InvisSigSettings(set_print_flag=True, box_out_of_bounds=True),
        readable_field_name=gettext("Signature of the issuing body"),
    )
    stamper = None
    if settings.SIGNING_TSA_URL:
        stamper = _stamper(settings.SIGNING_TSA_URL)
    try:
        writer = _UntouchedMetadata(io.BytesIO(pdf))
        _follow_structure(writer)
        output = io.BytesIO()
        press = PdfSigner(metadata, signer, timestamper=stamper, new_field_spec=field)
        signing = press.async_sign_pdf(writer, bytes_reserved=room, output=output)
        asyncio.run(signing)
    except TimestampRequestError as error:
        raise SigningUnavailable("timestamp", detail=type(error).__name__) from error
    except (SigningError, misc.PdfError, ValueError) as error:
        raise SigningUnavailable("paper", detail=repr(error)[:200]) from error
    except Exception as error:
        if not settings.SIGNING_DEVICE_MODULE:
            raise
        forget_session()
        raise SigningUnavailable("device", detail=type(error).__name__) from error
    return output.getvalue()


def _stamper(address: str) -> HTTPTimeStamper:
    return HTTPTimeStamper(address, timeout=TIME_STAMP_SECONDS)  # type: ignore[no-untyped-call]


def _follow_structure(writer: IncrementalPdfFileWriter) -> None:
    """A tagged page that carries a field must name the order of its tabs (PDF/UA-1, 7.18.3)."""
    if "/StructTreeRoot" not in writer.root:
        return
    reference, *_unused = writer.find_page_for_modification(0)  # type: ignore[no-untyped-call]
    page = reference.get_object()
    page[generic.pdf_name("/Tabs")] = generic.pdf_name("/S")
    writer.update_container(page)


def _signer(certificate: x509.Certificate) -> tuple[Signer, tuple[x509.Certificate, ...]]:
    if settings.SIGNING_DEVICE_MODULE:
        chain = certificates_in(settings.SIGNING_CERT_FILE)[1:]
        return device_signer(_asn1(certificate), [_asn1(one) for one in chain]), chain
    key = signing_key()
    return _kept_signer(key), key.chain


@functools.lru_cache(maxsize=2)
def _kept_signer(key: SigningKey) -> LoadedSigner:
    return LoadedSigner(key)


def _room(certificate: x509.Certificate, chain: tuple[x509.Certificate, ...]) -> int:
    """A fixed length saves the trial signature that would find it out."""
    size = sum(len(one.public_bytes(Encoding.DER)) for one in (certificate, *chain))
    return ROOM + 2 * size + (ROOM_FOR_TIME if settings.SIGNING_TSA_URL else 0)


def _asn1(certificate: x509.Certificate) -> Any:
    return asn1.Certificate.load(certificate.public_bytes(Encoding.DER))
