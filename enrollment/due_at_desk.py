"""What is due at the organizers' desk, over all classes; one query for each kind of line."""

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Final

from django.db.models import Count, Exists, F, Min, OuterRef, Q, QuerySet, Sum
from django.db.models.functions import Coalesce
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from courses.models import Session, TrainingClass
from enrollment.due import Due, in_order
from enrollment.models import (
    Attendance,
    AttendanceMark,
    Enrollment,
    ExcuseRequest,
    Letter,
    NominationRound,
    TrainingPlan,
)
from enrollment.planning.progress import last_day_of, late_lines

# How long before something ends, or begins, the desk hears of it.
BEFORE_DEADLINE: Final = dt.timedelta(days=7)
BEFORE_START: Final = dt.timedelta(days=14)
# Results and certificates are late when they wait for longer.
PATIENCE: Final = dt.timedelta(days=7)


def due_at_desk(at: dt.datetime | None = None, *, user: Any = None) -> list[Due]:
    """All lines, what is late first; `user` is whose decisions are told as well."""
    desk = _Desk(at or timezone.now(), user)
    return in_order(
        [
            *desk.rounds(),
            *desk.registrations(),
            *desk.decisions(),
            *desk.lists(),
            *desk.minimums(),
            *desk.rolls(),
            *desk.closings(),
            *desk.excuses(),
            *desk.held_marks(),
            *desk.results(),
            *desk.certificates(),
            *desk.revocations(),
            *desk.requests(),
            *desk.letters(),
            *desk.plans(),
        ]
    )


@dataclass
class _Desk:
    at: dt.datetime
    user: Any = None

    def __post_init__(self) -> None:
        self.today = timezone.localdate(self.at)
        # Results wait for the roll: told once, as a roll that is missing.
        self.without_roll: set[str] = set()

    def rounds(self) -> Iterator[Due]:
        """Nominations whose deadline is near, with the seats that nobody is named for."""
        soon = NominationRound.objects.filter(
            closed_at=None,
            training_class__status=TrainingClass.Status.PUBLISHED,
            opened_at__lte=self.at,
            deadline__gt=self.at,
            deadline__lte=self.at + BEFORE_DEADLINE,
        ).select_related("training_class")
        unnamed = Sum(F("seats__given") - F("seats__released") - F("seats__taken"))
        for round_ in soon.annotate(unnamed=Coalesce(unnamed, 0)):
            text = ngettext(
                "%(count)s seat is without a name.",
                "%(count)s seats are without a name.",
                round_.unnamed,
            )
            yield self._line(
                round_.training_class,
                _("Nominations close"),
                text % {"count": round_.unnamed},
                _url("enrollment:manage_round", round_.training_class),
                _("See the round"),
                at=round_.deadline,
                count=round_.unnamed,
            )

    def registrations(self) -> Iterator[Due]:
        """Registration that closes soon."""
        for one in TrainingClass.objects.open_for_registration(self.at).filter(
            registration_closes_at__lte=self.at + BEFORE_DEADLINE
        ):
            yield self._line(
                one,
                _("Registration closes"),
                _("%(taken)s of %(capacity)s seats are taken.")
                % {"taken": one.seats_taken, "capacity": one.capacity},
                _url("enrollment:manage_registrations", one),
                _("See the registrations"),
                at=one.registration_closes_at,
            )

    def decisions(self) -> Iterator[Due]:
        """People who were promised an answer; by the end of registration at the latest."""
        waiting = Count("enrollments", filter=Q(enrollments__state=Enrollment.State.PENDING))
        for one in (
            TrainingClass.objects.held()
            .filter(finalized_at=None)
            .annotate(pending=waiting)
            .filter(pending__gt=0)
        ):
            yield self._line(
                one,
                _("Registrations to decide"),
                _("The people hear by e-mail as soon as it is decided."),
                _url("enrollment:manage_registrations", one, "?state=pending"),
                _("Decide"),
                at=min(one.registration_closes_at, _start(one)),
                count=one.pending,
            )

    def lists(self) -> Iterator[Due]:
        """Registration is over and the list still open."""
        for one in TrainingClass.objects.in_phase("closed", self.at).filter(list_closed_at=None):
            yield self._line(
                one,
                _("List to be frozen"),
                _("Registration is over; the class begins on this day."),
                _url("enrollment:manage_class", one),
                _("Freeze the list"),
                at=one.starts_on,
            )

    def minimums(self) -> Iterator[Due]:
        """Too few people, shortly before the class; unless it was decided to hold it."""
        for one in TrainingClass.objects.held().filter(
            held_decided_at=None,
            starts_on__gt=self.today,
            starts_on__lte=self.today + BEFORE_START,
            seats_taken__lt=F("minimum"),
        ):
            yield self._line(
                one,
                _("Fewer people than needed"),
                _("%(taken)s people, at least %(minimum)s are needed. Decide whether it is held.")
                % {"taken": one.seats_taken, "minimum": one.minimum},
                _url("enrollment:manage_class", one),
                _("Decide"),
                at=one.starts_on,
                count=one.minimum - one.seats_taken,
            )

    def rolls(self) -> Iterator[Due]:
        """Sessions that are over without one mark, by class."""
        sessions = self._sessions_over(has_marks=False).filter(
            Exists(Enrollment.objects.confirmed().filter(training_class=OuterRef("training_class")))
        )
        for code, title, count, first in _by_class(sessions):
            self.without_roll.add(code)
            yield Due(
                _titled(_("Roll not taken"), title),
                ngettext(
                    "%(count)s session is over without a mark.",
                    "%(count)s sessions are over without a mark.",
                    count,
                )
                % {"count": count},
                reverse("enrollment:roll_call", args=[code]),
                _("Take the roll"),
                first,
                count=count,
                is_late=True,
            )

    def closings(self) -> Iterator[Due]:
        """Sessions that are over and not closed, while the class goes on; then `results` tells."""
        going_on = self._sessions_over(has_marks=True).filter(
            locked_at=None, training_class__ends_on__gte=self.today
        )
        for code, title, count, first in _by_class(going_on):
            yield Due(
                _titled(_("Roll not closed"), title),
                ngettext(
                    "%(count)s session is over and not closed.",
                    "%(count)s sessions are over and not closed.",
                    count,
                )
                % {"count": count},
                reverse("enrollment:manage_attendance", args=[code]),
                _("See the roll"),
                first,
                count=count,
                is_late=first < self.today,
            )

    def excuses(self) -> Iterator[Due]:
        """Trainees who asked to be excused, by class; due on the day of the session."""
        asked = ExcuseRequest.objects.filter(
            state=ExcuseRequest.State.OPEN,
            enrollment__state=Enrollment.State.CONFIRMED,
            session__training_class__status=TrainingClass.Status.PUBLISHED,
            session__training_class__finalized_at=None,
        )
        for code, title, count, first in _by_class(asked, "session__", "session__held_on"):
            yield Due(
                _titled(_("Excuses to answer"), title),
                _("The trainees hear by e-mail as soon as it is decided."),
                reverse("enrollment:class_excuses", args=[code]),
                _("Answer"),
                first,
                count=count,
                is_late=first < self.today,
            )

    def held_marks(self) -> Iterator[Due]:
        """What blocked devices still sent; the roll is not complete without a decision."""
        held = AttendanceMark.objects.filter(outcome=AttendanceMark.Outcome.HELD)
        found = held.aggregate(count=Count("pk"), first=Min("received_at"))
        if found["count"]:
            yield Due(
                _("Marks of blocked devices"),
                _("They do not count until you decide."),
                reverse("enrollment:manage_roll_devices"),
                _("Decide"),
                found["first"],
                count=found["count"],
            )

    def _sessions_over(self, *, has_marks: bool) -> QuerySet[Session]:
        """Of classes whose results are not recognized."""
        over = Q(held_on__lt=self.today) | Q(
            held_on=self.today, ends_at__lte=timezone.localtime(self.at).time()
        )
        marks = Exists(Attendance.objects.filter(session=OuterRef("pk")))
        return Session.objects.filter(
            over,
            marks if has_marks else ~marks,
            training_class__status=TrainingClass.Status.PUBLISHED,
            training_class__finalized_at=None,
        )

    def results(self) -> Iterator[Due]:
        """Classes that are over; asked after `rolls`."""
        for one in TrainingClass.objects.in_phase("ended", self.at):
            if one.code in self.without_roll:
                continue
            yield self._line(
                one,
                _("Results to recognize"),
                _("The class ended on this day."),
                _url("enrollment:manage_completion", one),
                _("See the results"),
                at=one.ends_on,
                is_late=one.ends_on + PATIENCE < self.today,
            )

    def certificates(self) -> Iterator[Due]:
        """People who completed and were never given a certificate; a revoked one was given."""
        certificates = Enrollment.certificates.rel.related_model.objects
        given = certificates.filter(enrollment=OuterRef("enrollments"))
        without = Q(enrollments__outcome=Enrollment.Outcome.COMPLETED) & ~Q(Exists(given))
        for one in (
            TrainingClass.objects.held()
            .filter(finalized_at__isnull=False, recorded_at=None)
            .annotate(without=Count("enrollments", filter=without))
            .filter(without__gt=0)
        ):
            recognized_on = timezone.localdate(one.finalized_at)
            yield self._line(
                one,
                _("Certificates to issue"),
                _("The results were recognized on this day."),
                reverse("certificates:manage_certificates", args=[one.code]),
                _("Issue"),
                at=recognized_on,
                count=one.without,
                is_late=recognized_on + PATIENCE < self.today,
            )

    def revocations(self) -> Iterator[Due]:
        """Asked for by somebody else: they wait for a second person."""
        open_ones = _related("revocations").filter(state="open")
        # Whoever asked cannot decide; without a user nobody is left out.
        if self.user is not None:
            open_ones = open_ones.exclude(asked_by=self.user)
        found = open_ones.aggregate(count=Count("pk"), first=Min("asked_at"))
        if found["count"]:
            yield Due(
                _("Revocations to decide"),
                _("Asked for by somebody else; a certificate is void only when you approve."),
                reverse("certificates:revocations"),
                _("Decide"),
                found["first"],
                count=found["count"],
            )

    def requests(self) -> Iterator[Due]:
        """For corrected certificates and copies, with the day of the one that is due first."""
        found = (
            _related("requests")
            .filter(state="open")
            .aggregate(count=Count("pk"), first=Min("due_on"))
        )
        if found["count"]:
            yield Due(
                _("Requests about certificates"),
                _("To be answered by this day: a corrected certificate, a copy, or why not."),
                reverse("certificates:requests"),
                _("Answer"),
                found["first"],
                count=found["count"],
                is_late=found["first"] < self.today,
            )

    def letters(self) -> Iterator[Due]:
        """Letters that did not go out, by class."""
        failed = Letter.objects.filter(state__in=[Letter.State.FAILED, Letter.State.GIVEN_UP])
        of_class = Coalesce("training_class__code", "enrollment__training_class__code")
        title = Coalesce("training_class__title", "enrollment__training_class__title")
        by_class = failed.order_by().values(code=of_class, title=title).exclude(code=None)
        for one in by_class.annotate(letters=Count("pk"), first=Min("due_at")):
            yield Due(
                _titled(_("Letters not sent"), one["title"]),
                _("They were refused by the mail server or could not be handed over."),
                reverse("enrollment:manage_letters", args=[one["code"]]),
                _("See the letters"),
                one["first"],
                count=one["letters"],
                is_late=True,
            )

    def plans(self) -> Iterator[Due]:
        """Lines of this year's plans whose quarter is over, by plan."""
        by_plan: dict[TrainingPlan, list[int]] = {}
        for line in late_lines(self.today).select_related("plan"):
            by_plan.setdefault(line.plan, []).append(line.quarter)
        for plan, quarters in by_plan.items():
            yield Due(
                _("Lines of the plan that are late"),
                _("Their quarter is over and fewer classes were held than planned."),
                reverse("enrollment:plan", args=[plan.public_id]) + "?state=late",
                _("See the plan"),
                last_day_of(plan.year, min(quarters)),
                count=len(quarters),
                is_late=True,
            )

    def _line(
        self,
        training_class: TrainingClass,
        title: str,
        text: str,
        url: str,
        label: str,
        *,
        at: dt.date,
        count: int = 0,
        is_late: bool | None = None,
    ) -> Due:
        day = timezone.localdate(at) if isinstance(at, dt.datetime) else at
        late = day < self.today if is_late is None else is_late
        return Due(_titled(title, training_class.title), text, url, label, at, count, late)


def _related(name: str) -> Any:
    """Rows that hang on certificates, of which this app knows the relation alone."""
    certificate = Enrollment.certificates.rel.related_model
    return getattr(certificate, name).rel.related_model.objects


def _by_class(
    rows: QuerySet[Any], prefix: str = "", day: str = "held_on"
) -> Iterator[tuple[str, str, int, dt.date]]:
    """Code and title of each class, how many rows it has, and the first day among them."""
    code, title = f"{prefix}training_class__code", f"{prefix}training_class__title"
    found = rows.order_by().values(code, title).annotate(rows=Count("pk"), first=Min(day))
    for one in found:
        yield one[code], one[title], one["rows"], one["first"]


def _titled(what: str, title: str) -> str:
    return _("%(what)s: %(title)s") % {"what": what, "title": title}


def _start(training_class: TrainingClass) -> dt.datetime:
    return timezone.make_aware(dt.datetime.combine(training_class.starts_on, dt.time.min))


def _url(name: str, training_class: TrainingClass, query: str = "") -> str:
    return reverse(name, args=[training_class.code]) + query
