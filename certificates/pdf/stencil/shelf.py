"""The stencils that a printing child keeps, and what it answers for each row."""

import collections
from collections.abc import Callable, Sequence

from certificates.pdf.stencil.refusals import GivenUp, Unfit
from certificates.pdf.stencil.rows import Row
from certificates.pdf.stencil.stencil import Stencil

MAX_STENCILS = 16
ALONE = "alone"  # a stencil is not worth its making for a single sheet

Filled = list[bytes] | str


class Shelf:
    """Those used last; for a skeleton that is unfit, the reason."""

    def __init__(self) -> None:
        self._known: collections.OrderedDict[str, Stencil | str] = collections.OrderedDict()

    def take(self, key: str, make: Callable[[], Stencil], *, is_alone: bool) -> Stencil | str:
        """The stencil, made if it must be, or why there is none."""
        if key not in self._known:
            if is_alone:
                return ALONE
            self._known[key] = _made(make)
            if len(self._known) > MAX_STENCILS:
                self._known.popitem(last=False)
        self._known.move_to_end(key)
        return self._known[key]


def fill(stencil: Stencil | str, row: Row, *, as_file: bool) -> Filled:
    """The end of the row's file, or the drawings of its pages; a reason if it is given up."""
    if isinstance(stencil, str):
        return stencil
    try:
        return [stencil.ending(row)] if as_file else stencil.contents(row)
    except GivenUp as reason:
        return str(reason)


def reasons(filled: Sequence[Filled]) -> list[str]:
    """Empty for each row that was filled."""
    return [answer if isinstance(answer, str) else "" for answer in filled]


def _made(make: Callable[[], Stencil]) -> Stencil | str:
    try:
        return make()
    except (Unfit, GivenUp) as reason:
        return f"unfit: {reason}"
    except (LookupError, ValueError, AttributeError, TypeError) as error:
        # Another form of drawing than any we know: nothing that a paper should fail for.
        return f"unfit: {type(error).__name__}"
