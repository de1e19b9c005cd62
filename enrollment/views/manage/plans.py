"""The training plans: the list by year, one plan with its progress, the decision, files."""

import uuid
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_safe

from courses.refusals import Refusal
from enrollment.access import administrators_only, organizers_only
from enrollment.forms.planning import (
    CopyForm,
    DecisionForm,
    LineFilter,
    NoteForm,
    PlanForm,
    ReasonForm,
)
from enrollment.models import TrainingPlan
from enrollment.paging import page_of
from enrollment.planning import plans as verbs
from enrollment.planning.copying import copy_plan
from enrollment.planning.plan_workbook import plan_csv, plan_workbook
from enrollment.planning.progress import QUARTERS, progress_by_plan, progress_of, unplanned_classes
from enrollment.planning.standing import PlanTotals, totals_of
from enrollment.views.answers import XLSX, file_answer
from enrollment.views.input import form_status
from enrollment.views.manage.history import in_words, log_of_chain

RECENT_ACTS = 10
CSV = "text/csv; charset=utf-8"


def find_plan(request: HttpRequest, public_id: uuid.UUID) -> TrainingPlan:
    seen = TrainingPlan.objects.visible_to(request.user).select_related("issuing_body")
    return get_object_or_404(seen, public_id=public_id)


@organizers_only
@require_safe
def plans(request: HttpRequest) -> HttpResponse:
    """All plans, the latest year first, with planned against done."""
    page = page_of(
        request,
        TrainingPlan.objects.visible_to(request.user)
        .select_related("issuing_body")
        .order_by("-year", "issuing_body__name"),
    )
    progress = progress_by_plan(page.object_list)
    rows = [(plan, totals_of(progress[plan.pk])) for plan in page.object_list]
    return render(request, "enrollment/plans/plans.html", {"page": page, "rows": rows})


@organizers_only
@require_http_methods(["GET", "HEAD", "POST"])
def plan_new(request: HttpRequest) -> HttpResponse:
    form = PlanForm(request.POST or None, initial={"year": timezone.localdate().year + 1})
    if request.method == "POST" and form.is_valid():
        try:
            opened = verbs.open_plan(form.save(commit=False), by=request.user)
        except Refusal as refusal:
            form.add_error("year", refusal)
        else:
            messages.success(request, _("The plan is opened. Now add its lines."))
            return redirect("enrollment:plan", opened.public_id)
    context = {"form": form}
    return render(request, "enrollment/plans/new.html", context, status=form_status(form))


@organizers_only
@require_safe
def plan(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    """The lines by quarter, what became of them, and classes of the year outside the plan."""
    shown = find_plan(request, public_id)
    lines = progress_of(shown)
    chosen = LineFilter(request.GET)
    page = page_of(request, chosen.narrow(lines))
    log = log_of_chain(verbs.chain_of(shown))
    acts = page_of(request, log) if "history" in request.GET else None
    context = {
        "plan": shown,
        "filter": chosen,
        "totals": totals_of(lines),
        "found": totals_of(page.paginator.object_list),
        "by_quarter": _by_quarter(lines),
        "page": page,
        "unplanned": unplanned_classes(shown.year, body=shown.issuing_body),
        "dropped": shown.lines.exclude(dropped_at=None).in_order(),
        "adjusted_on": verbs.adjusted_on(shown),
        "history_page": acts,
        "history": in_words(acts.object_list if acts else log[:RECENT_ACTS]),
    }
    return render(request, "enrollment/plans/plan.html", context)


def _by_quarter(lines: Any) -> list[tuple[int | None, PlanTotals]]:
    """Totals of each quarter that has lines; last of those without one."""
    parts = [(one, [row for row in lines if row.quarter == one]) for one in (*QUARTERS, None)]
    return [(quarter, totals_of(rows)) for quarter, rows in parts if rows]


@organizers_only
@require_http_methods(["GET", "HEAD", "POST"])
def plan_edit(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    """The note; and a draft that nobody needs is discarded."""
    shown = find_plan(request, public_id)
    form = NoteForm(request.POST or None, initial={"note": shown.note})
    if request.method == "POST" and "discard" in request.POST:
        return _discarded(request, shown)
    if request.method == "POST" and form.is_valid():
        verbs.change_note(shown, note=form.cleaned_data["note"], by=request.user)
        messages.success(request, _("The note is saved."))
        return redirect("enrollment:plan", public_id)
    context = {"form": form, "plan": shown}
    return render(request, "enrollment/plans/edit.html", context, status=form_status(form))


def _discarded(request: HttpRequest, shown: TrainingPlan) -> HttpResponse:
    try:
        verbs.discard_plan(shown, by=request.user)
    except Refusal as refusal:
        messages.error(request, refusal.text)
        return redirect("enrollment:plan", shown.public_id)
    messages.success(request, _("The draft is discarded."))
    return redirect("enrollment:plans")


@organizers_only
@require_http_methods(["GET", "HEAD", "POST"])
def plan_approve(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    """The decision; once approved, its number or day can be corrected with a reason."""
    shown = find_plan(request, public_id)
    form = DecisionForm(request.POST or None, plan=shown)
    if request.method == "POST" and form.is_valid():
        try:
            verbs.approve_plan(shown, by=request.user, **form.cleaned_data)
        except Refusal as refusal:
            form.add_error(None, refusal)
        else:
            messages.success(request, _("The decision is entered."))
            return redirect("enrollment:plan", public_id)
    context = {"form": form, "plan": shown, "totals": totals_of(progress_of(shown))}
    return render(request, "enrollment/plans/approve.html", context, status=form_status(form))


@administrators_only
@require_http_methods(["GET", "HEAD", "POST"])
def plan_take_back(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    """An approval entered by mistake: the plan is a draft again."""
    shown = find_plan(request, public_id)
    form = ReasonForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            verbs.take_back_approval(shown, by=request.user, **form.cleaned_data)
        except Refusal as refusal:
            form.add_error(None, refusal)
        else:
            messages.success(request, _("The plan is a draft again."))
            return redirect("enrollment:plan", public_id)
    context = {"form": form, "plan": shown}
    return render(request, "enrollment/plans/take_back.html", context, status=form_status(form))


@organizers_only
@require_http_methods(["GET", "HEAD", "POST"])
def plan_copy(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    """The lines as the beginning of another year's plan."""
    shown = find_plan(request, public_id)
    form = CopyForm(request.POST or None, initial={"year": shown.year + 1})
    if request.method == "POST" and form.is_valid():
        try:
            copied = copy_plan(shown, year=form.cleaned_data["year"], by=request.user)
        except Refusal as refusal:
            form.add_error("year", refusal)
        else:
            count = copied.lines.count()
            text = ngettext("%(n)s line is taken over.", "%(n)s lines are taken over.", count)
            messages.success(request, text % {"n": count})
            return redirect("enrollment:plan", copied.public_id)
    context = {"form": form, "plan": shown, "totals": totals_of(progress_of(shown))}
    return render(request, "enrollment/plans/copy.html", context, status=form_status(form))


@organizers_only
@require_safe
def plan_xlsx(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    shown = find_plan(request, public_id)
    body = plan_workbook(shown, progress_of(shown))
    return file_answer(body, f"plan-{shown.year}.xlsx", XLSX)


@organizers_only
@require_safe
def plan_csv_file(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    shown = find_plan(request, public_id)
    return file_answer(plan_csv(shown, progress_of(shown)), f"plan-{shown.year}.csv", CSV)
