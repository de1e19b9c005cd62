"""Lines of a plan: new, changed, moved, dropped; and the classes that carry one out."""

import uuid
from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from courses.models import TrainingClass
from courses.refusals import Refusal
from enrollment.access import organizers_only
from enrollment.forms.plan_lines import LineForm, typed_so_far, version_of
from enrollment.forms.planning import ReasonForm
from enrollment.models import PlanLine, TrainingPlan
from enrollment.paging import page_of
from enrollment.planning import lines as verbs
from enrollment.planning.links import link_class, unlink_class
from enrollment.planning.progress import progress_of
from enrollment.views.input import asked_words, form_status
from enrollment.views.manage.plans import find_plan

PER_PAGE = 20


def _find_line(request: HttpRequest, public_id: uuid.UUID) -> PlanLine:
    seen = PlanLine.objects.visible_to(request.user)
    rows = seen.select_related("plan__issuing_body", "course")
    return get_object_or_404(rows, public_id=public_id)


@organizers_only
@require_http_methods(["GET", "HEAD", "POST"])
def plan_line_new(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    plan = find_plan(request, public_id)

    def store(form: LineForm) -> PlanLine:
        return verbs.add_line(
            PlanLine(plan=plan, **form.said),
            by=request.user,
            agencies=form.cleaned_data["agencies"],
            budget=form.budget,
            reason=form.cleaned_data.get("reason", ""),
        )

    return _line_form(request, plan, None, store)


@organizers_only
@require_http_methods(["GET", "HEAD", "POST"])
def plan_line_edit(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    line = _find_line(request, public_id)
    if line.is_dropped:
        return redirect("enrollment:plan_line", public_id)

    def store(form: LineForm) -> PlanLine:
        if form.cleaned_data["seen"] not in ("", version_of(line)):
            raise Refusal(
                _("Somebody has changed this line since the page was opened. Look at it first."),
                code="changed_meanwhile",
            )
        return verbs.change_line(
            line,
            form.said,
            by=request.user,
            agencies=form.cleaned_data["agencies"],
            budget=form.budget,
            reason=form.cleaned_data.get("reason", ""),
        )

    return _line_form(request, line.plan, line, store)


def _line_form(
    request: HttpRequest,
    plan: TrainingPlan,
    line: PlanLine | None,
    store: Callable[[LineForm], PlanLine],
) -> HttpResponse:
    """Looking for agencies shows the boxes anew as they were typed; saving judges them."""
    act = request.POST.get("act", "save")
    if request.method == "POST" and act in ("find", "level"):
        typed = typed_so_far(request.POST)
        form = LineForm(plan=plan, line=line, initial=typed)
        if act == "level":
            typed["agencies"] = sorted(form.with_level())
            form = LineForm(plan=plan, line=line, initial=typed)
        return _form_page(request, plan, line, form)
    form = LineForm(request.POST or None, plan=plan, line=line)
    if request.method == "POST" and form.is_valid():
        try:
            stored = store(form)
        except Refusal as refusal:
            form.add_error(None, refusal)
        else:
            messages.success(request, _("The line is saved."))
            if "another" in request.POST:
                return redirect("enrollment:plan_line_new", plan.public_id)
            return redirect("enrollment:plan_line", stored.public_id)
    return _form_page(request, plan, line, form)


def _form_page(
    request: HttpRequest, plan: TrainingPlan, line: PlanLine | None, form: LineForm
) -> HttpResponse:
    context = {"plan": plan, "line": line, "form": form}
    return render(request, "enrollment/plans/line_form.html", context, status=form_status(form))


@organizers_only
@require_http_methods(["GET", "HEAD", "POST"])
def plan_line(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    """What the line says and which classes carry it out; a POST puts one on it or takes one off."""
    line = _find_line(request, public_id)
    if request.method == "POST":
        return _link_or_unlink(request, line)
    found = [one for one in progress_of(line.plan) if one.line.pk == line.pk]
    words = asked_words(request)
    context = {
        "plan": line.plan,
        "line": line,
        "progress": found[0] if found else None,
        "agencies": line.target_agencies.all(),
        "words": words,
        "page": page_of(request, _candidates(line, words), PER_PAGE),
    }
    return render(request, "enrollment/plans/line.html", context)


def _candidates(line: PlanLine, words: str) -> Any:
    """Classes of the year without a line; those of the course of this line come first."""
    free = TrainingClass.objects.filter(ends_on__year=line.plan.year, planned=None).exclude(
        status=TrainingClass.Status.CANCELED
    )
    rows = free.search(words).for_lists().order_by("starts_on", "code")
    return sorted(rows, key=lambda one: one.course_id != line.course_id)


def _link_or_unlink(request: HttpRequest, line: PlanLine) -> HttpResponse:
    code = request.POST.get("code", "")
    training_class = get_object_or_404(TrainingClass, code=code if code.isprintable() else "")
    try:
        if request.POST.get("act") == "unlink":
            unlink_class(training_class, by=request.user)
            text = _("%(code)s is off the plan.")
        else:
            link_class(line, training_class, by=request.user)
            text = _("%(code)s carries out this line now.")
        messages.success(request, text % {"code": training_class.code})
    except Refusal as refusal:
        messages.error(request, refusal.text)
    return redirect("enrollment:plan_line", line.public_id)


@organizers_only
@require_http_methods(["GET", "HEAD", "POST"])
def plan_line_drop(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    """Take a line out after a question, or back; with a reason once the plan is approved."""
    line = _find_line(request, public_id)
    form = ReasonForm(request.POST or None) if line.plan.is_approved else None
    refusal = None
    if request.method == "POST" and (form is None or form.is_valid()):
        reason = form.cleaned_data["reason"] if form else ""
        try:
            act = verbs.restore_line if line.is_dropped else verbs.drop_line
            act(line, by=request.user, reason=reason)
        except Refusal as refused:
            refusal = refused
        else:
            text = _("The line is back.") if line.is_dropped else _("The line is taken out.")
            messages.success(request, text)
            return redirect("enrollment:plan", line.plan.public_id)
    context = {"plan": line.plan, "line": line, "form": form, "refusal": refusal}
    status = 422 if refusal else form_status(form) if form else 200
    return render(request, "enrollment/plans/drop.html", context, status=status)


@organizers_only
@require_POST
def plan_line_move(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    """One place up or down within its quarter."""
    line = _find_line(request, public_id)
    try:
        verbs.move_line(
            line, to="up" if request.POST.get("to") == "up" else "down", by=request.user
        )
    except Refusal as refusal:
        messages.error(request, refusal.text)
    return redirect("enrollment:plan", line.plan.public_id)
