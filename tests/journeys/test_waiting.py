"""A newcomer is approved while the class is full, waits, and takes a seat by the letter's link."""

import re

import pytest

from django.core import mail

from enrollment.models import Enrollment
from enrollment.models.people import ORGANIZERS
from tests.factories.courses import SessionFactory, TrainingClassFactory
from tests.factories.enrollment import AgencyFactory, EnrollmentFactory, TraineeFactory, UserFactory

NEWCOMER, NAME = "uoc@example.org", "Quách Thị Ước"
LEAVING = "Đinh Công Sơn"
CODE = "DUYET-1"


@pytest.fixture
def full_class(site):
    """By approval of the organizers; both seats are taken."""
    training_class = TrainingClassFactory(
        code=CODE,
        title="Chữ ký số và an toàn thông tin trong cơ quan Đảng",
        registration="approval",
        capacity=2,
        offer_hours=24,
    )
    SessionFactory(training_class=training_class)
    agency = AgencyFactory(code="YT", name="Huyện ủy Yên Thủy")
    for name in (LEAVING, "Bùi Thị Hòa"):
        EnrollmentFactory(
            training_class=training_class, agency=agency, trainee=TraineeFactory(full_name=name)
        )
    return training_class


@pytest.mark.parametrize(
    ("language", "phone"),
    [("vi", True), ("vi", False), ("en", False)],
    ids=["vi-phone", "vi-desktop", "en-desktop"],
)
def test_from_the_waiting_list_to_a_seat(language, phone, full_class, visit, deliver):
    kind = "phone" if phone else "desktop"
    newcomer = visit(f"waiting-{kind}", language=language, phone=phone)
    sign_up(newcomer)
    desk = visit(f"waiting-desk-{kind}", language=language, phone=phone)
    desk.sign_in(UserFactory(email="organizer@example.org", role=ORGANIZERS))
    approve(desk)
    deliver()
    newcomer.go("/my/training/")
    assert newcomer.page.get_by_text(re.compile("(thứ|place) 1 ", re.IGNORECASE)).count()

    withdraw_somebody(desk)
    deliver()
    stranger = visit(f"waiting-link-{kind}", language=language, phone=phone)
    accept(stranger, offer_in_last_letter())
    deliver()
    newcomer.go("/my/training/")
    assert state() == "confirmed"


def state() -> str:
    return Enrollment.objects.get(trainee__user__email=NEWCOMER).state


def sign_up(newcomer):
    """The address, the code and the details, all on one page."""
    page = newcomer.page
    newcomer.go(f"/classes/{CODE}/register/")
    newcomer.enter_address(NEWCOMER)
    newcomer.look()
    page.locator("#id_full_name").fill(NAME)
    page.locator("#id_birth").fill("12/03/1985")
    page.locator("#id_agency").select_option(value="YT")
    page.locator("#id_position").fill("Chuyên viên Văn phòng")
    page.locator("#id_consent").check()
    page.locator("form:has(#id_full_name) button[type=submit]").click()
    page.wait_for_load_state()
    newcomer.look()
    assert state() == "pending"


def approve(desk):
    desk.go(f"/manage/classes/{CODE}/registrations/?state=pending")
    desk.page.locator("form[action$='/confirm/'] button").click()
    desk.page.locator("form[action$='/confirm/']").wait_for(state="detached")
    desk.look()
    assert state() == "waiting"


def withdraw_somebody(desk):
    desk.go(f"/manage/classes/{CODE}/registrations/?state=confirmed")
    row = desk.page.locator("main tbody tr", has_text=LEAVING)
    row.locator("details:has(form[action$='/withdraw/']) summary").click()
    row.locator("input[name=reason]").fill("Đi công tác")
    desk.look()
    row.locator("form[action$='/withdraw/'] button").click()
    row.locator("form[action$='/withdraw/']").wait_for(state="detached")
    desk.look()
    assert state() == "offered"
    desk.go(f"/manage/classes/{CODE}/waiting/")


def offer_in_last_letter() -> str:
    """The address as the newcomer finds it in the mailbox."""
    letter = [message for message in mail.outbox if message.to == [NEWCOMER]][-1]
    return re.search(r"https?://\S+/offer/\S+", letter.body).group()


def accept(stranger, address):
    """From another machine, without signing in; the page names nobody in full."""
    page = stranger.page
    page.goto(address)
    stranger.look()
    assert NAME not in page.content()
    page.locator("button[value=accept]").click()
    page.wait_for_load_state()
    stranger.look()
