"""One cell of the roll: how the mark came about, a change of it, and what makes up for it."""

import uuid
from typing import Any, Final

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from courses.models import Session, TrainingClass
from courses.refusals import Refusal
from enrollment.access import organizers_only
from enrollment.forms.attendance import MakeUpForm, MarkForm
from enrollment.models import Attendance, AttendanceMark, Enrollment, ExcuseRequest, MakeUp
from enrollment.running.closing import correct_marks, put_marks
from enrollment.running.make_up import record_make_up, sessions_that_fit, take_back_make_up
from enrollment.running.marking import NewMark
from enrollment.views.input import form_status
from enrollment.views.manage.attendance_grid import find_session
from enrollment.views.manage.desk import class_page, find_class

GRID: Final = AttendanceMark.Source.GRID
HISTORY_SHOWN: Final = 50


@organizers_only
@require_http_methods(["GET", "HEAD", "POST"])
def manage_attendance_cell(
    request: HttpRequest, code: str, session_pk: int, public_id: uuid.UUID
) -> HttpResponse:
    """One mark: how it came about, a change of it, and the session that makes up for it."""
    training_class = find_class(code)
    session = find_session(training_class, str(session_pk))
    people = Enrollment.objects.for_class(training_class).with_people()
    enrollment = get_object_or_404(people, public_id=public_id)
    enrollment.training_class = training_class
    stored = Attendance.objects.filter(session=session, enrollment=enrollment).first()
    form, make_up = _forms(request, session, enrollment, stored)
    if request.method == "POST" and _do(request, session, enrollment, form, make_up):
        return redirect("enrollment:manage_attendance", code)
    context = _facts(session, enrollment, stored) | {"form": form, "make_up_form": make_up}
    status = max(form_status(form), form_status(make_up))
    if request.headers.get("X-Grid"):
        template = "enrollment/manage/_attendance_cell_card.html"
        context |= {"training_class": training_class}
        return render(request, template, context, status=status)
    return class_page(request, "attendance_cell", training_class, status=status, **context)


def _forms(
    request: HttpRequest, session: Session, enrollment: Enrollment, stored: Attendance | None
) -> tuple[MarkForm, MakeUpForm]:
    """Only the one whose button was pressed is filled in."""
    act = request.POST.get("act")
    form = MarkForm(
        request.POST if act == "mark" else None,
        initial=_initial(request, stored),
        needs_reason=session.locked_at is not None,
    )
    fits = sessions_that_fit(enrollment, session)
    return form, MakeUpForm(request.POST if act == "make_up" else None, fits=fits)


def _facts(session: Session, enrollment: Enrollment, stored: Attendance | None) -> dict[str, Any]:
    return {
        "active": "roll_call",
        "session": session,
        "enrollment": enrollment,
        "stored": stored,
        "history": _history(session, enrollment),
        "made_up": _made_up(session, enrollment),
        "excuses": ExcuseRequest.objects.filter(session=session, enrollment=enrollment),
        "may_make_up": _may_make_up(session.training_class, stored),
    }


def _initial(request: HttpRequest, stored: Attendance | None) -> dict[str, Any]:
    initial = {"mark": stored.mark, "minutes": stored.minutes} if stored else {}
    wanted = request.GET.get("mark", "")
    if wanted in Attendance.Mark.values:
        initial |= {"mark": wanted, "minutes": None}
    return initial


def _history(session: Session, enrollment: Enrollment) -> list[AttendanceMark]:
    marks = AttendanceMark.objects.filter(session=session, enrollment=enrollment)
    rows = list(
        marks.select_related("by", "device").order_by("-received_at", "-pk")[:HISTORY_SHOWN]
    )
    for one in rows:
        one.replaced_label = str(Attendance.Mark(one.replaced).label) if one.replaced else ""
    return rows


def _made_up(session: Session, enrollment: Enrollment) -> MakeUp | None:
    rows = MakeUp.objects.filter(missed=session, enrollment=enrollment)
    return rows.select_related("attended__training_class", "recorded_by").first()


def _may_make_up(training_class: TrainingClass, stored: Attendance | None) -> bool:
    missed = stored is not None and stored.mark not in Attendance.ATTENDED
    is_open = training_class.is_held and training_class.finalized_at is None
    return missed and is_open and training_class.attendance_rule.allows_make_up


def _do(
    request: HttpRequest,
    session: Session,
    enrollment: Enrollment,
    form: MarkForm,
    make_up: MakeUpForm,
) -> bool:
    """Whether what was asked for is done; a refusal stands in the form."""
    act = request.POST.get("act", "")
    bound = {"mark": form, "make_up": make_up}.get(act)
    if bound is not None and not bound.is_valid():
        return False
    try:
        if act == "mark":
            _change_mark(session, enrollment, form, by=request.user)
        elif act == "make_up":
            attended = make_up.cleaned_data["attended"].session
            reason = make_up.cleaned_data["reason"]
            record_make_up(enrollment, session, attended, by=request.user, reason=reason)
        elif act == "take_back" and (made_up := _made_up(session, enrollment)):
            take_back_make_up(made_up, by=request.user)
    except Refusal as refusal:
        if bound is None:
            messages.error(request, refusal.text)
            return True
        bound.add_error(None, refusal)
        return False
    messages.success(request, _("%(name)s: saved.") % {"name": enrollment.full_name})
    return True


def _change_mark(session: Session, enrollment: Enrollment, form: MarkForm, *, by: Any) -> None:
    data = form.cleaned_data
    mark = NewMark(session.pk, enrollment.public_id, data["mark"], data["minutes"], source=GRID)
    if session.locked_at:
        correct_marks(session.training_class, [mark], by=by, reason=data["reason"])
    else:
        put_marks(session.training_class, [mark], by=by, reason=data["reason"])
