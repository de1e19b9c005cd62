"""What the page of one class shows, and its calendar."""

import datetime as dt
from typing import TYPE_CHECKING, Any, Final

from django.conf import settings
from django.db.models import Prefetch, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.utils.translation import gettext as _

from cms import structured_courses
from cms.share_text import share_text
from courses import ical
from courses.models import Session, TrainingClass
from courses.releasing import changes_of
from enrollment.materials import of_class
from enrollment.models import Enrollment, NominationRound
from enrollment.registering.entry import rule_of

if TYPE_CHECKING:
    from cms.models import SchedulePage

OTHERS_SHOWN: Final = 4
CHANGES_SHOWN: Final = 10


def with_details(classes: "QuerySet[TrainingClass]") -> "QuerySet[TrainingClass]":
    """With all that is told about a class, in three queries however many there are."""
    sessions = Session.objects.select_related("instructor")
    related = ("course__category", "venue", "issuing_body", "attendance_rule", "ranking_scheme")
    prefetched = classes.select_related(*related)
    return prefetched.prefetch_related("instructors", Prefetch("sessions", queryset=sessions))


def find_class(code: str) -> TrainingClass:
    """A class which the public may see; a draft is as unknown as a code that does not exist."""
    return get_object_or_404(with_details(TrainingClass.objects.published()), code=code)


def class_context(page: "SchedulePage", request: HttpRequest, code: str) -> dict[str, Any]:
    training_class = find_class(code)
    root = page.get_full_url(request)
    own_url = root + page.reverse_subpage("class_detail", args=[code])
    crumbs = [*page.crumbs(request), {"title": page.title, "url": page.get_url(request)}]
    return {
        "training_class": training_class,
        "course_url": page.course_url(training_class.course.slug, request),
        "rule": rule_of(training_class),
        "own_enrollment": _own_enrollment(training_class, request.user),
        "named_until": _named_until(training_class),
        "calendar_url": page.get_url(request) + page.reverse_subpage("class_calendar", args=[code]),
        "materials": of_class(training_class, request.user),
        "changes": changes_of(training_class)[:CHANGES_SHOWN],
        "others": _others(training_class),
        "share": share_text(training_class, url=own_url),
        "crumbs": crumbs,
        **_timetable(training_class),
        "json_ld": structured_courses.course_data(
            training_class.course,
            [training_class],
            url=root + page.reverse_subpage("course", args=[training_class.course.slug]),
            url_of=lambda _one: own_url,
        ),
    }


def _timetable(training_class: TrainingClass) -> dict[str, Any]:
    sessions = list(training_class.sessions.all())
    return {
        "sessions": sessions,
        "periods": sum(session.periods for session in sessions),
        "names_instructors": any(session.instructor_id for session in sessions),
    }


def _own_enrollment(training_class: TrainingClass, user: Any) -> Enrollment | None:
    if not user.is_authenticated:
        return None
    own = Enrollment.objects.active().for_class(training_class).of_account(user)
    return own.first()


def _named_until(training_class: TrainingClass) -> dt.datetime | None:
    """Until when the agencies name their people, where they are asked to."""
    if training_class.registration != TrainingClass.Registration.NOMINATION:
        return None
    rounds = NominationRound.objects.filter(training_class=training_class, closed_at=None)
    return rounds.values_list("deadline", flat=True).first()


def _others(training_class: TrainingClass) -> "QuerySet[TrainingClass]":
    """Other coming classes of the course, for whom this one comes too early or is full."""
    coming = TrainingClass.objects.held().filter(starts_on__gt=timezone.localdate())
    same = coming.filter(course=training_class.course_id).exclude(pk=training_class.pk)
    return same.for_lists().order_by("starts_on", "code")[:OTHERS_SHOWN]


def calendar_response(page: "SchedulePage", code: str) -> HttpResponse:
    training_class = find_class(code)
    text = ical.class_calendar(
        training_class,
        url=page.full_url + page.reverse_subpage("class_detail", args=[code]),
        product=settings.WAGTAIL_SITE_NAME,
        canceled_mark=_("Canceled"),
    )
    return HttpResponse(
        text,
        content_type="text/calendar; charset=utf-8",
        headers={"Content-Disposition": f'attachment; filename="{code}.ics"'},
    )
