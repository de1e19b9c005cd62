"""One page of a list or of a table; a page that does not exist is not found."""

from typing import Any, Final

from django_tables2 import RequestConfig, Table

from django.core.paginator import InvalidPage, Page, Paginator
from django.db.models import QuerySet
from django.http import Http404, HttpRequest

PER_PAGE: Final = 50


def page_of(
    request: HttpRequest,
    rows: "QuerySet[Any] | list[Any]",
    per_page: int = PER_PAGE,
    *,
    count: int | None = None,
) -> Page:
    """The asked page of a list; a known `count` saves counting."""
    pages = Paginator(rows, per_page)
    if count is not None:
        pages.count = count
    try:
        return pages.page(request.GET.get("page", 1))
    except InvalidPage as error:
        raise Http404 from error


def table_page(request: HttpRequest, table: Table) -> Table:
    """The asked page of a table in the asked order; columns that do not exist are ignored."""
    RequestConfig(request, paginate=False).configure(table)
    try:
        table.paginate(page=request.GET.get("page", 1), per_page=PER_PAGE)
    except InvalidPage as error:
        raise Http404 from error
    return table
