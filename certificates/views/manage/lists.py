"""Lists for printing: the roster and the sign-in sheet of a class."""

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.views.decorators.http import require_safe

from certificates import file_names, papers
from certificates.views.answers import printed
from enrollment.access import organizers_only
from enrollment.views.manage.desk import find_class


@organizers_only
@require_safe
def roster_pdf(request: HttpRequest, code: str) -> HttpResponse:
    """Of those confirmed; with `?by=agency` of all, by agencies and with their states."""
    training_class = find_class(code)
    by_agency = request.GET.get("by") == "agency"
    return printed(
        request,
        papers.roster(training_class, by_agency=by_agency),
        file_names.of_class(training_class, "roster-by-agency" if by_agency else "roster"),
        back=reverse("certificates:manage_certificates", args=[code]),
    )


@organizers_only
@require_safe
def sign_in_sheet_pdf(request: HttpRequest, code: str) -> HttpResponse:
    """Blank for signatures; with `?filled=1` the marks of the roll call."""
    training_class = find_class(code)
    is_filled = request.GET.get("filled") == "1"
    return printed(
        request,
        papers.sign_in_sheet(training_class, is_filled=is_filled),
        file_names.of_class(training_class, "sign-in-sheet"),
        back=reverse("certificates:manage_certificates", args=[code]),
    )
