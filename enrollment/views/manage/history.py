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
    "schedule.released": _("Version of the schedule released"),
    "design.made": _("Design of certificates made"),
    "design.saved": _("Design of certificates changed"),
    "design.restored": _("Older version of a design taken again"),
    "design.renamed": _("Design of certificates renamed"),
    "design.offered": _("Design of certificates offered again"),
    "design.retired": _("Design of certificates no longer offered"),
    "design.refused": _("Faulty design refused"),
    "class.added": _("Class added"),
    "class.changed": _("Class changed"),
    "class.sessions": _("Sessions changed"),
    "class.planned": _("Put on a line of the plan"),
    "class.unplanned": _("Taken off the plan"),
    "class.published": _("Class published"),
    "class.canceled": _("Class canceled"),
    "class.recorded": _("Recorded from old papers"),
    "class.record_undone": _("Recording from old papers taken back"),
    "history.ordered": _("Recording of past years ordered"),
    "history.recorded": _("Past years recorded from a file"),
    "history.undone": _("Recording of past years taken back"),
    "paper_certificate.voided": _("Certificate on paper declared void"),
    "class.held": _("Decided that the class will be held"),
    "class.held_undone": _("Decision that the class will be held taken back"),
    "class.moved": _("Class moved to other days or another place"),
    "class.list_closed": _("List frozen"),
    "class.capacity": _("Number of seats changed"),
    "class.entry": _("Conditions of entry set"),
    "class.entry_waived": _("Added although a condition of entry is not met"),
    "class.scores": _("Scores entered"),
    "class.finalized": _("Results recognized"),
    "class.recognition_undone": _("Recognition of the results taken back"),
    "class.exception": _("Exception from the rule made"),
    "class.exception_removed": _("Exception from the rule taken back"),
    "material.added": _("Material added"),
    "material.changed": _("Material described anew"),
    "material.removed": _("Material removed"),
    "cost.added": _("Line of costs added"),
    "cost.changed": _("Line of costs changed"),
    "cost.paid": _("Payment noted"),
    "cost.removed": _("Line of costs removed"),
    "costs.settled": _("Costs settled"),
    "costs.reopened": _("Settled costs opened again"),
    "class.feedback_asked": _("Feedback asked for"),
    "class.waiting_rule": _("Rule of the waiting list changed"),
    "class.waiting_order": _("Order of the waiting list set"),
    "offer.extended": _("More time to answer an offer"),
    "session.locked": _("Roll call closed"),
    "session.reopened": _("Roll call opened again"),
    "attendance.marked": _("Roll taken"),
    "attendance.corrected": _("Closed roll call corrected"),
    "excuse.asked": _("Asked to be excused"),
    "excuse.changed": _("Request to be excused changed"),
    "excuse.taken_back": _("Request to be excused taken back"),
    "excuse.accepted": _("Excuse accepted"),
    "excuse.refused": _("Excuse not accepted"),
    "make_up.recorded": _("Missed session made up"),
    "make_up.taken_back": _("Making up taken back"),
    "sheet.numbered_anew": _("Rows of the sign-in sheet numbered anew"),
    "sheet.entered": _("Signed sheet entered"),
    "attendance.held_decided": _("Decided about marks of a blocked device"),
    "check_in.opened": _("Check-in by code opened"),
    "check_in.ended": _("Check-in by code ended"),
    "check_in.refused": _("Check-in refused"),
    "roll_device.blocked": _("Device of the roll call blocked"),
    "roll_device.unblocked": _("Device of the roll call allowed again"),
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
    "paperwork.files_ordered": _("Papers of the class ordered in one file"),
    "run.stopped": _("Making of files stopped"),
    "run.resumed": _("Making of files resumed"),
    "certificate.replaced": _("Certificate replaced"),
    "certificate.revoked": _("Certificate revoked"),
    "certificate.revocation_asked": _("Revocation asked for"),
    "certificate.revocation_refused": _("Revocation refused"),
    "certificate.revocation_taken_back": _("Request for a revocation taken back"),
    "certificate.asked_about": _("Correction or copy asked for"),
    "certificate.request_refused": _("Request about a certificate refused"),
    "certificate.request_settled": _("Request about a certificate answered"),
    "certificate.copied": _("Copy from the register issued"),
    "certificates.handed_over": _("Certificates handed over"),
    "certificate.hand_over_undone": _("Hand-over taken back"),
    "plan.opened": _("Plan opened"),
    "plan.copied": _("Lines of another year taken over"),
    "plan.note_changed": _("Note of the plan changed"),
    "plan.approved": _("Plan approved"),
    "plan.decision_corrected": _("Decision of the plan corrected"),
    "plan.approval_taken_back": _("Approval of the plan taken back"),
    "plan.discarded": _("Plan discarded"),
    "plan.line_added": _("Line added to the plan"),
    "plan.line_changed": _("Line of the plan changed"),
    "plan.line_moved": _("Line of the plan moved"),
    "plan.line_dropped": _("Line of the plan dropped"),
    "plan.line_restored": _("Dropped line taken back"),
    "register.closed": _("Register closed"),
    "register.reopened": _("Register opened again"),
    "register.files_ordered": _("Register ordered as a book"),
    "year.closed": _("Year closed"),
    "year.reopened": _("Closed year opened again"),
    "year.amended": _("Closed year amended"),
    "year.file_kept": _("Paper of a closed year kept"),
    "year.files_ordered": _("Papers of a year ordered"),
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
    return log_of_chain(chain_of(training_class))


def log_of_chain(key: str) -> QuerySet[AuditEntry]:
    """All acts on one subject, the last first."""
    entries = AuditEntry.objects.filter(chain__key=key)
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
            person=names.get(_enrollment_id(entry), "") or _subject(entry),
            reason=entry.data.get("reason", "") or _seats(entry) or entry.data.get("decision", ""),
        )
        for entry in entries
    ]


def _subject(entry: AuditEntry) -> str:
    """Agency of an act of a round, serial number of one on a certificate, line of a plan."""
    if entry.action.startswith("certificate"):
        return "" if ":" in entry.subject else entry.subject
    return entry.data.get("agency", "") or entry.data.get("line", "")


def _seats(entry: AuditEntry) -> str:
    """How many seats or people an act of a nomination round was about."""
    numbers = [entry.data[key] for key in ("seats", "held", "people") if key in entry.data]
    return str(numbers[0]) if entry.action.startswith(("round.", "nomination.")) and numbers else ""


def _enrollment_id(entry: AuditEntry) -> int | None:
    kind, _colon, number = entry.subject.partition(":")
    return int(number) if kind == "enrollment" and number.isdecimal() else None
