"""The annex of a training plan, from its lines as they stand."""

from decimal import Decimal
from typing import Any, Final

from django.utils import timezone, translation
from django.utils.translation import ngettext, pgettext

from certificates.documents.plan_annex import AnnexLine, PlanAnnex
from certificates.papers.blocks import heading_of, signature_of
from courses.models import FundingSource
from enrollment.models import PlanLine, TrainingPlan
from enrollment.planning.plans import adjusted_on
from enrollment.planning.progress import progress_of
from enrollment.planning.standing import LineProgress, totals_of

# With more sources than these each column would be too narrow for an amount.
MOST_SOURCES: Final = 3
# Named in the column; of more only the number.
MOST_NAMED: Final = 3


def plan_annex(plan: TrainingPlan) -> PlanAnnex:
    """In the language of the body, without dropped lines; a draft until it is approved."""
    body = plan.issuing_body
    with translation.override(body.language):
        lines = progress_of(plan)
        totals = totals_of(lines)
        sources = [source for source, _amount in totals.budget]
        return PlanAnnex(
            heading=heading_of(body),
            language=body.language,
            is_sample=plan.is_demo,
            is_draft=not plan.is_approved,
            year=plan.year,
            lines=tuple(_line(one, sources) for one in lines),
            line_count=plan.lines.standing().count(),
            classes=totals.planned_classes,
            participations=totals.planned_participations,
            sources=_names(sources),
            budget=tuple(amount or Decimal() for amount in _columns(dict(totals.budget), sources)),
            money=totals.money,
            decision=plan.decision,
            decided_on=plan.decided_on,
            adjusted_on=adjusted_on(plan),
            signature=signature_of(body, plan.decided_on or timezone.localdate()),
        )


def _line(one: LineProgress, sources: list[FundingSource]) -> AnnexLine:
    line = one.line
    return AnnexLine(
        title=line.title,
        audience=_audience(line),
        classes=line.classes,
        participations=line.participations,
        quarter=line.quarter,
        place=line.place,
        host=line.host,
        note=line.note,
        budget=_columns(dict(one.budget), sources),
    )


def _audience(line: PlanLine) -> str:
    """For whom in words, and the agencies: by name if they are few."""
    names = [agency.name for agency in line.target_agencies.all()]
    if len(names) > MOST_NAMED:
        names = [
            ngettext("%(n)s agency", "%(n)s agencies", len(names)) % {"n": len(names)},
        ]
    return "; ".join(part for part in (line.audience, ", ".join(names)) if part)


def _names(sources: list[FundingSource]) -> tuple[str, ...]:
    own = sources if len(sources) <= MOST_SOURCES else sources[: MOST_SOURCES - 1]
    names = [str(one) for one in own]
    if len(own) < len(sources):
        names.append(pgettext("paper, of sources of money", "Others"))
    return tuple(names)


def _columns(budget: dict[Any, Decimal], sources: list[FundingSource]) -> tuple[Any, ...]:
    """Amounts in the order of `_names`; sources beyond the columns are one amount."""
    if len(sources) <= MOST_SOURCES:
        return tuple(budget.get(one) for one in sources)
    own, others = sources[: MOST_SOURCES - 1], sources[MOST_SOURCES - 1 :]
    rest = sum((budget.get(one, Decimal()) for one in others), Decimal())
    return (*(budget.get(one) for one in own), rest or None)
