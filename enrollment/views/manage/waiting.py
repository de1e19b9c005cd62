"""The waiting list of a class at the desk: who stands where and why, its rule, its offers."""

import uuid
from typing import Any, Final

from django.contrib import messages
from django.core.exceptions import BadRequest
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from courses.models import TrainingClass
from courses.refusals import Refusal
from enrollment.access import organizers_only
from enrollment.forms.waiting import OfferForm, RuleForm
from enrollment.models import Enrollment, SeatOffer
from enrollment.paging import page_of
from enrollment.registering import offers
from enrollment.registering.waiting_rules import move_to, set_order, simulate, switch_rule
from enrollment.seating.waiting_order import read_line
from enrollment.views.input import form_status
from enrollment.views.manage.desk import class_page, find_class
from enrollment.views.manage.waiting_words import in_words, moves_of, rows_of

TRIED: Final = 3
STEPS: Final = {"up": -1, "down": 1}


@organizers_only
@require_http_methods(["GET", "HEAD", "POST"])
def manage_waiting(request: HttpRequest, code: str) -> HttpResponse:
    """The list; POST moves one person, or all to the numbers that were typed."""
    training_class = find_class(code)
    if request.method == "POST":
        return _reordered(request, training_class)
    rows = rows_of(read_line(training_class))
    open_offers = SeatOffer.objects.filter(answer="", enrollment__training_class=training_class)
    moves = page_of(request, moves_of(training_class))
    return class_page(
        request,
        "waiting",
        training_class,
        rows=rows,
        offers=open_offers.select_related("enrollment").order_by("expires_at", "pk"),
        moves=in_words(moves),
        moves_page=moves,
        is_by_hand=training_class.waiting_policy == "organizers_order",
        may_decide=training_class.is_held and training_class.finalized_at is None,
    )


def _reordered(request: HttpRequest, training_class: TrainingClass) -> HttpResponse:
    try:
        _reorder(request, training_class)
    except Refusal as refusal:
        messages.error(request, refusal.text)
    else:
        messages.success(request, _("The order is saved."))
    return redirect("enrollment:manage_waiting", training_class.code)


def _reorder(request: HttpRequest, training_class: TrainingClass) -> None:
    order = list(read_line(training_class))
    act, _colon, asked = request.POST.get("move", "").partition(":")
    if act in STEPS:
        place = next((n for n, one in enumerate(order, 1) if str(one.public_id) == asked), 0)
        if not place:
            raise Refusal(_("This person does not wait any more."), code="state_changed")
        move_to(order[place - 1], place + STEPS[act], by=request.user)
        return
    wanted = {
        one.pk: _typed_place(request.POST.get(f"place-{one.public_id}", ""), number)
        for number, one in enumerate(order, start=1)
    }
    set_order(training_class, sorted(wanted, key=lambda pk: wanted[pk]), by=request.user)


def _typed_place(text: str, today: int) -> tuple[int, int, int]:
    """Who is put at a place stands before who was there; an unreadable number changes nothing."""
    place = int(text) if text.isascii() and text.isdigit() and len(text) < 6 else today
    # Put further back one comes behind the person who is at this place now, else before.
    moved = (place > today) - (place < today)
    return place, moved, today


@organizers_only
@require_http_methods(["GET", "HEAD", "POST"])
def manage_waiting_rule(request: HttpRequest, code: str) -> HttpResponse:
    """First try another rule out, side by side with today's order; then switch it on."""
    training_class = find_class(code)
    current = {
        "policy": training_class.waiting_policy,
        "offer_hours": training_class.offer_hours,
        "free": TRIED,
    }
    typed = request.POST if request.method == "POST" else request.GET
    form = RuleForm(typed if "policy" in typed else None, initial=current)
    simulation = None
    if form.is_bound and form.is_valid():
        if request.method == "POST" and _switched(request, training_class, form):
            return redirect("enrollment:manage_waiting", training_class.code)
        free = form.cleaned_data["free"] or TRIED
        simulation = simulate(training_class, form.cleaned_data["policy"], free=free)
    return class_page(
        request,
        "waiting_rule",
        training_class,
        form=form,
        simulation=simulation,
        without_group=not _has_groups(training_class),
        status=form_status(form) if not simulation else 200,
    )


def _has_groups(training_class: TrainingClass) -> bool:
    rule = getattr(training_class, "entry_rule", None)
    return rule is not None and rule.target_groups.exists()


def _switched(request: HttpRequest, training_class: TrainingClass, form: RuleForm) -> bool:
    asked = {name: form.cleaned_data[name] for name in ("policy", "offer_hours")}
    try:
        switch_rule(training_class, **asked, by=request.user)
    except Refusal as refusal:
        messages.error(request, refusal.text)
        return False
    messages.success(
        request,
        _("From now on a free seat goes by this rule: %(rule)s.")
        % {"rule": training_class.get_waiting_policy_display()},
    )
    return True


@organizers_only
@require_POST
def manage_offer(request: HttpRequest, code: str, public_id: uuid.UUID) -> HttpResponse:
    """Answer for somebody on the telephone, give more time, or take the offer back."""
    training_class = find_class(code)
    rows = SeatOffer.objects.filter(enrollment__training_class=training_class)
    asked = rows.filter(enrollment__public_id=public_id).order_by("-pk")
    offer = get_object_or_404(asked.select_related("enrollment__training_class")[:1])
    form = OfferForm(request.POST, training_class=training_class)
    if not form.is_valid():
        texts = [str(text) for found in form.errors.values() for text in found]
        messages.error(request, " ".join(texts))
        return redirect("enrollment:manage_waiting", training_class.code)
    try:
        _act(request.POST.get("act", ""), offer, by=request.user, **form.cleaned_data)
    except Refusal as refusal:
        messages.error(request, f"{offer.enrollment.full_name}: {refusal.text}")
    else:
        messages.success(request, _told(offer))
    return redirect("enrollment:manage_waiting", training_class.code)


def _act(
    act: str,
    offer: SeatOffer,
    *,
    by: Any,
    hours: int | None,
    instead: Enrollment | None,
    reason: str,
) -> None:
    if act == "accept":
        offers.accept_offer(offer, by=by)
    elif act == "decline":
        offers.decline_offer(offer, by=by)
    elif act == "extend":
        offers.extend_offer(offer, hours or offer.enrollment.training_class.offer_hours, by=by)
    elif act == "withdraw":
        offers.withdraw_offer(offer, by=by, instead=instead, reason=reason)
    else:
        raise BadRequest("No such act.")


def _told(offer: SeatOffer) -> str:
    return f"{offer.enrollment.full_name}: {offer.enrollment.get_state_display()}"
