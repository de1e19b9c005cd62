"""The library: documents live from the database. A document has no page of its own."""

from django.db import models
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext_lazy as _

from wagtail.admin.panels import FieldPanel
from wagtail.contrib.routable_page.models import RoutablePageMixin, path

from cms.documents import library
from cms.documents.shelf import Shelf
from cms.models.base import SitePage, in_own_frames


class DocumentsPage(RoutablePageMixin, SitePage):
    address_params = (*Shelf.base_fields, "page")

    intro = models.CharField(_("introduction"), max_length=400, blank=True)

    content_panels = [*SitePage.content_panels, FieldPanel("intro")]
    template = "cms/documents.html"
    parent_page_types = ["cms.HomePage"]
    subpage_types: list[str] = []
    max_count_per_parent = 1

    class Meta:
        verbose_name = _("library of documents")
        verbose_name_plural = _("libraries of documents")

    def serve_preview(self, request: HttpRequest, mode_name: str) -> HttpResponse:
        return in_own_frames(super().serve_preview)(request, mode_name)

    @path("")
    def document_list(self, request: HttpRequest) -> HttpResponse:
        return self.render(request, context_overrides=library.list_context(self, request))

    @path("<int:pk>/", name="document")
    def document(self, request: HttpRequest, pk: int) -> HttpResponse:
        return self.render(
            request,
            template="cms/document.html",
            context_overrides=library.document_context(self, request, pk),
        )

    def document_url(self, pk: int, request: HttpRequest | None = None) -> str:
        # Printed many times on a page, so nothing is resolved here.
        return f"{self.get_url(request)}{pk}/"
