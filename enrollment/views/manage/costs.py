"""Costs of a class at the desk: lines, their payment, their sums, and the settlement."""

import uuid
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from courses.costs.figures import cost_sheet
from courses.costs.lines import add_line, change_line, pay_line, remove_line
from courses.costs.settling import reopen_costs, settle_costs, standing_settlement
from courses.forms.costs import CostLineForm, PaymentForm
from courses.models import CostLine, CostSettlement, TrainingClass
from courses.money_words import unit
from courses.refusals import Refusal
from enrollment.access import organizers_only
from enrollment.forms.acts import ReasonForm
from enrollment.models import Enrollment
from enrollment.paging import page_of
from enrollment.views.input import form_status, refuse_repeated
from enrollment.views.manage.desk import class_page, find_class

COSTS = "enrollment:manage_costs"


@organizers_only
@require_http_methods(["GET", "HEAD"])
def manage_costs(request: HttpRequest, code: str) -> HttpResponse:
    training_class = find_class(code)
    lines = list(lines_of(request, training_class))
    sheet = cost_sheet(lines)
    people = Enrollment.objects.for_class(training_class).confirmed().count()
    context = {
        "sheet": sheet,
        "people": people,
        "per_person": sheet.total.spent_per(people),
        "page": page_of(request, lines),
        "unit": unit(),
        "settlement": standing_settlement(training_class),
        "reopened": CostSettlement.objects.filter(training_class=training_class)
        .exclude(reopened_at=None)
        .select_related("settled_by", "reopened_by"),
    }
    return class_page(request, "costs", training_class, **context)


@organizers_only
@require_http_methods(["GET", "HEAD", "POST"])
def manage_cost_new(request: HttpRequest, code: str) -> HttpResponse:
    """A new line; it begins with the kind and the source of the one before."""
    training_class = find_class(code)
    last = lines_of(request, training_class).order_by("-pk").first()
    initial = {"source": last.source_id} if last else {}
    form = CostLineForm(request.POST or None, initial=initial)
    if request.method == "POST" and form.is_valid():
        refuse_repeated(request)
        if _done(form, add_line, training_class, form.values, by=request.user):
            messages.success(request, _("The line is added."))
            another = "another" in request.POST
            return redirect("enrollment:manage_cost_new" if another else COSTS, code)
    return _form_page(request, training_class, form)


@organizers_only
@require_http_methods(["GET", "HEAD", "POST"])
def manage_cost(request: HttpRequest, code: str, public_id: uuid.UUID) -> HttpResponse:
    training_class, line = _find(request, code, public_id)
    # Another copy of the row for the form, which writes into it what was typed.
    form = CostLineForm(request.POST or None, instance=_find(request, code, public_id)[1])
    if request.method == "POST" and form.is_valid():
        refuse_repeated(request)
        edition = form.cleaned_data["edition"]
        if _done(form, change_line, line, form.values, by=request.user, edition=edition):
            messages.success(request, _("The line is changed."))
            return redirect(COSTS, code)
    return _form_page(request, training_class, form, line)


@organizers_only
@require_http_methods(["GET", "HEAD", "POST"])
def manage_cost_pay(request: HttpRequest, code: str, public_id: uuid.UUID) -> HttpResponse:
    training_class, line = _find(request, code, public_id)
    form = PaymentForm(request.POST or None, line=line)
    if request.method == "POST" and form.is_valid():
        refuse_repeated(request)
        if _done(form, pay_line, line, by=request.user, **form.cleaned_data):
            messages.success(request, _("The payment is noted."))
            return redirect(COSTS, code)
    return _act_page(request, "cost_pay", training_class, form, line=line)


@organizers_only
@require_http_methods(["GET", "HEAD", "POST"])
def manage_cost_remove(request: HttpRequest, code: str, public_id: uuid.UUID) -> HttpResponse:
    """Show what would go, then take it out."""
    training_class, line = _find(request, code, public_id)
    if request.method == "POST":
        try:
            remove_line(line, by=request.user)
            messages.success(request, _("The line is removed; the log keeps what it said."))
        except Refusal as refusal:
            messages.error(request, refusal.text)
        return redirect(COSTS, code)
    return class_page(request, "cost_remove", training_class, active="costs", line=line)


@organizers_only
@require_http_methods(["GET", "HEAD", "POST"])
def manage_costs_settle(request: HttpRequest, code: str) -> HttpResponse:
    """Show what would be frozen and what is not paid yet, then settle."""
    training_class = find_class(code)
    if request.method == "POST":
        try:
            settle_costs(training_class, by=request.user)
            messages.success(request, _("The costs are settled; no line changes any more."))
        except Refusal as refusal:
            messages.error(request, refusal.text)
        return redirect(COSTS, code)
    lines = list(lines_of(request, training_class))
    context = {
        "sheet": cost_sheet(lines),
        "unpaid": [line for line in lines if line.spent and not line.is_paid],
        "unspent": [line for line in lines if line.spent is None],
        "without_voucher": [line for line in lines if line.spent and not line.voucher],
    }
    return class_page(request, "costs_settle", training_class, active="costs", **context)


@organizers_only
@require_http_methods(["GET", "HEAD", "POST"])
def manage_costs_reopen(request: HttpRequest, code: str) -> HttpResponse:
    training_class = find_class(code)
    form = ReasonForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        refuse_repeated(request)
        reason = form.cleaned_data["reason"]
        if _done(form, reopen_costs, training_class, by=request.user, reason=reason):
            messages.success(request, _("The costs are open again."))
            return redirect(COSTS, code)
    return _act_page(request, "costs_reopen", training_class, form)


def lines_of(request: HttpRequest, training_class: TrainingClass) -> Any:
    """Lines of the class that the person may see, with what a line of a list prints."""
    seen = CostLine.objects.visible_to(request.user)
    return seen.filter(training_class=training_class).for_lists()


def _find(request: HttpRequest, code: str, public_id: uuid.UUID) -> tuple[TrainingClass, CostLine]:
    training_class = find_class(code)
    line = get_object_or_404(lines_of(request, training_class), public_id=public_id)
    line.training_class = training_class
    return training_class, line


def _done(form: Any, verb: Any, *subject: Any, **how: Any) -> bool:
    try:
        verb(*subject, **how)
    except Refusal as refusal:
        form.add_error(None, refusal)
        return False
    return True


def _form_page(
    request: HttpRequest,
    training_class: TrainingClass,
    form: CostLineForm,
    line: CostLine | None = None,
) -> HttpResponse:
    return _act_page(request, "cost_edit", training_class, form, line=line)


def _act_page(
    request: HttpRequest, template: str, training_class: TrainingClass, form: Any, **context: Any
) -> HttpResponse:
    context |= {"form": form, "settlement": standing_settlement(training_class)}
    return class_page(
        request, template, training_class, active="costs", status=form_status(form), **context
    )
