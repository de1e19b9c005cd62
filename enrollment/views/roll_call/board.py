"""The code on the board: big enough for the last row, started and ended by who takes the roll."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from courses.models import Session
from courses.refusals import Refusal
from enrollment.access import login_required
from enrollment.running import at_the_door
from enrollment.views.roll_call.door import session_of
from enrollment.views.teaching import class_for


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def roll_board(request: HttpRequest, code: str, session_pk: int) -> HttpResponse:
    training_class = class_for(request.user, code)
    session = session_of(training_class, session_pk)
    if request.method == "POST":
        try:
            _act(request, session)
        except Refusal as refusal:
            messages.error(request, refusal.text)
        return redirect(reverse("enrollment:roll_board", args=[code, session.pk]))
    until = session.check_in_until
    context = {
        "training_class": training_class,
        "session": session,
        "is_open": bool(session.check_in_code and until and until > timezone.now()),
        "minutes": at_the_door.MINUTES_OFFERED,
        "came": session.attendance.count(),
        "total": training_class.enrollments.confirmed().count(),
        "address": request.build_absolute_uri(reverse("enrollment:my_check_in")),
    }
    return render(request, "enrollment/teaching/board.html", context)


def _act(request: HttpRequest, session: Session) -> None:
    if request.POST.get("act") == "end":
        at_the_door.end_check_in(session, by=request.user)
        return
    offered = {str(minutes): minutes for minutes in at_the_door.MINUTES_OFFERED}
    minutes = offered.get(request.POST.get("minutes", ""), at_the_door.MINUTES_OFFERED[0])
    at_the_door.open_check_in(session, minutes=minutes, by=request.user)
