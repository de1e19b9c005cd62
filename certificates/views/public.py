"""The public check of a certificate: by its code only, and the same answer for every miss."""

from typing import Any
from urllib.parse import urlparse

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_safe

from certificates.forms.checking import FileForm
from certificates.forms.letters import VerifyForm
from certificates.signing.keys import is_signing_on, is_test_signing
from certificates.signing.record_keys import PublicKey, is_record_on, public_keys, text_of
from certificates.verification import find_by_code, grouped_code, normal_code
from certificates.views.limits import is_over_limit, limited
from enrollment.access import public
from enrollment.views.answers import unlisted
from enrollment.views.input import form_status
from enrollment.views.kept import TEXT_SECONDS, kept


@public
@require_safe
@kept(TEXT_SECONDS)
def verify(request: HttpRequest) -> HttpResponse:
    """The form, the same for everybody; a typed code leads to its own page."""
    if "code" in request.GET:
        return _led_to_code(request)
    return _form_page(request, VerifyForm())


@unlisted
def _led_to_code(request: HttpRequest) -> HttpResponse:
    form = VerifyForm(request.GET)
    if form.is_valid():
        return redirect("certificates:verify_code", form.cleaned_data["code"])
    return _form_page(request, form)


def _form_page(request: HttpRequest, form: VerifyForm) -> HttpResponse:
    context = check_context() | {"form": form, "file_form": FileForm()}
    status = form_status(form)
    return posting(render(request, "certificates/public/verify.html", context, status=status))


@public
@require_safe
@unlisted
def verify_code(request: HttpRequest, code: str) -> HttpResponse:
    """Only misses count against the limit, so nobody is kept from a certificate that exists."""
    result = find_by_code(code)
    if not result.is_known and is_over_limit(request):
        return limited()
    context = check_context() | {
        "result": result,
        "facts": result.facts,
        "shown_code": grouped_code(normal_code(code))[:100],
        "form": VerifyForm(),
        "record_keys": keys_for_browser(),
    }
    return render(request, "certificates/public/result.html", context)


@public
@require_safe
def verify_help(request: HttpRequest) -> HttpResponse:
    """How to check a certificate, for whoever was handed one."""
    return render(request, "certificates/public/help.html", check_context())


def posting(response: HttpResponse) -> HttpResponse:
    """For a page with a form that is posted: under `no-referrer` browsers would hide its origin,
    and the form would be refused. Other sites are told nothing all the same."""
    response["Referrer-Policy"] = "same-origin"
    return response


def check_context() -> dict[str, Any]:
    """What all pages of the check say about this site."""
    return {
        "base_host": urlparse(settings.BASE_URL).netloc,
        "is_signing_on": is_signing_on(),
        "is_record_on": is_record_on(),
        "is_test_signing": is_test_signing() or any(key.is_test for key in public_keys()),
    }


def keys_for_browser() -> list[dict[str, Any]]:
    """The public keys as the checking page reads them."""
    return [_for_browser(key) for key in public_keys()]


def _for_browser(key: PublicKey) -> dict[str, Any]:
    return {"id": key.key_id, "x": text_of(key.raw), "is_test": key.is_test}
