"""Codes by which people check in: what their QR code holds, and the short code without a camera.

A QR code names an enrollment and proves by a signature that the site made it; it says nothing
about the person.
"""

import base64
import binascii
import hashlib
import hmac
import uuid
from typing import Final

from django.conf import settings
from django.utils.crypto import salted_hmac

from enrollment.models import Enrollment

PREFIX: Final = "CI:"
SIGNATURE_BYTES: Final = 8
SHORT_DIGITS: Final = 6


def check_in_text(enrollment: Enrollment) -> str:
    """What the QR code of this enrollment holds; capitals and digits, so the code stays small."""
    return _text(enrollment.public_id, settings.SECRET_KEY)


def read_check_in(text: str) -> uuid.UUID | None:
    """The public id of the enrollment whose code this is; None when the site did not make it."""
    try:
        raw = base64.b32decode(text.strip().removeprefix(PREFIX) + "=")
        public_id = uuid.UUID(bytes=raw[:16])
    except (ValueError, binascii.Error):
        return None
    keys = (settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS)
    made = [_text(public_id, key) for key in keys]
    is_ours = any(hmac.compare_digest(text.strip().encode(), one.encode()) for one in made)
    return public_id if is_ours else None


def check_in_digest(enrollment: Enrollment) -> str:
    """By this a phone recognizes a code without a network, and cannot make one."""
    return hashlib.sha256(check_in_text(enrollment).encode()).hexdigest()


def short_code(enrollment: Enrollment) -> str:
    """Six digits to be said or typed at the door; within a class hardly ever the same."""
    made = salted_hmac("check-in-short", str(enrollment.public_id), algorithm="sha256").digest()
    return f"{int.from_bytes(made[:8], 'big') % 10**SHORT_DIGITS:0{SHORT_DIGITS}d}"


def _text(public_id: uuid.UUID, key: str | bytes) -> str:
    made = salted_hmac("check-in", str(public_id), secret=key, algorithm="sha256").digest()
    signed = public_id.bytes + made[:SIGNATURE_BYTES]
    return PREFIX + base64.b32encode(signed).decode().rstrip("=")
