"""The one thing to do next for a class, derived from its state; and how far it has come."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from courses.dates import short_date
from courses.models import TrainingClass
from enrollment.models import Enrollment
from enrollment.running.standings import count_missing_marks

Phase = TrainingClass.Phase
Counts = dict[str, int]


@dataclass(frozen=True)
class NextStep:
    """One sentence and one button; `is_post` when the button acts at once."""

    title: str
    text: str
    label: str
    url: str
    is_post: bool = False


def next_step(training_class: TrainingClass, counts: Counts) -> NextStep | None:
    """None for a canceled class and one of the past: nothing is left to do."""
    if training_class.recorded_at:
        return None
    choose = _CHOICES.get(training_class.phase)
    return choose(training_class, counts) if choose else None


def _url(name: str, training_class: TrainingClass, query: str = "") -> str:
    return reverse(name, args=[training_class.code]) + query


def _draft(training_class: TrainingClass, _counts: Counts) -> NextStep:
    sessions = training_class.sessions.count()
    if not sessions:
        return NextStep(
            _("Add the sessions"),
            _("A class can be published as soon as it has sessions."),
            _("Add the sessions"),
            _url("enrollment:manage_sessions", training_class),
        )
    text = ngettext(
        "%(count)s session is planned. Publishing shows the class in the schedule.",
        "%(count)s sessions are planned. Publishing shows the class in the schedule.",
        sessions,
    )
    return NextStep(
        _("Publish the class"),
        text % {"count": sessions},
        _("Publish the class"),
        _url("enrollment:manage_publish", training_class),
        is_post=True,
    )


def _decide(training_class: TrainingClass, pending: int) -> NextStep:
    title = ngettext(
        "%(count)s registration awaits a decision",
        "%(count)s registrations await a decision",
        pending,
    )
    return NextStep(
        title % {"count": pending},
        _("The people hear by e-mail as soon as it is decided."),
        _("Decide"),
        _url("enrollment:manage_registrations", training_class, "?state=pending"),
    )


def _announced(training_class: TrainingClass, _counts: Counts) -> NextStep:
    return NextStep(
        _("Registration has not opened yet"),
        _("It opens by itself on %(at)s.") % {"at": _moment(training_class.registration_opens_at)},
        _("Change the class"),
        _url("enrollment:manage_class_edit", training_class),
    )


def _open(training_class: TrainingClass, counts: Counts) -> NextStep:
    if pending := counts.get("pending", 0):
        return _decide(training_class, pending)
    return NextStep(
        _("Registration is open"),
        _("It closes by itself on %(at)s.")
        % {"at": _moment(training_class.registration_closes_at)},
        _("See the registrations"),
        _url("enrollment:manage_registrations", training_class),
    )


def _closed(training_class: TrainingClass, counts: Counts) -> NextStep:
    if pending := counts.get("pending", 0):
        return _decide(training_class, pending)
    if training_class.list_closed_at is None:
        return NextStep(
            _("Freeze the list"),
            _("After that nobody registers online; the desk can still add people."),
            _("Freeze the list"),
            _url("enrollment:manage_close_list", training_class),
            is_post=True,
        )
    return NextStep(
        _("Print the sign-in sheet"),
        _("The list is frozen; the class begins on %(day)s.")
        % {"day": short_date(training_class.starts_on)},
        _("Sign-in sheet (PDF)"),
        _url("certificates:sign_in_sheet_pdf", training_class),
    )


def _running(training_class: TrainingClass, _counts: Counts) -> NextStep:
    return NextStep(
        _("Take the roll"),
        _("The class is running. One tap per person, on the phone as well."),
        _("Roll call"),
        _url("enrollment:roll_call", training_class),
    )


def _ended(training_class: TrainingClass, _counts: Counts) -> NextStep:
    if missing := count_missing_marks(training_class):
        text = ngettext("%(count)s mark is missing.", "%(count)s marks are missing.", missing)
        return NextStep(
            _("Finish the roll call"),
            text % {"count": missing},
            _("Roll call"),
            _url("enrollment:roll_call", training_class),
        )
    return NextStep(
        _("Recognize the results"),
        _("The roll is complete. Recognizing freezes periods, scores and outcomes."),
        _("See the results"),
        _url("enrollment:manage_completion", training_class),
    )


def _recognized(training_class: TrainingClass, _counts: Counts) -> NextStep:
    completed = Enrollment.objects.for_class(training_class).filter(
        outcome=Enrollment.Outcome.COMPLETED
    )
    # A revoked one was given, too: it comes back by a corrected certificate alone.
    without = completed.filter(certificates=None).count()
    url = _url("certificates:manage_certificates", training_class)
    if not without:
        return NextStep(
            _("Everything is done"),
            _("All who completed have their certificate."),
            _("See the certificates"),
            url,
        )
    text = ngettext(
        "%(count)s person has completed and has no certificate yet.",
        "%(count)s people have completed and have no certificate yet.",
        without,
    )
    return NextStep(_("Issue the certificates"), text % {"count": without}, _("Issue"), url)


def _moment(at: Any) -> str:
    return date_format(timezone.localtime(at), "SHORT_DATETIME_FORMAT")


_CHOICES: dict[str, Callable[[TrainingClass, Counts], NextStep]] = {
    Phase.DRAFT: _draft,
    Phase.ANNOUNCED: _announced,
    Phase.OPEN: _open,
    Phase.CLOSED: _closed,
    Phase.RUNNING: _running,
    Phase.ENDED: _ended,
    Phase.RECOGNIZED: _recognized,
}

_MILESTONES = (
    (gettext_lazy("Draft"), (Phase.DRAFT,)),
    (gettext_lazy("Registration"), (Phase.ANNOUNCED, Phase.OPEN)),
    (gettext_lazy("List frozen"), (Phase.CLOSED,)),
    (gettext_lazy("Running"), (Phase.RUNNING,)),
    (gettext_lazy("Results"), (Phase.ENDED,)),
    (gettext_lazy("Certificates"), (Phase.RECOGNIZED,)),
)


def milestones(phase: str) -> list[dict[str, Any]]:
    """The way of a class as [{label, is_done, is_current}]; a canceled class has left it."""
    current = next((n for n, (_label, phases) in enumerate(_MILESTONES) if phase in phases), None)
    if current is None:
        return []
    return [
        {"label": label, "is_done": n < current, "is_current": n == current}
        for n, (label, _phases) in enumerate(_MILESTONES)
    ]
