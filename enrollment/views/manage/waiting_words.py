"""The waiting list in words: why somebody stands where he or she stands, and what moved whom."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, Final

from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from courses.models import AuditEntry, TrainingClass
from enrollment.models import Enrollment
from enrollment.seating.waiting_order import Line, Policy
from enrollment.views.manage.history import ACTS, log_of

QUEUED: Final = ("waiting", "offered")
RULES: Final = {
    "promoted_by_organizer": gettext_lazy("An organizer gave the seat ahead of the others."),
    "offer_accepted": gettext_lazy("The offer was accepted."),
    "offer_declined": gettext_lazy("The offer was declined."),
    "offer_expired": gettext_lazy("The offer was not answered in time."),
    "offer_withdrawn": gettext_lazy("The offer was taken back; the place is the same as before."),
    "declined_by_organizer": gettext_lazy("An organizer declined the registration."),
    "withdrawn": gettext_lazy("The registration was withdrawn."),
    "class_canceled": gettext_lazy("The class was canceled."),
}


@dataclass(frozen=True)
class Row:
    place: int
    enrollment: Enrollment
    why: str


def rows_of(line: Line) -> list[Row]:
    """Everybody in the order of the line, with the reason in words."""
    came = {one.pk: number for number, one in enumerate(line.waiting, start=1)}
    seated, rows = Counter(line.seated), []
    for place, one in enumerate(line, start=1):
        rows.append(Row(place, one, _why(line, one, came[one.pk], seated[one.agency_id])))
        seated[one.agency_id] += 1
    return rows


def _why(line: Line, enrollment: Enrollment, came: int, seated: int) -> str:
    if line.policy == Policy.FEWEST_SEATS:
        text = ngettext(
            "The agency has %(count)s seat, those ahead counted.",
            "The agency has %(count)s seats, those ahead counted.",
            seated,
        )
        return text % {"count": seated}
    if line.policy == Policy.TARGET_GROUP and line.standing[enrollment.pk]:
        return _("Not of the target group; came as number %(number)s.") % {"number": came}
    if line.policy == Policy.TARGET_GROUP:
        return _("Of the target group; came as number %(number)s.") % {"number": came}
    if line.policy == Policy.ORGANIZERS_ORDER and line.standing[enrollment.pk] is None:
        return _("Not placed by hand; came as number %(number)s.") % {"number": came}
    if line.policy == Policy.ORGANIZERS_ORDER:
        return _("Placed by the organizers; came as number %(number)s.") % {"number": came}
    return _("Came as number %(number)s of those who wait.") % {"number": came}


@dataclass(frozen=True)
class Move:
    at: Any
    by: str
    person: str
    text: str
    why: str
    reason: str


def moves_of(training_class: TrainingClass) -> "QuerySet[AuditEntry]":
    """Into the queue, out of it, and what changed its rule; the latest first."""
    about_list = Q(action__in=["class.waiting_rule", "class.waiting_order", "offer.extended"])
    moved = Q(data__to__in=QUEUED) | Q(data__from__in=QUEUED)
    steps = Q(action__startswith="enrollment.") & moved
    return log_of(training_class).filter(about_list | steps)


def in_words(entries: Iterable[AuditEntry]) -> list[Move]:
    """With the names of the people, read once for all."""
    entries = list(entries)
    ids = {_enrollment_of(entry) for entry in entries}
    names = dict(Enrollment.objects.filter(pk__in=ids).values_list("pk", "full_name"))
    return [
        Move(
            at=entry.at,
            by=str(entry.actor or ""),
            person=names.get(_enrollment_of(entry), ""),
            text=_text_of(entry),
            why=_why_moved(entry.data),
            reason=entry.data.get("reason", ""),
        )
        for entry in entries
    ]


def _enrollment_of(entry: AuditEntry) -> int:
    kind, _colon, number = entry.subject.partition(":")
    return int(number) if kind == "enrollment" and number.isdecimal() else 0


def _text_of(entry: AuditEntry) -> str:
    if entry.action == "enrollment.confirmed":
        return _("Has a seat")
    return str(ACTS.get(entry.action, entry.action))


def _why_moved(data: dict[str, Any]) -> str:
    if "hours" in data:
        return _("From “%(before)s” (%(hours_before)s h) to “%(after)s” (%(hours)s h).") % {
            "before": Policy(data["from"]).label,
            "hours_before": data["hours_from"],
            "after": Policy(data["to"]).label,
            "hours": data["hours"],
        }
    rule = data.get("rule", "")
    if rule in Policy.values:
        return " ".join([_("Rule: %(rule)s.") % {"rule": Policy(rule).label}, _evidence(data)])
    if rule and data.get("to") == "waiting" and rule not in RULES:
        return _("No seat was free.")
    return str(RULES.get(rule, ""))


def _evidence(data: dict[str, Any]) -> str:
    queue = data.get("queue")
    if not queue:
        return ""
    passed = len(queue["passed"])
    if not passed:
        return _("First of %(waited)s who waited.") % {"waited": queue["waited"]}
    text = ngettext(
        "A seat of the agency's own; %(count)s person ahead has none.",
        "A seat of the agency's own; %(count)s people ahead have none.",
        passed,
    )
    return text % {"count": passed}
