"""The 537 participations of the demo year as papers, from a database made for this run."""

import dataclasses
import importlib
from typing import Any

from certificates.documents import CertificatePaper

PARTICIPATIONS = 537


def papers_of_year() -> tuple[list[CertificatePaper], int]:
    """In the order of their numbers, and how many of them have a certificate.

    The others, to whom it was refused, are printed under their names as if they had got one. The
    codes tell signed records, as the site of the bench has a key for them.
    """
    # Models can be imported only after the settings are known.
    models: Any = importlib.import_module("certificates.models")
    make: Any = importlib.import_module("certificates.papers").certificate_paper
    enrollments: Any = importlib.import_module("enrollment.models").Enrollment
    issued = models.Certificate.objects.filter(register__year=2010)
    ordered = list(issued.select_related("design", "enrollment").order_by("number"))
    papers = [make(certificate) for certificate in ordered]
    of_class = {c.enrollment.training_class_id: p for c, p in zip(ordered, papers, strict=True)}
    without = enrollments.objects.filter(
        training_class__in=list(of_class), state="confirmed", certificates__isnull=True
    ).order_by("pk")
    papers += [
        dataclasses.replace(of_class[entry.training_class_id], full_name=entry.full_name)
        for entry in without[: PARTICIPATIONS - len(papers)]
    ]
    return papers, len(ordered)
