"""The settlement list of a class from its lines of costs."""

from collections.abc import Iterable

from django.utils import timezone, translation
from django.utils.translation import pgettext

from certificates.documents import SettlementGroup, SettlementList, SettlementRow
from certificates.papers.blocks import heading_of, signature_of
from courses.costs.figures import cost_sheet
from courses.costs.settling import standing_settlement
from courses.dates import date_range, short_date
from courses.models import CostLine, TrainingClass
from enrollment.models import Enrollment


def settlement_list(training_class: TrainingClass, lines: Iterable[CostLine]) -> SettlementList:
    """A draft until the costs are settled, and it says so on every page."""
    body = training_class.issuing_body
    settlement = standing_settlement(training_class)
    settled_on = timezone.localdate(settlement.settled_at) if settlement else None
    with translation.override(body.language):
        lines = list(lines)
        sheet = cost_sheet(lines)
        return SettlementList(
            heading=heading_of(body),
            language=body.language,
            is_sample=training_class.is_demo,
            is_draft=settlement is None,
            class_title=training_class.title,
            held=date_range(training_class.starts_on, training_class.ends_on),
            facts=_facts(training_class),
            groups=tuple(
                SettlementGroup(
                    source=str(part.source),
                    rows=tuple(_row(line) for line in lines if line.source_id == part.source.pk),
                    planned=part.sums.planned,
                    spent=part.sums.spent,
                )
                for part in sheet.by_source
            ),
            planned=sheet.total.planned,
            spent=sheet.total.spent,
            people=Enrollment.objects.for_class(training_class).confirmed().count(),
            settled_on=settled_on,
            signature=signature_of(body, settled_on or timezone.localdate()),
        )


def _facts(training_class: TrainingClass) -> tuple[tuple[str, str], ...]:
    facts = (
        (pgettext("paper", "Code of the class"), training_class.code),
        (pgettext("paper", "Venue"), training_class.venue.name),
        (pgettext("paper", "Opening decision"), training_class.decision),
    )
    return tuple((label, text) for label, text in facts if text)


def _row(line: CostLine) -> SettlementRow:
    return SettlementRow(
        content=str(line),
        payee=line.payee,
        voucher=line.voucher,
        paid_on=short_date(line.paid_on) if line.paid_on else "",
        planned=line.planned,
        spent=line.spent,
    )
