"""Decisions about a whole class: publish, freeze the list, call off."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST

from courses.refusals import Refusal
from courses.scheduling import publish_class
from enrollment.access import organizers_only
from enrollment.class_changes import cancel_class, close_list
from enrollment.forms.acts import ReasonForm
from enrollment.models import Enrollment
from enrollment.paging import page_of
from enrollment.views.input import form_status
from enrollment.views.manage.desk import class_page, find_class


@organizers_only
@require_POST
def manage_publish(request: HttpRequest, code: str) -> HttpResponse:
    training_class = find_class(code)
    try:
        publish_class(training_class, by=request.user)
    except Refusal as refusal:
        messages.error(request, refusal.text)
    else:
        messages.success(request, _("The class is published and stands in the schedule."))
    return redirect("enrollment:manage_class", training_class.code)


@organizers_only
@require_POST
def manage_close_list(request: HttpRequest, code: str) -> HttpResponse:
    training_class = find_class(code)
    try:
        close_list(training_class, by=request.user)
    except Refusal as refusal:
        messages.error(request, refusal.text)
    else:
        messages.success(request, _("The list is frozen; nobody registers online any more."))
    return redirect("enrollment:manage_class", training_class.code)


@organizers_only
@require_http_methods(["GET", "HEAD", "POST"])
def manage_cancel(request: HttpRequest, code: str) -> HttpResponse:
    """Show who is affected, ask for the reason, then call the class off and write to all."""
    training_class = find_class(code)
    form = ReasonForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            told = cancel_class(training_class, by=request.user, reason=form.cleaned_data["reason"])
        except Refusal as refusal:
            messages.error(request, refusal.text)
        else:
            text = ngettext(
                "The class is canceled; %(count)s person is released and told.",
                "The class is canceled; %(count)s people are released and told.",
                told,
            )
            messages.success(request, text % {"count": told})
        return redirect("enrollment:manage_class", training_class.code)
    affected = Enrollment.objects.for_class(training_class).active().with_people()
    page = page_of(request, affected.in_roster_order())
    return class_page(
        request, "cancel", training_class, form=form, page=page, status=form_status(form)
    )
