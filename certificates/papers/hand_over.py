"""The list to sign when the certificates of a class are handed over."""

import datetime as dt
from collections.abc import Sequence
from itertools import groupby

from django.utils import translation
from django.utils.translation import pgettext

from certificates.documents.hand_over_list import HandOverGroup, HandOverList, HandOverRow
from certificates.models import Certificate
from certificates.papers.blocks import heading_of
from courses.dates import birth_text, date_range
from courses.models import TrainingClass


def hand_over_list(training_class: TrainingClass) -> HandOverList:
    """Certificates that hold, by agency as the tree has them, with the names printed on them."""
    body = training_class.issuing_body
    held = list(Certificate.objects.in_handover_order(training_class))
    with translation.override(body.language):
        return HandOverList(
            heading=heading_of(body),
            language=body.language,
            is_sample=training_class.is_demo,
            class_title=training_class.title,
            held=date_range(training_class.starts_on, training_class.ends_on),
            groups=_groups(held),
            total=Certificate.objects.valid().of_class(training_class).count(),
        )


def _groups(held: Sequence[Certificate]) -> tuple[HandOverGroup, ...]:
    by_agency = groupby(held, key=_agency)
    return tuple(
        HandOverGroup(agency=name, rows=tuple(map(_row, members)))
        for (_pk, name), members in by_agency
    )


def _agency(certificate: Certificate) -> tuple[int, str]:
    return certificate.enrollment.agency_id, certificate.enrollment.agency_name


def _row(certificate: Certificate) -> HandOverRow:
    person = certificate.content["person"]
    return HandOverRow(
        full_name=person["full_name"],
        birth=birth_text(_day(person["birth_date"]), person["birth_year"]),
        register_number=certificate.register_number,
        serial_number=certificate.serial,
        note=pgettext("paper", "reissued") if certificate.content["reissue"] else "",
    )


def _day(text: str | None) -> dt.date | None:
    return dt.date.fromisoformat(text) if text else None
