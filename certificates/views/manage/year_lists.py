"""The lists behind the figures of a year, on the screen and as files."""

from collections.abc import Callable
from typing import Final

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.text import slugify
from django.views.decorators.http import require_safe

from certificates.year_book.keeping.frozen import ShownYear, shown_year
from certificates.year_book.lists.behind import TITLES, FigureList, lines_of, list_behind, list_from
from certificates.year_book.lists.files import list_csv, list_workbook
from certificates.year_book.lists.narrowing import UnknownPart, figure_of, parts_to_choose
from courses.refusals import Refusal
from enrollment.access import organizers_only
from enrollment.paging import page_of
from enrollment.views.answers import XLSX, file_answer

CSV: Final = "text/csv; charset=utf-8"


@organizers_only
@require_safe
def year_list(request: HttpRequest, year: int, which: str) -> HttpResponse:
    """`?by=month:3` shows one part; a list that contradicts its figure is not shown."""
    shown = shown_year(year)
    context = {"shown": shown, "year": year, "which": which, "menu": _menu(shown)}
    try:
        listed = list_from(shown.summary, lines_of(shown), which, request.GET.get("by", ""))
    except UnknownPart as error:
        raise Http404 from error
    except Refusal as refusal:
        context["refusal"] = refusal
        return render(request, "certificates/manage/year_list.html", context, status=409)
    page = page_of(request, list(listed.rows))
    context |= {
        "listed": listed,
        "page": page,
        "rows": [zip(listed.columns, row.cells, strict=True) for row in page],
        "choices": parts_to_choose(shown.summary, which, listed.part),
    }
    return render(request, "certificates/manage/year_list.html", context)


@organizers_only
@require_safe
def year_list_xlsx(request: HttpRequest, year: int, which: str) -> HttpResponse:
    return _file(request, year, which, list_workbook, "xlsx", XLSX)


@organizers_only
@require_safe
def year_list_csv(request: HttpRequest, year: int, which: str) -> HttpResponse:
    return _file(request, year, which, list_csv, "csv", CSV)


def _menu(shown: ShownYear) -> list[tuple[str, str, int | None]]:
    """All lists of the year with their figures; those without anybody are left out."""
    figures = [(which, figure_of(shown.summary, which, None)) for which in TITLES]
    return [(which, str(TITLES[which]), figure) for which, figure in figures if figure]


def _file(
    request: HttpRequest,
    year: int,
    which: str,
    written: Callable[[FigureList], bytes],
    ending: str,
    content_type: str,
) -> HttpResponse:
    try:
        listed = list_behind(year, which, request.GET.get("by", ""))
    except UnknownPart as error:
        raise Http404 from error
    except Refusal:
        return redirect("certificates:year_list", year, which)  # which says why
    return file_answer(written(listed), f"{_file_name(listed)}.{ending}", content_type)


def _file_name(listed: FigureList) -> str:
    part = f"-{slugify(listed.part.key.replace(':', '-'))}" if listed.part else ""
    return f"{listed.year}-{listed.which}{part}"
