"""Closing a session: who has no mark is asked for by name before anything is locked."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from courses.refusals import Refusal
from enrollment.access import login_required
from enrollment.models import Attendance
from enrollment.running.closing import close_session, unmarked
from enrollment.running.excuses import apply_accepted
from enrollment.views.manage.attendance_grid import find_session
from enrollment.views.teaching import class_for


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def roll_close(request: HttpRequest, code: str, session_pk: int) -> HttpResponse:
    """Organizers and the instructors of the class; anybody else finds no such class."""
    training_class = class_for(request.user, code)
    session = find_session(training_class, str(session_pk))
    back = reverse("enrollment:roll_call", args=[code]) + f"?session={session.pk}"
    if request.user.is_organizer:
        back = reverse("enrollment:manage_attendance", args=[code])
    if request.method == "POST":
        try:
            # Whoever is excused for today is not absent, even before the worker has marked it.
            apply_accepted(session)
            rest = request.POST.get("rest") == Attendance.Mark.ABSENT
            close_session(session, by=request.user, rest_absent=rest)
        except Refusal as refusal:
            messages.error(request, refusal.text)
        else:
            messages.success(request, _("The roll call of this session is closed."))
            return redirect(back)
    marks = session.attendance.filter(enrollment__state="confirmed").values_list("mark", flat=True)
    counts = [(label, list(marks).count(value)) for value, label in Attendance.Mark.choices]
    context = {
        "training_class": training_class,
        "session": session,
        "missing": list(unmarked(session)),
        "counts": counts,
        "back": back,
    }
    return render(request, "enrollment/teaching/close.html", context)
