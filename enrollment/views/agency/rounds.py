"""One class as an agency sees it: its seats, its people in it, and whom it names."""

import uuid
from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.db.models import Count
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST

from courses.models import TrainingClass
from courses.refusals import Refusal
from enrollment.access import login_required
from enrollment.forms.nominating import LetterForm, NewNomineesFormSet, with_one_more
from enrollment.forms.rounds import HoldForm
from enrollment.models import (
    Agency,
    AgencySeats,
    Enrollment,
    NominationBatch,
    NominationRound,
    Trainee,
)
from enrollment.nominating import rounds
from enrollment.nominating.nomination import nominate
from enrollment.nominating.round_board import Line, lines_of
from enrollment.querysets import within
from enrollment.registering.admission import may_nominate
from enrollment.views.agency.desk import agencies_below, chosen_agency, find_class, own_paths
from enrollment.views.agency.staff import StaffRow, staff_rows
from enrollment.views.input import asked_words, form_status, read_code, read_uuid

MOST_CHOSEN = 500
NEW = "new"
UNPROCESSABLE = 422


@dataclass
class Desk:
    """What the page and its forms are about: one class and one of the own agencies."""

    training_class: TrainingClass
    paths: list[str]
    agency: Agency
    mine: list[Agency]


def _desk(request: HttpRequest, code: str) -> Desk:
    paths = own_paths(request)
    agency, mine = chosen_agency(request, paths)
    return Desk(find_class(code), paths, agency, mine)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def agency_round(request: HttpRequest, code: str) -> HttpResponse:
    """Seats, people and the form to name more; the buttons that only look save nothing."""
    desk = _desk(request, code)
    if request.method != "POST":
        return _page(request, desk, words=asked_words(request))
    words = request.POST.get("q", "")[:100]
    chosen = [key for text in request.POST.getlist("chosen") if (key := read_uuid(text))]
    chosen = chosen[:MOST_CHOSEN]
    if request.POST.get("act") != "send":
        return _looked(request, desk, words, chosen)
    letter = LetterForm(request.POST, request.FILES)
    new = _new_rows(desk, request.POST)
    if letter.is_valid() & new.is_valid():
        try:
            return _sent(request, desk, _nominate(request, desk, words, chosen, new, letter))
        except Refusal as refusal:
            return _page(
                request, desk, words=words, chosen=chosen, letter=letter, new=new, refusal=refusal
            )
    return _page(request, desk, words=words, chosen=chosen, letter=letter, new=new)


def _looked(request: HttpRequest, desk: Desk, words: str, chosen: list[uuid.UUID]) -> HttpResponse:
    """Another search or one more row: what was typed stays, nothing is judged."""
    data = request.POST
    if data.get("act") == "more":
        data = with_one_more(data, NEW, desk.agency)
    typed = {name: data.get(name, "") for name in ("letter_number", "letter_date")}
    new = _new_rows(desk, data)
    for form in new.forms:
        form._errors = {}
    return _page(
        request, desk, words=words, chosen=chosen, letter=LetterForm(initial=typed), new=new
    )


def _new_rows(desk: Desk, data: Any = None) -> Any:
    people = Trainee.objects.present().working_at(desk.paths)
    agencies = agencies_below([desk.agency.path])
    options = {"agency": desk.agency, "agencies": agencies, "people": people}
    return NewNomineesFormSet(data, prefix=NEW, form_kwargs=options)


def _nominate(
    request: HttpRequest,
    desk: Desk,
    words: str,
    chosen: list[uuid.UUID],
    new: Any,
    letter: LetterForm,
) -> NominationBatch:
    rows, _more = staff_rows(desk.agency, desk.training_class, words, chosen)
    nominees = [row.nominee for row in rows if row.is_chosen] + new.nominees()
    return nominate(
        desk.training_class,
        desk.agency,
        nominees,
        by=request.user,
        letter=letter.letter,
        request_key=read_uuid(request.POST.get("request_key", "")),
    )


def _sent(request: HttpRequest, desk: Desk, batch: NominationBatch) -> HttpResponse:
    states = batch.enrollments.counts_by_state()
    count = sum(states.values())
    text = ngettext("%(n)s person is named.", "%(n)s people are named.", count)
    messages.success(request, text % {"n": count})
    if waiting := states.get(Enrollment.State.WAITING):
        text = ngettext(
            "No seat left: %(count)s person went on the waiting list.",
            "No seat left: %(count)s people went on the waiting list.",
            waiting,
        )
        messages.warning(request, text % {"count": waiting})
    return redirect(_address(desk))


def _address(desk: Desk) -> str:
    address = reverse("enrollment:agency_round", args=[desk.training_class.code])
    return f"{address}?for={desk.agency.code}" if len(desk.mine) > 1 else address


def _page(
    request: HttpRequest,
    desk: Desk,
    *,
    words: str = "",
    chosen: list[uuid.UUID] | None = None,
    letter: LetterForm | None = None,
    new: Any = None,
    refusal: Refusal | None = None,
    hold: tuple[int, HoldForm] | None = None,
) -> HttpResponse:
    now = timezone.now()
    training_class = desk.training_class
    people = _people(desk)
    is_open = may_nominate(training_class, desk.agency, now)
    staff: list[StaffRow] = []
    more = 0
    if is_open:
        staff, more = staff_rows(desk.agency, training_class, words, chosen or [])
    letter, new = letter or LetterForm(), new or _new_rows(desk)
    context = {
        "training_class": training_class,
        "phase": training_class.phase,
        "round": NominationRound.objects.filter(training_class=training_class).first(),
        "agency": desk.agency,
        "mine": desk.mine,
        "now": now,
        "is_open": is_open,
        "lines": _lines(desk, hold),
        "last_day": rounds.last_day_to_hold(training_class),
        "people": people,
        "active": sum(enrollment.is_active for enrollment in people),
        "batches": _batches(desk),
        "staff": staff,
        "more": more,
        "words": words,
        "letter": letter,
        "new": new,
        "refusal": refusal,
        "request_key": read_uuid(request.POST.get("request_key", "")) or uuid.uuid4(),
    }
    status = max(form_status(letter), _status_of(new))
    context["is_refused"] = status == UNPROCESSABLE
    if refusal or hold:
        status = UNPROCESSABLE
    return render(request, "enrollment/agency/round.html", context, status=status)


def _status_of(new: Any) -> int:
    return UNPROCESSABLE if any(form.errors for form in new.forms) else 200


def _lines(desk: Desk, hold: tuple[int, HoldForm] | None) -> list[tuple[Line, HoldForm]]:
    """The seats of all own agencies, each with the form by which seats are held."""
    rows = AgencySeats.objects.filter(
        within(desk.paths, "agency__"), round__training_class=desk.training_class
    )
    people = Enrollment.objects.for_class(desk.training_class).filter(
        within(desk.paths, "agency__")
    )
    lines = []
    for line in lines_of(rows, people):
        initial = {"number": line.held, "until": line.seats.held_until}
        form = HoldForm(initial=initial, prefix=str(line.seats.pk))
        lines.append((line, hold[1] if hold and hold[0] == line.seats.pk else form))
    return lines


def _people(desk: Desk) -> list[Enrollment]:
    """Whoever named them: the agency, the desk, or they themselves; those who left come last."""
    rows = Enrollment.objects.for_class(desk.training_class).filter(within(desk.paths, "agency__"))
    rows = rows.select_related("trainee", "agency", "batch__agency").in_roster_order()
    people = list(rows)
    for enrollment in people:
        # The letter of another agency, on whose list the desk has put somebody of this one.
        if enrollment.batch and not _is_below(desk.paths, enrollment.batch.agency):
            enrollment.batch = None
    return sorted(people, key=lambda enrollment: not enrollment.is_active)


def _is_below(paths: list[str], agency: Agency) -> bool:
    return any(agency.path.startswith(path) for path in paths)


def _batches(desk: Desk) -> Any:
    batches = NominationBatch.objects.filter(
        within(desk.paths, "agency__"), training_class=desk.training_class
    )
    own = within(desk.paths, "enrollments__agency__")
    return batches.select_related("agency", "by").annotate(count=Count("enrollments", filter=own))


@login_required
@require_POST
def agency_hold(request: HttpRequest, code: str) -> HttpResponse:
    """How many seats of one of the own agencies are held without a name, and until when."""
    desk = _desk(request, code)
    rows = AgencySeats.objects.filter(
        within(desk.paths, "agency__"), round__training_class=desk.training_class
    )
    rows = rows.select_related("agency", "round__training_class")
    row = get_object_or_404(rows, agency__code=read_code(request.POST.get("agency", "")))
    form = HoldForm(request.POST, prefix=str(row.pk))
    if form.is_valid():
        try:
            rounds.hold_seats(row, **form.cleaned_data, by=request.user)
            text = ngettext("%(n)s seat is held.", "%(n)s seats are held.", row.held)
            messages.success(request, text % {"n": row.held})
            return redirect(_address(desk))
        except Refusal as refusal:
            form.add_error("until" if refusal.code.startswith("until") else "number", refusal)
    return _page(request, desk, hold=(row.pk, form))
