"""The schedule for calendars and feed readers; the filter of the address applies to both."""

import datetime as dt
from typing import TYPE_CHECKING, Final

from django.conf import settings
from django.contrib.syndication.views import Feed
from django.db.models import prefetch_related_objects
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _

from cms.schedule.addresses import query_string
from cms.schedule.listing import classes_of, filter_of
from courses import ical, vietnamese
from courses.dates import date_range, short_date
from courses.models import AuditEntry, TrainingClass
from courses.scheduling import chain_of

if TYPE_CHECKING:
    from cms.models import SchedulePage

ITEMS: Final = 40
# Calendars keep what has just been held.
KEPT: Final = dt.timedelta(days=31)


def calendar_response(page: "SchedulePage", request: HttpRequest) -> HttpResponse:
    """Published classes from the last month on, for calendars that subscribe."""
    form = filter_of(request, since=timezone.localdate() - KEPT)
    classes = classes_of(form.rows)
    prefetch_related_objects(classes, "sessions")
    text = ical.calendar(
        classes,
        url_of=lambda one: _class_url(page, one),
        product=settings.WAGTAIL_SITE_NAME,
        name=page.title,
        canceled_mark=_("Canceled"),
    )
    return HttpResponse(
        text,
        content_type="text/calendar; charset=utf-8",
        headers={"Cache-Control": "public, max-age=900"},
    )


def _class_url(page: "SchedulePage", training_class: TrainingClass) -> str:
    route: str = page.reverse_subpage("class_detail", args=[training_class.code])
    return f"{page.full_url}{route}"


class ClassFeed(Feed):
    """Coming classes, the one that was announced last first."""

    def __init__(self, page: "SchedulePage") -> None:
        self.page = page

    def get_object(self, request: HttpRequest) -> str:
        self.classes = _latest(classes_of(filter_of(request).rows))
        query = query_string(request)
        return f"?{query}" if query else ""

    def title(self, _query: str) -> str:
        return self.page.title

    def description(self, _query: str) -> str:
        return vietnamese.clean_text(self.page.intro) or self.page.title

    def link(self, query: str) -> str:
        return f"{self.page.full_url}{query}"

    def feed_url(self, query: str) -> str:
        return f"{self.page.full_url}{self.page.reverse_subpage('feed')}{query}"

    def items(self) -> list[tuple[dt.datetime, TrainingClass]]:
        return self.classes

    def item_title(self, item: tuple[dt.datetime, TrainingClass]) -> str:
        title = vietnamese.clean_text(item[1].title)
        return f"{_('Canceled')}: {title}" if item[1].is_canceled else title

    def item_description(self, item: tuple[dt.datetime, TrainingClass]) -> str:
        _at, one = item
        closes = timezone.localdate(one.registration_closes_at)
        parts = [
            date_range(one.starts_on, one.ends_on),
            ical.place_of(one),
            one.audience,
            _("Register by %(day)s") % {"day": short_date(closes)},
        ]
        return vietnamese.clean_text(". ".join(part for part in parts if part))

    def item_link(self, item: tuple[dt.datetime, TrainingClass]) -> str:
        return _class_url(self.page, item[1])

    def item_pubdate(self, item: tuple[dt.datetime, TrainingClass]) -> dt.datetime:
        return item[0]

    def item_categories(self, item: tuple[dt.datetime, TrainingClass]) -> list[str]:
        return [str(item[1].course.category)]


def _latest(classes: list[TrainingClass]) -> list[tuple[dt.datetime, TrainingClass]]:
    """With the moment at which each was published, as the log says."""
    chains = {chain_of(one): one for one in classes}
    log = AuditEntry.objects.filter(action="class.published", chain__key__in=chains)
    published = dict(log.values_list("chain__key", "at"))
    dated = [(published.get(key, one.registration_opens_at), one) for key, one in chains.items()]
    return sorted(dated, key=lambda pair: (pair[0], pair[1].code), reverse=True)[:ITEMS]
