"""Classes and courses as things that are found."""

from collections.abc import Iterable
from typing import Any

from django.conf import settings
from django.db.models import Max, QuerySet
from django.http import HttpRequest

from cms.chrome import navigation
from cms.search import places
from cms.search.kinds import Kind
from cms.search.shapes import Draft, Shown
from courses.models import Course, TrainingClass


class Classes:
    def _public(self) -> "QuerySet[TrainingClass]":
        return TrainingClass.objects.published()

    def ids(self) -> "QuerySet[Any]":
        return self._public().values_list("pk", flat=True)

    def drafts(self, ids: Iterable[int]) -> list[Draft]:
        rows = self._public().filter(pk__in=ids).select_related("course__category", "venue")
        return [
            Draft(row.pk, row.title, _class_words(row), row.starts_on, places.every_language())
            for row in rows
        ]

    def shown(self, ids: Iterable[int], request: HttpRequest | None) -> dict[int, Shown]:
        rows = self._public().filter(pk__in=ids).select_related("course__category", "venue")
        return {
            row.pk: Shown(
                kind=Kind.CLASSES,
                title=row.title,
                text=_class_words(row),
                url=navigation.class_url(row, request),
                language=settings.LANGUAGE_CODE,
                day=row.starts_on,
                training_class=row,
            )
            for row in rows
        }


def _class_words(row: TrainingClass) -> str:
    """Nobody's name: people are no business of a search."""
    course = row.course
    told = (row.code, row.audience, row.venue.name, row.venue.address, course.name)
    return ". ".join(dict.fromkeys(part for part in (*told, course.category.name) if part))


class Courses:
    def _public(self) -> "QuerySet[Course]":
        return Course.objects.select_related("category")

    def ids(self) -> "QuerySet[Any]":
        return Course.objects.values_list("pk", flat=True)

    def drafts(self, ids: Iterable[int]) -> list[Draft]:
        published = TrainingClass.objects.published().filter(course__in=ids)
        newest = dict(published.values_list("course").annotate(Max("starts_on")))
        return [
            Draft(
                row.pk,
                row.name,
                _course_words(row),
                newest.get(row.pk, places.FIRST_DAY),
                places.every_language(),
            )
            for row in self._public().filter(pk__in=ids)
        ]

    def shown(self, ids: Iterable[int], request: HttpRequest | None) -> dict[int, Shown]:
        return {
            row.pk: Shown(
                kind=Kind.COURSES,
                title=str(row),
                text=_course_words(row),
                url=navigation.course_url(row, request),
            )
            for row in self._public().filter(pk__in=ids)
        }


def _course_words(row: Course) -> str:
    told = (row.code, row.audience, row.description, row.name_en, row.category.name)
    return ". ".join(part for part in told if part)
