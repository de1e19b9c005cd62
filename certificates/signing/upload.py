"""A file that a visitor brings to be checked: looked into by a limited child, kept nowhere."""

import base64
import datetime as dt
from dataclasses import dataclass
from typing import Any, Final

import structlog
from cryptography import x509

from certificates.signing.keys import fingerprint, is_test, known_certificates
from certificates.signing.verdicts import VERDICTS, Verdict
from courses.limited_process import MEBIBYTE, ChildEnded, Cost, run_limited

log = structlog.get_logger(__name__)

MOST_BYTES: Final = 8 * MEBIBYTE
# A certificate takes half a second, nearly all of it the start of the process.
COST: Final = Cost(cpu_seconds=8, wall_seconds=10.0, memory_bytes=512 * MEBIBYTE)


@dataclass(frozen=True)
class FileCheck:
    verdict: Verdict
    # Of a genuine file alone: what the signature says it is, and when it was made.
    address: str = ""
    label: str = ""
    signed_at: dt.datetime | None = None
    is_test_key: bool = False


def check_file(body: bytes) -> FileCheck:
    """Whether these bytes are exactly what one of our keys signed."""
    if len(body) > MOST_BYTES:
        return FileCheck("too_large")
    ours = [fingerprint(one) for one in known_certificates()]
    try:
        said = run_limited("certificates.signing.child", body, {"ours": ours}, COST)
    except ChildEnded as error:
        log.warning("upload_child_ended", error=str(error))
        return FileCheck("unreadable")
    return _read(said, set(ours))


def _read(said: Any, ours: set[str]) -> FileCheck:
    """The child worked on a hostile file, so its answer is read with care, too."""
    verdict = said.get("verdict") if isinstance(said, dict) else None
    if verdict not in VERDICTS:
        return FileCheck("unreadable")
    if verdict != "genuine":
        log.info("upload_not_genuine", verdict=verdict, detail=said.get("detail", ""))
        return FileCheck(verdict)
    try:
        return _genuine(said, ours)
    except (ValueError, KeyError, TypeError):
        return FileCheck("unreadable")


def _genuine(said: dict[str, Any], ours: set[str]) -> FileCheck:
    certificate = x509.load_der_x509_certificate(base64.b64decode(said["certificate"]))
    if fingerprint(certificate) not in ours:
        raise ValueError("not ours")
    return FileCheck(
        "genuine",
        address=str(said["address"])[:300],
        label=str(said["label"])[:300],
        signed_at=dt.datetime.fromisoformat(said["signed_at"]) if said["signed_at"] else None,
        is_test_key=is_test(certificate),
    )
