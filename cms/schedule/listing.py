"""What the schedule shows: as a list by month, as a calendar of one month, or by levels."""

import datetime as dt
import itertools
from collections.abc import Iterable
from typing import TYPE_CHECKING, Any, Final

from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext as _

from cms.schedule import live, month, versions
from cms.schedule.addresses import own_url, shown_as, tabs
from cms.schedule.filter import ScheduleFilter
from cms.schedule.rows import Row, read_catalogue
from courses.models import TrainingClass
from enrollment.paging import page_of

if TYPE_CHECKING:
    from cms.models import SchedulePage

CLASSES_PER_PAGE: Final = 30
# Of each level; the rest is a link away.
CLASSES_PER_GROUP: Final = 12


def filter_of(request: HttpRequest, *, since: dt.date | None = None) -> ScheduleFilter:
    """The filter in the address over all public classes, as of now."""
    return ScheduleFilter(
        request.GET,
        read_catalogue(timezone.now()),
        today=timezone.localdate(),
        address=request.path,
        since=since,
    )


def classes_of(rows: Iterable[Row]) -> list[TrainingClass]:
    """The classes with what a line of a list prints, in the order of the rows."""
    wanted = [row.pk for row in rows]
    found = TrainingClass.objects.for_lists().in_bulk(wanted)
    return [found[pk] for pk in wanted if pk in found]


def schedule_context(page: "SchedulePage", request: HttpRequest) -> dict[str, Any]:
    """The filter, the classes in the way that is asked for, and what else leads to them."""
    form = filter_of(request)
    shown = {"list": _as_list, "month": month.context, "groups": _by_levels}
    context = shown[form.view_shown](request, form)
    return context | {
        "form": form,
        "view": form.view_shown,
        "tabs": tabs(request, form.view_shown, has_levels=bool(form.catalogue.levels)),
        "is_filtered": form.is_narrowing(),
        "live": live.state_of(request, context.get("classes", ())),
        "calendar_url": own_url(page, request, "calendar"),
        "feed_url": own_url(page, request, "feed"),
        **versions.beside_schedule(page, request),
    }


def _as_list(request: HttpRequest, form: ScheduleFilter) -> dict[str, Any]:
    """One page of classes, grouped by the month in which they begin."""
    page_obj = page_of(request, form.rows, CLASSES_PER_PAGE)
    classes = classes_of(page_obj.object_list)
    grouped = itertools.groupby(classes, key=lambda one: one.starts_on.replace(day=1))
    return {
        "page_obj": page_obj,
        "classes": classes,
        "months": [(first, list(group)) for first, group in grouped],
    }


def _by_levels(request: HttpRequest, form: ScheduleFilter) -> dict[str, Any]:
    """The first classes for each level of agencies, and those for everybody."""
    groups: list[tuple[str, str, list[Row]]] = [
        (name, level, [row for row in form.rows if level in row.levels])
        for level, name in form.catalogue.levels.items()
    ]
    groups.append((_("For everybody"), "", [row for row in form.rows if not row.levels]))
    first = {row.pk: row for _name, _level, rows in groups for row in rows[:CLASSES_PER_GROUP]}
    found = {one.pk: one for one in classes_of(first.values())}
    return {
        "classes": list(found.values()),
        "groups": [
            {
                "name": name,
                "count": len(rows),
                "classes": [found[row.pk] for row in rows[:CLASSES_PER_GROUP] if row.pk in found],
                "all_url": shown_as(request, "list", level=level),
                "is_cut": len(rows) > CLASSES_PER_GROUP,
            }
            for name, level, rows in groups
            if rows
        ],
    }
