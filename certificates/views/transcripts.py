"""The training of one person over all years: for the desk, the coordinator and oneself."""

import uuid
from dataclasses import dataclass

from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from certificates import file_names
from certificates.documents.transcript import For
from certificates.papers.transcript import transcript
from certificates.training_history import TrainingHistory, training_history
from certificates.views.answers import printed
from enrollment.access import login_required, organizers_only
from enrollment.accounts import trainee_of
from enrollment.models import Affiliation, Enrollment, Trainee
from enrollment.people.merging import standing_for
from enrollment.people.profile import current_affiliation
from enrollment.querysets import within
from enrollment.views.agency.desk import own_agencies, own_paths


@dataclass(frozen=True)
class Seen:
    """Whose history, as far as whoever asks may see it, and where its pages are."""

    history: TrainingHistory
    work: Affiliation | None
    made_for: For
    page: str
    pdf: str
    agencies: str = ""  # whose classes these are, where they are not all

    @property
    def person(self) -> Trainee:
        return self.history.person


@organizers_only
@require_safe
def person_history(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    return _page(request, _for_desk(public_id))


@organizers_only
@require_safe
def person_history_pdf(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    return _pdf(request, _for_desk(public_id))


@login_required
@require_safe
def agency_person_history(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    return _page(request, _for_agency(request, public_id))


@login_required
@require_safe
def agency_person_history_pdf(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    return _pdf(request, _for_agency(request, public_id))


@login_required
@require_safe
def my_history(request: HttpRequest) -> HttpResponse:
    return _page(request, _for_oneself(request))


@login_required
@require_safe
def my_history_pdf(request: HttpRequest) -> HttpResponse:
    return _pdf(request, _for_oneself(request))


def _for_desk(public_id: uuid.UUID) -> Seen:
    """The address of a merged record shows the one that stands for it."""
    person = _standing(public_id)
    return Seen(
        history=training_history(person, Enrollment.objects.all()),
        work=current_affiliation(person),
        made_for="desk",
        page=reverse("certificates:person_history", args=[person.public_id]),
        pdf=reverse("certificates:person_history_pdf", args=[person.public_id]),
    )


def _for_agency(request: HttpRequest, public_id: uuid.UUID) -> Seen:
    """Own people only, and of them the classes to which these agencies sent them."""
    paths = own_paths(request)
    person = _standing(public_id)
    get_object_or_404(Trainee.objects.present().working_at(paths), pk=person.pk)
    here: QuerySet[Enrollment] = Enrollment.objects.filter(within(paths, "agency__"))
    works = person.affiliations.filter(within(paths, "agency__")).select_related("agency")
    return Seen(
        history=training_history(person, here),
        work=works.order_by("-valid_from").first(),
        made_for="agency",
        page=reverse("certificates:agency_person_history", args=[person.public_id]),
        pdf=reverse("certificates:agency_person_history_pdf", args=[person.public_id]),
        agencies=", ".join(agency.name for agency in own_agencies(paths)),
    )


def _for_oneself(request: HttpRequest) -> Seen:
    person = trainee_of(request.user)
    rows = Enrollment.objects.of_account(request.user)
    return Seen(
        history=training_history(person, rows),
        work=current_affiliation(person),
        made_for="person",
        page=reverse("certificates:my_history"),
        pdf=reverse("certificates:my_history_pdf"),
    )


def _standing(public_id: uuid.UUID) -> Trainee:
    rows = Trainee.objects.select_related("merged_into")
    return standing_for(get_object_or_404(rows, public_id=public_id))


def _page(request: HttpRequest, seen: Seen) -> HttpResponse:
    context = {"seen": seen, "history": seen.history, "person": seen.person}
    return render(request, "certificates/person_history.html", context)


def _pdf(request: HttpRequest, seen: Seen) -> HttpResponse:
    paper = transcript(seen.history, seen.work, made_for=seen.made_for, agencies=seen.agencies)
    if paper is None:
        messages.info(request, _("There is no class to print yet."))
        return redirect(seen.page)
    return printed(request, paper, file_names.of_person(seen.person, "training"), back=seen.page)
