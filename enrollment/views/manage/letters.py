"""The letters of one class: what will go out, what was sent to whom, and what could not be sent."""

import uuid

from django.contrib import messages
from django.db.models import Count, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST, require_safe

from courses.models import TrainingClass
from enrollment.access import organizers_only
from enrollment.filters import LetterFilter
from enrollment.letters import outbox, reminders
from enrollment.letters.letter_texts import Text, text_of
from enrollment.letters.notifications import written
from enrollment.models import Letter
from enrollment.paging import table_page
from enrollment.tables import LetterTable
from enrollment.views.input import read_uuid
from enrollment.views.manage.desk import class_page, find_class


@organizers_only
@require_safe
def manage_letters(request: HttpRequest, code: str) -> HttpResponse:
    training_class = find_class(code)
    letters = _letters_of(training_class)
    found = LetterFilter(request.GET, letters)
    counts = dict(letters.order_by().values_list("state").annotate(Count("pk")))
    states = [(state, state.label, counts.get(state, 0)) for state in Letter.State]
    return class_page(
        request,
        "letters",
        training_class,
        filter=found,
        table=table_page(request, LetterTable(found.qs)),
        planned=reminders.planned(training_class),
        states=states,
        stuck=counts.get(Letter.State.FAILED, 0) + counts.get(Letter.State.GIVEN_UP, 0),
    )


@organizers_only
@require_safe
def manage_letter(request: HttpRequest, code: str, message_id: uuid.UUID) -> HttpResponse:
    """One letter as it went out; one that has not gone out, as it would read now."""
    training_class = find_class(code)
    letter = get_object_or_404(_letters_of(training_class), message_id=message_id)
    is_sent = letter.state == Letter.State.SENT
    if is_sent:
        text = Text(letter.subject, letter.body)
    else:
        text = written(letter, text_of(letter.kind, letter.language))
    return class_page(request, "letter", training_class, letter=letter, text=text, is_sent=is_sent)


@organizers_only
@require_POST
def manage_letters_retry(request: HttpRequest, code: str) -> HttpResponse:
    """Send again what failed: one letter that was named, else all of the class."""
    training_class = find_class(code)
    letters = _letters_of(training_class)
    if named := request.POST.get("letter"):
        letters = letters.filter(message_id=read_uuid(named))
    count = outbox.retry(letters)
    text = ngettext(
        "%(count)s letter goes out within a minute.",
        "%(count)s letters go out within a minute.",
        count,
    )
    if count:
        messages.success(request, text % {"count": count})
    else:
        messages.info(request, _("There is nothing to send again."))
    return redirect("enrollment:manage_letters", training_class.code)


def _letters_of(training_class: TrainingClass) -> QuerySet[Letter]:
    letters = Letter.objects.filter(training_class=training_class)
    return letters.select_related("enrollment", "agency", "training_class__venue")
