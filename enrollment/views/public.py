"""Registration for a class: what stands in the way is told before the form, the answer after it."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import get_language
from django.views.decorators.http import require_http_methods

from courses.models import TrainingClass
from courses.refusals import Refusal
from enrollment.access import public
from enrollment.accounts import trainee_of
from enrollment.forms.people import RegistrationForm, initial_person
from enrollment.models import Enrollment
from enrollment.profile import current_affiliation, current_consent, register_self
from enrollment.registration import check_registration
from enrollment.views.input import form_status, refuse_repeated

TYPED = "registration-typed"


@public
@require_http_methods(["GET", "HEAD", "POST"])
def register(request: HttpRequest, code: str) -> HttpResponse:
    """One address for all of it: sign-in, obstacle, form, answer."""
    classes = TrainingClass.objects.published().for_lists()
    training_class = get_object_or_404(classes, code=code)
    if not request.user.is_authenticated:
        return _ask_for_email(request, training_class)
    if request.method == "POST":
        return _register(request, training_class)
    enrollment = _own_enrollment(request, training_class)
    if enrollment:
        return _page(request, training_class, enrollment=enrollment)
    return _show_form(request, training_class)


def _ask_for_email(request: HttpRequest, training_class: TrainingClass) -> HttpResponse:
    if request.method == "POST":
        # Signed out while typing: nothing is lost, the form comes back filled in.
        names = RegistrationForm.base_fields.keys() - {"request_key"}
        typed = {name: request.POST.get(name, "")[:300] for name in names}
        request.session[TYPED] = {"code": training_class.code, "typed": typed}
        return redirect("enrollment:register", training_class.code)
    return _page(
        request,
        training_class,
        ask_for_email=True,
        is_open=training_class.is_open_for_registration(timezone.now()),
        has_typed=TYPED in request.session,
    )


def _own_enrollment(request: HttpRequest, training_class: TrainingClass) -> Enrollment | None:
    mine = Enrollment.objects.of_account(request.user).for_class(training_class)
    return mine.active().with_place_in_queue().first()


def _show_form(request: HttpRequest, training_class: TrainingClass) -> HttpResponse:
    trainee = trainee_of(request.user)
    try:
        check_registration(trainee, training_class)
    except Refusal as refusal:
        return _page(request, training_class, refusal=refusal)
    known = initial_person(trainee, current_affiliation(trainee))
    form = _form(
        request, trainee.consent_id, initial=known | _typed_before(request, training_class)
    )
    return _page(request, training_class, form=form, is_known=trainee.pk is not None)


def _typed_before(request: HttpRequest, training_class: TrainingClass) -> dict[str, Any]:
    kept = request.session.pop(TYPED, None)
    return kept["typed"] if kept and kept["code"] == training_class.code else {}


def _form(request: HttpRequest, consented: int | None, **options: Any) -> RegistrationForm:
    consent = current_consent(get_language(), timezone.localdate())
    is_new = consent is not None and consent.pk != consented
    return RegistrationForm(consent=consent if is_new else None, **options)


def _register(request: HttpRequest, training_class: TrainingClass) -> HttpResponse:
    refuse_repeated(request)
    form = _form(request, trainee_of(request.user).consent_id, data=request.POST)
    if form.is_valid():
        key = form.cleaned_data["request_key"]
        try:
            register_self(request.user, training_class, request_key=key, **form.person)
        except Refusal as refusal:
            form.add_error(None, refusal)
        else:
            return redirect("enrollment:register", training_class.code)
    return _page(request, training_class, form=form, status=form_status(form))


def _page(
    request: HttpRequest, training_class: TrainingClass, *, status: int = 200, **context: Any
) -> HttpResponse:
    context |= {"training_class": training_class, "phase": training_class.phase}
    return render(request, "enrollment/public/register.html", context, status=status)
