"""Excuses: asked for by trainees, seen by their coordinators, answered by organizers."""

import uuid
from typing import Any, Final

from django.contrib import messages
from django.db.models import Case, IntegerField, Q, Value, When
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from courses.models import TrainingClass
from courses.refusals import Refusal
from enrollment.access import login_required
from enrollment.forms.attendance import AnswerForm, ExcuseForm
from enrollment.models import Attendance, Enrollment, ExcuseRequest
from enrollment.paging import page_of
from enrollment.querysets import coordinated_paths
from enrollment.running.excuses import accept, ask, change, refuse, take_back
from enrollment.views.answers import file_answer
from enrollment.views.input import form_status, read_uuid
from enrollment.views.teaching import class_for

PER_PAGE: Final = 30
FILE: Final = "application/octet-stream"
OPEN_FIRST: Final = Case(
    When(state="open", then=Value(0)), default=Value(1), output_field=IntegerField()
)


def _rows() -> Any:
    rows = ExcuseRequest.objects.select_related(
        "enrollment__trainee", "session__training_class", "decided_by"
    )
    return rows.order_by(OPEN_FIRST, "session__held_on", "session__starts_at", "pk")


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def my_excuses(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    """One's own requests of one class, and the form for another."""
    mine = Enrollment.objects.of_account(request.user).select_related("training_class")
    enrollment = get_object_or_404(mine, public_id=public_id)
    training_class = enrollment.training_class
    taken = enrollment.excuses.filter(state__in=["open", "accepted"]).values("session")
    there = enrollment.attendance.filter(mark__in=Attendance.ATTENDED).values("session")
    left = training_class.sessions.exclude(pk__in=taken).exclude(pk__in=there)
    form = ExcuseForm(request.POST or None, request.FILES or None, sessions=left)
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        try:
            ask(
                enrollment,
                data["session"],
                reason=data["reason"],
                proof=data["proof"],
                by=request.user,
            )
        except Refusal as refusal:
            form.add_error(None, refusal)
        else:
            messages.success(request, _("The request is sent. The answer comes by e-mail."))
            return redirect("enrollment:my_excuses", public_id)
    context = {
        "enrollment": enrollment,
        "training_class": training_class,
        "excuses": _rows().filter(enrollment=enrollment),
        "form": form if _may_ask(enrollment) and left.exists() else None,
    }
    return render(request, "enrollment/my/excuses.html", context, status=form_status(form))


def _may_ask(enrollment: Enrollment) -> bool:
    in_class = enrollment.training_class
    is_open = in_class.is_held and in_class.finalized_at is None
    return is_open and enrollment.state == Enrollment.State.CONFIRMED


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def my_excuse(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    """Change or take back one's own request while nobody has answered."""
    mine = _rows().filter(enrollment__trainee__user=request.user)
    excuse = get_object_or_404(mine, public_id=public_id)
    back = redirect("enrollment:my_excuses", excuse.enrollment.public_id)
    is_post, is_taken_back = request.method == "POST", request.POST.get("act") == "take_back"
    data = request.POST if is_post and not is_taken_back else None
    form = ExcuseForm(data, request.FILES or None, initial={"reason": excuse.reason})
    if is_taken_back or (is_post and form.is_valid()):
        try:
            if is_taken_back:
                take_back(excuse, by=request.user)
                messages.success(request, _("The request is taken back."))
            else:
                told = {"reason": form.cleaned_data["reason"], "proof": form.cleaned_data["proof"]}
                change(excuse, by=request.user, **told)
                messages.success(request, _("The request is changed."))
        except Refusal as refusal:
            messages.error(request, refusal.text)
        return back
    if excuse.state != ExcuseRequest.State.OPEN:
        return back
    context = {"excuse": excuse, "form": form}
    return render(request, "enrollment/my/excuse.html", context, status=form_status(form))


@login_required
@require_safe
def my_excuse_proof(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    """Only one's own: coordinators read the reason, never the proof."""
    mine = ExcuseRequest.objects.filter(enrollment__trainee__user=request.user)
    return _proof(get_object_or_404(mine, public_id=public_id))


@login_required
@require_safe
def agency_excuses(request: HttpRequest) -> HttpResponse:
    """What the people of one's agencies asked for, to be read only."""
    if not coordinated_paths(request.user):
        raise Http404
    rows = _rows().filter(enrollment__in=Enrollment.objects.visible_to(request.user))
    rows = rows.exclude(state=ExcuseRequest.State.TAKEN_BACK)
    context = {"page": page_of(request, rows, PER_PAGE), "active": "excuses"}
    return render(request, "enrollment/agency/excuses.html", context)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def class_excuses(request: HttpRequest, code: str) -> HttpResponse:
    """The requests of one class, for its organizers and instructors; open ones first."""
    training_class = class_for(request.user, code)
    rows = _rows().filter(session__training_class=training_class)
    rows = rows.exclude(state=ExcuseRequest.State.TAKEN_BACK).exclude(
        ~Q(enrollment__state=Enrollment.State.CONFIRMED), state=ExcuseRequest.State.OPEN
    )
    form, answered = AnswerForm(), None
    if request.method == "POST":
        key = read_uuid(request.POST.get("excuse", ""))
        answered = get_object_or_404(rows, public_id=key)
        is_refused = request.POST.get("act") != "accept"
        form = AnswerForm(request.POST, needs_answer=is_refused)
        if form.is_valid() and _decide(request, answered, form, is_refused=is_refused):
            return redirect("enrollment:class_excuses", code)
    context = {
        "training_class": training_class,
        "page": page_of(request, rows, PER_PAGE),
        "form": form,
        "answered": answered,
        "is_open": _is_open(training_class),
    }
    template = "enrollment/teaching/excuses.html"
    return render(request, template, context, status=form_status(form))


def _is_open(training_class: TrainingClass) -> bool:
    return training_class.is_held and training_class.finalized_at is None


def _decide(
    request: HttpRequest, excuse: ExcuseRequest, form: AnswerForm, *, is_refused: bool
) -> bool:
    verb = refuse if is_refused else accept
    try:
        verb(excuse, by=request.user, answer=form.cleaned_data["answer"])
    except Refusal as refusal:
        form.add_error(None, refusal)
        return False
    messages.success(request, _("The answer is stored. The trainee hears by e-mail."))
    return True


@login_required
@require_safe
def class_excuse_proof(request: HttpRequest, code: str, public_id: uuid.UUID) -> HttpResponse:
    """For whoever answers: the organizers and the instructors of the class."""
    training_class = class_for(request.user, code)
    rows = ExcuseRequest.objects.filter(session__training_class=training_class)
    return _proof(get_object_or_404(rows, public_id=public_id))


def _proof(excuse: ExcuseRequest) -> HttpResponse:
    """Never shown by the browser under our address: it comes from outside."""
    if not excuse.proof:
        raise Http404
    try:
        with excuse.proof.open("rb") as file:
            body = file.read()
    except FileNotFoundError as error:
        raise Http404 from error
    suffix = excuse.proof.name[excuse.proof.name.rfind(".") :]
    return file_answer(body, f"{excuse.session.held_on:%Y-%m-%d}{suffix}", FILE)
