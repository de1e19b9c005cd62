import datetime as dt

import pytest

from django.urls import reverse

from certificates.entitlement import entitlements
from certificates.models import Certificate
from certificates.register.issuing import issue_certificates
from enrollment.models import Enrollment
from tests.certificates.classes import body_with_signatory, held_class, held_on, revoked
from tests.factories.courses import TenPointSchemeFactory, TrainingClassFactory

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("printed_titles")]


@pytest.fixture
def training_class():
    return held_class(
        ["Bùi Thị An", "Lê Văn Anh"],
        code="2010-01",
        absent=["Lê Văn Anh"],
        issuing_body=body_with_signatory(serial_prefix="CN"),
        **held_on(dt.date(2010, 3, 9)),
    )


@pytest.fixture
def certificate(training_class):
    [issued] = issue_certificates(training_class, by=None, issued_on=dt.date(2010, 3, 9))
    return issued


def page(name, *arguments):
    return reverse(f"certificates:{name}", args=arguments)


def test_reasons_are_exact():
    training_class = held_class(
        ["Bùi Thị An", "Lê Văn Anh"],
        absent=["Lê Văn Anh"],
        finalized=False,
        ranking_scheme=TenPointSchemeFactory(),
    )
    Enrollment.objects.filter(full_name="Bùi Thị An").update(score="4.5")

    an, anh = entitlements(training_class)

    assert [one.decision.attended for one in (an, anh)] == [4, 0]
    assert len(an.reasons) == 1
    assert len(anh.reasons) == 2
    assert "0/4" in anh.reasons[0]
    assert "80 %" in anh.reasons[0]


def test_a_void_certificate_is_not_handed_out(desk, certificate):
    revoked(certificate, reason="Cấp nhầm")

    assert desk.get(page("manage_certificate_pdf", certificate.public_id)).status_code == 404


@pytest.mark.parametrize("name", ["certificate_sample", "roster_pdf", "sign_in_sheet_pdf"])
def test_papers_of_a_class(name, desk, training_class):
    response = desk.get(page(name, "2010-01"), {"filled": "1"})

    assert (response.status_code, response["Content-Type"]) == (200, "application/pdf")


def test_a_sample_takes_no_number(desk, training_class):
    desk.get(page("certificate_sample", "2010-01"))

    assert Certificate.objects.count() == 0
    assert training_class.issuing_body.registers.count() == 0


@pytest.mark.parametrize("name", ["manage_certificates", "roster_pdf", "sign_in_sheet_pdf"])
def test_an_empty_class_has_its_papers_too(name, desk):
    TrainingClassFactory(code="EMPTY")

    assert desk.get(page(name, "EMPTY")).status_code == 200


def test_years_lead_to_their_summaries(desk, certificate):
    years = desk.get(page("years")).content.decode()
    year = desk.get(page("year", 2010))

    assert page("year", 2010) in years
    assert "2.010" not in years + year.content.decode()
    assert year.context["shown"].summary.participations == 2


@pytest.mark.parametrize(
    ("url", "status"),
    [
        ("/manage/years/1999/", 200),
        ("/manage/years/1999/tables/", 200),
        ("/manage/years/1999.pdf", 404),
        ("/manage/years/1999.xlsx", 404),
        ("/manage/years/0/", 404),
        ("/manage/years/99999999999999999999/", 404),
        ("/manage/years/-1/", 404),
    ],
)
def test_years_without_classes(url, status, desk):
    assert desk.get(url).status_code == status


def test_strangers_are_sent_to_the_door(client, certificate):
    urls = [
        page("manage_certificates", "2010-01"),
        page("manage_certificate_pdf", certificate.public_id),
        page("my_certificate_pdf", certificate.public_id),
        page("year", 2010),
    ]

    answered = [client.get(url) for url in urls]

    assert {response.status_code for response in answered} == {302}
    assert all("/accounts/login/" in response.url for response in answered)


def test_figures_stand_before_their_names_as_on_all_pages(desk, training_class, certificate):
    addresses = [page("manage_certificates", "2010-01"), page("year", "2010")]

    for text in [desk.get(address).text for address in addresses]:
        assert 0 < text.index("stat-value") < text.index("stat-label")
        assert "page-aside" not in text
