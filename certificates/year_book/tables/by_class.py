"""Table A of the year: a line for each class, in groups of one field, with every figure of it."""

from collections.abc import Mapping
from decimal import Decimal
from typing import Final

from django.utils.translation import pgettext, pgettext_lazy

from certificates.documents.cells import Column, Kind, Value
from certificates.documents.figures import RowGroup, YearTable
from certificates.documents.shared import grouped
from certificates.year_book.figures import CategoryRow, YearlySummary
from certificates.year_book.tables.columns import (
    CERTIFICATES,
    NUMBERED,
    TRAINEES,
    Spec,
    attribute,
    cells,
    columns_of,
    named,
    part,
    sums,
    women_and_groups,
)
from courses import money_words

THOUSAND: Final = Decimal(1000)
MOST_DECIMALS: Final = 5  # of thousands, when amounts have two

_RESULTS: Final = pgettext_lazy("summary column", "Results")
_HELD: Final = pgettext_lazy("paper", "Held")


def class_table(summary: YearlySummary) -> YearTable:
    """Classes in groups of one field of training, with subtotals."""
    specs = _specs(summary)
    form = pgettext("paper", "TOTAL: {classes} classes, {participations} participations")
    return YearTable(
        letter="A",
        title=pgettext("paper", "Results by class"),
        label=pgettext("table of the year", "By class"),
        columns=columns_of(specs),
        groups=tuple(_group(summary, category, specs) for category in summary.by_category),
        total=sums(summary.by_class, specs, _known_of_year(summary)),
        total_label=form.format(
            classes=grouped(summary.classes), participations=grouped(summary.participations)
        ),
        empty=pgettext("paper", "No class has ended in this year."),
    )


def _group(summary: YearlySummary, category: CategoryRow, specs: tuple[Spec, ...]) -> RowGroup:
    rows = [row for row in summary.by_class if row.category_code == category.code]
    names = ("periods", "participations", "women", "certificates")
    known = {name: getattr(category, name) for name in names}
    return RowGroup(
        category.name,
        rows=tuple(cells(row, specs) for row in rows),
        subtotal=sums(rows, specs, known | _groups(summary, category.by_group)),
    )


def _specs(summary: YearlySummary) -> tuple[Spec, ...]:
    # The heading of the paper names the only body; a column would repeat it in each line.
    shows_host = len({row.issuing_body for row in summary.by_class}) > 1
    return (
        NUMBERED,
        named(pgettext_lazy("paper", "Class"), lambda row: row.title),
        attribute(_text("audience", pgettext_lazy("paper", "For whom"))),
        *_days(summary.year),
        attribute(_amount("sessions", pgettext_lazy("summary column", "Half-days"))),
        attribute(_amount("periods", pgettext_lazy("summary column", "Periods"))),
        attribute(_text("venue", pgettext_lazy("paper", "Venue"))),
        (
            _text("host", pgettext_lazy("paper", "Host")),
            lambda row: row.issuing_body if shows_host else "",
        ),
        *_trainees(summary),
        *_results(summary),
        attribute(CERTIFICATES),
        (_spent(summary), lambda row: _thousands(row.spent)),
    )


def _days(year: int) -> tuple[Spec, ...]:
    first, last = pgettext_lazy("paper", "From"), pgettext_lazy("paper", "To")
    return (
        (Column("from", first, Kind.DAY, _HELD, year=year), lambda row: row.starts_on),
        (Column("to", last, Kind.DAY, _HELD, year=year), lambda row: row.ends_on),
    )


def _trainees(summary: YearlySummary) -> tuple[Spec, ...]:
    """All, women, counted groups, and all again by level."""
    splits = ("participations", pgettext("summary column", "By level"))
    levels = (
        (
            Column(f"level:{level.code}", level.name, group=TRAINEES, splits=splits),
            part("by_level", level.code),
        )
        for level in summary.by_level
    )
    everybody = Column("participations", pgettext_lazy("summary column", "All"), group=TRAINEES)
    return (attribute(everybody), *women_and_groups(summary, TRAINEES), *levels)


def _results(summary: YearlySummary) -> tuple[Spec, ...]:
    """Ranks, the best first, and results without one; all together are all participations."""
    splits = ("participations", _RESULTS)

    def column(key: str, heading: object, *, may_go: bool = False) -> Column:
        return Column(f"result:{key}", heading, group=_RESULTS, splits=splits, may_go=may_go)

    unranked = pgettext("summary column", "Completed, not ranked")
    completed = unranked if summary.rankings else pgettext("summary column", "Completed")
    not_completed = pgettext("summary column", "Not completed")
    undecided = pgettext("summary column", "Not decided")
    return (
        *((column(name, name), part("rankings", name)) for name in summary.rankings),
        (
            column("completed", completed, may_go=bool(summary.rankings)),
            lambda row: row.completed - sum(row.rankings.values()),
        ),
        (column("not_completed", not_completed), lambda row: row.not_completed),
        (column("undecided", undecided, may_go=True), lambda row: row.undecided),
    )


def _known_of_year(summary: YearlySummary) -> dict[str, Value]:
    """Totals that were not made by adding up the rows."""
    names = ("sessions", "periods", "participations", "women", "certificates")
    return {
        **{name: getattr(summary, name) for name in names},
        **{f"level:{level.code}": level.participations for level in summary.by_level},
        **_groups(summary, summary.by_group),
        "result:not_completed": summary.not_completed,
        "result:undecided": summary.undecided,
        "spent": _thousands(summary.spent),
    }


def _groups(summary: YearlySummary, counted: Mapping[str, int]) -> dict[str, Value]:
    return {f"group:{group.code}": counted.get(group.code, 0) for group in summary.groups}


def _spent(summary: YearlySummary) -> Column:
    """In thousands, exactly: with as many decimals as the amounts need, so that sums agree."""
    amounts = [_thousands(row.spent) or Decimal(0) for row in summary.by_class]
    decimals = max((-int(amount.as_tuple().exponent) for amount in amounts), default=0)
    heading = pgettext("summary column", "Costs (thousand {currency})")
    return Column(
        "spent",
        heading.format(currency=money_words.currency()),
        Kind.MONEY,
        may_go=True,
        decimals=min(max(decimals, 0), MOST_DECIMALS),
    )


def _thousands(amount: Decimal | None) -> Decimal | None:
    return None if amount is None else (amount / THOUSAND).normalize()


def _text(key: str, heading: object) -> Column:
    return Column(key, heading, Kind.TEXT, may_go=True)


def _amount(key: str, heading: object) -> Column:
    return Column(key, heading, may_go=True)
