"""The results of a class as a workbook: figures as figures, reasons in words."""

from collections.abc import Iterable
from typing import Final

from django.utils.translation import gettext as _

from courses.spreadsheets import file_of, with_sheet
from enrollment.running.reasons import reasons_of
from enrollment.running.standings import Record

WIDTHS: Final = (6, 30, 14, 40, 10, 10, 10, 10, 18, 16, 60, 40)


def results_workbook(records: Iterable[Record]) -> bytes:
    """One row per person, in the order of the roster."""
    headings = [
        _("No."),
        _("Full name"),
        _("Date of birth"),
        _("Agency"),
        _("Periods attended"),
        _("Periods"),
        _("Marks missing"),
        _("Score"),
        _("Result"),
        _("Rank"),
        _("Why not"),
        _("Exception, with its reason"),
    ]
    rows = (_row(number, one) for number, one in enumerate(records, start=1))
    return file_of(with_sheet(_("Results"), headings, rows, widths=WIDTHS))


def result_text(record: Record) -> str:
    """Entitled, not decided yet, or not entitled."""
    decision = record.decision
    if decision.is_completed:
        return _("Entitled")
    return _("Not decided yet") if decision.is_open else _("Not entitled")


def _row(number: int, record: Record) -> list[object]:
    enrollment, decision = record.enrollment, record.decision
    return [
        number,
        enrollment.full_name,
        enrollment.trainee.birth,
        enrollment.agency_name,
        decision.attended,
        decision.total,
        record.marks_missing,
        None if enrollment.score is None else float(enrollment.score),
        result_text(record),
        decision.ranking,
        "; ".join(reasons_of(decision)),
        record.exception.reason if record.exception else "",
    ]
