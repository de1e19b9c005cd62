"""What the public check page may say about a code: the facts on the paper, and whether it holds."""

import datetime as dt
import re
from dataclasses import dataclass
from typing import Any, Final, Literal

from django.db.models import Exists, OuterRef, Subquery
from django.utils import timezone

from certificates.models import CODE_LENGTH, Certificate, CertificateCopy, IssueRun
from certificates.signing.keys import is_signing_on
from courses.models import IssuingBody, NameShown

Content = dict[str, Any]

GROUP: Final = 4
State = Literal["valid", "waiting", "revoked", "replaced", "unknown"]
# The code at the end of the address that stands in a signature of ours.
_CODE_IN_ADDRESS: Final = re.compile(r"/verify/([0-9A-Za-z-]+)/?$")


@dataclass(frozen=True)
class PaperFacts:
    """What stands on the paper and may be shown to whoever holds it; nothing else of the person."""

    full_name: str  # empty where the issuing body withholds it
    class_title: str
    starts_on: dt.date
    ends_on: dt.date
    issuing_body: str
    register_number: str
    serial: str
    ranking: str
    issued_on: dt.date
    is_sample: bool
    is_name_short: bool = False


@dataclass(frozen=True)
class VerificationResult:
    state: State
    facts: PaperFacts | None = None
    revoked_on: dt.date | None = None
    reason: str = ""
    decision: str = ""
    # Copies from the register: how many were given, and when the last of them.
    copies: int = 0
    copied_on: dt.date | None = None
    signed_on: dt.date | None = None

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


def code_in_address(address: str) -> str:
    """The code of an address as papers carry it; empty for any other text."""
    found = _CODE_IN_ADDRESS.search(address)
    return normal_code(found[1]) if found else ""


def name_rule(content: Content, body: IssuingBody) -> str:
    """What its design said when the certificate was issued, or what the issuing body says today:
    whichever tells less."""
    rules = (content.get("public_name", NameShown.FULL), body.name_on_check_page)
    return max(rules, key=NameShown.values.index)


def shown_name(content: Content, body: IssuingBody) -> str:
    """The name as the public may read it: in full, "N. V. A.", or nothing."""
    full_name: str = content["person"]["full_name"]
    rule = name_rule(content, body)
    if rule == NameShown.HIDDEN:
        return ""
    if rule == NameShown.INITIALS:
        return " ".join(f"{word[0]}." for word in full_name.split())
    return full_name


def find_by_code(code: str) -> VerificationResult:
    """The state of the certificate with this code; a register number or serial opens nothing.

    One look-up for every input, so that a miss costs what a hit costs.
    """
    wanted = normal_code(code)[: CODE_LENGTH + 1]
    found = _with_circumstances().filter(code=wanted).first()
    return UNKNOWN if found is None else _result(found)


def _with_circumstances() -> Any:
    """Certificates with all that is told about them, in one query."""
    copies = CertificateCopy.objects.filter(certificate=OuterRef("pk")).order_by("-number")
    ordered = IssueRun.objects.unfinished().filter(
        kind=IssueRun.Kind.CERTIFICATES, training_class=OuterRef("enrollment__training_class")
    )
    return Certificate.objects.select_related("replaced_by", "register__issuing_body").annotate(
        copy_number=Subquery(copies.values("number")[:1]),
        copied_on=Subquery(copies.values("issued_on")[:1]),
        is_file_ordered=Exists(ordered),
    )


def _result(found: Any) -> VerificationResult:
    is_revoked = found.revoked_at is not None
    return VerificationResult(
        _state(found),
        _facts(found),
        revoked_on=timezone.localdate(found.revoked_at) if is_revoked else None,
        reason=found.revoked_reason,
        decision=found.revoked_decision,
        copies=found.copy_number or 0,
        copied_on=found.copied_on,
        signed_on=timezone.localdate(found.signed_at) if found.signed_at else None,
    )


def _state(found: Any) -> State:
    if found.revoked_at is not None:
        return "replaced" if found.is_replaced else "revoked"
    # Without its signature a paper is not handed out, so nobody should hold it yet.
    is_released = found.signed_at or found.pdf or not found.is_file_ordered
    return "valid" if is_released or not is_signing_on() else "waiting"


def _facts(certificate: Certificate) -> PaperFacts:
    content, body = certificate.content, certificate.register.issuing_body
    return PaperFacts(
        full_name=shown_name(content, body),
        class_title=content["class"]["title"],
        starts_on=dt.date.fromisoformat(content["class"]["starts_on"]),
        ends_on=dt.date.fromisoformat(content["class"]["ends_on"]),
        issuing_body=content["issuer"]["name"],
        register_number=certificate.register_number,
        serial=content["serial"],
        ranking=content["ranking"],
        issued_on=dt.date.fromisoformat(content["issued_on"]),
        is_sample=content["is_sample"],
        is_name_short=name_rule(content, body) == NameShown.INITIALS,
    )
