"""What a trainee sees of himself: coming and past classes, results, own details."""

import uuid

from django.contrib import messages
from django.db.models import Exists, OuterRef, Prefetch, Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from courses.models import Session, TrainingClass
from courses.refusals import Refusal
from enrollment.access import login_required
from enrollment.accounts import trainee_of
from enrollment.forms.changes import WithdrawForm
from enrollment.forms.groups import known_groups
from enrollment.forms.people import ProfileForm, initial_person
from enrollment.models import ClassMaterial, Enrollment
from enrollment.paging import page_of
from enrollment.people.groups import put_in_groups
from enrollment.people.profile import current_affiliation, save_profile
from enrollment.registering.registration import withdraw
from enrollment.running.feedback import may_give
from enrollment.running.standings import read_standings
from enrollment.seating.waiting_order import set_places
from enrollment.views.input import form_status, refuse_repeated
from enrollment.views.my_record import records_to_ask_about
from enrollment.views.standing import standing_of

PAST_PER_PAGE = 20
ENDED_SHOWN = 10
# Certificates with what became of them.
GIVEN = (
    *("certificates__replaced_by", "certificates__copies"),
    Prefetch("certificates__requests", to_attr="all_requests"),
)

FOR_TRAINEES = ClassMaterial.objects.filter(
    training_class=OuterRef("training_class"), is_for_trainees=True
)


@login_required
@require_safe
def my_training(request: HttpRequest) -> HttpResponse:
    rules = ("attendance_rule", "ranking_scheme")
    classes = TrainingClass.objects.for_lists().select_related(*rules)
    shown = Enrollment.objects.of_account(request.user).select_related("feedback")
    shown = shown.annotate(has_materials=Exists(FOR_TRAINEES))
    shown = shown.select_related("replaced_by__training_class", "replaces__training_class")
    shown = shown.prefetch_related(*GIVEN, "offers", Prefetch("training_class", classes))
    ahead = shown.filter(
        training_class__ends_on__gte=timezone.localdate(), training_class__finalized_at=None
    )
    coming = ahead.active().order_by("training_class__starts_on", "pk")
    set_places(coming)
    over = shown.exclude(pk__in=ahead.values("pk")).order_by("-training_class__starts_on", "-pk")
    past = page_of(request, over, PAST_PER_PAGE)
    _set_standings([*coming, *past])
    return render(
        request,
        "enrollment/my/training.html",
        {
            "records": records_to_ask_about(request),
            "session": _next_session(request),
            "offered": [one for one in coming if one.state == Enrollment.State.OFFERED],
            "coming": coming,
            "ended": ahead.exclude(state__in=Enrollment.ACTIVE).order_by("-pk")[:ENDED_SHOWN],
            "past": past,
        },
    )


def _set_standings(enrollments: list[Enrollment]) -> None:
    """What the cards show of each: the bar, the outlook, what is missing."""
    for record in read_standings(enrollments).values():
        enrollment = record.enrollment
        enrollment.standing = standing_of(record)
        enrollment.is_asked_for_feedback = may_give(enrollment) and not hasattr(
            enrollment, "feedback"
        )


def _next_session(request: HttpRequest) -> Session | None:
    """Where to be next; one that runs now is still the next one."""
    now = timezone.localtime()
    mine = Enrollment.objects.of_account(request.user).confirmed()
    ahead = Q(held_on__gt=now.date()) | Q(held_on=now.date(), ends_at__gt=now.time())
    sessions = Session.objects.filter(
        ahead,
        training_class__in=mine.values("training_class"),
        training_class__status=TrainingClass.Status.PUBLISHED,
        training_class__finalized_at=None,
    )
    rows = sessions.select_related("training_class__venue", "instructor")
    return rows.order_by("held_on", "starts_at").first()


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def my_withdraw(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    """Ask once more, with room for a reason, then give the seat back."""
    mine = Enrollment.objects.of_account(request.user).select_related("training_class")
    enrollment = get_object_or_404(mine, public_id=public_id)
    form = WithdrawForm(request.POST or None, is_required=False)
    if request.method == "POST" and form.is_valid():
        try:
            withdraw(enrollment, by=request.user, reason=form.reason)
        except Refusal as refusal:
            messages.error(request, refusal.text)
        else:
            messages.success(request, _("The registration is withdrawn."))
        return redirect("enrollment:my_training")
    context = {"enrollment": enrollment, "training_class": enrollment.training_class, "form": form}
    return render(request, "enrollment/my/withdraw.html", context, status=form_status(form))


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def my_profile(request: HttpRequest) -> HttpResponse:
    trainee = trainee_of(request.user)
    initial = initial_person(trainee, current_affiliation(trainee)) | known_groups(trainee)
    initial["language"] = trainee.language
    form = ProfileForm(request.POST or None, initial=initial)
    if request.method == "POST":
        refuse_repeated(request)
        if form.is_valid():
            trainee = save_profile(request.user, **form.person)
            put_in_groups(trainee, form.groups, by=request.user)
            messages.success(request, _("The details are saved."))
            return redirect("enrollment:my_profile")
    context = {"form": form, "trainee": trainee}
    return render(request, "enrollment/my/profile.html", context, status=form_status(form))
