"""The schedule: classes live from the database. A class has no page of its own, only an address."""

from django.db import models
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from wagtail.admin.panels import FieldPanel
from wagtail.contrib.routable_page.models import RoutablePageMixin, path, re_path

from cms.models.base import SitePage, in_own_frames
from cms.models.class_routes import ClassAndCourseRoutes
from cms.schedule import answers, feeds, versions
from cms.schedule.filter import ScheduleFilter


class SchedulePage(ClassAndCourseRoutes, RoutablePageMixin, SitePage):
    address_params = (*ScheduleFilter.base_fields, "page")

    intro = models.CharField(_("introduction"), max_length=400, blank=True)

    content_panels = [*SitePage.content_panels, FieldPanel("intro")]
    template = "cms/schedule.html"
    parent_page_types = ["cms.HomePage"]
    subpage_types: list[str] = []
    max_count_per_parent = 1

    class Meta:
        verbose_name = _("class schedule")
        verbose_name_plural = _("class schedules")

    def serve_preview(self, request: HttpRequest, mode_name: str) -> HttpResponse:
        return in_own_frames(super().serve_preview)(request, mode_name)

    @path("")
    def class_list(self, request: HttpRequest) -> HttpResponse:
        return answers.schedule(self, request)

    # Two steps down, since one step down are the classes, whatever their codes.
    @path(pgettext_lazy("address", "versions/all/"), name="versions")
    def all_versions(self, request: HttpRequest) -> HttpResponse:
        return self.render(
            request,
            template="cms/schedule_versions.html",
            context_overrides=versions.versions_context(self, request),
        )

    @path(pgettext_lazy("address", "versions/<int:number>/"), name="version")
    def one_version(self, request: HttpRequest, number: int) -> HttpResponse:
        return self.render(
            request,
            template="cms/schedule_version.html",
            context_overrides=versions.version_context(self, request, number),
        )

    @re_path(r"^years/(?P<year>[0-9]{4})\.pdf/?$", name="year_paper")
    def year_paper(self, request: HttpRequest, year: str) -> HttpResponseBase:
        return answers.year_paper(self, request, int(year))

    @re_path(r"^rss\.xml/?$", name="feed")
    def feed(self, request: HttpRequest) -> HttpResponse:
        return feeds.ClassFeed(self)(request)

    @re_path(r"^lich\.ics/?$", name="calendar")
    def whole_calendar(self, request: HttpRequest) -> HttpResponse:
        return feeds.calendar_response(self, request)
