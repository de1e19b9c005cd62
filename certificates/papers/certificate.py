"""A certificate is printed from its frozen content alone, whatever has changed since."""

import datetime as dt
from collections.abc import Sequence

from django.conf import settings
from django.urls import reverse
from django.utils import timezone, translation

from certificates.content import Content, freeze
from certificates.documents import (
    CertificateBatch,
    CertificatePaper,
    PaperHeading,
    SignatureBlock,
)
from certificates.issuing import PRINTED, signatory_on
from certificates.models import CODE_LENGTH, Certificate
from certificates.register import next_number
from certificates.verification import grouped_code
from courses.models import TrainingClass
from enrollment.models import Enrollment, Trainee


def certificate_paper(certificate: Certificate) -> CertificatePaper:
    return paper_from(certificate.content)


def certificate_batch(
    training_class: TrainingClass, certificates: Sequence[Certificate]
) -> CertificateBatch:
    """All certificates of a class in one file, in the order of their numbers."""
    papers = tuple(certificate_paper(certificate) for certificate in certificates)
    return CertificateBatch(
        heading=papers[0].heading,
        language=papers[0].language,
        is_sample=training_class.is_demo,
        papers=papers,
        class_title=training_class.title,
    )


def sample_paper(training_class: TrainingClass) -> CertificatePaper | None:
    """How the next certificate will look, marked as a draft; None when nobody is confirmed."""
    people = Enrollment.objects.for_class(training_class).confirmed().in_roster_order()
    enrollment = people.select_related(*PRINTED).first()
    if enrollment is None:
        return None
    day = max(timezone.localdate(), training_class.ends_on)
    content = freeze(
        enrollment,
        signatory=signatory_on(training_class, day),
        year=day.year,
        number=next_number(training_class.issuing_body, day.year),
        code="0" * CODE_LENGTH,  # of no certificate: the alphabet of codes has no zero
        issued_on=day,
    )
    return paper_from(content, is_draft=True)


def paper_from(content: Content, *, is_draft: bool = False) -> CertificatePaper:
    """The paper of template `certificate-1`."""
    person, held, issuer = content["person"], content["class"], content["issuer"]
    language = issuer["language"]
    return CertificatePaper(
        heading=_heading(issuer),
        language=language,
        is_sample=content["is_sample"],
        is_draft=is_draft,
        full_name=person["full_name"],
        honorific=issuer["honorific"],
        birth_date=_date(person["birth_date"]) if person["birth_date"] else None,
        birth_year=person["birth_year"],
        sex=_sex(person["gender"], language),
        position=person["position"],
        agency=person["agency"],
        class_title=held["title"],
        starts_on=_date(held["starts_on"]),
        ends_on=_date(held["ends_on"]),
        periods=held["periods"],
        venue=held["venue"],
        decision=held["decision"],
        ranking=content["ranking"],
        signature=_signature(content["signature"]),
        issued_on=_date(content["issued_on"]),
        serial_number=content["serial"],
        register_number=f"{content['number']}/{content['year']}",
        verify_url=verify_url(content["code"], language),
        reissue_count=content["reissue"],
    )


def verify_url(code: str, language: str) -> str:
    """Always under the configured address, whatever host the request came to."""
    with translation.override(language):
        path = reverse("certificates:verify_code", args=[grouped_code(code)])
    return settings.BASE_URL + path


def _heading(issuer: Content) -> PaperHeading:
    return PaperHeading(
        issuer=issuer["name"],
        left_lines=(issuer["parent_name"],) if issuer["parent_name"] else (),
        mark=issuer["mark"],
        right_lines=tuple(issuer["heading_lines"]),
        place=issuer["place"],
    )


def _signature(signature: Content) -> SignatureBlock:
    return SignatureBlock(
        office=signature["title"], authority=signature["authority"], name=signature["name"]
    )


def _sex(gender: str, language: str) -> str:
    with translation.override(language):
        return str(Trainee.Gender(gender).label) if gender else ""


def _date(text: str) -> dt.date:
    return dt.date.fromisoformat(text)
