"""The log of acts of one class, in words."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db.models import Max, QuerySet
from django.utils.translation import gettext_lazy as _

from courses.models import AuditEntry, TrainingClass
from courses.scheduling import chain_of
from enrollment.models import Enrollment

ACTS = {
    "class.added": _("Class added"),
    "class.changed": _("Class changed"),
    "class.sessions": _("Sessions changed"),
    "class.published": _("Class published"),
    "class.canceled": _("Class canceled"),
    "class.held": _("Decided that the class will be held"),
    "class.held_undone": _("Decision that the class will be held taken back"),
    "class.moved": _("Class moved to other days or another place"),
    "class.list_closed": _("List frozen"),
    "class.capacity": _("Number of seats changed"),
    "class.entry": _("Conditions of entry set"),
    "class.entry_waived": _("Added although a condition of entry is not met"),
    "class.scores": _("Scores entered"),
    "class.finalized": _("Results recognized"),
    "class.waiting_rule": _("Rule of the waiting list changed"),
    "class.waiting_order": _("Order of the waiting list set"),
    "offer.extended": _("More time to answer an offer"),
    "session.locked": _("Roll call closed"),
    "session.reopened": _("Roll call opened again"),
    "attendance.marked": _("Roll taken"),
    "enrollment.pending_agency": _("Registered, the agency is asked"),
    "enrollment.offered": _("Seat offered"),
    "enrollment.substituted": _("Substituted"),
    "enrollment.pending": _("Registration received"),
    "enrollment.confirmed": _("Registration confirmed"),
    "enrollment.waiting": _("Put on the waiting list"),
    "enrollment.declined": _("Registration declined"),
    "enrollment.withdrawn": _("Registration withdrawn"),
    "enrollment.canceled": _("Released, the class is canceled"),
    "call_letter.kept": _("Call letter changed"),
    "call_letters.files_ordered": _("Call letters ordered in one file"),
    "nomination.sent": _("People named by an agency"),
    "round.opened": _("Agencies asked to name people"),
    "round.changed": _("Terms of the nominations changed"),
    "round.closed": _("Nominations closed"),
    "round.reopened": _("Nominations opened again"),
    "round.seats_given": _("Seats given to an agency"),
    "round.seats_returned": _("Unfilled seats made common"),
    "round.held": _("Seats held without a name"),
    "round.hold_ended": _("Seats no longer held"),
    "certificates.issued": _("Certificates issued"),
    "certificates.files_ordered": _("Files of the certificates ordered"),
    "certificate.replaced": _("Certificate replaced"),
    "certificate.revoked": _("Certificate revoked"),
}

PLANNING = ("class.changed", "class.capacity", "class.sessions")


@dataclass(frozen=True)
class Act:
    at: Any
    by: str
    text: str
    person: str
    reason: str


def log_of(training_class: TrainingClass) -> QuerySet[AuditEntry]:
    entries = AuditEntry.objects.filter(chain__key=chain_of(training_class))
    return entries.select_related("actor").order_by("-number")


def plan_version(training_class: TrainingClass) -> int:
    """Number of the last act that changed plan or sessions; 0 before the first."""
    changes = log_of(training_class).filter(action__in=PLANNING)
    return changes.aggregate(last=Max("number"))["last"] or 0


def in_words(entries: Iterable[AuditEntry]) -> list[Act]:
    """With the names of the people, read once for all."""
    entries = list(entries)
    ids = {number for entry in entries if (number := _enrollment_id(entry))}
    names = dict(Enrollment.objects.filter(pk__in=ids).values_list("pk", "full_name"))
    return [
        Act(
            at=entry.at,
            by=str(entry.actor or ""),
            text=str(ACTS.get(entry.action, entry.action)),
            person=names.get(_enrollment_id(entry), "") or entry.data.get("agency", ""),
            reason=entry.data.get("reason", "") or _seats(entry),
        )
        for entry in entries
    ]


def _seats(entry: AuditEntry) -> str:
    """How many seats or people an act of a nomination round was about."""
    numbers = [entry.data[key] for key in ("seats", "held", "people") if key in entry.data]
    return str(numbers[0]) if entry.action.startswith(("round.", "nomination.")) and numbers else ""


def _enrollment_id(entry: AuditEntry) -> int | None:
    kind, _colon, number = entry.subject.partition(":")
    return int(number) if kind == "enrollment" and number.isdecimal() else None
