"""Registrations that await the coordinator: one by one or many at once, of the own agencies."""

import uuid
from collections.abc import Iterable

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST

from courses.refusals import Refusal
from enrollment.access import login_required
from enrollment.forms.acts import ReasonForm
from enrollment.models import Enrollment
from enrollment.paging import page_of
from enrollment.querysets import coordinated_paths
from enrollment.registering.approvals import decline_by_agency, to_be_approved
from enrollment.registering.registration import approve_by_agency
from enrollment.views.input import asked_words, form_status, read_uuid

PER_PAGE = 50
ACCEPT, DECLINE = "accept", "decline"


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def agency_approvals(request: HttpRequest) -> HttpResponse:
    """Who registered and needs the agency's yes; the letters to coordinators lead here."""
    if not coordinated_paths(request.user):
        raise Http404
    if request.method != "POST":
        return _list(request, ReasonForm())
    texts = request.POST.getlist("chosen")[:PER_PAGE]
    chosen = [key for text in texts if (key := read_uuid(text))]
    return _decide(request, chosen, request.POST.get("act", ""))


@login_required
@require_POST
def agency_decide(request: HttpRequest, public_id: uuid.UUID, act: str) -> HttpResponse:
    """The answer to one registration."""
    if not to_be_approved(request.user).filter(public_id=public_id).exists():
        return _too_late(request, public_id)
    return _decide(request, [public_id], act)


def _too_late(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    """A stranger's does not exist; of one's own people it is told what was decided meanwhile."""
    rows = Enrollment.objects.visible_to(request.user).filter(public_id=public_id)
    enrollment = rows.first() if coordinated_paths(request.user) else None
    if enrollment is None:
        raise Http404
    state = enrollment.get_state_display()
    messages.info(request, f"{enrollment.full_name}: {state}")
    return redirect("enrollment:agency_approvals")


def _decide(request: HttpRequest, chosen: list[uuid.UUID], act: str) -> HttpResponse:
    form = ReasonForm(request.POST, is_required=act == DECLINE)
    if act not in (ACCEPT, DECLINE) or not chosen:
        messages.info(request, _("Nobody was chosen."))
    elif not form.is_valid():
        return _list(request, form, chosen)
    else:
        rows = to_be_approved(request.user).filter(public_id__in=chosen)
        _decide_each(request, rows.select_related("training_class"), act, form)
    return redirect("enrollment:agency_approvals")


def _decide_each(
    request: HttpRequest, rows: Iterable[Enrollment], act: str, form: ReasonForm
) -> None:
    """Each person is one act; what cannot be done is told and stops nobody else."""
    done = 0
    for enrollment in rows:
        try:
            if act == ACCEPT:
                approve_by_agency(enrollment, by=request.user)
            else:
                reason = form.cleaned_data["reason"]
                decline_by_agency(enrollment, by=request.user, reason=reason)
            done += 1
        except Refusal as refusal:
            messages.error(request, f"{enrollment.full_name}: {refusal.text}")
    if done:
        messages.success(request, _told(act, done))


def _told(act: str, count: int) -> str:
    if act == ACCEPT:
        text = ngettext(
            "%(count)s registration is accepted. The person hears by e-mail.",
            "%(count)s registrations are accepted. The people hear by e-mail.",
            count,
        )
    else:
        text = ngettext(
            "%(count)s registration is declined. The person hears by e-mail.",
            "%(count)s registrations are declined. The people hear by e-mail.",
            count,
        )
    return text % {"count": count}


def _list(request: HttpRequest, form: ReasonForm, chosen: Iterable[uuid.UUID] = ()) -> HttpResponse:
    rows = to_be_approved(request.user).search(asked_words(request))
    rows = rows.select_related("training_class__venue", "trainee", "agency")
    context = {
        "page": page_of(request, rows, PER_PAGE),
        "form": form,
        "chosen": {str(one) for one in chosen},
        "is_searching": bool(asked_words(request).strip()),
    }
    return render(request, "enrollment/agency/approvals.html", context, status=form_status(form))
