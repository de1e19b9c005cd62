"""A coordinator's own people: who they are, their classes with this agency, and who has left."""

import uuid
from typing import Any

from django.contrib import messages
from django.db.models import Count, Prefetch, Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from courses.refusals import Refusal
from enrollment.access import login_required
from enrollment.forms.changes import WithdrawForm
from enrollment.forms.record import LeftForm, PositionForm
from enrollment.models import Affiliation, Enrollment, Trainee
from enrollment.paging import page_of
from enrollment.people import person_record
from enrollment.people.merging import standing_for
from enrollment.querysets import within
from enrollment.registering.registration import withdraw
from enrollment.views.agency.desk import own_paths
from enrollment.views.input import asked_words, form_status, refuse_repeated
from enrollment.views.substitution import find_own_enrollment

State = Enrollment.State


@login_required
@require_safe
def agency_people(request: HttpRequest) -> HttpResponse:
    """The staff as far as it is on record; classes count only where they came from here."""
    paths = own_paths(request)
    words = asked_words(request)
    here = Q(enrollments__state=State.CONFIRMED) & within(paths, "enrollments__agency__")
    people = Trainee.objects.present().working_at(paths).search(words)
    people = people.annotate(class_count=Count("enrollments", filter=here, distinct=True))
    people = people.order_by("sort_key", "birth_year", "pk")
    here = Affiliation.objects.filter(within(paths, "agency__")).select_related("agency")
    page = page_of(request, people.prefetch_related(Prefetch("affiliations", here)))
    context = {"page": page, "words": words}
    return render(request, "enrollment/people/agency_people.html", context)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def agency_person(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    """Only what has to do with the coordinator's agencies; other places of work are not told."""
    paths = own_paths(request)
    asked = get_object_or_404(Trainee.objects.select_related("merged_into"), public_id=public_id)
    person = standing_for(asked)
    get_object_or_404(Trainee.objects.present().working_at(paths), pk=person.pk)
    if person != asked:
        return redirect("enrollment:agency_person", person.public_id)
    works = _work_here(person, paths)
    forms = {
        "position": PositionForm(initial={"position": works.position}),
        "left": LeftForm(),
    }
    if request.method == "POST":
        refuse_repeated(request)
        forms |= _bound(request)
        if _save(request, person, works, forms):
            return redirect("enrollment:agency_people")
    context = _seen_from(paths, person) | {"works": works, "forms": forms}
    status = next((422 for form in forms.values() if form.errors), 200)
    return render(request, "enrollment/people/agency_person.html", context, status=status)


def _seen_from(paths: list[str], person: Trainee) -> dict[str, Any]:
    """Work and classes of the person as far as these agencies had to do with them."""
    own = Enrollment.objects.filter(within(paths, "agency__"), trainee=person)
    own = own.select_related("training_class").order_by("-training_class__starts_on", "-pk")
    today = timezone.localdate()
    return {
        "person": person,
        "history": person.affiliations.filter(within(paths, "agency__")).select_related("agency"),
        "enrollments": own.prefetch_related("certificates"),
        "coming": own.active().filter(training_class__ends_on__gte=today).exists(),
    }


def _work_here(person: Trainee, paths: list[str]) -> Affiliation:
    works = person.affiliations.filter(within(paths, "agency__")).select_related("agency")
    return get_object_or_404(works.order_by("-valid_from")[:1])


def _bound(request: HttpRequest) -> dict[str, PositionForm | LeftForm]:
    if "left" in request.POST:
        return {"left": LeftForm(request.POST)}
    return {"position": PositionForm(request.POST)}


def _save(
    request: HttpRequest,
    person: Trainee,
    works: Affiliation,
    forms: dict[str, PositionForm | LeftForm],
) -> bool:
    form = next(form for form in forms.values() if form.is_bound)
    if not form.is_valid():
        form_status(form)  # a line in the log
        return False
    try:
        if "left" in request.POST:
            last_day = form.cleaned_data["last_day"]
            person_record.end_affiliation(
                person, agency=works.agency, last_day=last_day, by=request.user
            )
            messages.success(request, _("Noted: this person no longer works there."))
        else:
            person_record.change_position(
                person,
                form.cleaned_data["position"],
                agency=works.agency,
                by=request.user,
                on=timezone.localdate(),
            )
            messages.success(request, _("The position is saved."))
    except Refusal as refusal:
        form.add_error(None, refusal)
        return False
    return True


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def agency_withdraw(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    """Give back the seat, or the place in the queue, of one of one's people."""
    enrollment = find_own_enrollment(request, public_id)
    form = WithdrawForm(request.POST or None)
    if request.method == "POST":
        refuse_repeated(request)
        if form.is_valid():
            try:
                withdraw(enrollment, by=request.user, reason=form.reason)
                messages.success(request, _("The registration is withdrawn."))
                return redirect("enrollment:agency_registrations")
            except Refusal as refusal:
                form.add_error(None, refusal)
    context = {
        "enrollment": enrollment,
        "training_class": enrollment.training_class,
        "phase": enrollment.training_class.phase,
        "form": form,
    }
    return render(request, "enrollment/changes/withdraw.html", context, status=form_status(form))
