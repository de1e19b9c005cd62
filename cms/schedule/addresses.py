"""The address of the schedule: what is filtered, and in which way it is shown."""

from typing import TYPE_CHECKING, Any, Final

from django.http import HttpRequest
from django.utils.translation import pgettext

if TYPE_CHECKING:
    from cms.models import SchedulePage

# Parameters that say how classes are shown, not which.
_SHOWING: Final = ("view", "page", "live")


def query_string(request: HttpRequest, **others: str) -> str:
    """The filter of this page alone, or with other values; an empty one is taken out."""
    query = request.GET.copy()
    for name in _SHOWING:
        query.pop(name, None)
    for name, value in others.items():
        query[name] = value
    for name in [name for name in query if not query[name]]:
        del query[name]
    return query.urlencode()


def shown_as(request: HttpRequest, view: str, **others: str) -> str:
    """The same classes in another way; the list is what needs no parameter."""
    return f"?{query_string(request, view='' if view == 'list' else view, **others)}"


def own_url(page: "SchedulePage", request: HttpRequest, route: str) -> str:
    """A route of the schedule with the filter of this page."""
    query = query_string(request)
    url: str = page.get_url(request) + page.reverse_subpage(route)
    return f"{url}?{query}" if query else url


def tabs(request: HttpRequest, current: str, *, has_levels: bool) -> list[dict[str, Any]]:
    """The ways to show the classes; by level only where classes are meant for levels."""
    titles = {
        "list": pgettext("view of the schedule", "List"),
        "month": pgettext("view of the schedule", "Month"),
        "groups": pgettext("view of the schedule", "By group"),
    }
    return [
        {"title": title, "url": shown_as(request, view), "current": view == current}
        for view, title in titles.items()
        if view != "groups" or has_levels or view == current
    ]
