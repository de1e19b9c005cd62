"""A score sheet between reading and storing: kept as rows, mended row by row, stored once."""

import datetime as dt
from typing import Any, Final

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from courses import vietnamese
from courses.models import TrainingClass
from courses.refusals import Refusal
from enrollment.models import ScoreDraft
from enrollment.running.scores import record_attempts
from enrollment.score_sheets.judging import Judgment, judge
from enrollment.score_sheets.sheet import Row, ScoreSheet
from enrollment.seating import seats

KEPT: Final = dt.timedelta(days=30)


class SheetRefused(Refusal):
    """Rows are refused, so nothing was stored."""


def make_draft(
    sheet: ScoreSheet,
    training_class: TrainingClass,
    *,
    by: Any,
    attempt: int = 1,
    source_name: str = "",
    at: dt.datetime | None = None,
) -> ScoreDraft:
    """Keep what was read for a while; the file itself is not kept."""
    return ScoreDraft.objects.create(
        training_class=training_class,
        by=by,
        attempt=attempt,
        made_at=at or timezone.now(),
        source_name=vietnamese.clean_text(source_name)[:200],
        rows=[row.as_json() for row in sheet.rows],
        facts={"notes": sheet.notes},
    )


def judge_draft(draft: ScoreDraft) -> Judgment:
    """What would become of it now."""
    return judge(rows_of(draft), draft.training_class)


def rows_of(draft: ScoreDraft) -> list[Row]:
    return [Row(**row) for row in draft.rows]


def commit_draft(draft: ScoreDraft, *, by: Any, at: dt.datetime | None = None) -> int:
    """Store all scores of the sheet or none; returns how many changed, none the second time."""
    at = at or timezone.now()
    with transaction.atomic():
        # The class first, as everywhere.
        seats.lock_class(draft.training_class)
        current = _locked(draft)
        if current.committed_at:
            return 0
        judgment = judge(rows_of(current), draft.training_class)
        if judgment.closed:
            raise judgment.closed
        if judgment.refused:
            raise SheetRefused(
                _("%(count)s rows are refused, so nothing was stored."),
                code="rows_refused",
                params={"count": judgment.refused},
            )
        changed = record_attempts(draft.training_class, judgment.attempts, by=by, at=at)
        # What was stored lies with the people now.
        current.committed_at, current.rows = at, []
        current.save(update_fields=["committed_at", "rows"])
    return changed


def _locked(draft: ScoreDraft) -> ScoreDraft:
    return ScoreDraft.objects.select_for_update().get(pk=draft.pk)


def forget_old_sheets(at: dt.datetime | None = None) -> int:
    """Rows of people that nobody has stored are not kept for long; returns how many sheets."""
    return ScoreDraft.objects.filter(made_at__lt=(at or timezone.now()) - KEPT).delete()[0]
