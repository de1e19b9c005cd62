"""Counts of people that the public may see: none under five, and none that can be worked out.

A table with sums is a net: a count flows from one knot to the next, and at every knot what comes in
equals what goes out. A hidden count can be told exactly if and only if no circle of hidden counts
leads through it along which one person could be moved without changing anything that is shown.
"""

import heapq
from collections import defaultdict
from collections.abc import Hashable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Final, NamedTuple

from certificates.sums import must_add_up

FEWEST: Final = 5

Knot = Hashable


class Mark(StrEnum):
    """Why a count is not shown."""

    SMALL = "under_5"
    # Hidden so that a small one, or another hidden one, cannot be worked out.
    SHIELD = "hidden"


@dataclass(frozen=True)
class Cell:
    """A count of people between two knots; a fixed one is shown whatever happens.

    An unseen one stands in no table, but a reader knows that it is there: the classes of a field
    in a month, which are in the schedule.
    """

    key: Hashable
    source: Knot
    target: Knot
    value: int
    is_fixed: bool = False
    is_unseen: bool = False


class Range(NamedTuple):
    """What a reader who knows these rules knows of a hidden count."""

    least: int
    most: float


BOUNDS: Final[Mapping[Mark, Range]] = {
    Mark.SMALL: Range(1, FEWEST - 1),
    Mark.SHIELD: Range(FEWEST, float("inf")),
}
# When small ones are not told apart from the others, and when zeros are hidden with them.
BLURRED: Final = Range(1, float("inf"))
DARK: Final = Range(0, float("inf"))


def is_small(count: int) -> bool:
    return 0 < count < FEWEST


def hidden(cells: Sequence[Cell]) -> dict[Hashable, Mark]:
    """The counts to hide, by key, each with its reason; a fixed count stays, and mostly a zero.

    Small ones that fill a sum to its brim (four and four of eight) are not called small, and where
    even that tells too much (five times one of five), nothing of the table is shown.
    """
    _must_balance(cells)
    free = [cell for cell in cells if not cell.is_fixed]
    counted = [cell for cell in free if cell.value]
    for net in (_Net(counted), _Net(counted, BLURRED)):
        if net.hide():
            return net.seen_marks()
    dark = _Net(free, DARK)
    dark.hide_all()
    return dark.seen_marks()


def shown_steps(whole: int, steps: Iterable[int]) -> list[Mark | None]:
    """For counts each of which is a part of the one before, beginning with a whole that is shown.

    The difference between two that are shown would be a count of people as well.
    """
    marks: list[Mark | None] = []
    for count in steps:
        small = is_small(count)
        mark = Mark.SMALL if small else Mark.SHIELD if is_small(whole - count) else None
        marks.append(mark)
        whole = whole if mark else count
    return marks


def _must_balance(cells: Iterable[Cell]) -> None:
    flows: dict[Knot, list[int]] = defaultdict(lambda: [0, 0])
    for cell in cells:
        flows[cell.source][0] += cell.value
        flows[cell.target][1] += cell.value
    for knot, (outgoing, incoming) in flows.items():
        must_add_up(str(knot), [outgoing], incoming)


class _Net:
    """The counts as arcs: moving a person along an arc adds one to a count or takes one away."""

    def __init__(self, cells: Sequence[Cell], known: Range | None = None) -> None:
        self.cells = cells
        self.known = known
        self.marks: dict[Hashable, Mark] = {}
        # Of hidden counts, by their ends.
        self.arcs: dict[tuple[Knot, Knot], list[Cell]] = defaultdict(list)

    def hide(self) -> bool:
        """Whether every hidden count is safe in the end."""
        small = [cell for cell in self.cells if is_small(cell.value) and not cell.is_unseen]
        for cell in self.cells:
            if cell.is_unseen:
                self._hide(cell, Mark.SHIELD)
        for cell in small:
            self._hide(cell, Mark.SHIELD if self.known else Mark.SMALL)
        return all(self._is_safe(cell) or self._shield(cell) for cell in small)

    def hide_all(self) -> None:
        """But for those that a sum gives away in any case: they are as large as it is."""
        for cell in self.cells:
            self._hide(cell, Mark.SHIELD)
        safe = [cell for cell in self.cells if self._is_safe(cell)]
        self.marks = {cell.key: Mark.SHIELD for cell in safe}

    def seen_marks(self) -> dict[Hashable, Mark]:
        unseen = {cell.key for cell in self.cells if cell.is_unseen}
        return {key: mark for key, mark in self.marks.items() if key not in unseen}

    def _hide(self, cell: Cell, mark: Mark) -> None:
        self.marks[cell.key] = mark
        for ends in self._moves(cell, mark):
            self.arcs[ends].append(cell)

    def _moves(self, cell: Cell, mark: Mark) -> Iterator[tuple[Knot, Knot]]:
        """One more along the arc, one less against it, as far as a reader thinks it possible."""
        least, most = self.known or (BLURRED if cell.is_unseen else BOUNDS[mark])
        if cell.value < most:
            yield cell.source, cell.target
        if cell.value > least:
            yield cell.target, cell.source

    def _is_safe(self, cell: Cell) -> bool:
        mark = self.marks[cell.key]
        return any(self._way(end, start, cell, {}) for start, end in self._moves(cell, mark))

    def _shield(self, cell: Cell) -> bool:
        """Hide the fewest people more that close a circle through this count."""
        costs = self._costs(cell)
        mark = self.marks[cell.key]
        ways = [self._way(end, start, cell, costs) for start, end in self._moves(cell, mark)]
        found = [way for way in ways if way]
        if not found:
            return False
        for other in min(found, key=lambda way: sum(self._cost(one) for one in way)):
            if other.key not in self.marks:
                self._hide(other, Mark.SHIELD)
        return True

    def _costs(self, cell: Cell) -> dict[tuple[Knot, Knot], Cell]:
        """For each pair of knots the smallest count that is still shown."""
        cheapest: dict[tuple[Knot, Knot], Cell] = {}
        for other in self.cells:
            if other.key == cell.key or other.key in self.marks:
                continue
            for ends in self._moves(other, Mark.SHIELD):
                if ends not in cheapest or other.value < cheapest[ends].value:
                    cheapest[ends] = other
        return cheapest

    def _cost(self, cell: Cell) -> int:
        return 0 if cell.key in self.marks else cell.value

    def _way(
        self, start: Knot, end: Knot, without: Cell, shown: Mapping[tuple[Knot, Knot], Cell]
    ) -> list[Cell]:
        """The cheapest way between two knots, through hidden counts and these that are shown."""
        arcs = self._arcs(without, shown)
        best: dict[Knot, int] = {start: 0}
        came: dict[Knot, tuple[Knot, Cell]] = {}
        turns = 0
        queue: list[tuple[int, int, Knot]] = [(0, turns, start)]
        while queue:
            cost, _turn, knot = heapq.heappop(queue)
            if knot == end:
                return list(_back(came, start, end))
            for neighbor, cell in arcs.get(knot, ()):
                total = cost + self._cost(cell)
                if total < best.get(neighbor, total + 1):
                    best[neighbor], came[neighbor] = total, (knot, cell)
                    turns += 1
                    heapq.heappush(queue, (total, turns, neighbor))
        return []

    def _arcs(
        self, without: Cell, shown: Mapping[tuple[Knot, Knot], Cell]
    ) -> dict[Knot, list[tuple[Knot, Cell]]]:
        arcs: dict[Knot, list[tuple[Knot, Cell]]] = defaultdict(list)
        for (source, target), cells in self.arcs.items():
            other = next((cell for cell in cells if cell.key != without.key), None)
            if other:
                arcs[source].append((target, other))
        for (source, target), cell in shown.items():
            arcs[source].append((target, cell))
        return arcs


def _back(came: Mapping[Knot, tuple[Knot, Cell]], start: Knot, end: Knot) -> Iterator[Cell]:
    while end != start:
        end, cell = came[end]
        yield cell
