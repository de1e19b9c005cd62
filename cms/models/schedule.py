"""The schedule: classes live from the database. A class has no page of its own, only an address."""

from typing import Any

from django.db import models
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext_lazy as _

from wagtail.admin.panels import FieldPanel
from wagtail.contrib.routable_page.models import RoutablePageMixin, path, re_path

from cms import schedule
from cms.models.base import SitePage, in_own_frames

CODE = r"(?P<code>[A-Za-z0-9][A-Za-z0-9._-]{0,29})"


class SchedulePage(RoutablePageMixin, SitePage):
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
        template = "cms/_class_list.html" if request.htmx else self.template
        return self.render(
            request, template=template, context_overrides=schedule.list_context(self, request)
        )

    @re_path(r"^lich\.ics/?$", name="calendar")
    def whole_calendar(self, request: HttpRequest) -> HttpResponse:
        return schedule.whole_calendar_response(self)

    @re_path(rf"^{CODE}/$", name="class_detail")
    def class_detail(self, request: HttpRequest, code: str) -> HttpResponse:
        return self.render(
            request,
            template="cms/class.html",
            context_overrides=schedule.class_context(self, request, code),
        )

    @re_path(rf"^{CODE}/lich\.ics/?$", name="class_calendar")
    def class_calendar(self, request: HttpRequest, code: str) -> HttpResponse:
        return schedule.calendar_response(self, code)

    def class_url(self, code: str, request: HttpRequest | None = None) -> str:
        return self.get_url(request) + self.reverse_subpage("class_detail", args=[code])

    def get_sitemap_urls(self, request: HttpRequest | None = None) -> list[dict[str, Any]]:
        base = self.get_full_url(request)
        return super().get_sitemap_urls(request) + schedule.sitemap_entries(self, base)
