"""What editors see of documents beside Wagtail's own screens: kinds, and the reading of texts."""

from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import URLPattern, path, reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from wagtail.admin import messages
from wagtail.admin.auth import require_admin_access
from wagtail.admin.filters import WagtailFilterSet
from wagtail.admin.menu import MenuItem
from wagtail.admin.ui.tables import Column, DateColumn, TitleColumn
from wagtail.admin.views.reports import ReportView
from wagtail.permissions import policy_registry
from wagtail.snippets.views.snippets import SnippetViewSet

from cms.documents.extraction import read_again
from cms.models.documents import Document, DocumentKind, LibraryQuerySet


class DocumentKindViewSet(SnippetViewSet):
    model = DocumentKind
    icon = "doc-full"
    list_display = ["name", "name_en", "slug", "position"]
    copy_view_enabled = False


def _policy() -> Any:
    return policy_registry.get_by_type(Document)


class TextFilterSet(WagtailFilterSet):
    class Meta:
        model = Document
        fields = ["reading", "kind"]


class TextsView(ReportView):
    """Which texts have been read, and which could not be."""

    model = Document
    page_title = gettext_lazy("Texts of documents")
    header_icon = "doc-full"
    index_url_name = "document_texts"
    index_results_url_name = "document_texts_results"
    filterset_class = TextFilterSet
    is_searchable = False
    columns = [
        TitleColumn("title", label=gettext_lazy("Title"), url_name="wagtaildocs:edit"),
        Column("get_reading_display", label=gettext_lazy("Text"), accessor="get_reading_display"),
        Column("page_count", label=gettext_lazy("Pages")),
        DateColumn("read_at", label=gettext_lazy("Read")),
    ]
    list_export = ["title", "number", "reading", "page_count", "read_at"]

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if not _policy().user_has_any_permission(request.user, ["change"]):
            raise PermissionDenied
        return super().dispatch(request, *args, **kwargs)

    def get_queryset(self) -> LibraryQuerySet:
        own = _policy().instances_user_has_permission_for(self.request.user, "change")
        return own.order_by("-created_at", "-pk")

    def get_filename(self) -> str:
        return "document-texts"


@require_admin_access
@require_POST
def read_text_again(request: HttpRequest, pk: int) -> HttpResponse:
    """An editor wants a text tried once more."""
    document = get_object_or_404(Document, pk=pk)
    if not _policy().user_has_permission_for_instance(request.user, "change", document):
        raise PermissionDenied
    read_again(document)
    text = _("The text of “%(title)s” will be read again within a minute.")
    messages.success(request, text % {"title": document.title})
    return redirect("wagtaildocs:edit", pk)


def admin_urls() -> list[URLPattern]:
    return [
        path("reports/document-texts/", TextsView.as_view(), name="document_texts"),
        path(
            "reports/document-texts/results/",
            TextsView.as_view(results_only=True),
            name="document_texts_results",
        ),
        path("documents/<int:pk>/read-again/", read_text_again, name="read_text_again"),
    ]


class TextsMenuItem(MenuItem):
    """Shown to those who may change documents."""

    def is_shown(self, request: HttpRequest) -> bool:
        return _policy().user_has_any_permission(request.user, ["change"])


def texts_menu_item() -> MenuItem:
    return TextsMenuItem(
        gettext_lazy("Texts of documents"),
        reverse("document_texts"),
        name="document-texts",
        icon_name="doc-full",
        order=700,
    )
