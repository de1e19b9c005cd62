"""Names under which papers are downloaded: plain letters, readable in a folder."""

from certificates.models import Certificate
from courses import vietnamese
from courses.models import TrainingClass
from enrollment.models import Trainee


def of_certificate(certificate: Certificate) -> str:
    """CN-2010-000123_Nguyen-Van-A.pdf"""
    name = vietnamese.slug(certificate.content["person"]["full_name"]).title()
    return f"{certificate.serial}_{name}.pdf"


def of_class(training_class: TrainingClass, kind: str, extension: str = "pdf") -> str:
    """2010-07_roster.pdf"""
    return f"{training_class.code}_{kind}.{extension}"


def of_person(person: Trainee, kind: str) -> str:
    """Nguyen-Van-A_training.pdf"""
    return f"{vietnamese.slug(person.full_name).title()}_{kind}.pdf"
