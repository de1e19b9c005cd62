"""Who registered for a class: by state, one decision per row or many at once."""

import uuid
from typing import Any

from django.contrib import messages
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from courses.models import TrainingClass
from courses.refusals import Refusal
from enrollment.access import organizers_only
from enrollment.forms.acts import ReasonForm
from enrollment.forms.changes import USUAL_REASONS
from enrollment.models import Enrollment
from enrollment.paging import page_of
from enrollment.registering import registration
from enrollment.seating.waiting_order import set_places
from enrollment.views.answers import XLSX, file_answer
from enrollment.views.input import asked_words, form_status, read_uuid
from enrollment.views.manage.desk import class_page, find_class
from enrollment.workbook import registrations_workbook

State = Enrollment.State
# Who must say why: the reason stands in the letter.
NEEDS_REASON = {"decline"}
# Organizers may say yes where the agency has not answered.
UNDECIDED = (State.PENDING, State.PENDING_AGENCY)


def _tabs(training_class: TrainingClass, state: str) -> list[dict[str, Any]]:
    counts = Enrollment.objects.for_class(training_class).counts_by_state()
    return [
        {
            "value": value,
            "label": label,
            "count": counts.get(value, 0),
            "is_current": value == state,
        }
        for value, label in State.choices
        if counts.get(value) or value in _usual_states(training_class)
    ]


def _usual_states(training_class: TrainingClass) -> set[str]:
    """Tabs that are there even when nobody is in them: what this class can come to."""
    usual = {State.PENDING, State.CONFIRMED, State.WAITING}
    if training_class.registration == "approval" and training_class.approval != "desk":
        usual.add(State.PENDING_AGENCY)
    if training_class.offer_hours:
        usual.add(State.OFFERED)
    return usual


def _asked_state(request: HttpRequest, training_class: TrainingClass) -> str:
    """The tab: what needs a decision first, else who has a seat."""
    asked = request.GET.get("state")
    if asked is not None:
        if asked not in State.values:
            raise Http404
        return asked
    pending = Enrollment.objects.for_class(training_class).pending()
    return State.PENDING if pending.exists() else State.CONFIRMED


def _rows(request: HttpRequest, training_class: TrainingClass, state: str) -> QuerySet[Enrollment]:
    rows = Enrollment.objects.for_class(training_class).filter(state=state).with_people()
    rows = rows.search(asked_words(request))
    if state in (State.WAITING, *UNDECIDED):
        return rows.order_by("pk")
    return rows.in_roster_order()


def _for_rows(rows: QuerySet[Enrollment]) -> QuerySet[Enrollment]:
    rows = rows.select_related("trainee__user", "replaced_by__training_class")
    return rows.prefetch_related("changes", "offers")


@organizers_only
@require_http_methods(["GET", "HEAD", "POST"])
def manage_registrations(request: HttpRequest, code: str) -> HttpResponse:
    training_class = find_class(code)
    if request.method == "POST":
        return _confirm_many(request, training_class)
    state = _asked_state(request, training_class)
    page = page_of(request, _for_rows(_rows(request, training_class, state)))
    set_places(page)
    return class_page(
        request,
        "registrations",
        training_class,
        state=state,
        tabs=_tabs(training_class, state),
        page=page,
        may_decide=_may_decide(training_class),
        usual_reasons=USUAL_REASONS,
    )


def _may_decide(training_class: TrainingClass) -> bool:
    return training_class.is_held and training_class.finalized_at is None


def _confirm_many(request: HttpRequest, training_class: TrainingClass) -> HttpResponse:
    """Each chosen person is one act; what cannot be done is told and stops nobody else."""
    chosen = [key for text in request.POST.getlist("chosen") if (key := read_uuid(text))]
    tab = request.POST.get("tab")
    tab = tab if tab in UNDECIDED else State.PENDING
    rows = Enrollment.objects.for_class(training_class).filter(state=tab).order_by("pk")
    done: dict[str, int] = {}
    for enrollment in rows.filter(public_id__in=chosen[:500]):
        try:
            state = registration.confirm(enrollment, by=request.user).state
            done[state] = done.get(state, 0) + 1
        except Refusal as refusal:
            messages.error(request, f"{enrollment.full_name}: {refusal.text}")
    _tell_many(request, done)
    return redirect(_address(training_class, tab))


def _tell_many(request: HttpRequest, done: dict[str, int]) -> None:
    if count := done.get(State.CONFIRMED):
        text = ngettext("%(count)s person is confirmed.", "%(count)s people are confirmed.", count)
        messages.success(request, text % {"count": count})
    if count := done.get(State.WAITING):
        text = ngettext(
            "No seat left: %(count)s person went on the waiting list.",
            "No seat left: %(count)s people went on the waiting list.",
            count,
        )
        messages.warning(request, text % {"count": count})
    if not done:
        messages.info(request, _("Nobody was chosen."))


def _address(training_class: TrainingClass, state: str) -> str:
    return (
        reverse("enrollment:manage_registrations", args=[training_class.code]) + f"?state={state}"
    )


@organizers_only
@require_POST
def manage_decide(request: HttpRequest, code: str, public_id: uuid.UUID, act: str) -> HttpResponse:
    """One decision about one registration; htmx gets the row, the tabs and the message."""
    training_class = find_class(code)
    rows = Enrollment.objects.for_class(training_class)
    enrollment = get_object_or_404(rows, public_id=public_id)
    tab = request.POST.get("tab", "")
    tab = tab if tab in State.values else enrollment.state
    form = ReasonForm(request.POST, is_required=act in NEEDS_REASON)
    if form.is_valid():
        _decide(request, enrollment, act, form.cleaned_data["reason"])
        if not request.htmx:
            return redirect(_address(training_class, tab))
    return _decided(request, enrollment, tab, act, form)


def _decided(
    request: HttpRequest, enrollment: Enrollment, tab: str, act: str, form: ReasonForm
) -> HttpResponse:
    # The class anew: its seats may have moved.
    training_class = find_class(enrollment.training_class.code)
    rows = Enrollment.objects.for_class(training_class).with_people().filter(pk=enrollment.pk)
    page = page_of(request, _for_rows(rows))
    set_places(page)
    context: dict[str, Any] = {
        "state": tab,
        "tabs": _tabs(training_class, tab),
        "form": form if form.errors else None,
        "act": act,
        "may_decide": _may_decide(training_class),
    }
    if request.htmx:
        context |= {"enrollment": page[0], "is_answer": True}
        return class_page(request, "_registration_row", training_class, **context)
    # Without scripts what was typed comes back on a page with this person alone.
    status = form_status(form)
    return class_page(request, "registrations", training_class, page=page, status=status, **context)


def _decide(request: HttpRequest, enrollment: Enrollment, act: str, reason: str) -> None:
    verb = {
        "confirm": registration.confirm,
        "decline": registration.decline,
        "withdraw": registration.withdraw,
        "promote": registration.promote,
    }[act]
    why = {"reason": reason} if act in ("decline", "withdraw") else {}
    try:
        verb(enrollment, by=request.user, **why)
    except Refusal as refusal:
        messages.error(request, f"{enrollment.full_name}: {refusal.text}")
    else:
        _tell(request, enrollment)


def _tell(request: HttpRequest, enrollment: Enrollment) -> None:
    if enrollment.state == State.WAITING:
        text = _("No seat left: %(name)s went on the waiting list.")
        messages.warning(request, text % {"name": enrollment.full_name})
    else:
        state = enrollment.get_state_display()
        messages.success(request, f"{enrollment.full_name}: {state}")


@organizers_only
@require_safe
def manage_registrations_xlsx(request: HttpRequest, code: str) -> HttpResponse:
    """The list as a workbook: everybody, or one state as on the screen."""
    training_class = find_class(code)
    rows = (
        Enrollment.objects.for_class(training_class).with_people().select_related("trainee__user")
    )
    if state := request.GET.get("state"):
        rows = rows.filter(state=_asked_state(request, training_class))
    rows = rows.search(asked_words(request)).in_roster_order()
    name = f"{training_class.code}-{state or 'all'}-{timezone.localdate():%Y%m%d}.xlsx"
    return file_answer(registrations_workbook(rows), name, XLSX)
