"""The people on record, and all that is known of one of them."""

import uuid
from typing import Any

from django.contrib import messages
from django.db.models import Count, Prefetch, Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from courses.refusals import Refusal
from enrollment.access import organizers_only
from enrollment.forms.groups import known_groups
from enrollment.forms.record import (
    AccountForm,
    DetailsForm,
    WorkForm,
    known_details,
    known_work,
)
from enrollment.models import Affiliation, Agency, Enrollment, EnrollmentChange, Trainee
from enrollment.paging import page_of
from enrollment.people import duplicates, person_record
from enrollment.people.groups import put_in_groups
from enrollment.people.linking import unlink_record
from enrollment.people.merging import standing_for
from enrollment.views.input import asked_words, form_status, refuse_repeated


@organizers_only
@require_safe
def manage_people(request: HttpRequest) -> HttpResponse:
    """Found without accents; the agency is where somebody works now, with all below it."""
    words, code = asked_words(request), request.GET.get("agency", "")
    agencies = Agency.objects.select_related(None)
    agency = agencies.filter(code=code).first() if code and "\0" not in code else None
    people = Trainee.objects.visible_to(request.user).search(words)
    if agency:
        people = people.working_at([agency.path])
    confirmed = Count("enrollments", filter=Q(enrollments__state=Enrollment.State.CONFIRMED))
    people = people.annotate(class_count=confirmed).select_related("user")
    people = people.order_by("sort_key", "birth_year", "pk")
    page = page_of(request, people.prefetch_related("affiliations__agency"))
    context = {"page": page, "words": words, "agency": agency, "agencies": agencies}
    return render(request, "enrollment/people/people.html", context)


def find_person(public_id: uuid.UUID) -> Trainee:
    """The record as asked for; it may stand for itself no more."""
    rows = Trainee.objects.select_related("user", "merged_into")
    return get_object_or_404(rows, public_id=public_id)


@organizers_only
@require_safe
def manage_person(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    """The address of a merged record leads to the one that stands for it."""
    asked = find_person(public_id)
    person = standing_for(asked)
    if person != asked:
        messages.info(request, _("The two records of this person were merged into this one."))
        return redirect("enrollment:manage_person", person.public_id)
    changes = EnrollmentChange.objects.select_related("by")
    enrollments = person.enrollments.select_related("training_class", "replaced_by__training_class")
    context = {
        "person": person,
        "works": person.affiliations.select_related("agency"),
        "enrollments": enrollments.order_by("-training_class__starts_on", "-pk").prefetch_related(
            Prefetch("changes", changes), "certificates"
        ),
        "merges": person.merges.select_related("merged", "by", "undone_by"),
        "pairs": duplicates.pairs_about(person),
    }
    return render(request, "enrollment/people/person.html", context)


@organizers_only
@require_http_methods(["GET", "HEAD", "POST"])
def manage_person_edit(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    person = _present(public_id)
    initial = known_details(person) | known_groups(person)
    form = DetailsForm(request.POST or None, initial=initial)
    if request.method == "POST":
        refuse_repeated(request)
        if form.is_valid():
            person_record.edit_person(person, by=request.user, **form.details)
            put_in_groups(person, form.groups, by=request.user)
            messages.success(request, _("The details are saved."))
            return redirect("enrollment:manage_person", public_id)
    return _form_page(request, person, form, _("Details of the person"))


def _present(public_id: uuid.UUID) -> Trainee:
    """Nothing is written into a record that was merged."""
    return get_object_or_404(Trainee.objects.present().select_related("user"), public_id=public_id)


@organizers_only
@require_http_methods(["GET", "HEAD", "POST"])
def manage_person_work(
    request: HttpRequest, public_id: uuid.UUID, work_pk: int | None = None
) -> HttpResponse:
    """Add a place of work, or correct or take out one."""
    person = _present(public_id)
    rows = person.affiliations.select_related("agency")
    work = get_object_or_404(rows, pk=work_pk) if work_pk is not None else None
    if work and "remove" in request.POST:
        person_record.remove_affiliation(work, by=request.user)
        messages.success(request, _("The place of work is taken out."))
        return redirect("enrollment:manage_person", public_id)
    form = WorkForm(request.POST or None, initial=known_work(work) if work else {})
    if request.method == "POST":
        refuse_repeated(request)
        if form.is_valid() and _save_work(request, person, work, form):
            return redirect("enrollment:manage_person", public_id)
    return _form_page(request, person, form, _("Place of work"), may_remove=work is not None)


def _save_work(
    request: HttpRequest, person: Trainee, work: Affiliation | None, form: WorkForm
) -> bool:
    try:
        person_record.save_affiliation(person, by=request.user, known=work, **form.cleaned_data)
    except Refusal as refusal:
        form.add_error(None, refusal)
        return False
    messages.success(request, _("The place of work is saved."))
    return True


@organizers_only
@require_http_methods(["GET", "HEAD", "POST"])
def manage_person_account(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    """Give the record an account, or part it from a wrong one."""
    person = _present(public_id)
    form = AccountForm(request.POST or None, initial={"email": person.email})
    try:
        if request.method == "POST" and "unlink" in request.POST:
            unlink_record(person, by=request.user)
            messages.success(request, _("The account is unlinked from this person."))
            return redirect("enrollment:manage_person", public_id)
        if request.method == "POST" and form.is_valid():
            person_record.link_account(person, form.cleaned_data["email"], by=request.user)
            messages.success(request, _("The person can sign in with this address now."))
            return redirect("enrollment:manage_person", public_id)
    except Refusal as refusal:
        form.add_error(None, refusal)
    return _form_page(request, person, form, _("Account"), may_unlink=person.user is not None)


def _form_page(
    request: HttpRequest, person: Trainee, form: Any, title: str, **context: Any
) -> HttpResponse:
    context |= {"person": person, "form": form, "title": title}
    status = form_status(form)
    return render(request, "enrollment/people/person_form.html", context, status=status)
