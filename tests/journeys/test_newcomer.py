"""A newcomer registers with an e-mail code and finds the class in "My training"."""

import pytest

from django.utils import timezone

from enrollment.models import Enrollment
from tests.factories.courses import SessionFactory, TrainingClassFactory
from tests.factories.enrollment import AgencyFactory

ADDRESS = "newcomer@example.org"


@pytest.fixture
def open_class(site):
    training_class = TrainingClassFactory(code="OPEN-1", title="Chữ ký số trong cơ quan")
    SessionFactory(training_class=training_class)
    AgencyFactory(code="YT", name="Huyện ủy Yên Thủy")
    return training_class


@pytest.mark.parametrize(
    ("language", "phone"), [("vi", True), ("en", False)], ids=["vi-phone", "en-desktop"]
)
def test_a_newcomer_registers_and_sees_the_class(language, phone, open_class, visit, deliver):
    name = "newcomer-phone" if phone else "newcomer"
    visitor = visit(name, language=language, phone=phone)
    page = visitor.page

    visitor.go("/")
    page.get_by_role("link", name=open_class.title).first.click()
    page.wait_for_load_state()
    visitor.look()
    page.locator("a[href$='/classes/OPEN-1/register/']").first.click()
    visitor.enter_address(ADDRESS)
    visitor.look()
    page.locator("#id_full_name").fill("Quách Thị Ước")
    page.locator("#id_birth").fill("31/02/1985")
    page.locator("#id_agency").select_option(label="Huyện ủy Yên Thủy")
    page.locator("#id_consent").check()
    page.locator("form:has(#id_full_name) button[type=submit]").click()

    # Refused beside the field; what was typed is still there.
    visitor.look()
    assert page.locator("#id_birth").input_value() == "31/02/1985"
    assert page.locator("#id_full_name").input_value() == "Quách Thị Ước"
    assert page.locator("#div_id_birth .invalid-feedback").is_visible()
    page.locator("#id_birth").fill("28/02/1985")
    page.locator("#id_consent").check()
    page.locator("form:has(#id_full_name) button[type=submit]").click()
    page.wait_for_load_state()
    visitor.look()
    visitor.go("/my/training/")

    assert page.get_by_text(open_class.title).first.is_visible()
    enrollment = Enrollment.objects.get()
    assert (enrollment.full_name, enrollment.state) == ("Quách Thị Ước", "confirmed")
    assert enrollment.trainee.language == language
    assert enrollment.registered_at <= timezone.now()
    assert deliver() == 1
