"""The paper of a year: its tables under the heading of the body that held most of its classes."""

import datetime as dt
from typing import Any

from django.db.models import Count
from django.utils import timezone, translation
from django.utils.functional import SimpleLazyObject
from django.utils.translation import pgettext

from certificates.documents import YearlySummaryPaper
from certificates.papers.blocks import heading_of, signature_of
from certificates.year_book.keeping.frozen import CorrectedTotals, ShownYear, shown_year
from certificates.year_book.structure import AS_WAS, Structure
from certificates.year_book.tables.definition import year_tables
from courses.dates import short_date
from courses.models import IssuingBody, TrainingClass


def year_paper(year: int, *, structure: Structure = AS_WAS) -> YearlySummaryPaper | None:
    """In the language of the body; None in a year without classes. A closed year is frozen."""
    body = body_of(year)
    if body is None:
        return None
    with translation.override(body.language):
        return paper_of(shown_year(year, structure=structure), body)


def paper_of(
    shown: ShownYear, body: IssuingBody, *, on: dt.date | None = None
) -> YearlySummaryPaper:
    """In the active language; signed as on the day `on`, today if not said."""
    summary = shown.summary
    # Worked out only for those who read it: a long year's would double its memory.
    figures: Any = SimpleLazyObject(summary.as_json)
    classes = TrainingClass.objects.held_in(summary.year)
    return YearlySummaryPaper(
        heading=heading_of(body),
        language=body.language,
        is_sample=classes.filter(is_demo=True).exists(),
        year=summary.year,
        as_of=summary.as_of,
        structure_on=summary.structure_on,
        tables=year_tables(summary, plan=shown.plan, beside=shown.beside),
        class_count=summary.classes,
        participations=summary.participations,
        persons=summary.persons,
        figures=figures,
        remarks=_remarks(shown),
        recipients=_recipients(body),
        signature=signature_of(body, on or timezone.localdate()),
    )


def body_of(year: int) -> IssuingBody | None:
    """Whose name stands at the head of the year's summary; None in a year without classes."""
    held = IssuingBody.objects.filter(
        classes__in=TrainingClass.objects.held_in(year).values("pk")
    ).select_related("heading")
    found: IssuingBody | None = held.annotate(held=Count("classes")).order_by("-held", "pk").first()
    return found


def _recipients(body: IssuingBody) -> tuple[str, ...]:
    """Who is reported to, and the files of the office."""
    report = pgettext("recipient", "{body} (report)").format(body=body.parent_name)
    return (*([report] if body.parent_name else []), pgettext("recipient", "Files of the office"))


def _remarks(shown: ShownYear) -> tuple[str, ...]:
    """How the figures stand: open, closed, amended, or converted and so worked out anew."""
    if shown.closed is None:
        return ()
    day = short_date(timezone.localdate(shown.closed.closed_at))
    if not shown.is_frozen:
        form = pgettext(
            "paper",
            "The year was closed on {day}; converted figures are worked out from today's records.",
        )
        return (form.format(day=day),)
    form = pgettext("paper", "Year closed on {day}; SHA-256 {hash}.")
    remarks = [form.format(day=day, hash=shown.closed.content_hash)]
    return (*remarks, *map(_amendment, shown.corrected_totals))


def _amendment(one: CorrectedTotals) -> str:
    """What became of the figures of the whole year, beside those that were closed."""
    form = pgettext("paper", "{figure} {before}, now {after}")
    changes = "; ".join(
        form.format(figure=change.figure, before=change.before, after=change.after)
        for change in one.changes
    )
    return pgettext("paper", "Amended on {day}: {changes} ({reason}).").format(
        day=short_date(one.day),
        changes=changes or pgettext("paper", "single classes or agencies only"),
        reason=one.reason,
    )
