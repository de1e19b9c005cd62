"""The roll call at the desk: a table of sessions by people, or one session as a form."""

import uuid
from dataclasses import dataclass
from typing import Any, Final

from django.contrib import messages
from django.core.exceptions import BadRequest
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST

from courses.models import Session, TrainingClass
from courses.refusals import Refusal
from enrollment.access import organizers_only
from enrollment.models import Attendance, AttendanceMark, Enrollment
from enrollment.paging import page_of
from enrollment.running.closing import put_marks
from enrollment.running.excuses import apply_accepted
from enrollment.running.marking import NewMark
from enrollment.views.input import read_uuid
from enrollment.views.manage.attendance_grid import (
    Grid,
    find_session,
    mark_letters,
    read_grid,
    state_text,
)
from enrollment.views.manage.desk import class_page, find_class

PEOPLE_PER_PAGE: Final = 60
MOST_CHANGES: Final = 300
GRID: Final = AttendanceMark.Source.GRID
PARTS_OF_A_CHANGE: Final = 5


@dataclass(frozen=True)
class Change:
    """One cell as a page sends it: what is wanted, and what it showed before."""

    session_id: int
    person: str
    mark: str
    minutes: int | None
    was: str

    @property
    def pair(self) -> tuple[int, str]:
        return self.session_id, self.person

    @property
    def wanted(self) -> str:
        return state_text(self.mark, self.minutes)

    def as_mark(self) -> NewMark:
        person = uuid.UUID(self.person)
        return NewMark(self.session_id, person, self.mark, self.minutes, source=GRID)


@organizers_only
@require_http_methods(["GET", "HEAD", "POST"])
def manage_attendance(request: HttpRequest, code: str) -> HttpResponse:
    """The table; with `?session=` one session as a form, which is what phones are shown."""
    training_class = find_class(code)
    if "session" in request.GET:
        return _one_session(request, training_class)
    people = Enrollment.objects.for_class(training_class).confirmed()
    page = page_of(request, people.with_people().in_roster_order(), PEOPLE_PER_PAGE)
    grid = read_grid(training_class, list(page.object_list))
    return class_page(request, "attendance", training_class, grid=grid, page=page, **_words(grid))


def _words(grid: Grid) -> dict[str, Any]:
    letters = mark_letters()
    legend = [(letters[value], value, label) for value, label in Attendance.Mark.choices]
    return {
        "active": "roll_call",
        "legend": legend,
        "heads": grid.heads,
        "marks": Attendance.Mark,
    }


def _one_session(request: HttpRequest, training_class: TrainingClass) -> HttpResponse:
    session = find_session(training_class, request.GET["session"])
    people = Enrollment.objects.for_class(training_class).confirmed()
    page = page_of(request, people.with_people().in_roster_order(), PEOPLE_PER_PAGE)
    if request.method == "POST":
        _save_session(request, session)
        return redirect(request.get_full_path())
    grid = read_grid(training_class, list(page.object_list))
    head = next(head for head in grid.heads if head.session.pk == session.pk)
    cells = [cell for row in grid.rows for cell in row.cells if cell.session.pk == session.pk]
    context = {"head": head, "rows": list(zip(grid.rows, cells, strict=True)), "page": page}
    return class_page(
        request, "attendance_session", training_class, **_words(grid), session=session, **context
    )


def _save_session(request: HttpRequest, session: Session) -> None:
    """Only what differs from what the form showed: a stale page overwrites nobody's mark."""
    changes = []
    for name, mark in request.POST.items():
        person = read_uuid(name.removeprefix("mark-")) if name.startswith("mark-") else None
        if person is None:
            continue
        minutes = _minutes(request.POST.get(f"minutes-{person}", ""), mark)
        was = request.POST.get(f"was-{person}", "")
        changes.append(Change(session.pk, str(person), mark, minutes, was))
    changes = [one for one in changes if one.wanted != one.was]
    try:
        stale = _store(session.training_class, changes, by=request.user)
    except Refusal as refusal:
        messages.error(request, refusal.text)
        return
    if stale:
        messages.warning(request, _stale_text(len(stale)))
    done = len(changes) - len(stale)
    text = ngettext("%(count)s mark is saved.", "%(count)s marks are saved.", done)
    messages.success(request, text % {"count": done})


def _minutes(typed: str, mark: str) -> int | None:
    """A number that is none, or too long, comes out as one that the rule refuses."""
    if not typed or mark not in (Attendance.Mark.LATE, Attendance.Mark.LEFT_EARLY):
        return None
    return int(typed) if typed.isascii() and typed.isdecimal() and len(typed) < 6 else -1


def _stale_text(count: int) -> str:
    text = ngettext(
        "%(count)s mark was changed by somebody else meanwhile and is left as it is.",
        "%(count)s marks were changed by somebody else meanwhile and are left as they are.",
        count,
    )
    return text % {"count": count}


def _store(
    training_class: TrainingClass, changes: list[Change], *, by: Any
) -> list[tuple[int, str]]:
    """Put the marks that nobody has changed meanwhile; returns the others."""
    people = {change.person for change in changes}
    stored = {
        (session, str(person)): state_text(mark, minutes)
        for session, person, mark, minutes in Attendance.objects.filter(
            enrollment__public_id__in=people
        ).values_list("session", "enrollment__public_id", "mark", "minutes")
    }
    now = {one.pair: stored.get(one.pair, "") for one in changes}
    stale = [one for one in changes if now[one.pair] not in (one.was, one.wanted)]
    fresh = [one.as_mark() for one in changes if one not in stale]
    put_marks(training_class, fresh, by=by)
    return [one.pair for one in stale]


@organizers_only
@require_POST
def manage_attendance_mark(request: HttpRequest, code: str) -> HttpResponse:
    """Cells as they are changed in the table; the answer is how they stand now."""
    training_class = find_class(code)
    changes = [_read_change(text) for text in request.POST.getlist("set")[:MOST_CHANGES]]
    if not changes:
        raise BadRequest("Nothing was sent.")
    note, status = "", 200
    try:
        if stale := _store(training_class, changes, by=request.user):
            note, status = _stale_text(len(stale)), 409
    except Refusal as refusal:
        note, status = refusal.text, 409
    return _answer(request, training_class, [one.pair for one in changes], note, status)


def _read_change(text: str) -> Change:
    """`<session>:<person>:<mark>:<minutes>:<what was shown>`."""
    parts = text.split(":")
    if len(parts) != PARTS_OF_A_CHANGE:
        raise BadRequest("This is no change of a cell.")
    session, person, mark, minutes, was = parts
    key = read_uuid(person)
    if key is None or not (session.isascii() and session.isdecimal() and len(session) < 18):
        raise BadRequest("This is no cell.")
    return Change(int(session), str(key), mark[:20], _minutes(minutes, mark), was)


def _answer(
    request: HttpRequest,
    training_class: TrainingClass,
    pairs: list[tuple[int, str]],
    note: str,
    status: int,
) -> HttpResponse:
    people = Enrollment.objects.for_class(training_class).confirmed().with_people()
    touched = people.filter(public_id__in={person for _session, person in pairs})
    grid = read_grid(training_class, list(touched)).only(pairs)
    context = {"grid": grid, "note": note, "training_class": training_class}
    template = "enrollment/manage/_attendance_change.html"
    return render(request, template, context, status=status)


@organizers_only
@require_POST
def manage_attendance_rest(request: HttpRequest, code: str, session_pk: int) -> HttpResponse:
    """All the rest of one session present; those with an accepted excuse are excused."""
    training_class = find_class(code)
    session = find_session(training_class, str(session_pk))
    people = Enrollment.objects.for_class(training_class).confirmed()
    note, status = "", 200
    rest: list[uuid.UUID] = []
    try:
        apply_accepted(session)
        unmarked = people.exclude(attendance__session=session)
        rest = list(unmarked.values_list("public_id", flat=True))
        present = Attendance.Mark.PRESENT.value
        marks = [
            NewMark(session.pk, one, present, source=GRID, only_if_unmarked=True) for one in rest
        ]
        put_marks(training_class, marks, by=request.user)
    except Refusal as refusal:
        note, status = refusal.text, 409
    if request.headers.get("X-Grid"):
        pairs = [(session.pk, str(one)) for one in people.values_list("public_id", flat=True)]
        return _answer(request, training_class, pairs, note, status)
    if note:
        messages.error(request, note)
    else:
        text = ngettext("%(count)s mark is saved.", "%(count)s marks are saved.", len(rest))
        messages.success(request, text % {"count": len(rest)})
    back = reverse("enrollment:manage_attendance", args=[code])
    return redirect(f"{back}?session={session.pk}" if request.POST.get("one") else back)
