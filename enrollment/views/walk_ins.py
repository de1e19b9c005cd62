"""Somebody came without registration: written down beside the roll call.

Organizers search the whole record and may add a seat. Instructors check in whoever stands in the
room while seats are free, but see no names from outside the class (matrix, rows 8, 11, 12 and 17):
they pick from those on its list without a seat, or write down a new person, whom the desk joins
with an older record later.
"""

from typing import Any

from django.contrib import messages
from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from courses.models import TrainingClass
from courses.refusals import Refusal
from enrollment.access import login_required
from enrollment.forms.changes import KnownWalkInForm, NewWalkInForm
from enrollment.models import Enrollment, Trainee
from enrollment.paging import page_of
from enrollment.registering import walk_ins
from enrollment.views.input import asked_words, form_status, read_uuid, refuse_repeated
from enrollment.views.teaching import class_for

State = Enrollment.State
FOUND_PER_PAGE = 20


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def walk_in(request: HttpRequest, code: str) -> HttpResponse:
    training_class = class_for(request.user, code)
    if request.method == "POST":
        refuse_repeated(request)
    if not is_possible(training_class):
        return _page(request, training_class, "closed")
    if "person" in request.GET:
        public_id = read_uuid(request.GET["person"])
        person = get_object_or_404(_people(request, training_class), public_id=public_id)
        return _known(request, training_class, person)
    if "new" in request.GET:
        return _new(request, training_class)
    return _search(request, training_class)


def is_possible(training_class: TrainingClass) -> bool:
    """On the days of the class, while it takes a roll."""
    is_open = training_class.is_held and training_class.finalized_at is None
    return is_open and walk_ins.is_class_day(training_class, timezone.localdate())


def _people(request: HttpRequest, training_class: TrainingClass) -> Any:
    """Of whom one may know: all for an organizer, else those on the list of the class."""
    people = Trainee.objects.present()
    if request.user.is_organizer:
        return people
    listed = Enrollment.objects.for_class(training_class)
    return people.filter(pk__in=listed.values("trainee"))


def _search(request: HttpRequest, training_class: TrainingClass) -> HttpResponse:
    """Those who wait or are not decided first; then whoever the words find."""
    words = asked_words(request)
    listed = Q(
        enrollments__training_class=training_class,
        enrollments__state__in=set(Enrollment.ACTIVE) - {State.CONFIRMED},
    )
    seated = Enrollment.objects.for_class(training_class).confirmed()
    people = _people(request, training_class).exclude(pk__in=seated.values("trainee"))
    found = people.search(words) if words.strip() else people.filter(listed).distinct()
    page = page_of(request, found.prefetch_related("affiliations__agency"), FOUND_PER_PAGE)
    return _page(request, training_class, "search", page=page, words=words)


def _known(request: HttpRequest, training_class: TrainingClass, person: Trainee) -> HttpResponse:
    known = person.enrollments.filter(training_class=training_class).select_related("agency").last()
    initial = walk_ins.works_at(person)
    if known:
        initial = {"agency": known.agency, "position": known.position}
    form = KnownWalkInForm(
        request.POST or None, initial=initial, offers_seat=_offers_seat(request, training_class)
    )
    if request.method == "POST" and form.is_valid():
        try:
            enrollment = walk_ins.admit(
                person, training_class, by=request.user, **form.cleaned_data
            )
            return _added(request, enrollment)
        except Refusal as refusal:
            form.add_error(None, refusal)
    return _page(
        request, training_class, "known", form=form, person=person, status=form_status(form)
    )


def _new(request: HttpRequest, training_class: TrainingClass) -> HttpResponse:
    form = NewWalkInForm(
        request.POST or None,
        people=_people(request, training_class),
        offers_seat=_offers_seat(request, training_class),
    )
    if request.method == "POST" and form.is_valid():
        try:
            enrollment = walk_ins.admit_new_person(training_class, by=request.user, **form.person)
            return _added(request, enrollment)
        except Refusal as refusal:
            form.add_error(None, refusal)
    return _page(request, training_class, "new", form=form, status=form_status(form))


def _offers_seat(request: HttpRequest, training_class: TrainingClass) -> bool:
    return request.user.is_organizer and _is_full(training_class)


def _is_full(training_class: TrainingClass) -> bool:
    taken = training_class.seats_taken + training_class.seats_reserved
    return bool(taken >= training_class.capacity)


def _added(request: HttpRequest, enrollment: Enrollment) -> HttpResponse:
    text = _("%(name)s is on the list now; the roll can be taken.")
    messages.success(request, text % {"name": enrollment.full_name})
    return redirect("enrollment:roll_call", enrollment.training_class.code)


def _page(
    request: HttpRequest,
    training_class: TrainingClass,
    step: str,
    *,
    status: int = 200,
    **more: Any,
) -> HttpResponse:
    context = more | {
        "training_class": training_class,
        "phase": training_class.phase,
        "is_full": _is_full(training_class),
        "active": "roll_call",
        "body": f"enrollment/teaching/_walk_in_{step}.html",
    }
    return render(request, "enrollment/teaching/walk_in.html", context, status=status)
