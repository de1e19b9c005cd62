import datetime as dt

import pytest

from django.core.exceptions import ValidationError
from django.urls import reverse

from certificates.models import Signatory
from certificates.register.requests import rule_on
from courses.models import Holiday
from tests.factories.certificates import SignatoryFactory
from tests.factories.courses import IssuingBodyFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def admin_client_of_organizer(client, organizer, site_tree):
    client.force_login(organizer)
    return client


def test_an_organizer_adds_a_signatory(admin_client_of_organizer):
    body = IssuingBodyFactory()
    typed = {
        "issuing_body": body.pk,
        "authority": "T/L BAN THƯỜNG VỤ",
        "title": "Chánh Văn phòng",
        "full_name": "Nguyễn Văn Mẫu",
        "valid_from": "01/01/2010",
        "valid_to": "",
    }

    response = admin_client_of_organizer.post(reverse("signatories:add"), typed)

    assert response.status_code == 302
    assert Signatory.objects.get().valid_from == dt.date(2010, 1, 1)


def test_an_organizer_enters_holidays_and_the_days_to_answer(admin_client_of_organizer):
    holiday = {"day": "30/04/2027", "name": "Ngày Chiến thắng"}
    rule = {"name": "Ba ngày", "working_days": "3", "legal_basis": "", "valid_from": "01/01/2027"}

    answers = [
        admin_client_of_organizer.post(reverse("holidays:add"), holiday),
        admin_client_of_organizer.post(reverse("request_rules:add"), rule),
    ]

    assert [answer.status_code for answer in answers] == [302, 302]
    assert Holiday.objects.get().day == dt.date(2027, 4, 30)
    assert rule_on(dt.date(2027, 5, 1)).working_days == 3
    assert rule_on(dt.date(2026, 5, 1)).working_days == 5


def test_the_list_names_who_signs(admin_client_of_organizer):
    SignatoryFactory(full_name="Nguyễn Văn Mẫu")

    response = admin_client_of_organizer.get(reverse("signatories:index"))

    assert "Nguyễn Văn Mẫu" in response.content.decode()


def test_a_term_does_not_end_before_it_begins():
    signatory = SignatoryFactory.build(
        issuing_body=IssuingBodyFactory(),
        valid_from=dt.date(2010, 1, 2),
        valid_to=dt.date(2010, 1, 1),
    )

    with pytest.raises(ValidationError):
        signatory.full_clean()


def test_of_two_signatories_the_one_appointed_last_signs():
    body = IssuingBodyFactory()
    SignatoryFactory(issuing_body=body, full_name="Cũ", valid_from=dt.date(2008, 1, 1))
    SignatoryFactory(issuing_body=body, full_name="Mới", valid_from=dt.date(2009, 1, 1))

    found = Signatory.objects.signing(body, dt.date(2010, 1, 1))

    assert found.full_name == "Mới"
    assert Signatory.objects.signing(body, dt.date(2007, 1, 1)) is None
