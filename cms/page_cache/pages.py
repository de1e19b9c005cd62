"""How long each kind of page may be kept."""

from collections.abc import Callable
from typing import Any

from django.http import HttpRequest
from django.http.response import HttpResponseBase

from wagtail.models import Page

from enrollment.views.kept import SEATS_SECONDS, keep

ServePage = Callable[[Page, HttpRequest, Any, Any], HttpResponseBase]


def keep_page(serve_page: ServePage) -> ServePage:
    """A hook of Wagtail, innermost: a page behind a password is marked as private around it."""

    def serve(page: Page, request: HttpRequest, args: Any, kwargs: Any) -> HttpResponseBase:
        response = serve_page(page, request, args, kwargs)
        return keep(
            response,
            seconds=getattr(page, "kept_seconds", SEATS_SECONDS),
            params=getattr(page, "address_params", ("page",)),
        )

    return serve
