"""A roster between reading and commit: kept as rows, mended row by row, committed once."""

import datetime as dt
from typing import Any, Final

from django.db import transaction
from django.utils import timezone

from courses import vietnamese
from courses.models import TrainingClass
from enrollment.models import Agency, Enrollment, NominationBatch, RosterDraft
from enrollment.nominating.nomination import LetterOfAgency
from enrollment.registering import admission, leaving
from enrollment.roster.committing import Committed, commit_roster
from enrollment.roster.judging import judge
from enrollment.roster.kept import facts_of, kept_roster, rows_of
from enrollment.roster.sheets import Roster
from enrollment.roster.verdicts import Judgment
from enrollment.seating import seats

KEPT: Final = dt.timedelta(days=30)


def make_draft(
    roster: Roster,
    training_class: TrainingClass,
    agency: Agency,
    *,
    by: Any,
    source_name: str = "",
    at: dt.datetime | None = None,
) -> RosterDraft:
    """Keep what was read for a while; the file itself is not kept."""
    return RosterDraft.objects.create(
        training_class=training_class,
        agency=agency,
        by=by,
        made_at=at or timezone.now(),
        source_name=vietnamese.clean_text(source_name)[:200],
        rows=rows_of(roster),
        facts=facts_of(roster),
    )


def roster_of_draft(draft: RosterDraft) -> Roster:
    return kept_roster(draft.rows, draft.facts)


def source_of(draft: RosterDraft, *, by: Any, at: dt.datetime) -> str:
    """Agencies name people in their time; organizers may add them for an agency afterwards."""
    is_open = admission.may_nominate(draft.training_class, draft.agency, at)
    if by.is_organizer and not is_open:
        return Enrollment.Source.DESK
    return Enrollment.Source.AGENCY


def judge_draft(
    draft: RosterDraft, *, by: Any, at: dt.datetime | None = None
) -> tuple[Roster, Judgment]:
    """The roster and what would become of it now."""
    at = at or timezone.now()
    roster = roster_of_draft(draft)
    source = source_of(draft, by=by, at=at)
    seen_from = None if leaving.is_desk(by) else draft.agency
    return roster, judge(
        roster, draft.training_class, draft.agency, source=source, seen_from=seen_from, at=at
    )


def set_conversion(draft: RosterDraft, *, convert: bool) -> None:
    """Agree, or not any more, to have columns in an old encoding written anew."""
    with transaction.atomic():
        current = _locked(draft)
        current.facts["convert"] = convert
        current.save(update_fields=["facts"])


def commit_draft(
    draft: RosterDraft,
    *,
    by: Any,
    letter: LetterOfAgency | None = None,
    at: dt.datetime | None = None,
) -> Committed:
    """Name the people of the draft, all or none; the same draft again gives the same batch.

    Raises what `commit_roster` raises.
    """
    at = at or timezone.now()
    with transaction.atomic():
        # The class first, as everywhere.
        seats.lock_class(draft.training_class)
        current = _locked(draft)
        if current.batch:
            return Committed(Judgment([]), current.batch)
        done = commit_roster(
            roster_of_draft(current),
            draft.training_class,
            draft.agency,
            by=by,
            source=source_of(draft, by=by, at=at),
            letter=letter,
            source_name=current.source_name,
            request_key=current.public_id,
            at=at,
        )
        if done.batch:
            _empty(current, done.batch)
    return done


def _empty(draft: RosterDraft, batch: NominationBatch) -> None:
    """What was committed lies with the people now."""
    draft.batch, draft.rows = batch, []
    draft.save(update_fields=["batch", "rows"])


def _locked(draft: RosterDraft) -> RosterDraft:
    found = RosterDraft.objects.select_for_update(of=("self",)).select_related("batch")
    return found.get(pk=draft.pk)


def forget_old_drafts(at: dt.datetime | None = None) -> int:
    """Rows of people that nobody has committed are not kept for long; returns how many rosters."""
    old = RosterDraft.objects.filter(made_at__lt=(at or timezone.now()) - KEPT)
    return old.delete()[0]
