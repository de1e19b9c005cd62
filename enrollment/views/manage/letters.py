"""The letters of one class: what was sent to whom, and what could not be sent."""

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from enrollment.access import organizers_only
from enrollment.filters import LetterFilter
from enrollment.models import Letter
from enrollment.paging import table_page
from enrollment.tables import LetterTable
from enrollment.views.manage.desk import class_page, find_class


@organizers_only
@require_safe
def manage_letters(request: HttpRequest, code: str) -> HttpResponse:
    training_class = find_class(code)
    letters = Letter.objects.filter(training_class=training_class).select_related("enrollment")
    found = LetterFilter(request.GET, letters)
    table = table_page(request, LetterTable(found.qs))
    return class_page(request, "letters", training_class, filter=found, table=table)
