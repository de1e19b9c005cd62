"""Which agencies the figures of a year are told by: as it was, or converted to a later day.

Converting follows mergers only. What was split or dissolved has no single heir: it is listed
with the reason, never guessed and never lost.
"""

import datetime as dt
from collections import defaultdict
from dataclasses import dataclass
from functools import cache
from typing import Final, NamedTuple

from django.utils.translation import gettext as _

from courses.dates import short_date
from courses.refusals import Refusal
from enrollment.models import AgencySuccession, AgencyVersion


@dataclass(frozen=True)
class Structure:
    """`on` None: names and levels as stored with the enrollments."""

    on: dt.date | None = None

    def check(self, as_of: dt.date) -> None:
        """Refuse a day before the last one counted: later agencies had no place in it."""
        if self.on is not None and self.on < as_of:
            raise Refusal(
                _("Figures are converted to a day from %(day)s on, not to one before."),
                code="structure_too_early",
                params={"day": short_date(as_of)},
            )


AS_WAS: Final = Structure()


class Place(NamedTuple):
    """Where an agency stands on the day converted to; `reason` when it stands nowhere."""

    agency_id: int
    level_id: int | None
    code: str
    name: str
    reason: str = ""


class Converter:
    """Two queries for all agencies; then every answer comes from memory."""

    def __init__(self, on: dt.date) -> None:
        self._ends = _ends_until(on)
        versions = AgencyVersion.objects.valid_on(on).select_related("agency")
        self._versions = {version.agency_id: version for version in versions}
        self.place_of = cache(self._place_of)

    def _place_of(self, agency_id: int, day: dt.date) -> Place:
        """What became of the agency of that day."""
        seen = {agency_id}
        while ends := self._next_ends(agency_id, day):
            heirs = {end.successor_id for end in ends}
            if len(heirs) > 1 or ends[0].kind == AgencySuccession.Kind.SPLIT:
                return Place(agency_id, None, "", "", "split")
            heir = heirs.pop()
            if heir is None or heir in seen:
                return Place(agency_id, None, "", "", "dissolved")
            seen.add(heir)
            agency_id, day = heir, ends[0].on
        version = self._versions.get(agency_id)
        if version is None:
            return Place(agency_id, None, "", "", "closed")
        return Place(agency_id, version.level_id, version.agency.code, version.name)

    def _next_ends(self, agency_id: int, day: dt.date) -> list[AgencySuccession]:
        """The acts of the first day after this one that ended the agency."""
        later = [end for end in self._ends[agency_id] if end.on > day]
        return [end for end in later if end.on == later[0].on]


def _ends_until(on: dt.date) -> dict[int, list[AgencySuccession]]:
    """By agency, in order of time; renamed and moved agencies are still the same."""
    kind = AgencySuccession.Kind
    ends = AgencySuccession.objects.filter(
        on__lte=on, kind__in=[kind.MERGED, kind.SPLIT, kind.DISSOLVED]
    )
    by_agency: dict[int, list[AgencySuccession]] = defaultdict(list)
    for end in ends.order_by("on", "pk"):
        by_agency[end.predecessor_id].append(end)
    return by_agency
