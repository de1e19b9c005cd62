"""The check of the short record in a QR code: in the browser, or here where the browser cannot."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_http_methods

from certificates.forms.checking import RecordForm
from certificates.signing.record import RecordFacts, RecordRefused, check_record
from certificates.views.limits import is_over_limit, limited
from certificates.views.public import check_context, keys_for_browser, posting
from enrollment.access import public
from enrollment.views.answers import unlisted


@public
@require_http_methods(["GET", "HEAD", "POST"])
@unlisted
def verify_offline(request: HttpRequest) -> HttpResponse:
    """One page for both ways; what it says about a record needs no register and no network."""
    form = RecordForm(request.POST if request.method == "POST" else None)
    facts: RecordFacts | None = None
    reason = ""
    if form.is_valid():
        if is_over_limit(request):
            return limited()
        try:
            facts = check_record(form.cleaned_data["record"])
        except RecordRefused as refusal:
            reason = refusal.reason
    context = check_context() | {
        "form": form,
        "record": facts,
        "outcome": "genuine" if facts else reason,
        "record_keys": keys_for_browser(),
    }
    status = 422 if form.errors else 200
    return posting(render(request, "certificates/public/offline.html", context, status=status))
