"""Costs as files: the table of a class or of a year, and the files for the accounting software."""

from typing import Any, Final

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_safe

from courses.costs.export import columns_of, csv_file, lines_for, texts_of, xlsx_file
from courses.costs.figures import sums_of
from courses.costs.files import costs_csv, costs_xlsx
from courses.models import AccountingExport, CostLine
from courses.refusals import Refusal
from enrollment.access import organizers_only
from enrollment.views.answers import XLSX, file_answer
from enrollment.views.manage.costs import lines_of
from enrollment.views.manage.desk import class_page, find_class

CSV: Final = "text/csv; charset=utf-8"
TYPES: Final = {"csv": CSV, "xlsx": XLSX}
MOST_SHOWN: Final = 5


@organizers_only
@require_safe
def manage_costs_file(request: HttpRequest, code: str, extension: str) -> HttpResponse:
    training_class = find_class(code)
    lines = list(lines_of(request, training_class))
    make = {"csv": costs_csv, "xlsx": costs_xlsx}[extension]
    name = f"{training_class.code}_costs.{extension}"
    return file_answer(make(lines, sums_of(lines)), name, TYPES[extension])


@organizers_only
@require_safe
def manage_cost_export(request: HttpRequest, code: str) -> HttpResponse:
    """Choose a layout, see how the file begins, and take it."""
    training_class = find_class(code)
    context = export_context(request, lines_of(request, training_class))
    return class_page(request, "cost_export", training_class, active="costs", **context)


@organizers_only
@require_safe
def manage_cost_export_file(
    request: HttpRequest, code: str, export: int, extension: str
) -> HttpResponse:
    training_class = find_class(code)
    lines = lines_of(request, training_class)
    name = f"{training_class.code}_accounting.{extension}"
    answer = export_answer(request, export, extension, lines, name)
    return answer or redirect("enrollment:manage_cost_export", code)


@organizers_only
@require_safe
def year_cost_export(request: HttpRequest, year: int) -> HttpResponse:
    lines = CostLine.objects.visible_to(request.user).of_year(year)
    context = export_context(request, lines) | {"year": year}
    return render(request, "enrollment/manage/year_cost_export.html", context)


@organizers_only
@require_safe
def year_cost_export_file(
    request: HttpRequest, year: int, export: int, extension: str
) -> HttpResponse:
    lines = CostLine.objects.visible_to(request.user).of_year(year)
    answer = export_answer(request, export, extension, lines, f"{year}_accounting.{extension}")
    return answer or redirect("enrollment:year_cost_export", year)


def export_context(request: HttpRequest, lines: Any) -> dict[str, Any]:
    """The layouts of the office, the chosen one, and the first rows of its file."""
    exports = list(AccountingExport.objects.all())
    asked = request.GET.get("export", "")
    chosen = next((one for one in exports if str(one.pk) == asked), None)
    chosen = chosen or (exports[0] if exports else None)
    context: dict[str, Any] = {"exports": exports, "chosen": chosen}
    if chosen is None:
        return context
    try:
        columns = columns_of(chosen)
    except Refusal as refusal:
        return context | {"refused": refusal.text}
    found = lines_for(chosen, lines)
    shown = texts_of(chosen, columns, found[:MOST_SHOWN])
    return context | {"columns": columns, "rows": shown, "count": found.count()}


def export_answer(
    request: HttpRequest, export: int, extension: str, lines: Any, name: str
) -> HttpResponse | None:
    """The file; None with the reason told when this layout makes none."""
    layout = get_object_or_404(AccountingExport, pk=export)
    make = {"csv": csv_file, "xlsx": xlsx_file}[extension]
    try:
        return file_answer(make(layout, lines_for(layout, lines)), name, TYPES[extension])
    except Refusal as refusal:
        messages.error(request, refusal.text)
    return None
