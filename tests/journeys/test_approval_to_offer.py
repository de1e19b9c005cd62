"""A trainee asks the agency, waits in the queue, is offered a seat and takes it."""

import pytest

from enrollment.models import AgencyCoordinator, Enrollment
from enrollment.registering.registration import withdraw
from tests.factories.courses import SessionFactory, TrainingClassFactory, days_ahead
from tests.factories.enrollment import AgencyFactory, EnrollmentFactory, UserFactory

TRAINEE, COORDINATOR = "uoc@example.org", "dau-moi@example.org"


@pytest.fixture
def agency(site):
    agency = AgencyFactory(code="YT", name="Huyện ủy Yên Thủy")
    AgencyCoordinator.objects.create(
        user=UserFactory(email=COORDINATOR), agency=agency, valid_from=days_ahead(-1)
    )
    return agency


@pytest.fixture
def full_class(agency):
    training_class = TrainingClassFactory(
        code="APPR-1", registration="approval", approval="agency", capacity=1, offer_hours=24
    )
    SessionFactory(training_class=training_class)
    return training_class


@pytest.mark.parametrize(
    ("language", "phone"), [("vi", True), ("en", False)], ids=["vi-phone", "en-desktop"]
)
def test_from_the_agencys_yes_to_the_accepted_offer(
    language, phone, agency, full_class, visit, deliver
):
    seated = EnrollmentFactory(training_class=full_class)
    trainee = visit("offer-trainee", language=language, phone=phone)
    page = trainee.page

    trainee.go("/classes/APPR-1/register/")
    trainee.enter_address(TRAINEE)
    page.locator("#id_full_name").fill("Quách Thị Ước")
    page.locator("#id_birth").fill("1985")
    page.locator("#id_agency").select_option(value="YT")
    page.locator("#id_position").fill("Chuyên viên")
    page.locator("#id_consent").check()
    page.locator("form:has(#id_full_name) button[type=submit]").click()
    page.wait_for_load_state()
    trainee.look()
    assert Enrollment.objects.get(trainee__user__email=TRAINEE).state == "pending_agency"
    assert deliver() == 2  # to the trainee and to the coordinator

    coordinator = visit("offer-coordinator", language=language, phone=phone)
    coordinator.sign_in(agency.coordinators.get().user)
    coordinator.go("/agency/approvals/")
    coordinator.page.locator("button[formaction$='/accept/']").first.click()
    coordinator.page.wait_for_load_state()
    coordinator.look()
    trainee.go("/my/training/")
    assert Enrollment.objects.get(trainee__user__email=TRAINEE).state == "waiting"
    assert deliver() == 1

    withdraw(seated, by=None)
    assert deliver() == 1
    trainee.go("/my/training/")
    page.locator("a[href*='/offer/']").first.click()
    page.wait_for_load_state()
    trainee.look()
    page.locator("main form button.btn-primary").first.click()
    page.wait_for_load_state()
    trainee.look()
    trainee.go("/my/training/")

    assert Enrollment.objects.get(trainee__user__email=TRAINEE).state == "confirmed"
    assert deliver() == 1
