"""How a text moves when the texts on its line grow, learned from the two probes.

Left, centered and right lines are told apart by what WeasyPrint did, not by their style: a run
moves by whole or half differences of width, or not at all. Anything else is unfit.
"""

import itertools
from collections.abc import Sequence

from certificates.pdf.stencil.drawing import Run
from certificates.pdf.stencil.refusals import Unfit

# Two numbers of six digits and their difference.
TOLERANCE = 4e-6

Shares = tuple[tuple[int, float], ...]  # (which changing run, share of its growth in the move)


def shares_of_line(runs: tuple[Run, Run], growing: Sequence[tuple[int, Run, float]]) -> Shares:
    """Of the (number, run, growth between the probes) those that move this run.

    What stands before a run pushes it by all or half of its growth; the run itself and what
    stands behind pull it back.
    """
    here, there = runs
    line = [(number, run, growth) for number, run, growth in growing if run.y == here.y]
    choices = [(0.0, 0.5, 1.0) if run.x < here.x else (0.0, -0.5, -1.0) for _, run, _ in line]
    move = there.x - here.x
    fitting = [
        shares
        for shares in itertools.product(*choices)
        if abs(move - sum(s * growth for s, (_, _, growth) in zip(shares, line, strict=True)))
        < TOLERANCE
    ]
    if len(fitting) != 1:
        raise Unfit("alignment")
    numbers = [number for number, _, _ in line]
    return tuple(
        (number, share) for number, share in zip(numbers, fitting[0], strict=True) if share
    )
