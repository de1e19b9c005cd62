"""What the library shows: one page of its list, one document; where both are found."""

from typing import TYPE_CHECKING, Any, Final

from django.apps import apps
from django.core.paginator import InvalidPage, Page, Paginator
from django.http import Http404, HttpRequest
from django.shortcuts import get_object_or_404
from django.utils import translation
from django.utils.functional import cached_property

from cms.documents.shelf import Shelf
from cms.models.documents import Document, LibraryQuerySet

if TYPE_CHECKING:
    from cms.models import DocumentsPage

PER_PAGE: Final = 20
# Enough to see what it is about; the whole stands in the file.
CHARACTERS_SHOWN: Final = 8_000


class CountedPaginator(Paginator):
    """Its rows have been counted already."""

    def __init__(self, rows: LibraryQuerySet, per_page: int, *, count: int) -> None:
        super().__init__(rows, per_page)
        self.counted = count

    @cached_property
    def count(self) -> int:
        return self.counted


def list_context(page: "DocumentsPage", request: HttpRequest) -> dict[str, Any]:
    documents = Document.objects.listed().visible_to(request.user)
    form = Shelf(request.GET, documents=documents, address=request.path)
    count = form.count
    return {
        "form": form,
        "count": count,
        "is_filtered": form.is_narrowing(),
        "page_obj": _page_of(request, form.found(), count),
        "base_url": page.get_url(request),
    }


def _page_of(request: HttpRequest, found: LibraryQuerySet, count: int) -> Page:
    try:
        rows = found.select_related("kind")
        return CountedPaginator(rows, PER_PAGE, count=count).page(request.GET.get("page", 1))
    except InvalidPage as error:
        raise Http404 from error


def document_context(page: "DocumentsPage", request: HttpRequest, pk: int) -> dict[str, Any]:
    """One document; what a visitor may not see does not exist for him."""
    documents = Document.objects.listed().visible_to(request.user)
    document = get_object_or_404(documents.select_related("kind", "content", "collection"), pk=pk)
    text = document.text
    return {
        "document": document,
        "lines": text[:CHARACTERS_SHOWN].splitlines(),
        "is_shortened": len(text) > CHARACTERS_SHOWN or document.reading == Document.Reading.CUT,
        "crumbs": [*page.crumbs(request), {"title": page.title, "url": page.get_url(request)}],
    }


def library_page(request: HttpRequest | None = None) -> "DocumentsPage | None":
    """The library in the active language; looked up once for each request."""
    language = translation.get_language()
    known = request.__dict__.setdefault("_libraries", {}) if request is not None else {}
    if language not in known:
        pages = apps.get_model("cms.DocumentsPage").objects.live().select_related("locale")
        known[language] = pages.filter(locale__language_code=language).first()
    return known[language]


def document_url(document: Document, request: HttpRequest | None = None) -> str:
    """Address of the page about a document; of the file itself where there is no library."""
    page = library_page(request)
    return page.document_url(document.pk, request) if page else document.url
