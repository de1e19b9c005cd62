"""Substituting a colleague: pick from the staff or write down a new one, confirm, done."""

import uuid
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.db.models import Exists, OuterRef, Prefetch, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from courses.models import TrainingClass
from courses.refusals import Refusal
from enrollment.access import login_required, organizers_only
from enrollment.forms.changes import NewColleagueForm, SubstituteForm, agencies_under
from enrollment.letters.rehearsal import Mailing, rehearse
from enrollment.models import Affiliation, Agency, Enrollment, Letter, NominationBatch, Trainee
from enrollment.paging import page_of
from enrollment.people.profile import current_affiliation
from enrollment.querysets import coordinated_paths, within
from enrollment.registering import leaving, substitution
from enrollment.views.input import asked_words, form_status, read_uuid, refuse_repeated
from enrollment.views.manage.desk import find_class

FOUND_PER_PAGE = 20


@dataclass(frozen=True)
class Substitution:
    """One seat, and what whoever asks may do with it."""

    enrollment: Enrollment
    # Those who may be picked or named as known.
    people: QuerySet[Trainee]
    agencies: QuerySet[Agency]
    layout: str
    back: str

    @property
    def training_class(self) -> TrainingClass:
        return self.enrollment.training_class


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def agency_substitute(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    """By the coordinator: people and agencies of the own subtree alone."""
    enrollment = find_own_enrollment(request, public_id)
    paths = coordinated_paths(request.user)
    asked = Substitution(
        enrollment=enrollment,
        people=Trainee.objects.present().working_at(paths),
        agencies=Agency.objects.filter(within(paths)),
        layout="enrollment/changes/agency.html",
        back=reverse("enrollment:agency_registrations"),
    )
    return _substitute(request, asked)


def find_own_enrollment(request: HttpRequest, public_id: uuid.UUID) -> Enrollment:
    """One of the coordinator's agencies; any other does not exist, nor anything for others."""
    paths = coordinated_paths(request.user)
    rows = Enrollment.objects.filter(within(paths, "agency__"))
    return get_object_or_404(_with_all(rows), public_id=public_id)


def _with_all(rows: QuerySet[Enrollment]) -> QuerySet[Enrollment]:
    related = ("trainee__user", "agency", "seat_of__agency", "batch", "training_class__venue")
    return rows.select_related(*related)


@organizers_only
@require_http_methods(["GET", "HEAD", "POST"])
def manage_substitute(request: HttpRequest, code: str, public_id: uuid.UUID) -> HttpResponse:
    """By the desk: anybody on record."""
    training_class = find_class(code)
    rows = _with_all(Enrollment.objects.for_class(training_class))
    back = reverse("enrollment:manage_registrations", args=[code])
    asked = Substitution(
        enrollment=get_object_or_404(rows, public_id=public_id),
        people=Trainee.objects.present(),
        agencies=Agency.objects.all(),
        layout="enrollment/changes/desk.html",
        back=f"{back}?state=confirmed",
    )
    return _substitute(request, asked)


def _substitute(request: HttpRequest, asked: Substitution) -> HttpResponse:
    if request.method == "POST":
        refuse_repeated(request)
    obstacle = _too_late(request, asked.enrollment)
    if obstacle:
        return _page(request, asked, "pick", obstacle=obstacle)
    if "person" in request.GET:
        return _with_known(request, asked, _colleague(request, asked))
    if "new" in request.GET:
        return _with_new(request, asked)
    return _pick(request, asked)


def _too_late(request: HttpRequest, enrollment: Enrollment) -> Refusal | None:
    """Told before anybody is looked for."""
    if not enrollment.has_seat:
        state = enrollment.get_state_display()
        text = _("Only somebody with a seat can be substituted; the state is: %(state)s.")
        return Refusal(text, code="no_seat", params={"state": state})
    try:
        substitution.check_time(enrollment, by=request.user, at=timezone.now())
    except Refusal as refusal:
        return refusal
    return None


def _pick(request: HttpRequest, asked: Substitution) -> HttpResponse:
    """The staff by name; who cannot come is shown with the reason, and cannot be chosen.

    Those of the class itself are many and no answer; only a search tells of them.
    """
    words = asked_words(request)
    people = asked.people.exclude(pk=asked.enrollment.trainee_id)
    if words.strip():
        people = people.search(words)
    elif request.user.is_organizer:
        people = people.working_at([asked.enrollment.agency.path])
    people = _with_obstacles(people, asked.training_class)
    if not words.strip():
        people = people.filter(is_in_class=False)
    told = Affiliation.objects.filter(agency__in=asked.agencies).select_related("agency")
    people = people.prefetch_related(Prefetch("affiliations", told))
    page = page_of(request, people, FOUND_PER_PAGE)
    return _page(request, asked, "pick", page=page, words=words)


def _with_obstacles(people: Any, training_class: TrainingClass) -> Any:
    active = Enrollment.objects.active().filter(trainee=OuterRef("pk"))
    clashing = active.filter(
        training_class__status=TrainingClass.Status.PUBLISHED,
        training_class__starts_on__lte=training_class.ends_on,
        training_class__ends_on__gte=training_class.starts_on,
    ).exclude(training_class=training_class)
    return people.annotate(
        is_in_class=Exists(active.filter(training_class=training_class)),
        has_clash=Exists(clashing),
    )


def _colleague(request: HttpRequest, asked: Substitution) -> Trainee:
    public_id = read_uuid(request.GET["person"])
    return get_object_or_404(asked.people.select_related("user"), public_id=public_id)


def _with_known(request: HttpRequest, asked: Substitution, colleague: Trainee) -> HttpResponse:
    works = current_affiliation(colleague)
    if works and not asked.agencies.filter(pk=works.agency_id).exists():
        works = None  # another agency's business
    agency = works.agency if works else asked.enrollment.agency
    initial = {"agency": agency, "position": works.position if works else ""}
    given = asked.enrollment.seat_of
    agencies = agencies_under(asked.agencies, given.agency if given else None)
    form = SubstituteForm(request.POST or None, initial=initial, agencies=agencies)
    if request.method == "POST" and form.is_valid():
        try:
            successor = substitution.substitute(
                asked.enrollment, colleague, by=request.user, **form.cleaned_data
            )
            return _done(request, asked, successor)
        except Refusal as refusal:
            form.add_error(None, refusal)
    return _page(
        request,
        asked,
        "known",
        form=form,
        colleague=colleague,
        colleague_name=colleague.full_name,
        letters=_letters(asked.enrollment, colleague.mail_address),
        mailings=_foreseen(
            asked,
            lambda one: substitution.substitute(one, colleague, by=request.user, **initial),
        ),
        **_warning(request, asked, colleague, initial),
        status=form_status(form),
    )


def _warning(
    request: HttpRequest, asked: Substitution, colleague: Trainee, works: dict[str, Any]
) -> dict[str, Any]:
    """What the verb would say now; a condition of entry only warns an organizer."""
    one = asked.enrollment
    agency, position = works["agency"], works["position"]
    try:
        substitution.check_colleague(
            one, colleague, agency=agency, position=position, by=request.user
        )
        if leaving.is_desk(request.user):
            substitution.check_entry(one, colleague, agency=agency, position=position)
    except Refusal as refusal:
        entry = ("not_target_group", "prerequisite_missing", "repeated_too_soon")
        is_warning = refusal.code in entry and leaving.is_desk(request.user)
        # Another agency or position may be chosen in the form.
        is_final = refusal.code in ("already_registered", "clash", "same_person", "merged")
        return {"warning": refusal, "is_warning": is_warning, "is_final": is_final}
    return {}


def _with_new(request: HttpRequest, asked: Substitution) -> HttpResponse:
    """The form, then the same with everything hidden and both names to confirm."""
    given = asked.enrollment.seat_of
    form = NewColleagueForm(
        request.POST or None,
        initial={"agency": asked.enrollment.agency},
        people=asked.people,
        agencies=agencies_under(asked.agencies, given.agency if given else None),
    )
    is_back = "edit" in request.POST
    if request.method == "POST" and form.is_valid() and not is_back:
        if "confirmed" not in request.POST:
            return _ask_to_confirm(request, asked, form)
        try:
            successor = substitution.substitute_new_person(
                asked.enrollment, by=request.user, **form.person
            )
            return _done(request, asked, successor)
        except Refusal as refusal:
            form.add_error(None, refusal)
    status = 200 if is_back and form.is_valid() else form_status(form)
    return _page(request, asked, "new", form=form, status=status)


def _ask_to_confirm(
    request: HttpRequest, asked: Substitution, form: NewColleagueForm
) -> HttpResponse:
    return _page(
        request,
        asked,
        "confirm_new",
        form=form,
        colleague_name=form.cleaned_data["full_name"],
        letters=_letters(asked.enrollment, form.cleaned_data["email"]),
        mailings=_foreseen(
            asked,
            lambda one: substitution.substitute_new_person(one, by=request.user, **form.person),
        ),
    )


def _foreseen(asked: Substitution, act: Callable[[Enrollment], Any]) -> list[Mailing]:
    """The letters and calendar entries as they would go out; none where the act is refused."""
    try:
        # Read anew: what is done to the objects stays in them when it is taken back.
        one = _with_all(Enrollment.objects.all()).get(pk=asked.enrollment.pk)
        return rehearse(one.training_class, lambda: act(one)).mailings
    except Refusal:
        return []


def _letters(enrollment: Enrollment, address: str) -> list[dict[str, str]]:
    """What will be sent and where to, as the verb writes it down."""
    return [
        {
            "label": Letter.Kind.SUBSTITUTED.label,
            "to": enrollment.trainee.mail_address,
            "name": enrollment.full_name,
        },
        {"label": Letter.Kind.CONFIRMED.label, "to": address, "name": ""},
    ]


def _done(request: HttpRequest, asked: Substitution, successor: Enrollment) -> HttpResponse:
    text = _("%(new)s has the seat of %(old)s now.")
    names = {"new": successor.full_name, "old": asked.enrollment.full_name}
    messages.success(request, text % names)
    return redirect(asked.back)


def _page(
    request: HttpRequest, asked: Substitution, step: str, *, status: int = 200, **context: Any
) -> HttpResponse:
    # The list may be one that an agency above or another one has sent in.
    batches = NominationBatch.objects.visible_to(request.user)
    context |= {
        "asked": asked,
        "enrollment": asked.enrollment,
        "batch": batches.filter(pk=asked.enrollment.batch_id).first(),
        "training_class": asked.training_class,
        "phase": asked.training_class.phase,
        "layout": asked.layout,
        "back": asked.back,
        "body": f"enrollment/changes/_substitute_{step}.html",
        "active": "registrations",
    }
    return render(request, "enrollment/changes/substitute.html", context, status=status)
