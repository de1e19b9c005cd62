"""The letters that call people to a class: what is typed for them, one PDF each, all in one."""

from typing import Final

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from certificates import file_names, papers
from certificates.calling import Called, agencies_called, keep_letter, letter_of
from certificates.forms.letters import CallLetterForm
from certificates.models import CallLetter, IssueRun
from certificates.runs import ordering
from certificates.views.answers import printed, stored_answer
from courses.models import TrainingClass
from enrollment.access import organizers_only
from enrollment.views.input import form_status, refuse_repeated
from enrollment.views.manage.desk import find_class

# Half a minute's patience of a web server is about two hundred pages; a letter has two.
MOST_AT_ONCE: Final = 40


@organizers_only
@require_http_methods(["GET", "HEAD", "POST"])
def call_letters(request: HttpRequest, code: str) -> HttpResponse:
    """The letter as it was typed last; a button shows the first one before anything is kept."""
    training_class = find_class(code)
    run = IssueRun.objects.of_call_letters(training_class).first()
    if request.htmx:
        return render(request, "certificates/manage/_letters_run.html", _about(training_class, run))
    refuse_repeated(request)
    called = agencies_called(training_class)
    form = CallLetterForm(request.POST or None, instance=_letter(training_class))
    if form.is_valid():
        if request.POST.get("act") == "preview" and called:
            paper = papers.call_letters(form.instance, called[:1])
            return printed(request, paper, _name(training_class, "preview"), back=_page(code))
        keep_letter(form.instance, by=request.user)
        messages.success(request, _("The text of the letters is kept."))
        return redirect("certificates:call_letters", code)
    context = _about(training_class, run) | _to_whom(called) | {"form": form}
    template = "certificates/manage/call_letters.html"
    return render(request, template, context, status=form_status(form))


@organizers_only
@require_safe
def call_letter_pdf(request: HttpRequest, code: str) -> HttpResponseBase:
    """To the agency of `?agency=`; without it to all, as far as one answer can hold them."""
    training_class = find_class(code)
    called = agencies_called(training_class)
    agency = request.GET.get("agency", "")
    if agency:
        called = [one for one in called if one.agency.code == agency]
    if not called:
        raise Http404
    if len(called) > MOST_AT_ONCE:
        return _stored(request, training_class)
    paper = papers.call_letters(letter_of(training_class), called)
    return printed(request, paper, _name(training_class, agency), back=_page(code))


@organizers_only
@require_POST
def call_letters_make(request: HttpRequest, code: str) -> HttpResponse:
    """Order the file of all letters, when they are too many for one answer."""
    training_class = find_class(code)
    if ordering.order_letters(training_class, by=request.user) is None:
        messages.error(request, _("No agency has seats or people in this class."))
    return redirect("certificates:call_letters", code)


def _letter(training_class: TrainingClass) -> CallLetter:
    letter = letter_of(training_class)
    letter.training_class = training_class
    if letter.pk is None:
        letter.recipients = papers.usual_recipients(training_class.issuing_body)
    return letter


def _about(training_class: TrainingClass, run: IssueRun | None) -> dict[str, object]:
    return {
        "training_class": training_class,
        "active": "letters",
        "run": run,
        "has_file": run is not None and run.has_file,
    }


def _to_whom(called: list[Called]) -> dict[str, object]:
    return {
        "called": called,
        "people_count": sum(len(one.people) for one in called),
        "seat_count": sum(one.seats or 0 for one in called),
        "is_long": len(called) > MOST_AT_ONCE,
    }


def _stored(request: HttpRequest, training_class: TrainingClass) -> HttpResponseBase:
    run = IssueRun.objects.of_call_letters(training_class).first()
    if run is None or not run.has_file:
        messages.info(request, _("The file of all letters must be made first."))
        return redirect("certificates:call_letters", training_class.code)
    return stored_answer(run.merged_pdf.storage, run.merged_pdf.name, _name(training_class, ""))


def _name(training_class: TrainingClass, which: str) -> str:
    kind = f"call-letter_{which}" if which else "call-letters"
    return file_names.of_class(training_class, kind)


def _page(code: str) -> str:
    return reverse("certificates:call_letters", args=[code])
