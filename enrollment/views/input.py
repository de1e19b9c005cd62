"""What a view takes from an address or a form before any form object sees it."""

from typing import Any

from django_tables2 import RequestConfig, Table

from django.core.exceptions import BadRequest
from django.core.paginator import InvalidPage, Page, Paginator
from django.db.models import QuerySet
from django.http import Http404, HttpRequest

PER_PAGE = 50


def refuse_repeated(request: HttpRequest) -> None:
    """A field sent twice has no meaning that everybody would read alike."""
    if any(len(values) > 1 for _name, values in request.POST.lists()):
        raise BadRequest("A field was sent more than once.")


def page_of(
    request: HttpRequest, rows: "QuerySet[Any] | list[Any]", per_page: int = PER_PAGE
) -> Page:
    """The asked page of a list; a page that does not exist is not found."""
    try:
        return Paginator(rows, per_page).page(request.GET.get("page", 1))
    except InvalidPage as error:
        raise Http404 from error


def table_page(request: HttpRequest, table: Table, per_page: int = PER_PAGE) -> Table:
    """The asked page of a table in the asked order; columns that do not exist are ignored."""
    RequestConfig(request, paginate=False).configure(table)
    try:
        table.paginate(page=request.GET.get("page", 1), per_page=per_page)
    except InvalidPage as error:
        raise Http404 from error
    return table
