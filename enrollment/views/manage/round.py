"""The nomination round of a class at the desk: its board, its terms, its end."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from courses.models import TrainingClass
from courses.refusals import Refusal
from enrollment.access import organizers_only
from enrollment.forms.rounds import DeadlineForm, RoundForm, version_of
from enrollment.models import NominationRound
from enrollment.nominating import rounds
from enrollment.nominating.round_board import board_of
from enrollment.nominating.round_workbook import board_workbook
from enrollment.views.answers import XLSX, file_answer
from enrollment.views.input import form_status
from enrollment.views.manage.desk import class_page, find_class


def _find_round(training_class: TrainingClass) -> NominationRound | None:
    round_ = NominationRound.objects.filter(training_class=training_class).first()
    if round_:
        round_.training_class = training_class
    return round_


@organizers_only
@require_safe
def manage_round(request: HttpRequest, code: str) -> HttpResponse:
    """The live board: where the seats of each agency are; htmx asks for the board alone."""
    return _board(request, find_class(code))


def _board(
    request: HttpRequest, training_class: TrainingClass, form: DeadlineForm | None = None
) -> HttpResponse:
    round_ = _find_round(training_class)
    now = timezone.now()
    return class_page(
        request,
        "_round_board" if request.htmx else "round",
        training_class,
        status=form_status(form) if form else 200,
        round=round_,
        is_open=bool(round_ and training_class.is_held and round_.is_open_at(now)),
        may_change=_may_change(training_class),
        board=board_of(training_class) if round_ else None,
        form=form or DeadlineForm(),
        now=now,
    )


def _may_change(training_class: TrainingClass) -> bool:
    is_done = training_class.list_closed_at or training_class.finalized_at
    begun = timezone.localdate() >= training_class.starts_on
    return training_class.is_held and not is_done and not begun


@organizers_only
@require_http_methods(["GET", "HEAD", "POST"])
def manage_round_edit(request: HttpRequest, code: str) -> HttpResponse:
    """Terms and seats of the round; "Spread" fills the boxes and saves nothing yet."""
    training_class = find_class(code)
    round_ = _find_round(training_class)
    if round_ and round_.closed_at:
        messages.info(request, _("The round is closed. Open it again first."))
        return redirect("enrollment:manage_round", code)
    if request.method != "POST":
        return _edit_page(request, round_, _new_form(training_class, round_))
    form = RoundForm(
        request.POST, training_class=training_class, chosen=request.POST.getlist("chosen")
    )
    if request.POST.get("act") == "spread":
        return _edit_page(request, round_, _spread(request, form, training_class))
    if form.is_valid() and _save(request, training_class, round_, form):
        return redirect("enrollment:manage_round", code)
    return _edit_page(request, round_, form)


def _edit_page(
    request: HttpRequest, round_: NominationRound | None, form: RoundForm
) -> HttpResponse:
    training_class = find_class(request.resolver_match.kwargs["code"])
    common = rounds.common_seats(training_class) + sum(row.given for row in form.given_now.values())
    return class_page(
        request,
        "round_edit",
        training_class,
        status=form_status(form),
        round=round_,
        form=form,
        to_give=common,
        left=common - form.total,
    )


def _new_form(training_class: TrainingClass, round_: NominationRound | None) -> RoundForm:
    initial: dict[str, Any] = {
        "version": version_of(round_),
        "unfilled": NominationRound.Unfilled.POOL,
        "deadline": training_class.registration_closes_at,
    }
    if round_:
        initial |= {
            "deadline": round_.deadline,
            "unfilled": round_.unfilled,
            "note": round_.note,
        }
    return RoundForm(training_class=training_class, initial=initial)


def _spread(request: HttpRequest, form: RoundForm, training_class: TrainingClass) -> RoundForm:
    """The same page with the boxes filled; only what was typed for spreading is judged."""
    form.is_valid()
    judged = {"number", "rule", *(name for name in form.fields if name.startswith("weight_"))}
    if not judged & set(form.errors):
        if not form.cleaned_data.get("number"):
            form.add_error("number", _("How many seats are to be spread?"))
        elif not form.meant():
            form.add_error("number", _("Choose the agencies first: by level, or one by one."))
        else:
            typed = {name: request.POST.get(name, "") for name in form.fields}
            typed["with_below"] = "with_below" in request.POST
            return RoundForm(
                training_class=training_class,
                chosen=form.chosen,
                initial=typed | form.spread(),
            )
    return form


def _save(
    request: HttpRequest,
    training_class: TrainingClass,
    round_: NominationRound | None,
    form: RoundForm,
) -> bool:
    data = form.cleaned_data
    terms = {key: data[key] for key in ("deadline", "unfilled", "note")}
    if data["version"] != version_of(round_):
        form.add_error(
            None,
            _("Somebody else has changed this meanwhile. Open the page again to see the change."),
        )
        return False
    try:
        if round_:
            rounds.change_round(round_, **terms, seats=form.seats, by=request.user)
            messages.success(request, _("The round is changed."))
        else:
            rounds.open_round(training_class, **terms, seats=form.seats, by=request.user)
            messages.success(request, _("The agencies are asked; their coordinators get a letter."))
    except Refusal as refusal:
        form.add_error(None, refusal)
        return False
    return True


@organizers_only
@require_POST
def manage_round_close(request: HttpRequest, code: str) -> HttpResponse:
    """End the round before its deadline, or open it again."""
    training_class = find_class(code)
    round_ = _find_round(training_class)
    if round_ is None:
        raise Http404
    if request.POST.get("act") != "reopen":
        rounds.close_round(round_, by=request.user)
        messages.success(request, _("The round is closed."))
        return redirect("enrollment:manage_round", code)
    form = DeadlineForm(request.POST)
    if form.is_valid():
        try:
            rounds.reopen_round(round_, deadline=form.cleaned_data["deadline"], by=request.user)
            messages.success(request, _("The round is open again."))
            return redirect("enrollment:manage_round", code)
        except Refusal as refusal:
            form.add_error("deadline", refusal)
    return _board(request, training_class, form)


@organizers_only
@require_safe
def manage_round_xlsx(request: HttpRequest, code: str) -> HttpResponse:
    """The board as a workbook."""
    training_class = find_class(code)
    if _find_round(training_class) is None:
        raise Http404
    name = f"{training_class.code}-agencies-{timezone.localdate():%Y%m%d}.xlsx"
    return file_answer(board_workbook(board_of(training_class)), name, XLSX)
