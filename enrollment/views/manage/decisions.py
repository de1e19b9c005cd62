"""Decisions about a whole class: publish, freeze the list, will be held, call off, move.

Those that people are told of show first whom they concern and which mails would go out; this is
found by doing them and taking it back, so it cannot differ from what is done afterwards.
"""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST

from courses.models import TrainingClass
from courses.refusals import Refusal
from courses.scheduling import find_clashes, publish_class
from enrollment.access import organizers_only
from enrollment.forms.acts import ReasonForm
from enrollment.forms.decisions import MoveForm
from enrollment.letters.rehearsal import Rehearsal, affected_by_agency, affected_by_state, rehearse
from enrollment.models import Enrollment
from enrollment.paging import page_of
from enrollment.running.class_changes import cancel_class, close_list
from enrollment.running.deciding import decide_held, move_class, people_who_clash, undo_held
from enrollment.views.input import form_status
from enrollment.views.manage.desk import class_page, find_class

MOST_CLASHES = 20


@organizers_only
@require_POST
def manage_publish(request: HttpRequest, code: str) -> HttpResponse:
    text = _("The class is published and stands in the schedule.")
    return _decide(request, code, publish_class, text)


@organizers_only
@require_POST
def manage_close_list(request: HttpRequest, code: str) -> HttpResponse:
    text = _("The list is frozen; nobody registers online any more.")
    return _decide(request, code, close_list, text)


@organizers_only
@require_POST
def manage_held(request: HttpRequest, code: str) -> HttpResponse:
    text = _("The class will be held. Those who have a seat are told in five minutes.")
    return _decide(request, code, decide_held, text)


@organizers_only
@require_POST
def manage_held_undo(request: HttpRequest, code: str) -> HttpResponse:
    return _decide(request, code, undo_held, _("The decision is taken back; nobody was told."))


def _decide(request: HttpRequest, code: str, verb: Callable[..., Any], text: str) -> HttpResponse:
    training_class = find_class(code)
    try:
        verb(training_class, by=request.user)
    except Refusal as refusal:
        messages.error(request, refusal.text)
    else:
        messages.success(request, text)
    return redirect("enrollment:manage_class", training_class.code)


@organizers_only
@require_http_methods(["GET", "HEAD", "POST"])
def manage_cancel(request: HttpRequest, code: str) -> HttpResponse:
    """Ask for the reason, show whom it concerns and what they read, then call the class off."""
    training_class = find_class(code)
    form = ReasonForm(request.POST or None)
    rehearsal = None
    if request.method == "POST" and form.is_valid():
        reason = form.cleaned_data["reason"]
        try:
            if "confirmed" in request.POST:
                return _canceled(request, training_class, reason)
            rehearsal = _rehearse_cancel(request, code, reason)
        except Refusal as refusal:
            messages.error(request, refusal.text)
            return redirect("enrollment:manage_class", training_class.code)
    context = {"form": form} | _affected(request, training_class, rehearsal)
    status = 200 if rehearsal else form_status(form)
    return class_page(request, "cancel", training_class, status=status, **context)


def _canceled(request: HttpRequest, training_class: TrainingClass, reason: str) -> HttpResponse:
    told = cancel_class(training_class, by=request.user, reason=reason)
    text = ngettext(
        "The class is canceled; %(count)s person is released and told.",
        "The class is canceled; %(count)s people are released and told.",
        told,
    )
    messages.success(request, text % {"count": told})
    return redirect("enrollment:manage_class", training_class.code)


def _rehearse_cancel(request: HttpRequest, code: str, reason: str) -> Rehearsal:
    training_class = find_class(code)

    def act() -> None:
        cancel_class(training_class, by=request.user, reason=reason)

    return rehearse(training_class, act)


def _affected(
    request: HttpRequest, training_class: TrainingClass, rehearsal: Rehearsal | None
) -> dict[str, Any]:
    people = Enrollment.objects.for_class(training_class).active().select_related("trainee__user")
    page = page_of(request, people.in_roster_order())
    return {
        "rehearsal": rehearsal,
        # Everybody who is affected gets one letter, or has no address.
        "unreached": page.paginator.count - rehearsal.letters if rehearsal else 0,
        "page": page,
        "by_state": affected_by_state(training_class),
        "by_agency": affected_by_agency(training_class),
    }


@organizers_only
@require_http_methods(["GET", "HEAD", "POST"])
def manage_move(request: HttpRequest, code: str) -> HttpResponse:
    """Ask where to, show who and what clashes and what people read, then move the class."""
    training_class = find_class(code)
    form = MoveForm(request.POST or None, training_class=training_class)
    rehearsal = None
    if request.method == "POST" and form.is_valid():
        try:
            if "confirmed" in request.POST:
                return _moved(request, training_class, form)
            rehearsal = _rehearse_move(request, code, form)
        except Refusal as refusal:
            form.add_error(None, refusal)
    context = {"form": form} | _affected(request, training_class, rehearsal)
    status = 200 if rehearsal else form_status(form)
    return class_page(request, "move", training_class, status=status, **context)


def _moved(request: HttpRequest, training_class: TrainingClass, form: MoveForm) -> HttpResponse:
    reason = form.cleaned_data["reason"]
    move_class(training_class, form.move, by=request.user, reason=reason)
    messages.success(request, _("The class is moved. Everybody is told in five minutes."))
    return redirect("enrollment:manage_class", training_class.code)


def _rehearse_move(request: HttpRequest, code: str, form: MoveForm) -> Rehearsal:
    training_class = find_class(code)

    def act() -> None:
        move_class(training_class, form.move, by=request.user)

    def look() -> dict[str, Any]:
        clashing = people_who_clash(training_class)
        return {
            "training_class": training_class,
            "sessions": list(training_class.sessions.select_related("instructor")),
            "classes": list(find_clashes(training_class).for_lists()),
            "people": list(clashing[:MOST_CLASHES]),
            "people_count": clashing.count(),
            "crowded": _is_crowded(training_class),
        }

    return rehearse(training_class, act, look=look)


def _is_crowded(training_class: TrainingClass) -> bool:
    places = training_class.venue.places
    return places is not None and places < training_class.capacity
