"""One commit of a roster: every row that is to come is named, or nobody is."""

import datetime as dt
import uuid
from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from courses.models import TrainingClass
from courses.refusals import Refusal
from enrollment.models import Agency, Enrollment, NominationBatch
from enrollment.nominating.nomination import LetterOfAgency, NominationRefused, nominate
from enrollment.registering import leaving
from enrollment.roster.judging import judge
from enrollment.roster.sheets import Roster
from enrollment.roster.verdicts import Judgment
from enrollment.seating import seats


@dataclass(frozen=True)
class Committed:
    """What was judged under the lock, and the batch; none when all were registered already."""

    judgment: Judgment
    batch: NominationBatch | None


class RosterRefused(Refusal):
    """Rows are refused, so nothing was stored; `judgment` tells which and why."""

    def __init__(self, judgment: Judgment) -> None:
        self.judgment = judgment
        super().__init__(
            _("%(count)s rows are refused, so nothing was stored."),
            code="rows_refused",
            params={"count": judgment.refused},
        )


def commit_roster(
    roster: Roster,
    training_class: TrainingClass,
    agency: Agency,
    *,
    by: Any,
    source: str = Enrollment.Source.AGENCY,
    letter: LetterOfAgency | None = None,
    source_name: str = "",
    request_key: uuid.UUID | None = None,
    at: dt.datetime | None = None,
) -> Committed:
    """Name the people of the roster, all or none; those registered already stay as they are.

    Raises RosterRefused, or a Refusal when the class takes no names now.
    """
    with transaction.atomic():
        # From here on nobody else decides about this class; what is judged is what is stored.
        seats.lock_class(training_class)
        known = NominationBatch.objects.filter(request_key=request_key).first()
        seen_from = None if leaving.is_desk(by) else agency
        judgment = judge(roster, training_class, agency, source=source, seen_from=seen_from, at=at)
        if request_key and known:
            return Committed(judgment, known)
        if judgment.closed:
            raise judgment.closed
        if judgment.refused:
            raise RosterRefused(judgment)
        accepted = [one for one in judgment.rows if one.is_accepted]
        if not accepted:
            return Committed(judgment, None)
        try:
            batch = nominate(
                training_class,
                agency,
                [one.nominee for one in accepted],
                by=by,
                source=source,
                letter=letter,
                source_name=source_name,
                request_key=request_key,
                at=at,
            )
        except NominationRefused as refusal:
            for place, why in refusal.refused.items():
                accepted[place].verdict, accepted[place].message = str(why.code), why.text
            raise RosterRefused(judgment) from refusal
    return Committed(judgment, batch)
