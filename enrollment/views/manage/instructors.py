"""What each instructor taught in a year: a table with bars, and the same as a workbook."""

from collections.abc import Iterable, Iterator

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from courses.spreadsheets import file_of, with_sheet
from courses.teaching_load import Load, TeachingYear, teaching_year, years_taught
from enrollment.access import organizers_only
from enrollment.paging import page_of
from enrollment.views.agency.year import asked_year
from enrollment.views.answers import XLSX, file_answer


@organizers_only
@require_safe
def manage_instructors(request: HttpRequest) -> HttpResponse:
    year = asked_year(request)
    taught = teaching_year(year)
    context = {
        "year": year,
        "years": sorted({*years_taught(), year, timezone.localdate().year}, reverse=True),
        "taught": taught,
        "page": page_of(request, list(taught.loads)),
    }
    return render(request, "enrollment/manage/instructors.html", context)


@organizers_only
@require_safe
def instructors_xlsx(request: HttpRequest) -> HttpResponse:
    taught = teaching_year(asked_year(request))
    return file_answer(_workbook(taught), f"{taught.year}-instructors.xlsx", XLSX)


def _workbook(taught: TeachingYear) -> bytes:
    loads = [*taught.loads, *([taught.nobody] if taught.nobody else [])]
    total = [_("All classes"), "", taught.classes, taught.sessions, taught.periods]
    heads = [_("Full name"), _("Office"), _("Classes"), _("Half-days"), _("Periods")]
    book = with_sheet(
        _("Instructors"), heads, [*map(_row, loads), total], widths=(30, 44), formats=_FORMATS
    )
    with_sheet(
        _("Classes"),
        [_("Full name"), _("Code"), _("Class"), _("Last day"), _("Half-days"), _("Periods")],
        _class_rows(loads),
        widths=(30, 14, 60),
        formats=("", "", "", "", "", _PERIODS),
        book=book,
    )
    return file_of(book)


# Parts of a shared period have decimals, whole ones have none.
_PERIODS = "#,##0.##"
_FORMATS = ("", "", "", "", _PERIODS)


def _row(load: Load) -> list[object]:
    who = load.instructor
    name, office = (who.full_name, who.office) if who else (_("No instructor named"), "")
    return [name, office, len(load.classes), load.sessions, load.bar]


def _class_rows(loads: Iterable[Load]) -> Iterator[list[object]]:
    for load in loads:
        name = load.instructor.full_name if load.instructor else _("No instructor named")
        for one in load.classes:
            a_class = one.training_class
            last_day = a_class.ends_on
            yield [name, a_class.code, a_class.title, last_day, one.sessions, float(one.periods)]
