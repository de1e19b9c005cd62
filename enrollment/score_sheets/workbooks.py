"""The score sheet of a class as XLSX with the names filled in; sent back it is read as it is."""

from typing import Final

from django.utils.translation import gettext as _

from courses.models import TrainingClass
from courses.spreadsheets import file_of, with_sheet
from enrollment.running.scores import attempts_of
from enrollment.score_sheets.judging import class_people

WIDTHS: Final = (6, 32, 14, 40, 12, 12, 12)


def template_workbook(training_class: TrainingClass) -> bytes:
    """Everybody in the order of the printed sheet, with the scores that are there."""
    people = class_people(training_class)
    known = attempts_of(people)
    attempts = range(1, training_class.ranking_scheme.attempts + 1)
    rows = (
        [
            number,
            one.full_name,
            one.trainee.birth,
            one.agency_name,
            *(
                float(known[one.pk][attempt]) if attempt in known[one.pk] else None
                for attempt in attempts
            ),
        ]
        for number, one in enumerate(people, start=1)
    )
    headings = [_("No."), _("Full name"), _("Date of birth"), _("Agency"), *_scores(attempts)]
    return file_of(with_sheet(_("Score sheet"), headings, rows, widths=WIDTHS))


def _scores(attempts: range) -> list[str]:
    if len(attempts) == 1:
        return [_("Score")]
    return [_("Score, attempt %(number)s") % {"number": number} for number in attempts]
