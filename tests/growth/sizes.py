"""How large: one year as in 2010, a province of ten years, a ministry of twenty."""

from dataclasses import dataclass
from typing import Final


@dataclass(frozen=True)
class Size:
    """Classes and participations are those of all years together."""

    name: str
    years: int
    classes: int
    participations: int
    agencies: int

    def share(self, whole: int, place: int, places: int) -> int:
        """The part of a whole that falls to one of so many places; all parts give the whole."""
        return whole * (place + 1) // places - whole * place // places


SIZES: Final = {
    size.name: size
    for size in (
        Size("s", 1, 23, 537, 20),
        Size("m", 10, 2_000, 60_000, 300),
        # The last year of M alone: what a year costs must not depend on the years before it.
        Size("m1", 1, 200, 6_000, 300),
        Size("l", 20, 50_000, 2_000_000, 5_000),
        # One year with a table of 10,000 lines.
        Size("t", 1, 10_000, 40_000, 300),
    )
}
