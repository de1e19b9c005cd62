"""Whether somebody may be registered for a class now, and who has to say yes first."""

import datetime as dt

from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from courses.models import TrainingClass
from enrollment.models import Agency, AgencyCoordinator, Enrollment, NominationRound, Trainee
from enrollment.registering.entry import check_entry, check_history, rule_of
from enrollment.registering.steps import RegistrationRefused

Source = Enrollment.Source
State = Enrollment.State
# Organizers decide themselves; the conditions of entry are told to them, not enforced.
BY_DESK = (Source.DESK, Source.WALK_IN)


def check_admission(
    trainee: Trainee,
    training_class: TrainingClass,
    *,
    agency: Agency,
    position: str,
    source: str,
    at: dt.datetime,
) -> None:
    """Raise RegistrationRefused when this person may not be registered in this way now.

    Codes: `closed`, `by_agency_only`, `already_registered`, `clash` and those of
    `entry.check_entry`.
    """
    check_open(training_class, agency=agency, source=source, at=at)
    if trainee.pk:
        check_person(trainee, training_class)
    if source not in BY_DESK:
        rule = rule_of(training_class)
        check_entry(rule, trainee, training_class, agency=agency, position=position)


def check_self(
    trainee: Trainee, training_class: TrainingClass, *, at: dt.datetime | None = None
) -> None:
    """Raise what registering oneself would, as far as it is known before a form is filled."""
    at = at or timezone.now()
    check_open(training_class, agency=None, source=Source.SELF, at=at)
    if trainee.pk:
        check_person(trainee, training_class)
    if rule := rule_of(training_class):
        check_history(rule, trainee, training_class)


def check_person(
    trainee: Trainee, training_class: TrainingClass, *, seen_from: Agency | None = None
) -> None:
    """Raise when the person is on the list already or sits in another class on these days."""
    if find_active(trainee, training_class):
        raise already_registered()
    if other := find_clash(trainee, training_class):
        raise clash_with(other, seen_from=seen_from)


def check_open(
    training_class: TrainingClass, *, agency: Agency | None, source: str, at: dt.datetime
) -> None:
    """Raise when nobody can be registered in this way now, whoever it is."""
    if source in BY_DESK:
        # The desk may add people after the deadline, not to a class that is over or canceled.
        is_open = training_class.is_held and training_class.finalized_at is None
    elif source == Source.AGENCY:
        is_open = agency is not None and may_nominate(training_class, agency, at)
    else:
        is_open = training_class.is_open_for_registration(at)
        if training_class.registration == TrainingClass.Registration.NOMINATION:
            raise RegistrationRefused(
                _("People for this class are named by their agencies."), code="by_agency_only"
            )
    if not is_open:
        raise RegistrationRefused(_("Registration for this class is closed."), code="closed")


def may_nominate(training_class: TrainingClass, agency: Agency, at: dt.datetime) -> bool:
    """Whether the agency may name people now: in its round, later for seats it still holds.

    A class without a round takes names as long as it takes registrations.
    """
    if not training_class.is_held or training_class.list_closed_at or training_class.finalized_at:
        return False
    round_ = NominationRound.objects.filter(training_class=training_class).first()
    if round_ is None:
        return training_class.is_open_for_registration(at)
    today = timezone.localdate(at)
    if today >= training_class.starts_on:
        return False  # Moved to earlier days; the sweep is about to close the round.
    if round_.is_open_at(at):
        return True
    still_theirs = round_.seats.covering(agency).filter(held__gt=0)
    is_held = still_theirs.filter(held_until__gte=today).exists()
    return at >= round_.opened_at and is_held


def find_active(trainee: Trainee, training_class: TrainingClass) -> Enrollment | None:
    """The registration that the person has for the class now."""
    return Enrollment.objects.active().filter(trainee=trainee).for_class(training_class).first()


def already_registered() -> RegistrationRefused:
    return RegistrationRefused(
        _("There is already a registration for this class."), code="already_registered"
    )


def find_clash(trainee: Trainee, training_class: TrainingClass) -> Enrollment | None:
    """Another active registration of the person on days of this class."""
    others = on_days_of(training_class).filter(trainee=trainee)
    return others.select_related("training_class", "agency").first()


def on_days_of(training_class: TrainingClass) -> "QuerySet[Enrollment]":
    """Active registrations for other classes on days of this one."""
    others = Enrollment.objects.active().filter(
        training_class__status=TrainingClass.Status.PUBLISHED,
        training_class__starts_on__lte=training_class.ends_on,
        training_class__ends_on__gte=training_class.starts_on,
    )
    return others.exclude(training_class=training_class)


def clash_with(other: Enrollment, *, seen_from: Agency | None = None) -> RegistrationRefused:
    """Named only if whoever looks may know: an agency (`seen_from`) hears of its own classes."""
    if seen_from and not other.agency.path.startswith(seen_from.path):
        return RegistrationRefused(
            _("On these days there is already a registration for another class."), code="clash"
        )
    return RegistrationRefused(
        _("On these days there is already a registration for the class “%(title)s”."),
        code="clash",
        params={"title": other.training_class.title},
    )


def asked_first(
    training_class: TrainingClass, agency: Agency, *, source: str, at: dt.datetime
) -> str:
    """The state in which a new registration awaits a yes; empty when nobody needs to say it."""
    if source in BY_DESK or training_class.registration != TrainingClass.Registration.APPROVAL:
        return ""
    approval = training_class.approval
    if source == Source.AGENCY:
        # The coordinator who names somebody has said yes.
        return "" if approval == TrainingClass.Approval.AGENCY else State.PENDING
    if approval != TrainingClass.Approval.DESK and has_coordinator(agency, timezone.localdate(at)):
        return State.PENDING_AGENCY
    return State.PENDING


def has_coordinator(agency: Agency, day: dt.date) -> bool:
    """Whether anybody could answer for the agency; else the organizers are asked at once."""
    return coordinators_of(agency, day).exists()


def coordinators_of(agency: Agency, day: dt.date) -> "QuerySet[AgencyCoordinator]":
    """Who names people for the agency on that day: its own coordinators and those above it."""
    steps = range(agency.steplen, len(agency.path) + 1, agency.steplen)
    above = [agency.path[:step] for step in steps]
    return AgencyCoordinator.objects.valid_on(day).filter(
        agency__path__in=above, user__is_active=True
    )
