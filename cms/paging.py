"""One page of a list; a page that does not exist is not found."""

from typing import Any

from django.core.paginator import InvalidPage, Page, Paginator
from django.http import Http404, HttpRequest


def page_of(items: Any, request: HttpRequest, per_page: int) -> Page:
    try:
        return Paginator(items, per_page).page(request.GET.get("page", 1))
    except InvalidPage as error:
        raise Http404(str(error)) from error
