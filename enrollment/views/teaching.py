"""The instructor's classes, and the roll call that instructors and organizers share."""

from typing import Any

from django.contrib import messages
from django.db.models import Count, Q
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from courses import vietnamese
from courses.models import Session, TrainingClass
from courses.refusals import Refusal
from courses.teaching_load import years_of
from enrollment.access import login_required
from enrollment.models import Attendance, Enrollment
from enrollment.paging import page_of
from enrollment.running import attendance
from enrollment.running.closing import unmarked
from enrollment.running.excuses import apply_accepted
from enrollment.views.input import asked_words, read_uuid
from enrollment.views.roll_call.words import urls_for_scripts, words_for_scripts

PEOPLE_PER_PAGE = 100
CLASSES_PER_PAGE = 20
YEARS_SHOWN = 5
LONGEST_REASON = 300
# One tap after "late" or "left early"; 0 stands for minutes that nobody noted.
MINUTES_OFFERED = (0, 5, 10, 15, 30, 60)


@login_required
@require_safe
def teaching(request: HttpRequest) -> HttpResponse:
    if not request.user.is_instructor:
        raise Http404
    today = timezone.localdate()
    mine = TrainingClass.objects.published().taught_by(request.user).for_lists()
    return render(
        request,
        "enrollment/teaching/classes.html",
        {
            "taught": years_of(request.user.instructor)[:YEARS_SHOWN],
            "coming": mine.upcoming(today).order_by("starts_on", "pk"),
            "past": page_of(
                request,
                mine.filter(ends_on__lt=today).order_by("-starts_on", "pk"),
                CLASSES_PER_PAGE,
            ),
        },
    )


def class_for(user: Any, code: str) -> TrainingClass:
    """A class whose roll this person may take; any other does not exist for him."""
    classes = TrainingClass.objects.all()
    allowed = classes if user.is_organizer else classes.taught_by(user)
    return get_object_or_404(allowed.for_lists().select_related("attendance_rule"), code=code)


def _sessions(training_class: TrainingClass) -> list[Session]:
    confirmed = Q(attendance__enrollment__state=Enrollment.State.CONFIRMED)
    sessions = training_class.sessions.annotate(marked=Count("attendance", filter=confirmed))
    # Said anew, because counted rows lose the order of their model.
    for session in (found := list(sessions.order_by("held_on", "starts_at"))):
        session.training_class = training_class
    return found


def _find(sessions: list[Session], wanted: str) -> Session:
    found = [session for session in sessions if str(session.pk) == wanted]
    if not found:
        raise Http404
    return found[0]


def _choose(sessions: list[Session], people: int) -> Session | None:
    """The first begun session that is not finished, else the last begun, else the first."""
    begun = [session for session in sessions if session.has_begun]
    unfinished = [s for s in begun if not s.locked_at and s.marked < people]
    return next(iter([*unfinished[:1], *begun[-1:], *sessions[:1]]), None)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def roll_call(request: HttpRequest, code: str) -> HttpResponse:
    """The list of one session. Without scripts it is one form with a button to save."""
    training_class = class_for(request.user, code)
    sessions = _sessions(training_class)
    confirmed = Enrollment.objects.for_class(training_class).confirmed()
    total = confirmed.count()
    wanted = request.GET.get("session")
    session = _choose(sessions, total) if wanted is None else _find(sessions, wanted)
    if request.method == "POST" and session:
        return redirect(_act(request, session))
    people = confirmed.search(asked_words(request)).in_roster_order().with_people()
    if session and "left" in request.GET:
        people = people.exclude(attendance__session=session)
    page = page_of(request, people, PEOPLE_PER_PAGE)
    context = _roll_context(request, session) | {
        "training_class": training_class,
        "sessions": sessions,
        "total": total,
        "page": page,
        "people": _with_marks(session, page.object_list),
        "may_add": _meets_today(training_class, sessions),
        "minutes": MINUTES_OFFERED,
        "script_words": words_for_scripts(),
        "script_urls": urls_for_scripts(training_class),
    }
    return render(request, "enrollment/teaching/roll_call.html", context)


def _meets_today(training_class: TrainingClass, sessions: list[Session]) -> bool:
    """Whether people who come without registration can be added now."""
    today = timezone.localdate()
    is_open = training_class.is_held and training_class.finalized_at is None
    return is_open and any(session.held_on == today for session in sessions)


def _roll_context(request: HttpRequest, session: Session | None) -> dict[str, Any]:
    is_held = session is not None and session.training_class.is_held
    is_final = session is not None and session.training_class.finalized_at is not None
    is_locked = session is not None and session.locked_at is not None
    return {
        "session": session,
        "marks": Attendance.Mark,
        "is_editable": is_held and not is_final and not is_locked and session.has_begun,
        "may_reopen": is_held and is_locked and not is_final and request.user.is_organizer,
    }


def _with_marks(session: Session | None, people: Any) -> list[Enrollment]:
    rows = list(people)
    marked = session.attendance.filter(enrollment__in=rows) if session else []
    known = attendance.marks_by_enrollment(marked)
    for enrollment in rows:
        enrollment.mark = known[enrollment.pk].mark if enrollment.pk in known else ""
    return rows


def _address(session: Session) -> str:
    code = session.training_class.code
    return f"{reverse('enrollment:roll_call', args=[code])}?session={session.pk}"


def _act(request: HttpRequest, session: Session) -> str:
    """Save what was marked, then do what the pressed button says; returns where to go on."""
    action = request.POST.get("action", "save")
    try:
        if action == "reopen" and request.user.is_organizer:
            reason = vietnamese.clean_text(request.POST.get("reason", "")[:LONGEST_REASON])
            attendance.reopen_session(session, by=request.user, reason=reason)
            messages.success(request, _("The roll call can be corrected again."))
            return _address(session)
        changes = _changes(request, session)
        if changes:
            attendance.record_marks(session, changes, by=request.user)
        done = len(changes)
        if action == "rest_present":
            apply_accepted(session)
            done += len(attendance.mark_rest_present(session, by=request.user))
        if action == "lock" and unmarked(session).exists():
            return reverse("enrollment:roll_close", args=[session.training_class.code, session.pk])
        if action == "lock":
            attendance.lock_session(session, by=request.user)
            messages.success(request, _("The roll call of this session is closed."))
        else:
            text = ngettext("%(count)s mark is saved.", "%(count)s marks are saved.", done)
            messages.success(request, text % {"count": done})
    except Refusal as refusal:
        messages.error(request, refusal.text)
    return _address(session)


def _changes(request: HttpRequest, session: Session) -> dict[int, str]:
    """Only what differs from what the page showed: a stale page overwrites nobody's mark."""
    confirmed = Enrollment.objects.for_class(session.training_class).confirmed()
    return {
        pk: mark
        for pk, public_id in confirmed.values_list("pk", "public_id")
        if (mark := request.POST.get(f"mark-{public_id}"))
        and mark != request.POST.get(f"was-{public_id}", "")
    }


@login_required
@require_POST
def mark_attendance(request: HttpRequest, code: str, session_pk: int) -> HttpResponse:
    """One tap. The answer is the person's marks as they are stored now, and the count."""
    training_class = class_for(request.user, code)
    session = _find(_sessions(training_class), str(session_pk))
    confirmed = Enrollment.objects.for_class(training_class).confirmed().with_people()
    public_id = read_uuid(request.POST.get("enrollment", ""))
    enrollment = get_object_or_404(confirmed, public_id=public_id)
    refusal = None
    try:
        attendance.record_attendance(
            session, enrollment, request.POST.get("mark", ""), by=request.user
        )
    except Refusal as error:
        refusal = error
    if not request.htmx:
        if refusal:
            messages.error(request, refusal.text)
        return redirect(_address(session))
    session = _find(_sessions(training_class), str(session_pk))
    context = _roll_context(request, session) | {
        "training_class": training_class,
        "total": confirmed.count(),
        "enrollment": _with_marks(session, [enrollment])[0],
        "refusal": refusal,
        "is_answer": True,
    }
    status = 409 if refusal else 200
    return render(request, "enrollment/teaching/_marks.html", context, status=status)
