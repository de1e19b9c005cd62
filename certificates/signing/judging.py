"""Whether a PDF is byte by byte what one of our keys signed; knows certificates, never a key."""

import base64
import hashlib
import io
from typing import Any, Final

from asn1crypto import core
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.validation import SignatureCoverageLevel, validate_pdf_signature
from pyhanko.sign.validation.pdf_embedded import EmbeddedPdfSignature
from pyhanko_certvalidator import ValidationContext

from certificates.signing.verdicts import Verdict

MAGIC: Final = b"%PDF-"
# Readers accept the mark anywhere in the first kilobyte; ours stands at the very beginning.
MAGIC_WITHIN: Final = 1024
MOST_SIGNATURES: Final = 8


def judge(body: bytes, ours: set[str]) -> tuple[Verdict, EmbeddedPdfSignature | None]:
    """Whether the file is byte by byte what we signed; the signature only if it is."""
    if MAGIC not in body[:MAGIC_WITHIN]:
        return "not_pdf", None
    reader = PdfFileReader(io.BytesIO(body))
    signatures = reader.embedded_regular_signatures[:MOST_SIGNATURES]
    if not signatures:
        return "unsigned", None
    made_by_us = [one for one in signatures if _fingerprint(one) in ours]
    if not made_by_us:
        return "other_key", None
    return _judge_ours(body, made_by_us[0])


def _judge_ours(body: bytes, signature: EmbeddedPdfSignature) -> tuple[Verdict, Any]:
    # Who signed was settled by the fingerprint; here nothing is fetched and no path is built.
    nobody = ValidationContext(trust_roots=[], allow_fetching=False)
    status = validate_pdf_signature(signature, nobody, skip_diff=True)
    if not (status.intact and status.valid):
        return "altered", None
    if status.coverage != SignatureCoverageLevel.ENTIRE_FILE or not _covers_all(body, signature):
        return "added", None
    return "genuine", signature


def _covers_all(body: bytes, signature: EmbeddedPdfSignature) -> bool:
    """Not left to the library alone: from the first byte to the last but for the signature."""
    start, first, second, last = (int(number) for number in signature.byte_range)
    is_whole = start == 0 and second + last == len(body)
    return is_whole and body[first:second] == _as_written(signature, second - first)


def _as_written(signature: EmbeddedPdfSignature, length: int) -> bytes:
    """The signature in capitals and zeros after it: what it does not cover can hide nothing."""
    der = core.Sequence.load(signature.pkcs7_content).dump()
    return f"<{der.hex().upper():0<{length - 2}}>".encode()


def _fingerprint(signature: EmbeddedPdfSignature) -> str:
    return hashlib.sha256(signature.signer_cert.dump()).hexdigest()


def answer(body: bytes, ours: set[str]) -> dict[str, Any]:
    """The verdict and what the signature says, whatever the file does."""
    try:
        verdict, signature = judge(body, ours)
    except Exception as error:  # noqa: BLE001  whatever a file breaks, it is not genuine
        return {"verdict": "unreadable", "detail": type(error).__name__}
    if signature is None:
        return {"verdict": verdict}
    signed_at = signature.self_reported_timestamp
    return {
        "verdict": verdict,
        "address": str(signature.sig_object.get("/ContactInfo", "")),
        "label": str(signature.sig_object.get("/Reason", "")),
        "signed_at": signed_at.isoformat() if signed_at else "",
        "certificate": base64.b64encode(signature.signer_cert.dump()).decode(),
    }
