"""The registrations of the people of a coordinator's own agencies."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from enrollment.access import login_required
from enrollment.filters import EnrollmentFilter
from enrollment.models import Agency, Enrollment
from enrollment.paging import table_page
from enrollment.querysets import coordinated_paths, within
from enrollment.tables import AgencyEnrollmentTable


@login_required
@require_safe
def agency_registrations(request: HttpRequest) -> HttpResponse:
    paths = coordinated_paths(request.user)
    if not paths:
        raise Http404
    # Of the agencies only: an organizer who also coordinates has the desk for the rest.
    rows = Enrollment.objects.visible_to(request.user).filter(within(paths, "agency__"))
    rows = rows.select_related("training_class", "trainee")
    found = EnrollmentFilter(request.GET, rows)
    context = {
        "filter": found,
        "table": table_page(request, AgencyEnrollmentTable(found.qs)),
        "agencies": Agency.objects.filter(path__in=paths),
        "counts": rows.counts_by_state(),
    }
    return render(request, "enrollment/agency/registrations.html", context)
