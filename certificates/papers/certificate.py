"""A certificate is printed from its frozen content alone, whatever has changed since."""

import dataclasses
import datetime as dt

from django.conf import settings
from django.urls import reverse
from django.utils import timezone, translation

from certificates.content import Content, class_design, freeze, issuer_content, source_of
from certificates.designs.shipped import FIRST
from certificates.designs.source import DesignSource
from certificates.documents import (
    CertificatePaper,
    PaperHeading,
    SecondLanguage,
    SignatureBlock,
)
from certificates.documents.certificate_samples import PARTY, STATE, usual
from certificates.models import CODE_LENGTH, Certificate, DesignVersion, Signatory
from certificates.register.issuing import PRINTED, design_of, entitled_without, signatory_on
from certificates.register.numbers import next_number
from certificates.verification import grouped_code
from courses.models import IssuingBody, TrainingClass
from enrollment.models import Enrollment, Trainee


def certificate_paper(certificate: Certificate) -> CertificatePaper:
    """With the version of the design it was issued with; ask for it by `select_related`."""
    paper = paper_from(certificate.content, design=certificate.design)
    return dataclasses.replace(paper, record=certificate.record) if certificate.record else paper


def sample_paper(
    training_class: TrainingClass,
    *,
    design: DesignVersion | None = None,
    signatory: Signatory | None = None,
    issued_on: dt.date | None = None,
) -> CertificatePaper | None:
    """How the next certificate will look, marked as a draft; None when nobody is confirmed."""
    confirmed = Enrollment.objects.for_class(training_class).confirmed()
    # The first that a number waits for; before the results are recognized, the first of all.
    meant = entitled_without(training_class).in_roster_order().select_related(*PRINTED).first()
    enrollment = meant or confirmed.in_roster_order().select_related(*PRINTED).first()
    if enrollment is None:
        return None
    day = issued_on or max(timezone.localdate(), training_class.ends_on)
    design = design_of(training_class, chosen=design)
    content = freeze(
        enrollment,
        signatory=signatory or signatory_on(training_class, day),
        year=day.year,
        number=next_number(training_class.issuing_body, day.year),
        code="0" * CODE_LENGTH,  # of no certificate: the alphabet of codes has no zero
        issued_on=day,
        design=class_design(training_class, design) if design else None,
    )
    return paper_from(content, design=design, is_draft=True)


def paper_from(
    content: Content, *, design: DesignVersion | None = None, is_draft: bool = False
) -> CertificatePaper:
    """Without a design: the layout of before there were designs."""
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
        design=source_of(design) if design else FIRST,
        second=_second(content),
        programme=tuple((topic, periods) for topic, periods in content.get("programme", ())),
    )


def design_sample(source: DesignSource, body: IssuingBody | None) -> CertificatePaper:
    """An invented certificate in a design, with the heading of a body."""
    if body is None:
        heading = STATE if _has_heading_of_state(source) else PARTY
        return usual(source, heading=heading, language=settings.LANGUAGE_CODE)
    return usual(source, heading=_heading(issuer_content(body)), language=body.language)


def _has_heading_of_state(source: DesignSource) -> bool:
    """It prints the second line, which the Party does not have, and knows no star."""
    return "{heading_2}" in source.markup and "star" not in source.markup


def verify_url(code: str, language: str) -> str:
    """Always under the configured address, whatever host the request came to."""
    with translation.override(language):
        path = reverse("certificates:verify_code", args=[grouped_code(code)])
    return settings.BASE_URL + path


def _second(content: Content) -> SecondLanguage | None:
    return SecondLanguage(**content["second"]) if "second" in content else None


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
