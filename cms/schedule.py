"""What the schedule shows: which classes, filtered by the address; one class; its calendar."""

import datetime as dt
import itertools
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.db.models import Prefetch, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.utils.translation import gettext as _

from cms import structured_data
from cms.schedule_filter import ScheduleFilter
from courses import ical
from courses.models import Session, TrainingClass
from enrollment.models import Enrollment
from enrollment.paging import page_of
from enrollment.registering.entry import rule_of

if TYPE_CHECKING:
    from cms.models import SchedulePage

CLASSES_PER_PAGE = 30


def list_context(page: "SchedulePage", request: HttpRequest) -> dict[str, Any]:
    """The filter and one page of classes, grouped by the month in which they begin."""
    today = timezone.localdate()
    form = ScheduleFilter(request.GET, today=today, address=request.path)
    found = form.apply(TrainingClass.objects.published().for_lists())
    page_obj = page_of(request, found.order_by("starts_on", "code"), CLASSES_PER_PAGE)
    return {
        "form": form,
        "page_obj": page_obj,
        "months": _by_month(page_obj.object_list),
        "is_filtered": form.is_narrowing(),
        "all_calendar_url": page.get_url(request) + page.reverse_subpage("calendar"),
    }


def _by_month(classes: "QuerySet[TrainingClass]") -> list[tuple[dt.date, list[TrainingClass]]]:
    def month(training_class: TrainingClass) -> dt.date:
        return training_class.starts_on.replace(day=1)

    return [(first, list(group)) for first, group in itertools.groupby(classes, key=month)]


def find_class(code: str) -> TrainingClass:
    """A class which the public may see; a draft is as unknown as a code that does not exist."""
    sessions = Session.objects.select_related("instructor")
    public = TrainingClass.objects.published().select_related(
        "course__category", "venue", "issuing_body", "attendance_rule", "ranking_scheme"
    )
    return get_object_or_404(
        public.prefetch_related("instructors", Prefetch("sessions", queryset=sessions)), code=code
    )


def class_context(page: "SchedulePage", request: HttpRequest, code: str) -> dict[str, Any]:
    training_class = find_class(code)
    sessions = list(training_class.sessions.all())
    own_url = page.get_full_url(request) + page.reverse_subpage("class_detail", args=[code])
    return {
        "training_class": training_class,
        "sessions": sessions,
        "periods": sum(session.periods for session in sessions),
        "rule": rule_of(training_class),
        "own_enrollment": _own_enrollment(training_class, request.user),
        "calendar_url": page.get_url(request) + page.reverse_subpage("class_calendar", args=[code]),
        "crumbs": [*page.crumbs(request), {"title": page.title, "url": page.get_url(request)}],
        "json_ld": structured_data.course_instance(training_class, url=own_url),
    }


def _own_enrollment(training_class: TrainingClass, user: Any) -> Enrollment | None:
    if not user.is_authenticated:
        return None
    own = Enrollment.objects.active().for_class(training_class).of_account(user)
    return own.first()


def whole_calendar_response(page: "SchedulePage") -> HttpResponse:
    """All published classes from the last month on, for calendars that subscribe."""
    first = timezone.localdate() - dt.timedelta(days=31)
    root = page.full_url
    classes = TrainingClass.objects.published().upcoming(first).select_related("venue")
    text = ical.calendar(
        classes.prefetch_related("sessions"),
        url_of=lambda one: root + page.reverse_subpage("class_detail", args=[one.code]),
        product=settings.WAGTAIL_SITE_NAME,
        name=page.title,
        canceled_mark=_("Canceled"),
    )
    return HttpResponse(
        text,
        content_type="text/calendar; charset=utf-8",
        headers={"Cache-Control": "public, max-age=900"},
    )


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


def sitemap_entries(page: "SchedulePage", base: str) -> list[dict[str, Any]]:
    codes = TrainingClass.objects.published().values_list("code", flat=True)
    return [
        {"location": base + page.reverse_subpage("class_detail", args=[code])} for code in codes
    ]
