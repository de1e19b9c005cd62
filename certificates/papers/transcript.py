"""The record of a person's training as a paper, under the heading of the body that held most."""

import dataclasses
from collections import Counter

from django.conf import settings
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.formats import number_format
from django.utils.translation import pgettext

from certificates.documents.transcript import (
    For,
    Transcript,
    TranscriptRow,
    TranscriptSums,
    TranscriptYear,
)
from certificates.papers.blocks import heading_of, signature_of
from certificates.papers.people import result_of
from certificates.training_history import Attended, Sums, TrainingHistory
from certificates.verification import grouped_code
from courses.dates import short_date
from courses.models import IssuingBody
from enrollment.models import Affiliation


def transcript(
    history: TrainingHistory, work: Affiliation | None, *, made_for: For, agencies: str = ""
) -> Transcript | None:
    """In the language of that body; None for somebody who was in no class. `work` is of today;
    `agencies` are those whose classes these are, where they are not all."""
    body = body_of(history)
    if body is None:
        return None
    today = timezone.localdate()
    with translation.override(body.language):
        return Transcript(
            heading=heading_of(body),
            language=body.language,
            is_sample=any(one.enrollment.is_demo for one in history.classes),
            full_name=history.person.full_name,
            facts=_facts(history, work),
            scope=_scope(agencies),
            years=tuple(
                TranscriptYear(
                    year=year.year,
                    rows=tuple(_row(one, history.person.full_name) for one in year.classes),
                    sums=_sums(year.sums),
                )
                for year in reversed(history.years)  # a paper is read from its beginning
            ),
            total=_sums(history.total),
            made_for=made_for,
            made_on=today,
            verify_url=settings.BASE_URL + reverse("certificates:verify"),
            signature=signature_of(body, today) if made_for == "desk" else None,
        )


def body_of(history: TrainingHistory) -> IssuingBody | None:
    """Whose classes the person attended most; of equals the one of the latest class."""
    bodies = [one.training_class.issuing_body for one in history.classes]
    counted = Counter(body.pk for body in bodies)
    return max(bodies, key=lambda body: counted[body.pk], default=None)


def _scope(agencies: str) -> str:
    text = pgettext("transcript", "Classes attended as one of the people of: %(agencies)s")
    return text % {"agencies": agencies} if agencies else ""


def _facts(history: TrainingHistory, work: Affiliation | None) -> tuple[tuple[str, str], ...]:
    person = history.person
    facts = (
        (pgettext("paper", "Date of birth"), person.birth),
        (pgettext("paper", "Position"), work.position if work else ""),
        (pgettext("paper", "Agency"), work.agency.name if work else ""),
    )
    return tuple((label, text) for label, text in facts if text)


def _row(one: Attended, name_today: str) -> TranscriptRow:
    enrollment, training_class = one.enrollment, one.training_class
    return TranscriptRow(
        title=training_class.title,
        code=training_class.code,
        first_day=short_date(training_class.starts_on),
        last_day=short_date(training_class.ends_on),
        position=enrollment.position,
        agency=enrollment.agency_name,
        periods_held=one.periods_held,
        periods_attended=one.periods_attended,
        result=_result(one),
        is_completed=enrollment.is_completed,
        serial=one.serial,
        certificate_notes=_certificate_notes(one),
        name_then=enrollment.full_name if enrollment.full_name != name_today else "",
    )


def _result(one: Attended) -> str:
    result = result_of(one.enrollment) or pgettext("paper", "not decided")
    score = one.enrollment.score
    return result if score is None else f"{result} ({number_format(score, 1)})"


def _certificate_notes(one: Attended) -> tuple[str, ...]:
    if one.certificate:
        number = pgettext("transcript", "register no. {number}")
        code = pgettext("transcript", "code {code}")
        return (
            number.format(number=one.certificate.register_number),
            code.format(code=grouped_code(one.certificate.code)),
        )
    if one.on_paper is None:
        return ()
    notes = [pgettext("transcript", "on paper, {issuer}").format(issuer=one.on_paper.issuer)]
    if one.on_paper.register_number:
        number = pgettext("transcript", "register no. {number}")
        notes.append(number.format(number=one.on_paper.register_number))
    return tuple(notes)


def _sums(sums: Sums) -> TranscriptSums:
    return TranscriptSums(**dataclasses.asdict(sums))
