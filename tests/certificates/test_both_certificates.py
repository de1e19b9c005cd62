"""A certificate of this register and one on paper for the same class: counted once everywhere."""

import datetime as dt

import pytest

from django.utils import timezone

from certificates.models import HistoryImport, PaperCertificate
from certificates.register.issuing import issue_certificates
from certificates.year_book.keeping.content import content_of
from certificates.year_book.summary import yearly_summary, years_beside, years_held
from tests.certificates.classes import held_class, held_on


@pytest.mark.django_db
def test_whoever_has_both_kinds_has_one_certificate():
    held = held_class(["Bùi Thị Ước", "Hà Thị Ý"], **held_on(dt.date(2010, 3, 9)))
    issue_certificates(held, by=None)
    first = held.enrollments.order_by("pk").first()
    paper = PaperCertificate(
        enrollment=first,
        source=HistoryImport.objects.create(made_at=timezone.now()),
        issuing_body=held.issuing_body,
        serial="01/2010-CN",
        issuer=str(held.issuing_body),
        issued_on=dt.date(2010, 3, 9),
        full_name=first.full_name,
        recorded_at=timezone.now(),
    )
    paper.derive()
    paper.save()

    assert yearly_summary(2010).certificates == 2
    assert [one.certificates for one in years_held()] == [2]
    assert [one.certificates for one in years_beside(2010)] == [2]
    assert content_of(2010)["figures"]["summary"]["certificates"] == 2
