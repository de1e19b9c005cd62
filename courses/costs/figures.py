"""Sums of costs, by source and by kind; exact, since they are added up in decimal figures."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal

from courses.models import CostKind, CostLine, FundingSource

NONE = Decimal()


@dataclass(frozen=True)
class Sums:
    """What was planned and what was spent."""

    planned: Decimal = NONE
    spent: Decimal = NONE
    lines: int = 0

    @property
    def left(self) -> Decimal:
        """What of the plan is left; below zero when more was spent."""
        return self.planned - self.spent

    @property
    def gap(self) -> Decimal:
        """By how much the two differ, for a sentence that says which way."""
        return abs(self.left)

    @property
    def is_over(self) -> bool:
        return self.spent > self.planned

    def spent_per(self, people: int) -> Decimal | None:
        """What one participation cost, in whole units of the currency."""
        if not people or not self.spent:
            return None
        return (self.spent / people).quantize(Decimal(1), ROUND_HALF_UP)


@dataclass(frozen=True)
class KindSums:
    kind: CostKind
    sums: Sums


@dataclass(frozen=True)
class SourceSums:
    source: FundingSource
    sums: Sums
    kinds: tuple[KindSums, ...]


@dataclass(frozen=True)
class CostSheet:
    """All lines of a class, or of a year, added up."""

    total: Sums
    by_source: tuple[SourceSums, ...]


def sums_of(lines: Iterable[CostLine]) -> Sums:
    lines = list(lines)
    return Sums(
        planned=sum((line.planned or NONE for line in lines), NONE),
        spent=sum((line.spent or NONE for line in lines), NONE),
        lines=len(lines),
    )


def cost_sheet(lines: Iterable[CostLine]) -> CostSheet:
    """Lines with their `kind` and `source`, in any order."""
    lines = list(lines)
    return CostSheet(
        total=sums_of(lines),
        by_source=tuple(
            SourceSums(found[0].source, sums_of(found), _by_kind(found))
            for found in _parts(lines, lambda line: line.source)
        ),
    )


def _by_kind(lines: list[CostLine]) -> tuple[KindSums, ...]:
    return tuple(
        KindSums(found[0].kind, sums_of(found)) for found in _parts(lines, lambda line: line.kind)
    )


def _parts(
    lines: list[CostLine], of: Callable[[CostLine], CostKind | FundingSource]
) -> list[list[CostLine]]:
    """Lines that share a row of a reference list, in the order of that list."""
    parts: dict[int, list[CostLine]] = {}
    for line in lines:
        parts.setdefault(of(line).pk, []).append(line)
    return sorted(parts.values(), key=lambda found: (of(found[0]).position, of(found[0]).name))
