"""The frozen content of a certificate: every word that varies on the paper, and its hash.

What is the same on all papers of a template (labels, layout) is named by `template`. The address
for verification is not frozen: it is built from the code and the configured BASE_URL when printed.
"""

import datetime as dt
import hashlib
import json
from dataclasses import dataclass
from typing import Any, Final

from django.db.models import Sum
from django.utils import translation

from certificates.designs.source import DesignSource, Options
from certificates.models import DesignVersion, Signatory
from courses.models import IssuingBody, RankingBand, TrainingClass
from enrollment.models import Enrollment, Recognition

# The layout of before there were designs.
TEMPLATE: Final = "certificate-1"

Content = dict[str, Any]


@dataclass(frozen=True)
class ClassDesign:
    """A version with what it prints of one class: asked once, for all its certificates."""

    version: DesignVersion
    # Of the whole class, whatever is left out of somebody's own total.
    periods: int | None
    decision: str
    source: DesignSource
    second_title: str
    second_ranks: dict[str, str]
    programme: list[list[Any]]


def serial_of(body: IssuingBody, year: int, number: int) -> str:
    """The printed number: "CN-2010-000123"."""
    return f"{body.serial_prefix}-{year}-{number:06d}"


def freeze(
    enrollment: Enrollment,
    *,
    signatory: Signatory,
    year: int,
    number: int,
    code: str,
    issued_on: dt.date,
    reissue: int = 0,
    design: ClassDesign | None = None,
) -> Content:
    """All that is printed, as JSON; nothing of it follows later changes of other records.

    The design is named by its hash, so that the hash of the content covers the design, too.
    """
    training_class = enrollment.training_class
    return {
        "template": f"design-{design.version.content_hash}" if design else TEMPLATE,
        "serial": serial_of(training_class.issuing_body, year, number),
        "number": number,
        "year": year,
        "code": code,
        "issued_on": issued_on.isoformat(),
        "reissue": reissue,
        "is_sample": training_class.is_demo or enrollment.is_demo,
        "person": _person(enrollment),
        "class": _class(
            training_class,
            periods=design.periods if design else enrollment.periods_total,
            decision=design.decision if design else training_class.decision,
        ),
        "ranking": enrollment.ranking,
        "issuer": issuer_content(training_class.issuing_body),
        "signature": {
            "authority": signatory.authority,
            "title": signatory.title,
            "name": signatory.full_name,
        },
        **(_asked_by(design, enrollment) if design else {}),
    }


def source_of(version: DesignVersion) -> DesignSource:
    """A version as plain values."""
    return DesignSource(
        markup=version.markup,
        back=version.back,
        style=version.style,
        options=Options.read(version.options),
    )


def class_design(training_class: TrainingClass, version: DesignVersion) -> ClassDesign:
    """Names are held in English beside the language of the house; another one gets none."""
    source = source_of(version)
    is_english = source.options.second_language == "en"
    has_programme = "{programme}" in source.markup + source.back
    return ClassDesign(
        version=version,
        periods=training_class.sessions.aggregate(total=Sum("periods"))["total"],
        decision=_decision(training_class),
        source=source,
        second_title=training_class.course.name_en if is_english else "",
        second_ranks=_ranks_in_english(training_class) if is_english else {},
        programme=_programme(training_class) if has_programme else [],
    )


def _asked_by(design: ClassDesign, enrollment: Enrollment) -> Content:
    """What only some designs print, and how much of a name the public sees."""
    options = design.source.options
    asked: Content = {"public_name": options.public_name}
    if options.second_language:
        asked["second"] = {
            "language": options.second_language,
            "class_title": design.second_title,
            "ranking": design.second_ranks.get(enrollment.ranking, ""),
        }
    if design.programme:
        asked["programme"] = design.programme
    return asked


def _ranks_in_english(training_class: TrainingClass) -> dict[str, str]:
    bands = RankingBand.objects.filter(scheme=training_class.ranking_scheme_id)
    return dict(bands.values_list("name", "name_en"))


def _decision(training_class: TrainingClass) -> str:
    """The decision on the results; without a written one, that on the class."""
    known = Recognition.objects.filter(training_class=training_class).first()
    with translation.override(training_class.issuing_body.language):
        return (known.text if known else "") or training_class.decision


def _programme(training_class: TrainingClass) -> list[list[Any]]:
    """Topics in their order with their periods; sessions of one topic are one line."""
    lines: dict[str, int] = {}
    for session in training_class.sessions.order_by("held_on", "starts_at"):
        topic = session.topic or training_class.title
        lines[topic] = lines.get(topic, 0) + session.periods
    return [[topic, periods] for topic, periods in lines.items()]


def _person(enrollment: Enrollment) -> Content:
    trainee = enrollment.trainee
    names = (enrollment.agency_name, enrollment.agency_parent_names)
    return {
        "full_name": enrollment.full_name,
        "birth_date": trainee.birth_date.isoformat() if trainee.birth_date else None,
        "birth_year": trainee.birth_year,
        "gender": trainee.gender,
        "position": enrollment.position,
        "agency": ", ".join(filter(None, names)),
    }


def _class(training_class: TrainingClass, *, periods: int | None, decision: str) -> Content:
    return {
        "code": training_class.code,
        "title": training_class.title,
        "starts_on": training_class.starts_on.isoformat(),
        "ends_on": training_class.ends_on.isoformat(),
        "periods": periods,
        "venue": training_class.venue.name,
        "decision": decision,
    }


def issuer_content(body: IssuingBody) -> Content:
    """Who issues, as printed."""
    return {
        "name": body.name,
        "parent_name": body.parent_name,
        "place": body.place,
        "language": body.language,
        "heading_lines": [line for line in body.heading.lines.splitlines() if line.strip()],
        "mark": body.heading.mark,
        "honorific": body.heading.honorific,
    }


def hash_of(content: Content) -> str:
    """SHA-256 of the canonical form: keys sorted, no spaces, letters as they are."""
    canonical = json.dumps(content, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    return hashlib.sha256(canonical.encode()).hexdigest()
