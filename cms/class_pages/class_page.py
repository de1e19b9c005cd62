"""What the page of one class shows, and its calendar."""

import datetime as dt
from typing import TYPE_CHECKING, Any, Final

from django.conf import settings
from django.db.models import Prefetch, Q, prefetch_related_objects
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.utils.translation import gettext as _

from cms.class_pages import structured_courses
from cms.class_pages.share_text import share_text
from courses import ical
from courses.models import Session, TrainingClass
from courses.releasing import changes_of
from enrollment.materials import of_class
from enrollment.models import Enrollment, EntryRule

if TYPE_CHECKING:
    from cms.models import SchedulePage

RELATED: Final = ("course__category", "venue", "issuing_body", "attendance_rule", "ranking_scheme")
OTHERS_SHOWN: Final = 4
CHANGES_SHOWN: Final = 10


def sessions_of_class() -> Prefetch:
    """The timetable with who teaches, read along with a class."""
    return Prefetch("sessions", queryset=Session.objects.select_related("instructor"))


def find_class(code: str) -> TrainingClass:
    """A class which the public may see; a draft is as unknown as a code that does not exist."""
    public = TrainingClass.objects.published().select_related("venue")
    return get_object_or_404(public.prefetch_related(sessions_of_class()), code=code)


def _with_others(code: str) -> tuple[TrainingClass, list[TrainingClass]]:
    """The class, and the other coming ones of its course: for whom this one is full or too early.

    In one query, as a page that anybody opens may not ask the database for each of its parts.
    """
    siblings = Q(course__classes__code=code, status="published", starts_on__gt=timezone.localdate())
    both = TrainingClass.objects.published().filter(Q(code=code) | siblings).distinct()
    rows = list(both.select_related(*RELATED, "entry_rule", "round").order_by("starts_on", "code"))
    training_class = next((row for row in rows if row.code == code), None)
    if training_class is None:
        raise Http404("No such class.")
    prefetch_related_objects([training_class], "instructors", sessions_of_class())
    return training_class, [row for row in rows if row is not training_class][:OTHERS_SHOWN]


def _conditions(training_class: TrainingClass) -> EntryRule | None:
    rule = getattr(training_class, "entry_rule", None)
    if rule:
        parts = ("prerequisites", "target_groups__levels", "target_groups__agencies")
        prefetch_related_objects([rule], *parts)
    return rule


def class_context(page: "SchedulePage", request: HttpRequest, code: str) -> dict[str, Any]:
    training_class, others = _with_others(code)
    root = page.get_full_url(request)
    own_url = root + page.reverse_subpage("class_detail", args=[code])
    crumbs = [*page.crumbs(request), {"title": page.title, "url": page.get_url(request)}]
    return {
        "training_class": training_class,
        "course_url": page.course_url(training_class.course.slug, request),
        "rule": _conditions(training_class),
        "own_enrollment": _own_enrollment(training_class, request.user),
        "named_until": _named_until(training_class),
        "calendar_url": page.get_url(request) + page.reverse_subpage("class_calendar", args=[code]),
        "materials": of_class(training_class, request.user),
        "changes": changes_of(training_class)[:CHANGES_SHOWN],
        "others": others,
        "share": share_text(training_class, url=own_url),
        "crumbs": crumbs,
        **_timetable(training_class),
        "json_ld": structured_courses.course_data(
            training_class.course,
            [training_class],
            url=root + page.reverse_subpage("course", args=[training_class.course.slug]),
            url_of=lambda _one: own_url,
            are_instructors_shown=True,
        ),
    }


def _timetable(training_class: TrainingClass) -> dict[str, Any]:
    sessions = list(training_class.sessions.all())
    return {
        "sessions": sessions,
        "periods": sum(session.periods for session in sessions),
        "has_topics": any(session.topic for session in sessions),
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
    found = getattr(training_class, "round", None)
    return found.deadline if found and found.closed_at is None else None


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
