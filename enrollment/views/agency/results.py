"""How the people of a coordinator's own agencies stand in one class."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from enrollment.access import login_required
from enrollment.models import Enrollment
from enrollment.paging import page_of
from enrollment.querysets import within
from enrollment.running.standings import read_standings
from enrollment.views.agency.desk import find_class, own_paths
from enrollment.views.standing import standing_of


@login_required
@require_safe
def agency_results(request: HttpRequest, code: str) -> HttpResponse:
    """The same figures and reasons as the organizers see, of one's own people alone."""
    paths = own_paths(request)
    training_class = find_class(code)
    people = Enrollment.objects.visible_to(request.user).filter(within(paths, "agency__"))
    people = people.for_class(training_class).confirmed().with_people().in_roster_order()
    page = page_of(request, people)
    records = read_standings(page.object_list, training_class)
    context = {
        "training_class": training_class,
        "page": page,
        "rows": [standing_of(one) | {"enrollment": one.enrollment} for one in records.values()],
    }
    return render(request, "enrollment/agency/results.html", context)
