"""The frozen content of a certificate: every word that varies on the paper, and its hash.

What is the same on all papers of a template (labels, layout) is named by `template`. The address
for verification is not frozen: it is built from the code and the configured BASE_URL when printed.
"""

import datetime as dt
import hashlib
import json
from typing import Any, Final

from certificates.models import Signatory
from courses.models import IssuingBody, TrainingClass
from enrollment.models import Enrollment

TEMPLATE: Final = "certificate-1"

Content = dict[str, Any]


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
) -> Content:
    """All that is printed, as JSON; nothing of it follows later changes of other records."""
    training_class = enrollment.training_class
    return {
        "template": TEMPLATE,
        "serial": serial_of(training_class.issuing_body, year, number),
        "number": number,
        "year": year,
        "code": code,
        "issued_on": issued_on.isoformat(),
        "reissue": reissue,
        "is_sample": training_class.is_demo or enrollment.is_demo,
        "person": _person(enrollment),
        "class": _class(training_class, periods=enrollment.periods_total),
        "ranking": enrollment.ranking,
        "issuer": _issuer(training_class.issuing_body),
        "signature": {
            "authority": signatory.authority,
            "title": signatory.title,
            "name": signatory.full_name,
        },
    }


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


def _class(training_class: TrainingClass, *, periods: int | None) -> Content:
    return {
        "code": training_class.code,
        "title": training_class.title,
        "starts_on": training_class.starts_on.isoformat(),
        "ends_on": training_class.ends_on.isoformat(),
        "periods": periods,
        "venue": training_class.venue.name,
        "decision": training_class.decision,
    }


def _issuer(body: IssuingBody) -> Content:
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
