"""Adding somebody by hand: find a person on record first, write down a new one second."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from courses.models import TrainingClass
from courses.refusals import Refusal
from enrollment.access import organizers_only
from enrollment.forms.people import DeskPersonForm, DespiteConditions, KnownPersonForm
from enrollment.models import Enrollment, Trainee
from enrollment.paging import page_of
from enrollment.people.groups import put_in_groups
from enrollment.people.profile import current_affiliation
from enrollment.registering.entry import rule_of, unmet
from enrollment.registering.newcomers import register_known_person, register_new_person
from enrollment.views.input import asked_words, form_status, read_uuid, refuse_repeated
from enrollment.views.manage.desk import class_page, find_class

FOUND_PER_PAGE = 20


@organizers_only
@require_http_methods(["GET", "HEAD", "POST"])
def manage_add_trainee(request: HttpRequest, code: str) -> HttpResponse:
    training_class = find_class(code)
    if request.method == "POST":
        refuse_repeated(request)
    if "person" in request.GET:
        return _add_known(request, training_class, _person(request))
    if "new" in request.GET:
        return _add_new(request, training_class)
    words = asked_words(request)
    people = Trainee.objects.visible_to(request.user).search(words).select_related("user")
    found = people.prefetch_related("affiliations__agency") if words.strip() else people.none()
    page = page_of(request, found, FOUND_PER_PAGE)
    return class_page(request, "add", training_class, page=page, words=words)


def _person(request: HttpRequest) -> Trainee:
    public_id = read_uuid(request.GET["person"])
    return get_object_or_404(Trainee.objects.visible_to(request.user), public_id=public_id)


def _add_known(
    request: HttpRequest, training_class: TrainingClass, person: Trainee
) -> HttpResponse:
    works = current_affiliation(person)
    initial = {"agency": works.agency, "position": works.position} if works else {}
    form = KnownPersonForm(request.POST or None, initial=initial)
    if request.method == "POST" and form.is_valid() and _may_come(form, training_class, person):
        try:
            enrollment = register_known_person(
                person,
                training_class,
                by=request.user,
                waived=form.cleaned_data["despite"],
                **form.person,
            )
            return _added(request, enrollment)
        except Refusal as refusal:
            form.add_error(None, refusal)
    return class_page(
        request, "add_known", training_class, form=form, person=person, status=form_status(form)
    )


def _add_new(request: HttpRequest, training_class: TrainingClass) -> HttpResponse:
    form = DeskPersonForm(request.POST or None)
    if request.method == "POST" and form.is_valid() and _may_come(form, training_class, Trainee()):
        waived = form.cleaned_data["despite"]
        try:
            enrollment = register_new_person(
                training_class, by=request.user, waived=waived, **form.person
            )
            if form.groups:
                put_in_groups(enrollment.trainee, form.groups, by=request.user)
            return _added(request, enrollment)
        except Refusal as refusal:
            form.add_error(None, refusal)
    return class_page(request, "add_new", training_class, form=form, status=form_status(form))


def _may_come(form: DespiteConditions, training_class: TrainingClass, person: Trainee) -> bool:
    """Whether all conditions of entry are met, or the organizer has seen which are not."""
    where = {name: form.cleaned_data[name] for name in ("agency", "position")}
    reasons = unmet(rule_of(training_class), person, training_class, **where)
    texts = [reason.text for reason in reasons]
    if texts and form.cleaned_data["despite"]:
        return True
    form.cleaned_data["despite"] = False  # nothing to be waived
    if texts:
        form.warn(texts)
    return not texts


def _added(request: HttpRequest, enrollment: Enrollment) -> HttpResponse:
    if enrollment.state == Enrollment.State.WAITING:
        messages.warning(request, _("No seat left: the person is on the waiting list."))
    else:
        messages.success(request, _("The person is confirmed."))
    code = enrollment.training_class.code
    address = reverse("enrollment:manage_registrations", args=[code])
    return redirect(f"{address}?state={enrollment.state}")
