"""The public check of a certificate on paper: by its number and its name, never by one of them."""

import datetime as dt
from dataclasses import dataclass
from typing import Final, Literal

from django.db.models import F
from django.utils import timezone

from certificates.models import PaperCertificate
from certificates.models.recorded import serial_key
from certificates.verification import name_rule, shown_name
from courses import vietnamese
from courses.models import NameShown

State = Literal["recorded", "void", "unknown"]


@dataclass(frozen=True)
class OldFacts:
    """What was recorded of the paper and may be shown; nothing else of the person."""

    full_name: str  # empty where the issuing body withholds it
    is_name_short: bool
    class_title: str
    starts_on: dt.date
    ends_on: dt.date
    ranking: str
    issuer: str
    issued_on: dt.date | None
    serial: str
    register_number: str


@dataclass(frozen=True)
class PaperResult:
    state: State
    facts: OldFacts | None = None
    recorded_year: int = 0
    voided_on: dt.date | None = None
    reason: str = ""

    @property
    def is_known(self) -> bool:
        return self.state != "unknown"


UNKNOWN: Final = PaperResult("unknown")


def find_on_paper(number: str, name: str) -> PaperResult:
    """What is recorded under this number for this name; one look-up for every input."""
    key = serial_key(number)[:120]
    found = PaperCertificate.objects.select_related("issuing_body").filter(
        serial_key=key, name_key=vietnamese.fold(name)[:300]
    )
    # One that holds stands before those that were declared void.
    one = found.order_by(F("voided_at").desc(nulls_first=True), "-pk").first()
    return UNKNOWN if one is None else _result(one)


def _result(one: PaperCertificate) -> PaperResult:
    return PaperResult(
        "void" if one.voided_at else "recorded",
        _facts(one),
        recorded_year=timezone.localdate(one.recorded_at).year,
        voided_on=timezone.localdate(one.voided_at) if one.voided_at else None,
        reason=one.voided_reason,
    )


def _facts(one: PaperCertificate) -> OldFacts:
    """As they were recorded; the name as its issuing body lets it be read today."""
    content = {"person": {"full_name": one.full_name}}
    return OldFacts(
        full_name=shown_name(content, one.issuing_body),
        is_name_short=name_rule(content, one.issuing_body) == NameShown.INITIALS,
        class_title=one.facts["title"],
        starts_on=dt.date.fromisoformat(one.facts["starts_on"]),
        ends_on=dt.date.fromisoformat(one.facts["ends_on"]),
        ranking=one.facts["ranking"],
        issuer=one.issuer,
        issued_on=one.issued_on,
        serial=one.serial,
        register_number=one.register_number,
    )
