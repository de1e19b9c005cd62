"""An organizer confirms, takes the roll, recognizes, issues, downloads; a stranger verifies."""

import io

import pytest
from pypdf import PdfReader

from certificates.models import Certificate
from courses.models import TrainingClass
from enrollment.models import Enrollment
from enrollment.models.people import ORGANIZERS
from enrollment.registering.registration import register_trainee
from tests.factories.certificates import SignatoryFactory
from tests.factories.courses import SessionFactory, TrainingClassFactory, days_ahead
from tests.factories.enrollment import AgencyFactory, TraineeFactory, UserFactory
from tests.journeys.conftest import until

NAMES = ["Bùi Thị Hòa", "Quách Văn Đức", "Đinh Thị Ánh"]


@pytest.fixture
def pending_class(site):
    """Three people wait for a decision; the one session was yesterday."""
    training_class = TrainingClassFactory(code="APPR-1", registration="approval")
    agency = AgencyFactory(name="Huyện ủy Lạc Sơn")
    for name in NAMES:
        register_trainee(TraineeFactory(full_name=name), training_class, agency=agency)
    TrainingClass.objects.update(starts_on=days_ahead(-1), ends_on=days_ahead(-1))
    training_class.refresh_from_db()
    SessionFactory(training_class=training_class)
    SignatoryFactory(issuing_body=training_class.issuing_body)
    return training_class


@pytest.fixture
def organizer(pending_class):
    return UserFactory(email="organizer@example.org", role=ORGANIZERS)


@pytest.mark.parametrize("language", ["vi", "en"])
def test_from_confirmation_to_a_verified_certificate(language, pending_class, organizer, visit):
    desk = visit("organizer", language=language)
    desk.sign_in(organizer)
    desk.go("/manage/")
    desk.go("/manage/classes/APPR-1/")
    confirm_all(desk)
    take_roll(desk)
    recognize(desk)
    issue_and_download(desk)
    verify_as_a_stranger(visit("stranger", language=language))


def confirm_all(desk):
    desk.go("/manage/classes/APPR-1/registrations/")
    for left in (3, 2, 1):
        buttons = desk.page.locator("form[action$='/confirm/'] button")
        assert buttons.count() == left
        buttons.first.click()
        until(
            desk.page,
            "n => document.querySelectorAll(\"form[action$='/confirm/']\").length < n",
            left,
        )
    desk.look()
    assert Enrollment.objects.confirmed().count() == 3


def take_roll(desk):
    desk.go("/classes/APPR-1/roll-call/")
    page = desk.page
    page.locator("#roll-app").wait_for()
    late = page.locator("#roll-app .roll-call-row", has_text="Đinh Thị Ánh")
    late.locator("button[value=late]").click()
    page.locator("[data-roll=rest]").click()
    page.locator("[data-phase=saved]").wait_for()
    page.locator("[data-roll=close] a").wait_for()
    desk.look()
    page.locator("[data-roll=close] a").click()
    page.wait_for_load_state()
    desk.look()
    page.locator("form.form-actions button").first.click()
    page.wait_for_load_state()


def recognize(desk):
    desk.go("/manage/classes/APPR-1/completion/")
    desk.go("/manage/classes/APPR-1/completion/finalize/")
    desk.page.locator("main form button[type=submit]").click()
    desk.page.wait_for_load_state()
    desk.look()


def issue_and_download(desk):
    desk.go("/manage/classes/APPR-1/certificates/")
    page = desk.page
    page.locator("form[action$='/certificates/issue/'] .btn-primary").click()
    link = page.locator("main a[href$='.pdf'][href*='/runs/']").first
    link.wait_for(timeout=60_000)
    desk.look()
    answer = page.request.get(desk.site + link.get_attribute("href"))
    merged = PdfReader(io.BytesIO(answer.body()))
    assert len(merged.pages) == 2  # late: three of four periods is less than 80 %
    assert list(Certificate.objects.values_list("number", flat=True)) == [1, 2]
    desk.go("/manage/years/")


def verify_as_a_stranger(stranger):
    certificate = Certificate.objects.get(number=1)
    stranger.go("/verify/")
    page = stranger.page
    page.locator("#id_code").fill(certificate.code.lower())
    page.locator("form:has(#id_code) button[type=submit]").click()
    page.wait_for_load_state()
    stranger.look()
    assert page.get_by_text(certificate.serial).first.is_visible()
    assert page.get_by_text(certificate.content["person"]["full_name"]).first.is_visible()
