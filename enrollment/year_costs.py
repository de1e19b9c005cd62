"""What the classes of a year cost, with how many people came: sums and the workbook."""

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, Final

from django.db.models import Count, Exists, OuterRef, Q
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from courses.costs.export import DAY, amount_format
from courses.costs.figures import CostSheet, Sums, cost_sheet, sums_of
from courses.costs.files import csv_table
from courses.models import CostKind, CostLine, CostSettlement, FundingSource, TrainingClass
from courses.spreadsheets import file_of, with_sheet

_WIDTHS: Final = (14, 50, 13, 13, 14, 16, 16, 16, 16, 14)


@dataclass(frozen=True)
class ClassCosts:
    training_class: TrainingClass
    people: int
    sums: Sums
    is_settled: bool

    @property
    def per_person(self) -> Decimal | None:
        return self.sums.spent_per(self.people)


@dataclass(frozen=True)
class YearCosts:
    """All classes of a year that are held or cost something; the sums hold for all of them."""

    year: int
    classes: tuple[ClassCosts, ...]
    sheet: CostSheet

    @property
    def people(self) -> int:
        return sum(row.people for row in self.classes)

    @property
    def settled(self) -> int:
        return sum(row.is_settled for row in self.classes)

    @property
    def with_costs(self) -> int:
        return sum(bool(row.sums.lines) for row in self.classes)

    @property
    def per_person(self) -> Decimal | None:
        """Of the classes that have costs: those without would make it look cheap."""
        people = sum(row.people for row in self.classes if row.sums.lines)
        return self.sheet.total.spent_per(people)

    @property
    def called_off(self) -> Sums:
        """What was spent for classes that were not held, which no other figure of a year has."""
        rows = [row.sums for row in self.classes if not row.training_class.is_held]
        return Sums(
            planned=sum((one.planned for one in rows), Decimal()),
            spent=sum((one.spent for one in rows), Decimal()),
            lines=sum(one.lines for one in rows),
        )


def year_costs(year: int, lines: Any) -> YearCosts:
    """From those `lines` which the reader may see; a bounded number of queries."""
    by_class: dict[int, list[CostLine]] = {}
    all_lines = _with_names(lines.of_year(year))
    for line in all_lines:
        by_class.setdefault(line.training_class_id, []).append(line)
    rows = tuple(
        ClassCosts(one, one.people, sums_of(by_class.get(one.pk, ())), one.is_settled)
        for one in _classes(year)
    )
    return YearCosts(year, rows, cost_sheet(all_lines))


def _with_names(lines: Any) -> list[CostLine]:
    """Kinds and sources are few and the lines of a year may be many: each is read once."""
    kinds, sources = CostKind.objects.in_bulk(), FundingSource.objects.in_bulk()
    found = list(lines.only("training_class_id", "kind_id", "source_id", "planned", "spent"))
    for line in found:
        line.kind, line.source = kinds[line.kind_id], sources[line.source_id]
    return found


def _classes(year: int) -> Iterable[Any]:
    costs = CostLine.objects.filter(training_class=OuterRef("pk"))
    settled = CostSettlement.objects.filter(training_class=OuterRef("pk"), reopened_at=None)
    confirmed = Q(enrollments__state="confirmed")
    found = TrainingClass.objects.filter(ends_on__year=year).filter(
        Q(status=TrainingClass.Status.PUBLISHED) | Exists(costs)
    )
    return found.annotate(
        people=Count("enrollments", filter=confirmed), is_settled=Exists(settled)
    ).order_by("starts_on", "code")


def year_csv(costs: YearCosts) -> bytes:
    return csv_table(_headings(), _rows(costs))


def year_xlsx(costs: YearCosts) -> bytes:
    """By class; then by source and kind."""
    money = amount_format()
    forms = ["", "", DAY, DAY, "#,##0", money, money, money, money, ""]
    rows = _rows(costs)
    book = with_sheet(_("By class"), _headings(), rows, widths=_WIDTHS, formats=forms)
    heads = [
        pgettext("costs", "Source"),
        _("Kind of cost"),
        pgettext("costs", "Planned"),
        pgettext("costs", "Spent"),
        pgettext("costs", "Left"),
    ]
    by_source = [
        [str(part.source), str(row.kind), row.sums.planned, row.sums.spent, row.sums.left]
        for part in costs.sheet.by_source
        for row in part.kinds
    ]
    total = costs.sheet.total
    word = pgettext("row of a table", "Total")
    sums = [word, "", total.planned, total.spent, total.left]
    return file_of(
        with_sheet(
            _("By source"),
            heads,
            [*by_source, sums],
            widths=(30, 40, 16, 16, 16),
            formats=["", "", money, money, money],
            book=book,
        )
    )


def _headings() -> list[str]:
    return [
        _("Code"),
        _("Class"),
        _("First day"),
        _("Last day"),
        _("Participations"),
        pgettext("costs", "Planned"),
        pgettext("costs", "Spent"),
        pgettext("costs", "Left"),
        _("Spent per participation"),
        _("Settled"),
    ]


def _rows(costs: YearCosts) -> list[list[Any]]:
    yes = pgettext("in a table", "yes")
    listed = [
        [
            row.training_class.code,
            row.training_class.title,
            row.training_class.starts_on,
            row.training_class.ends_on,
            row.people,
            row.sums.planned,
            row.sums.spent,
            row.sums.left,
            row.per_person,
            yes if row.is_settled else "",
        ]
        for row in costs.classes
    ]
    total = costs.sheet.total
    word = pgettext("row of a table", "Total")
    sums = [total.planned, total.spent, total.left]
    return [*listed, [word, "", None, None, costs.people, *sums, costs.per_person, ""]]
