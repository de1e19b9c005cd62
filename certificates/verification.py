"""What the public check page may say about a code: the facts on the paper, and whether it holds."""

import datetime as dt
from dataclasses import dataclass
from typing import Final, Literal

from django.utils import timezone

from certificates.models import CODE_LENGTH, Certificate

GROUP: Final = 4


@dataclass(frozen=True)
class PaperFacts:
    """What stands on the paper and may be shown to whoever holds it; nothing else of the person."""

    full_name: str
    class_title: str
    starts_on: dt.date
    ends_on: dt.date
    issuing_body: str
    register_number: str
    serial: str
    ranking: str
    issued_on: dt.date
    is_sample: bool


@dataclass(frozen=True)
class VerificationResult:
    state: Literal["valid", "revoked", "replaced", "unknown"]
    facts: PaperFacts | None = None
    revoked_on: dt.date | None = None
    reason: str = ""

    @property
    def is_known(self) -> bool:
        return self.facts is not None


UNKNOWN: Final = VerificationResult("unknown")


def normal_code(text: str) -> str:
    """As stored: capitals and digits only, whatever was typed between them."""
    return "".join(letter for letter in text.upper() if letter.isascii() and letter.isalnum())


def grouped_code(code: str) -> str:
    """As shown and printed: 7F3K-Q2MA-..., easier to read aloud."""
    return "-".join(code[at : at + GROUP] for at in range(0, len(code), GROUP))


def find_by_code(code: str) -> VerificationResult:
    """The state of the certificate with this code; a register number or serial opens nothing.

    One look-up for every input, so that a miss costs what a hit costs.
    """
    wanted = normal_code(code)[: CODE_LENGTH + 1]
    found = Certificate.objects.select_related("replaced_by").filter(code=wanted).first()
    if found is None:
        return UNKNOWN
    facts = _facts(found)
    if found.revoked_at is None:
        return VerificationResult("valid", facts)
    state: Literal["replaced", "revoked"] = "replaced" if found.is_replaced else "revoked"
    return VerificationResult(
        state, facts, timezone.localdate(found.revoked_at), found.revoked_reason
    )


def _facts(certificate: Certificate) -> PaperFacts:
    content = certificate.content
    return PaperFacts(
        full_name=content["person"]["full_name"],
        class_title=content["class"]["title"],
        starts_on=dt.date.fromisoformat(content["class"]["starts_on"]),
        ends_on=dt.date.fromisoformat(content["class"]["ends_on"]),
        issuing_body=content["issuer"]["name"],
        register_number=certificate.register_number,
        serial=content["serial"],
        ranking=content["ranking"],
        issued_on=dt.date.fromisoformat(content["issued_on"]),
        is_sample=content["is_sample"],
    )
