"""The register of certificates: searched on the screen, printed as a book."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from certificates import papers
from certificates.filters import RegisterFilter
from certificates.models import Certificate
from certificates.tables import RegisterTable
from certificates.views.answers import printed
from enrollment.access import organizers_only
from enrollment.paging import table_page


@organizers_only
@require_safe
def register_book(request: HttpRequest) -> HttpResponse:
    visible = Certificate.objects.visible_to(request.user)
    rows = visible.for_lists().order_by("-register__year", "register__issuing_body", "-number")
    found = RegisterFilter(request.GET, rows)
    context = {
        "filter": found,
        "table": table_page(request, RegisterTable(found.qs)),
        "register": found.register,
        "count": found.qs.count(),
    }
    return render(request, "certificates/manage/register.html", context)


@organizers_only
@require_safe
def register_book_pdf(request: HttpRequest) -> HttpResponse:
    """The book that is chosen by `body` and `year`, as on the screen."""
    register = RegisterFilter(request.GET, Certificate.objects.none()).register
    if register is None:
        raise Http404
    return printed(
        request,
        papers.register_book(register),
        f"register-{register.issuing_body.serial_prefix}-{register.year}.pdf",
        back=reverse("certificates:register_book"),
    )
