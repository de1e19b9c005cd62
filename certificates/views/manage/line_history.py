"""The life of one line of the register, read from the log of acts."""

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.db.models import Q
from django.utils.dateparse import parse_date
from django.utils.translation import gettext as _

from certificates.models import Certificate, CertificateRequest
from certificates.register.numbers import chain_of_register
from courses.dates import short_date
from courses.models import AuditEntry
from enrollment.views.manage.history import ACTS

BULK = "certificates.handed_over"


@dataclass(frozen=True)
class Step:
    """One act on the line: when, by whom, what, and its particulars."""

    at: dt.datetime
    by: str
    text: str
    details: tuple[str, ...]


def history_of(certificate: Certificate) -> list[Step]:
    """The newest first."""
    entries = AuditEntry.objects.filter(chain__key=chain_of_register(certificate.register))
    issued = Q(action="certificates.issued", data__hashes__has_key=certificate.serial)
    about = entries.filter(
        Q(subject=certificate.serial) | issued | Q(action=BULK, subject="")
    ).select_related("actor")
    return [
        Step(
            at=entry.at,
            by=str(entry.actor or ""),
            text=str(ACTS.get(entry.action, entry.action)),
            details=tuple(_details(entry.data)),
        )
        for entry in about.order_by("-number")
        if entry.subject or _concerns(entry, certificate)
    ]


def _concerns(entry: AuditEntry, certificate: Certificate) -> bool:
    """Whether an act on many lines was on this one, too."""
    return entry.action != BULK or certificate.number in entry.data.get("numbers", ())


def _details(data: dict[str, Any]) -> Iterator[str]:
    """What the log knows beside the act itself, in words."""
    if day := _day(data.get("on")):
        yield short_date(day)
    if data.get("to"):
        yield _("to %(name)s") % {"name": data["to"]}
    if data.get("decision"):
        yield _("decision %(number)s") % {"number": data["decision"]}
    if data.get("kind") in CertificateRequest.Kind:
        yield str(CertificateRequest.Kind(data["kind"]).label)
    if day := _day(data.get("due_on")):
        yield _("due on %(day)s") % {"day": short_date(day)}
    if day := _day(data.get("was")):
        yield _("was %(day)s") % {"day": short_date(day)}
    if data.get("copy"):
        yield _("Copy no. %(number)s") % {"number": data["copy"]}
    yield from (str(data[name]) for name in ("by", "answer", "reason") if data.get(name))


def _day(text: Any) -> dt.date | None:
    return parse_date(text) if isinstance(text, str) else None
