"""An old list between reading and recording: kept as rows, mended, recorded once."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import asdict
from typing import Any, Final

from django.db import transaction
from django.utils import timezone

from certificates.history.classes import Usual
from certificates.history.columns import choose_columns
from certificates.history.judging import judge
from certificates.history.sheets import hash_of, history_of
from certificates.history.verdicts import Judgment
from certificates.models import HistoryImport
from courses import vietnamese
from enrollment.roster.kept import facts_of, kept_roster, rows_of
from enrollment.roster.reading import Found
from enrollment.roster.sheets import Roster

KEPT: Final = dt.timedelta(days=30)
LONGEST_NAME: Final = 200


def make_draft(
    found: Found,
    *,
    by: Any,
    usual: Usual | None = None,
    source_name: str = "",
    at: dt.datetime | None = None,
) -> HistoryImport:
    """Keep what was read for a while; the file itself is not kept."""
    roster = history_of(found)
    return HistoryImport.objects.create(
        by=by,
        made_at=at or timezone.now(),
        source_name=vietnamese.clean_text(source_name)[:200],
        source_hash=hash_of(found),
        rows=rows_of(roster),
        facts=facts_of(roster) | {"usual": asdict(usual or Usual()), "agencies": {}},
    )


def roster_of_draft(draft: HistoryImport) -> Roster:
    return kept_roster(draft.rows, draft.facts)


def usual_of(draft: HistoryImport) -> Usual:
    return Usual(**draft.facts["usual"])


def judge_draft(draft: HistoryImport) -> tuple[Roster, Judgment]:
    """The rows and what would become of them now."""
    roster = roster_of_draft(draft)
    return roster, judge(roster, usual=usual_of(draft), agencies=draft.facts["agencies"])


def recorded_before(draft: HistoryImport) -> HistoryImport | None:
    """The import of the very same cells that still stands."""
    same = HistoryImport.objects.filter(source_hash=draft.source_hash, undone_at=None)
    return same.exclude(pk=draft.pk).exclude(committed_at=None).first()


def set_conversion(draft: HistoryImport, *, convert: bool) -> None:
    """Agree, or not any more, to have columns in an old encoding written anew."""
    _change_facts(draft, convert=convert)


def set_usual(draft: HistoryImport, usual: Usual) -> None:
    """What holds for rows that name no field, body or venue."""
    _change_facts(draft, usual=asdict(usual))


def set_columns(draft: HistoryImport, chosen: Mapping[str, int | None]) -> None:
    """Take other columns than those that were found by their headings."""
    with transaction.atomic():
        current = locked(draft)
        roster = roster_of_draft(current)
        choose_columns(roster, chosen)
        current.facts["fields"] = list(roster.fields.items())
        current.save(update_fields=["facts"])


def say_agency(draft: HistoryImport, text: str, code: str) -> None:
    """In all rows this text means the agency with this code; without a code nothing any more."""
    with transaction.atomic():
        current, key = locked(draft), vietnamese.fold(text)
        current.facts["agencies"].pop(key, None)
        if meant := vietnamese.clean_text(code)[:LONGEST_NAME]:
            current.facts["agencies"][key] = meant
        current.save(update_fields=["facts"])


def locked(draft: HistoryImport) -> HistoryImport:
    return HistoryImport.objects.select_for_update().get(pk=draft.pk)


def forget_old_imports(at: dt.datetime | None = None) -> int:
    """Rows of people that nobody has recorded are not kept for long; returns how many files."""
    since = (at or timezone.now()) - KEPT
    return HistoryImport.objects.filter(committed_at=None, made_at__lt=since).delete()[0]


def _change_facts(draft: HistoryImport, **facts: Any) -> None:
    with transaction.atomic():
        current = locked(draft)
        current.facts |= facts
        current.save(update_fields=["facts"])
