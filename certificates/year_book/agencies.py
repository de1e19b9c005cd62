"""The tree of agencies as it stood in a year or on a day; later mergers change nothing of it."""

import datetime as dt
from collections import defaultdict
from collections.abc import Collection, Iterator

from enrollment.models import AgencyVersion


class AgenciesOfYear:
    """One query; from the first day that counts to the last."""

    def __init__(self, first: dt.date, as_of: dt.date) -> None:
        versions = AgencyVersion.objects.filter(valid_from__lte=as_of).exclude(valid_to__lt=first)
        # The last version of the year wins; what was dissolved keeps the one it ended with.
        self._versions = {
            version.agency_id: version
            for version in versions.select_related("agency").order_by("valid_from")
        }
        self._existing = {
            agency: version
            for agency, version in self._versions.items()
            if version.valid_to is None or version.valid_to >= as_of
        }
        self._places = {agency: place for place, agency in enumerate(self._in_tree_order())}

    def place(self, agency_id: int) -> int:
        """Where the agency stands in the list of all, each followed by those below it."""
        return self._places.get(agency_id, len(self._places))

    def silent(self, senders: Collection[int]) -> dict[tuple[int, int], tuple[str, str]]:
        """Who might have sent people and did not: (agency, level) -> (code, name).

        These are the sisters of those that sent, and agencies without others below them unless
        they stand below a sender: its line speaks for them.
        """
        parents = {version.parent_id for version in self._existing.values()}
        families = {
            (version.parent_id, version.level_id)
            for agency, version in self._versions.items()
            if agency in senders
        }
        return {
            (agency, version.level_id): (version.agency.code, version.name)
            for agency, version in self._existing.items()
            if agency not in senders
            and (
                (version.parent_id, version.level_id) in families
                or (agency not in parents and not self._stands_below(agency, senders))
            )
        }

    def _stands_below(self, agency: int, others: Collection[int]) -> bool:
        parent = self._versions[agency].parent_id
        while parent is not None and parent in self._versions:
            if parent in others:
                return True
            parent = self._versions[parent].parent_id
        return False

    def _in_tree_order(self) -> Iterator[int]:
        """Sisters in the order in which they were opened."""
        children: dict[int | None, list[int]] = defaultdict(list)
        for agency in sorted(self._versions):
            parent = self._versions[agency].parent_id
            children[parent if parent in self._versions else None].append(agency)
        open_ends = children[None][::-1]
        while open_ends:
            agency = open_ends.pop()
            yield agency
            open_ends.extend(children[agency][::-1])
