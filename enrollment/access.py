"""The only ways in which a view declares who may use it; a test walks all URLs for them."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, JsonResponse

from enrollment.models.people import ADMINISTRATORS, ORGANIZERS

View = Callable[..., HttpResponse]


def public(view: View) -> View:
    """Anybody, without an account."""
    return _declare(view, "public", lambda user: True, needs_account=False)


def login_required(view: View) -> View:
    """Anybody with an account; which rows is decided by `visible_to`."""
    return _declare(view, "login", lambda user: True)


def role_required(*roles: str) -> Callable[[View], View]:
    """Accounts in one of these groups; others get a 403, strangers the sign-in page."""

    def decorate(view: View) -> View:
        return _declare(view, ",".join(roles), lambda user: user.has_role(*roles))

    return decorate


organizers_only = role_required(ORGANIZERS, ADMINISTRATORS)
administrators_only = role_required(ADMINISTRATORS)


def _declare(
    view: View, access: str, may: Callable[[Any], bool], *, needs_account: bool = True
) -> View:
    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if needs_account and not request.user.is_authenticated:
            return _ask_to_sign_in(request)
        if not may(request.user):
            raise PermissionDenied
        return view(request, *args, **kwargs)

    guarded.access = access  # type: ignore[attr-defined]  # read by tests/test_access.py
    return guarded


def _ask_to_sign_in(request: HttpRequest) -> HttpResponse:
    """A script that asks for JSON is told so; a person is led to the door."""
    if request.headers.get("Accept") == "application/json":
        return JsonResponse({"error": "signed_out"}, status=401)
    return redirect_to_login(request.get_full_path())
