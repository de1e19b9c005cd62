"""The public check of a certificate on paper from before: number and name, the same for a miss."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_http_methods

from certificates.forms.history import PaperCheckForm
from certificates.history.checking import find_on_paper
from certificates.views.limits import is_over_limit, limited
from certificates.views.public import check_context, posting
from enrollment.access import public
from enrollment.views.answers import unlisted
from enrollment.views.input import form_status


@public
@require_http_methods(["GET", "HEAD", "POST"])
@unlisted
def verify_paper(request: HttpRequest) -> HttpResponse:
    """Posted, so that no name stands in an address. Misses count with those of the codes."""
    form = PaperCheckForm(request.POST if request.method == "POST" else None)
    context = check_context() | {"form": form}
    if form.is_valid():
        result = find_on_paper(form.cleaned_data["number"], form.cleaned_data["name"])
        if not result.is_known and is_over_limit(request):
            return limited()
        context |= {"result": result, "facts": result.facts}
    status = 200 if form.is_valid() else form_status(form)
    return posting(render(request, "certificates/public/paper.html", context, status=status))
