"""The settlement list of a class as PDF."""

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.views.decorators.http import require_safe

from certificates import file_names, papers
from certificates.views.answers import printed
from enrollment.access import organizers_only
from enrollment.views.manage.costs import lines_of
from enrollment.views.manage.desk import find_class


@organizers_only
@require_safe
def settlement_pdf(request: HttpRequest, code: str) -> HttpResponse:
    training_class = find_class(code)
    return printed(
        request,
        papers.settlement_list(training_class, lines_of(request, training_class)),
        file_names.of_class(training_class, "settlement"),
        back=reverse("enrollment:manage_costs", args=[code]),
    )
