"""What the pages of courses show: all by field of training, and one with its classes."""

import itertools
from typing import TYPE_CHECKING, Any, Final

from django.db.models import Count, Min, Q, QuerySet
from django.http import HttpRequest
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.utils.translation import gettext as _

from cms.class_pages import structured_courses
from cms.class_pages.class_page import sessions_of_class
from courses.models import Category, Course, TrainingClass
from enrollment.registering.interest import asks_for, count_for

if TYPE_CHECKING:
    from cms.models import SchedulePage

PAST_SHOWN: Final = 12
CLASSES_READ: Final = 50
# Search machines are told of so many classes of a course at most.
INSTANCES: Final = 10


def list_context(page: "SchedulePage", request: HttpRequest) -> dict[str, Any]:
    """By field of training; each with the day of its next class and how often it was held."""
    today = timezone.localdate()
    held = Q(classes__status=TrainingClass.Status.PUBLISHED)
    courses = (
        Course.objects.public()
        .select_related("category")
        .annotate(
            next_on=Min("classes__starts_on", filter=held & Q(classes__starts_on__gt=today)),
            coming=Count("classes", filter=held & Q(classes__starts_on__gt=today)),
            past=Count("classes", filter=held & Q(classes__ends_on__lt=today)),
        )
    )
    ordered = courses.order_by("category__position", "category__name", "name")
    return {
        "fields": _by_field(page, request, ordered),
        "crumbs": _crumbs(page, request),
    }


def _by_field(
    page: "SchedulePage", request: HttpRequest, courses: "QuerySet[Course]"
) -> list[tuple[Category, list[tuple[Course, str]]]]:
    def field(course: Course) -> int:
        return course.category_id

    groups = [list(group) for _key, group in itertools.groupby(courses, key=field)]
    return [
        (group[0].category, [(one, page.course_url(one.slug, request)) for one in group])
        for group in groups
    ]


def course_context(page: "SchedulePage", request: HttpRequest, slug: str) -> dict[str, Any]:
    course = get_object_or_404(Course.objects.public().select_related("category"), slug=slug)
    coming, past = _classes(course)
    crumb = {"title": _("Courses"), "url": _courses_url(page, request)}
    return {
        "course": course,
        "coming": coming,
        "past": past[:PAST_SHOWN],
        "are_there_more": len(past) > PAST_SHOWN,
        "usual": _usual([*coming, *past]),
        "asks": asks_for(request.user, course),
        "interested": count_for(course, user=request.user),
        "courses_url": crumb["url"],
        "crumbs": [*_crumbs(page, request), crumb],
        "json_ld": _data(page, request, course, [*coming, *past][:INSTANCES]),
    }


def _classes(course: Course) -> tuple[list[TrainingClass], list[TrainingClass]]:
    """Those to come, the next one first; those held, the last one first; in one reading."""
    today = timezone.localdate()
    found = TrainingClass.objects.published().filter(course=course).for_lists()
    found = found.prefetch_related(sessions_of_class()).order_by("-starts_on", "-code")
    latest = list(found[:CLASSES_READ])
    coming = [one for one in reversed(latest) if one.ends_on >= today]
    return coming, [one for one in latest if one.ends_on < today and one.is_held]


def _courses_url(page: "SchedulePage", request: HttpRequest) -> str:
    return page.get_url(request) + page.reverse_subpage("courses")


def _crumbs(page: "SchedulePage", request: HttpRequest) -> list[dict[str, str]]:
    return [*page.crumbs(request), {"title": page.title, "url": page.get_url(request)}]


def _usual(classes: list[TrainingClass]) -> dict[str, int]:
    """How long the course takes, as the nearest class with a timetable has it."""
    for training_class in classes:
        sessions = list(training_class.sessions.all())
        if sessions:
            days = {session.held_on for session in sessions}
            periods = sum(session.periods for session in sessions)
            return {"days": len(days), "sessions": len(sessions), "periods": periods}
    return {}


def _data(
    page: "SchedulePage", request: HttpRequest, course: Course, classes: list[TrainingClass]
) -> dict[str, Any] | None:
    """Nothing for a course that was never held: search machines ask for at least one class."""
    if not classes:
        return None
    root = page.get_full_url(request)
    return structured_courses.course_data(
        course,
        classes,
        url=root + page.reverse_subpage("course", args=[course.slug]),
        url_of=lambda one: root + page.reverse_subpage("class_detail", args=[one.code]),
    )
