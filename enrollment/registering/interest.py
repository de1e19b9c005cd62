"""Verbs on the interest in a course. A wish of one's own, no decision: it is not in the log."""

import datetime as dt
from typing import Any

from django.utils import timezone

from courses.models import Course
from enrollment.models import CourseInterest


def ask_for(course: Course, *, by: Any, at: dt.datetime | None = None) -> None:
    """Asked twice, it counts once."""
    rows = [CourseInterest(course=course, user=by, asked_at=at or timezone.now())]
    CourseInterest.objects.bulk_create(rows, ignore_conflicts=True)


def take_back(course: Course, *, by: Any) -> None:
    CourseInterest.objects.filter(course=course, user=by).delete()


def asks_for(user: Any, course: Course) -> bool:
    """Whether this account has asked."""
    if not user.is_authenticated:
        return False
    return CourseInterest.objects.filter(course=course, user=user).exists()


def count_for(course: Course, *, user: Any) -> int | None:
    """How many ask, for those who plan; nothing for anybody else."""
    if not user.is_authenticated or not user.is_organizer:
        return None
    return CourseInterest.objects.filter(course=course, user__is_active=True).count()
