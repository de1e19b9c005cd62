"""Registration for a class on one address: sign-in by code, obstacles, the form, the answer."""

import dataclasses
import uuid
from typing import Any, Final

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from courses.models import TrainingClass
from courses.refusals import Refusal
from enrollment.access import public
from enrollment.accounts import trainee_of
from enrollment.forms.people import RegistrationForm, initial_person
from enrollment.models import Affiliation, Enrollment, Trainee
from enrollment.people.profile import current_affiliation, current_consent
from enrollment.registering.admission import check_open, check_self
from enrollment.registering.entry import check_entry, rule_of, told_beside
from enrollment.registering.newcomers import register_self
from enrollment.seating.seats import seats_of
from enrollment.seating.waiting_order import set_places
from enrollment.views.by_code import STEP, Door, knock
from enrollment.views.input import form_status, refuse_repeated
from enrollment.views.my_record import has_refused_records, records_to_ask_about

TYPED: Final = "registration-typed"
# In the address of the form: a seat was free when it was opened.
SAW_A_SEAT: Final = "seat"


@public
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def register(request: HttpRequest, code: str) -> HttpResponse:
    """One address for all of it; the page before this step is never shown from a cache."""
    classes = TrainingClass.objects.published().for_lists()
    training_class = get_object_or_404(classes, code=code)
    if request.method == "POST":
        refuse_repeated(request)
    if not request.user.is_authenticated:
        return _visitor(request, training_class)
    if STEP in request.POST:  # the button of the code pressed twice, or in another tab
        return redirect(request.path)
    if request.method == "POST":
        return _register(request, training_class)
    enrollment = _own_enrollment(request, training_class)
    if enrollment:
        return _page(request, training_class, enrollment=enrollment)
    if records := records_to_ask_about(request):
        return _page(request, training_class, records=records)
    return _show_form(request, training_class)


def _visitor(request: HttpRequest, training_class: TrainingClass) -> HttpResponse:
    if request.method == "POST" and STEP not in request.POST:
        # Signed out while typing: nothing is lost, the form comes back filled in.
        names = RegistrationForm.base_fields.keys() - {"request_key"}
        typed = {name: request.POST.get(name, "")[:300] for name in names}
        request.session[TYPED] = {"code": training_class.code, "typed": typed}
        return redirect(request.path)
    try:
        check_open(training_class, agency=None, source="self", at=timezone.now())
    except Refusal as refusal:
        return _page(request, training_class, refusal=refusal)
    door = knock(request)
    if not isinstance(door, Door):
        return door
    has_typed = TYPED in request.session
    return _page(request, training_class, door=door, has_typed=has_typed, status=door.status)


def _own_enrollment(request: HttpRequest, training_class: TrainingClass) -> Enrollment | None:
    mine = Enrollment.objects.of_account(request.user).for_class(training_class)
    enrollment = mine.active().first()
    set_places([enrollment] if enrollment else [])
    return enrollment


def _show_form(request: HttpRequest, training_class: TrainingClass) -> HttpResponse:
    trainee = trainee_of(request.user)
    works = current_affiliation(trainee)
    try:
        check_self(trainee, training_class)
    except Refusal as refusal:
        return _page(request, training_class, refusal=refusal)
    initial = initial_person(trainee, works) | _typed_before(request, training_class)
    form = _form(request, trainee.consent_id, initial=initial)
    return _page(
        request,
        training_class,
        form=form,
        is_known=trainee.pk is not None,
        not_meant=_not_meant(trainee, works, training_class),
        outlook=_outlook(training_class, works),
    )


def _not_meant(
    trainee: Trainee, works: Affiliation | None, training_class: TrainingClass
) -> Refusal | None:
    """Told before anything is typed; whoever has another job by now corrects it below."""
    if works is None:
        return None
    try:
        check_entry(
            rule_of(training_class),
            trainee,
            training_class,
            agency=works.agency,
            position=works.position,
        )
    except Refusal as refusal:
        return refusal
    return None


@dataclasses.dataclass(frozen=True)
class Outlook:
    """What a registration sent now amounts to, as far as it is known."""

    has_seat: bool
    place: int


def _outlook(training_class: TrainingClass, works: Affiliation | None) -> Outlook:
    given = seats_of(training_class, works.agency) if works else None
    has_seat = training_class.free_seats > 0 or (given is not None and given.free > 0)
    return Outlook(has_seat=has_seat, place=training_class.waiting_count + 1)


def _typed_before(request: HttpRequest, training_class: TrainingClass) -> dict[str, Any]:
    kept = request.session.pop(TYPED, None)
    return kept["typed"] if kept and kept["code"] == training_class.code else {}


def _form(request: HttpRequest, consented: int | None, **options: Any) -> RegistrationForm:
    consent = current_consent(get_language(), timezone.localdate())
    is_new = consent is not None and consent.pk != consented
    return RegistrationForm(consent=consent if is_new else None, **options)


def _register(request: HttpRequest, training_class: TrainingClass) -> HttpResponse:
    trainee = trainee_of(request.user)
    form = _form(request, trainee.consent_id, data=request.POST)
    if form.is_valid() and _has_registered(request, training_class, form):
        return redirect(request.path)
    return _page(
        request,
        training_class,
        form=form,
        outlook=_outlook(training_class, current_affiliation(trainee)),
        status=form_status(form),
    )


def _has_registered(
    request: HttpRequest, training_class: TrainingClass, form: RegistrationForm
) -> bool:
    key: uuid.UUID | None = form.cleaned_data["request_key"]
    may_link = not has_refused_records(request)
    try:
        enrollment = register_self(
            request.user, training_class, request_key=key, may_link=may_link, **form.person
        )
    except Refusal as refusal:
        return _is_settled(request, training_class, form, refusal)
    if enrollment.state == Enrollment.State.WAITING and SAW_A_SEAT in request.GET:
        messages.warning(
            request, _("The last seat was taken by somebody else while the form was filled in.")
        )
    return True


def _is_settled(
    request: HttpRequest, training_class: TrainingClass, form: RegistrationForm, refusal: Refusal
) -> bool:
    """Another tab was faster: its answer stands. Anything else is told in the form."""
    if refusal.code == "already_registered":
        messages.info(
            request, _("This registration had been sent already. Nothing of it was changed.")
        )
        return True
    box = None
    if refusal.code == "not_target_group":
        box = told_beside(rule_of(training_class), form.cleaned_data["agency"])
    form.add_error(box, refusal)
    return False


def _page(
    request: HttpRequest, training_class: TrainingClass, *, status: int = 200, **context: Any
) -> HttpResponse:
    context |= {
        "training_class": training_class,
        "phase": training_class.phase,
        "rule": rule_of(training_class),
        "outlook": context.get("outlook") or _outlook(training_class, None),
        "others": _other_dates(training_class) if context.get("refusal") else (),
    }
    return render(request, "enrollment/public/register.html", context, status=status)


def _other_dates(training_class: TrainingClass) -> list[TrainingClass]:
    """The same course again, open for registration: where to go instead."""
    open_now = TrainingClass.objects.open_for_registration(timezone.now())
    others = open_now.filter(course=training_class.course_id).exclude(pk=training_class.pk)
    return list(others.exclude(registration="nomination").select_related("venue")[:3])
