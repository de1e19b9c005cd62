"""Moving people to another class of the course: who would have a seat is told before."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods

from courses.models import TrainingClass
from enrollment.access import organizers_only
from enrollment.forms.changes import MoveForm
from enrollment.models import Enrollment
from enrollment.registering import moving
from enrollment.views.input import form_status, read_uuid
from enrollment.views.manage.desk import class_page, find_class

MOST_AT_ONCE = 200


@organizers_only
@require_http_methods(["GET", "HEAD", "POST"])
def manage_move_people(request: HttpRequest, code: str) -> HttpResponse:
    """Choose the class, see what would happen to each, then do it. All of it for many at once."""
    training_class = find_class(code)
    people = _chosen(request, training_class)
    asked = request.POST if request.method == "POST" and "other" in request.POST else None
    form = MoveForm(asked, classes=moving.possible_classes(training_class))
    foreseen = None
    if form.is_valid() and people:
        other, reason = form.cleaned_data["other"], form.cleaned_data["reason"]
        if "confirmed" in request.POST:
            done = moving.move_many(people, other, by=request.user, reason=reason)
            _tell(request, done)
            return redirect(reverse("enrollment:manage_registrations", args=[other.code]))
        foreseen = moving.rehearse(people, other, by=request.user)
    return class_page(
        request,
        "move_people",
        training_class,
        people=people,
        form=form,
        foreseen=foreseen,
        **_counts(foreseen or []),
        status=form_status(form),
    )


def _chosen(request: HttpRequest, training_class: TrainingClass) -> list[Enrollment]:
    """In the order of registration, which is the order in which seats there are taken."""
    texts = [*request.POST.getlist("chosen"), *request.GET.getlist("chosen")]
    keys = [key for text in texts[:MOST_AT_ONCE] if (key := read_uuid(text))]
    rows = Enrollment.objects.for_class(training_class).active().filter(public_id__in=keys)
    people = list(rows.select_related("trainee__user", "agency").order_by("pk"))
    for enrollment in people:
        enrollment.training_class = training_class
    return people


def _counts(foreseen: list[moving.Moved]) -> dict[str, Any]:
    return {
        "seated": sum(one.has_seat for one in foreseen),
        "waiting": sum(one.waits for one in foreseen),
        "refused": sum(bool(one.refusal) for one in foreseen),
    }


def _tell(request: HttpRequest, done: list[moving.Moved]) -> None:
    counts = _counts(done)
    moved = counts["seated"] + counts["waiting"]
    if moved:
        text = ngettext("%(count)s person is moved.", "%(count)s people are moved.", moved)
        messages.success(request, text % {"count": moved})
    if counts["waiting"]:
        text = ngettext(
            "%(count)s of them is on the waiting list there.",
            "%(count)s of them are on the waiting list there.",
            counts["waiting"],
        )
        messages.warning(request, text % {"count": counts["waiting"]})
    for one in done:
        if one.refusal:
            messages.error(request, f"{one.enrollment.full_name}: {one.refusal}")
    if not done:
        messages.info(request, _("Nobody was chosen."))
