"""The proof that figures agree; what contradicts itself is neither shown nor printed."""

from collections.abc import Sequence
from decimal import Decimal

from django.utils.translation import gettext_lazy as _

from courses.refusals import Refusal


class TotalsDisagree(Refusal):
    """Two figures that must be equal are not."""

    def __init__(self, where: str, rows: int | Decimal, total: int | Decimal) -> None:
        super().__init__(
            _("Totals disagree (%(where)s): the rows give %(rows)s, the total says %(total)s."),
            code="totals_disagree",
            params={"where": where, "rows": rows, "total": total},
        )


def must_add_up(
    where: str, parts: Sequence[int | Decimal | None], total: int | Decimal | None
) -> None:
    """Raise TotalsDisagree unless the known parts add up to the total, if there is one."""
    known = sum(part or 0 for part in parts)
    if total is not None and known != total:
        raise TotalsDisagree(where, known, total)


def must_fit_into(where: str, part: int | Decimal, whole: int | Decimal) -> None:
    """Raise TotalsDisagree when a part is larger than its whole."""
    if part > whole:
        raise TotalsDisagree(where, part, whole)
