"""Lines of a plan pasted from a spreadsheet: looked over first, then stored all at once."""

import uuid

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods

from courses.refusals import Refusal
from enrollment.access import organizers_only
from enrollment.forms.plan_lines import PasteForm
from enrollment.models import TrainingPlan
from enrollment.planning.lines import add_lines
from enrollment.views.input import form_status
from enrollment.views.manage.plans import find_plan


@organizers_only
@require_http_methods(["GET", "HEAD", "POST"])
def plan_paste(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    """Looking over stores nothing; saving does when every line is sound."""
    plan = find_plan(request, public_id)
    form = PasteForm(request.POST or None, plan=plan)
    is_sound = request.method == "POST" and form.is_valid() and not form.faulty
    if is_sound and "save" in request.POST and _stored(request, plan, form):
        return redirect("enrollment:plan", public_id)
    status = 200 if is_sound and not form.errors else form_status(form)
    context = {"plan": plan, "form": form, "is_sound": is_sound}
    return render(request, "enrollment/plans/paste.html", context, status=status)


def _stored(request: HttpRequest, plan: TrainingPlan, form: PasteForm) -> bool:
    lines = [(one.said, one.budget) for _row, one in form.rows]
    reason = form.cleaned_data.get("reason", "")
    try:
        added = add_lines(plan, lines, by=request.user, reason=reason)
    except Refusal as refusal:
        form.add_error(None, refusal)
        return False
    text = ngettext("%(n)s line is added.", "%(n)s lines are added.", len(added))
    messages.success(request, text % {"n": len(added)})
    return True
