"""The home of a coordinator: what is due, dated, first; then seats, classes, papers, the year."""

import datetime as dt

from django.db.models import Count, F, Min, Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_safe

from courses.models import TrainingClass
from enrollment.access import login_required
from enrollment.due import Due, in_order
from enrollment.models import AgencySeats, Enrollment
from enrollment.nominating.agency_year import year_of
from enrollment.nominating.round_board import PENDING, Line, lines_of
from enrollment.querysets import within
from enrollment.registering.approvals import to_be_approved
from enrollment.views.agency.desk import own_agencies, own_paths

CLASSES, CERTIFICATES = 20, 10


@login_required
@require_safe
def agency(request: HttpRequest) -> HttpResponse:
    paths = own_paths(request)
    now = timezone.now()
    lines = _own_seats(paths, now)
    context = {
        "agencies": own_agencies(paths),
        "due": in_order([*_due_seats(lines, now), *_due_approvals(request)]),
        "lines": lines,
        "others": _others(lines, now),
        "now": now,
        "classes": _classes(paths, now),
        "certificates": _certificates(paths, now)[:CERTIFICATES],
        "figures": year_of(paths, timezone.localdate(now).year),
    }
    return render(request, "enrollment/agency/home.html", context)


def _own_seats(paths: list[str], now: dt.datetime) -> list[Line]:
    """Seats of the own agencies that can still be filled, the next deadline first."""
    coming = AgencySeats.objects.filter(
        within(paths, "agency__"),
        round__training_class__status="published",
        round__training_class__starts_on__gt=timezone.localdate(now),
        round__training_class__list_closed_at=None,
    )
    rows = coming.filter(Q(round__closed_at=None) | Q(held__gt=0))
    people = Enrollment.objects.filter(
        within(paths, "agency__"), training_class__in=rows.values("round__training_class")
    )
    rows = rows.order_by("round__deadline", "round", "agency__path")
    return lines_of(rows, people)


def _due_seats(lines: list[Line], now: dt.datetime) -> list[Due]:
    due = []
    for line in lines:
        open_until = line.seats.round.deadline if line.seats.round.is_open_at(now) else None
        at = open_until or line.seats.held_until
        number = line.free + line.held if open_until else line.held
        if number and at:
            due.append(_due_line(line, at, number))
    return due


def _due_line(line: Line, at: dt.datetime | dt.date, number: int) -> Due:
    training_class = line.seats.round.training_class
    return Due(
        title=training_class.title,
        text=ngettext(
            "%(agency)s: %(n)s seat to be named", "%(agency)s: %(n)s seats to be named", number
        )
        % {"agency": line.agency.name, "n": number},
        url=reverse("enrollment:agency_round", args=[training_class.code]),
        label=_("Nominate"),
        at=at,
        count=number,
    )


def _due_approvals(request: HttpRequest) -> list[Due]:
    waiting = to_be_approved(request.user)
    first = waiting.aggregate(count=Count("pk"), at=Min("training_class__registration_closes_at"))
    if not first["count"]:
        return []
    return [
        Due(
            title=_("Registrations to be approved"),
            text=_("People of the agency who registered themselves."),
            url=reverse("enrollment:agency_approvals"),
            label=_("Decide"),
            at=first["at"],
            count=first["count"],
        )
    ]


def _others(lines: list[Line], now: dt.datetime) -> QuerySet[TrainingClass]:
    """Classes that take names now, where the agency has no seats of its own."""
    own = {line.seats.round.training_class_id for line in lines}
    is_round = Q(round__closed_at=None, round__opened_at__lte=now, round__deadline__gt=now)
    no_round = Q(round=None, registration_opens_at__lte=now, registration_closes_at__gt=now)
    classes = TrainingClass.objects.held().filter(
        is_round | no_round, list_closed_at=None, finalized_at=None
    )
    classes = classes.exclude(pk__in=own).select_related("round", "venue")
    return classes.order_by("starts_on", "code")[:CLASSES]


def _classes(paths: list[str], now: dt.datetime) -> QuerySet[TrainingClass]:
    """Classes to come and running, with how many of the own people are in them."""
    mine = Enrollment.objects.filter(within(paths, "agency__")).active()
    classes = TrainingClass.objects.published().filter(
        ends_on__gte=timezone.localdate(now), enrollments__in=mine
    )
    own = Q(enrollments__in=mine)
    return (
        classes.annotate(
            seated=Count("enrollments", own & Q(enrollments__state__in=Enrollment.SEATED)),
            waiting=Count("enrollments", own & Q(enrollments__state=Enrollment.State.WAITING)),
            pending=Count("enrollments", own & Q(enrollments__state__in=PENDING)),
        )
        .select_related("venue")
        .order_by("starts_on", "code")[:CLASSES]
    )


def _certificates(paths: list[str], now: dt.datetime) -> QuerySet[Enrollment]:
    """Valid certificates that people of the agency got this year, the latest first."""
    given = Enrollment.objects.filter(
        within(paths, "agency__"),
        certificates__revoked_at=None,
        certificates__issued_on__year=timezone.localdate(now).year,
    )
    given = given.annotate(
        serial=F("certificates__serial"),
        issued_on=F("certificates__issued_on"),
        certificate_id=F("certificates__public_id"),
        certificate_file=F("certificates__pdf"),
    )
    return given.select_related("training_class").order_by("-issued_on", "full_name")
