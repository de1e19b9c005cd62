"""The versions of the schedule for the public: the last changes, all of them, one version whole."""

import datetime as dt
from typing import TYPE_CHECKING, Any, Final

from django.http import HttpRequest
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _

from courses.models import ScheduleChange, ScheduleRelease, TrainingClass
from courses.releasing import changes_by_class
from enrollment.paging import page_of

if TYPE_CHECKING:
    from cms.models import SchedulePage

CHANGES_BESIDE: Final = 4
VERSIONS_PER_PAGE: Final = 10
_OF_RELEASE: Final = ("pk", "number", "released_at", "note", "change_count", "years")
_OF_CHANGE: Final = ("title", "kind", "before", "after")


def beside_schedule(page: "SchedulePage", request: HttpRequest) -> dict[str, Any]:
    """The version that was announced last, its changes, and the papers of its years."""
    release, changes = _last_version()
    base = page.get_url(request)
    return {
        "release": release,
        "last_changes": changes,
        "versions_url": _all_url(page, request),
        "papers": [
            (year, base + page.reverse_subpage("year_paper", args=[year]))
            for year in (release.years if release else ())
        ],
    }


def _last_version() -> tuple[ScheduleRelease | None, list[ScheduleChange]]:
    """With its first changes, in one query; without all that a version holds."""
    rows = ScheduleRelease.objects.order_by("-number", "changes__position").values(
        *_OF_RELEASE, *(f"changes__{name}" for name in _OF_CHANGE)
    )[:CHANGES_BESIDE]
    found = [row for row in rows if row["number"] == rows[0]["number"]]
    if not found:
        return None, []
    release = ScheduleRelease(**{name: found[0][name] for name in _OF_RELEASE})
    changes = [
        ScheduleChange(release=release, **{name: row[f"changes__{name}"] for name in _OF_CHANGE})
        for row in found
        if row["changes__kind"]
    ]
    return release, changes


def versions_context(page: "SchedulePage", request: HttpRequest) -> dict[str, Any]:
    """All versions, the last first, each with what it changed."""
    releases = ScheduleRelease.objects.defer("content").order_by("-number")
    page_obj = page_of(request, releases, VERSIONS_PER_PAGE)
    found = ScheduleChange.objects.filter(release__in=[one.pk for one in page_obj.object_list])
    by_release: dict[int, list[ScheduleChange]] = {}
    for change in found.select_related("training_class").order_by("release", "position"):
        by_release.setdefault(change.release_id, []).append(change)
    return {
        "crumbs": _crumbs(page, request),
        "page_obj": page_obj,
        "versions": [
            (one, changes_by_class(by_release.get(one.pk, ()))) for one in page_obj.object_list
        ],
    }


def version_context(page: "SchedulePage", request: HttpRequest, number: int) -> dict[str, Any]:
    """One version as it was announced, whatever became of its classes."""
    release = get_object_or_404(ScheduleRelease, number=number)
    changes = release.changes.select_related("training_class").order_by("position")
    said = release.content["classes"]
    known = TrainingClass.objects.published().in_bulk([one["id"] for one in said])
    return {
        "crumbs": [
            *_crumbs(page, request),
            {"title": _("Changes"), "url": _all_url(page, request)},
        ],
        "release": release,
        "changes": changes_by_class(changes),
        "classes": [_announced(one) | {"now": known.get(one["id"])} for one in said],
        "is_last": not ScheduleRelease.objects.filter(number__gt=number).exists(),
    }


def _announced(said: dict[str, Any]) -> dict[str, Any]:
    days = {name: dt.date.fromisoformat(said[name]) for name in ("starts_on", "ends_on")}
    return said | days


def _all_url(page: "SchedulePage", request: HttpRequest) -> str:
    url: str = page.get_url(request) + page.reverse_subpage("versions")
    return url


def _crumbs(page: "SchedulePage", request: HttpRequest) -> list[dict[str, str]]:
    return [*page.crumbs(request), {"title": page.title, "url": page.get_url(request)}]
