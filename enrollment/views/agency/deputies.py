"""Who acts for the agency in the coordinator's absence."""

from django.contrib import messages
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from courses.forms.fields import may_be_id
from courses.refusals import Refusal
from enrollment.access import login_required
from enrollment.forms.rounds import DeputyForm
from enrollment.models import AgencyCoordinator
from enrollment.nominating import deputies
from enrollment.querysets import within
from enrollment.views.agency.desk import own_agencies, own_paths
from enrollment.views.input import form_status, refuse_repeated


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def agency_deputies(request: HttpRequest) -> HttpResponse:
    """Only coordinators name deputies; a deputy finds no such page."""
    own_paths(request)
    mine = request.user.coordinated.valid_on(timezone.localdate()).filter(named_by=None)
    paths = list(mine.values_list("agency__path", flat=True))
    if not paths:
        raise Http404
    agencies = own_agencies(paths)
    known = AgencyCoordinator.objects.filter(within(paths, "agency__")).exclude(named_by=None)
    known = known.select_related("user", "agency", "named_by").order_by("-valid_from", "-pk")
    form = DeputyForm(None, agencies=agencies)
    if request.method == "POST":
        refuse_repeated(request)
        if request.POST.get("act") == "end":
            return _end(request, known)
        form = DeputyForm(request.POST, agencies=agencies)
        if form.is_valid() and _name(request, form):
            return redirect("enrollment:agency_deputies")
    today = timezone.localdate()
    acting = set(known.valid_on(today).values_list("pk", flat=True))
    context = {"form": form, "deputies": known, "today": today, "acting": acting}
    return render(request, "enrollment/agency/deputies.html", context, status=form_status(form))


def _name(request: HttpRequest, form: DeputyForm) -> bool:
    data = form.cleaned_data
    try:
        deputies.name_deputy(
            data["agency"], data["email"], first=data["first"], last=data["last"], by=request.user
        )
    except Refusal as refusal:
        form.add_error({"days_reversed": "last", "days_over": "last"}.get(refusal.code), refusal)
        return False
    messages.success(request, _("The deputy can sign in with this address on these days."))
    return True


def _end(request: HttpRequest, known: QuerySet[AgencyCoordinator]) -> HttpResponse:
    number = request.POST.get("deputy", "")
    if not may_be_id(number):
        raise Http404
    deputy = get_object_or_404(known, pk=number)
    try:
        deputies.end_deputy(deputy, by=request.user)
        messages.success(request, _("The deputy acts for the agency no longer."))
    except Refusal as refusal:
        messages.error(request, refusal.text)
    return redirect("enrollment:agency_deputies")
