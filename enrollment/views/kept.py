"""Answers that are the same for everybody without an account, and may be kept for a while.

The mark is only a permission. Whether an answer is kept is decided in `cms.page_cache`, which sees
the whole of it: no cookie set, no session, nothing private.
"""

from collections.abc import Callable, Iterable
from functools import wraps
from typing import Any, Final

from django.http import HttpRequest
from django.http.response import HttpResponseBase

from enrollment.access import View

# A page that shows seats is never older.
SEATS_SECONDS: Final = 10
# Publishing ends it at once; this is for what nobody publishes, like a day that is over.
TEXT_SECONDS: Final = 60


def keep(response: HttpResponseBase, *, seconds: int, params: Iterable[str] = ()) -> Any:
    """Allow this answer to be kept; with a query only if all its parameters are among `params`."""
    response.kept_seconds = seconds
    response.kept_params = frozenset(params)
    return response


def kept(seconds: int, params: Iterable[str] = ()) -> Callable[[View], View]:
    """The same for all answers of a view."""

    def decorate(view: View) -> View:
        @wraps(view)
        def answer(request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
            return keep(view(request, *args, **kwargs), seconds=seconds, params=params)

        return answer

    return decorate
