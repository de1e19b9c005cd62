"""The public check of a certificate: by its code only, and the same answer for every miss."""

from urllib.parse import urlparse

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_safe

from certificates.forms import VerifyForm
from certificates.verification import find_by_code, grouped_code, normal_code
from certificates.views.limits import WINDOW, is_over_limit
from enrollment.access import public
from enrollment.views.answers import unlisted
from enrollment.views.input import form_status


@public
@require_safe
@unlisted
def verify(request: HttpRequest) -> HttpResponse:
    """The form; a typed code leads to its own page."""
    form = VerifyForm(request.GET if "code" in request.GET else None)
    if form.is_valid():
        return redirect("certificates:verify_code", form.cleaned_data["code"])
    context = {"form": form, "base_host": urlparse(settings.BASE_URL).netloc}
    return render(request, "certificates/public/verify.html", context, status=form_status(form))


@public
@require_safe
@unlisted
def verify_code(request: HttpRequest, code: str) -> HttpResponse:
    """Only misses count against the limit, so nobody is kept from a certificate that exists."""
    result = find_by_code(code)
    if not result.is_known and is_over_limit(request):
        response = render(request, "429.html", status=429)
        response["Retry-After"] = str(WINDOW)
        return response
    context = {
        "result": result,
        "facts": result.facts,
        "shown_code": grouped_code(normal_code(code))[:100],
        "form": VerifyForm(),
    }
    return render(request, "certificates/public/result.html", context)
