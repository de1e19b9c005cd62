"""What a chart is asked to show."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final, Literal

USUAL_WIDTH: Final = 400


@dataclass(frozen=True)
class Bar:
    """One bar: its name, its height, the figure printed at it; `beside` is the other series."""

    label: str
    value: float
    shown: str
    beside: float | None = None
    beside_shown: str = ""

    @property
    def values(self) -> list[float]:
        return [self.value] if self.beside is None else [self.value, self.beside]

    @property
    def figures(self) -> list[str]:
        return [self.shown] if self.beside is None else [self.shown, self.beside_shown]


@dataclass(frozen=True)
class Chart:
    """`columns` stand for months and years, `rows` for whatever has a long name.

    `series` names what the filled and the hollow bars mean, when there are two; a `width` of 560
    and more puts the names of rows beside their bars.
    """

    title: str
    bars: Sequence[Bar]
    kind: Literal["columns", "rows"] = "columns"
    series: tuple[str, str] | None = None
    width: int = USUAL_WIDTH
