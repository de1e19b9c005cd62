"""The register of certificates: searched, taken away as a workbook, and the page of one line."""

import uuid

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from certificates.filters import COLUMNS, RegisterFilter
from certificates.models import Certificate
from certificates.register.workbook import register_workbook
from certificates.tables import RegisterTable
from certificates.verification import grouped_code
from certificates.views.manage.line_history import history_of
from certificates.views.manage.waiting import waiting_at_register
from enrollment.access import organizers_only
from enrollment.paging import table_page
from enrollment.views.answers import XLSX, file_answer


@organizers_only
@require_safe
def register_book(request: HttpRequest) -> HttpResponse:
    found = _found(request)
    context = {
        "filter": found,
        "column_choices": COLUMNS,
        "shown_columns": found.shown_columns,
        "table": table_page(
            request, RegisterTable(found.qs.prefetch_related("copies"), shown=found.shown_columns)
        ),
        "register": found.register,
        "count": found.qs.count(),
        "query": request.GET.urlencode(),
        "waiting": waiting_at_register(request.user),
    }
    return render(request, "certificates/manage/register.html", context)


@organizers_only
@require_safe
def register_xlsx(request: HttpRequest) -> HttpResponse:
    """What is seen on the screen: the same lines and columns, all pages of them."""
    found = _found(request)
    rows = found.qs.iterator(chunk_size=500)
    return file_answer(register_workbook(rows, found.shown_columns), "register.xlsx", XLSX)


@organizers_only
@require_safe
def register_entry(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    """One line of the book with all that became of it, and what can be done."""
    certificate = find_line(request, public_id)
    context = {
        "certificate": certificate,
        "training_class": certificate.enrollment.training_class,
        "shown_code": grouped_code(certificate.code),
        "revocation": certificate.revocations.filter(state="open").first(),
        "asked": certificate.requests.open().first(),
        "copies": certificate.copies.all(),
        "next_copy": certificate.copies.count() + 1,
        "history": history_of(certificate),
    }
    return render(request, "certificates/manage/entry.html", context)


def find_line(request: HttpRequest, public_id: uuid.UUID) -> Certificate:
    """A line of the register with what its pages print."""
    lines = Certificate.objects.visible_to(request.user).for_lists()
    beside = ("replaces", "handed_over_by", "issued_by", "enrollment__trainee", "design")
    lines = lines.select_related(*beside)
    return get_object_or_404(lines, public_id=public_id)


def _found(request: HttpRequest) -> RegisterFilter:
    visible = Certificate.objects.visible_to(request.user)
    rows = visible.for_lists().order_by("-register__year", "register__issuing_body", "-number")
    return RegisterFilter(request.GET, rows)
