"""An instructor takes the roll on a phone while the network goes and comes back."""

import re

import pytest
from playwright.sync_api import expect

from django.test import Client

from enrollment.models import Attendance, AttendanceMark
from enrollment.models.people import ORGANIZERS
from enrollment.running.attendance import record_attendance
from tests.factories.courses import (
    InstructorFactory,
    SessionFactory,
    TrainingClassFactory,
    days_ahead,
)
from tests.factories.enrollment import AgencyFactory, EnrollmentFactory, TraineeFactory, UserFactory
from tests.journeys.conftest import until

NAMES = [
    "Quách Thị Ước",
    "Bùi Thị Hòa",
    "Đinh Công Ánh",
    "Nguyễn Hoàng Phương Thảo Nguyên",
    "Xa Văn Đức",
    "Hà Thị Lượng",
]

LISTS_KEPT = """() => new Promise((resolve) => {
  indexedDB.open("roll-call").onsuccess = (opened) => {
    const lists = opened.target.result.transaction("lists").objectStore("lists");
    lists.count().onsuccess = (counted) => resolve(counted.target.result);
  };
})"""


@pytest.fixture
def session(site):
    training_class = TrainingClassFactory(
        code="ROLL-1",
        title="Bồi dưỡng nghiệp vụ công tác đảng ở cơ sở",
        starts_on=days_ahead(0),
        ends_on=days_ahead(0),
    )
    agencies = [
        AgencyFactory(name="Huyện ủy Lạc Sơn"),
        AgencyFactory(name="Đảng ủy Khối Doanh nghiệp"),
    ]
    for number, name in enumerate(NAMES):
        EnrollmentFactory(
            trainee=TraineeFactory(full_name=name),
            training_class=training_class,
            agency=agencies[number % 2],
            position="Phó Chủ nhiệm Ủy ban Kiểm tra",
        )
    SessionFactory(
        training_class=training_class, part="afternoon", starts_at="13:30", ends_at="17:00"
    )
    return SessionFactory(training_class=training_class)


@pytest.fixture
def instructor(session):
    user = UserFactory(email="teacher@example.org")
    session.training_class.instructors.add(InstructorFactory(user=user, full_name="Lê Lan"))
    return user


def tap(page, name: str, mark: str) -> None:
    row = page.locator("#roll-app .roll-call-row", has_text=name)
    row.locator(f"button[name=mark][value={mark}]").click()


def marks_of(session) -> dict[str, str]:
    rows = Attendance.objects.filter(session=session).select_related("enrollment")
    return {row.enrollment.full_name: row.mark for row in rows}


def without_network(phone) -> None:
    """From now on the browser's own notes about it are no complaint."""
    hear = phone._hear
    phone.page.remove_listener("console", hear)
    phone.page.on(
        "console",
        lambda message: None if "ERR_INTERNET_DISCONNECTED" in message.text else hear(message),
    )
    phone.page.context.set_offline(True)


def test_marks_made_without_a_network_arrive_when_it_is_back(session, instructor, visit):
    phone = visit("roll-call", phone=True)
    page = phone.page
    phone.sign_in(instructor)
    phone.go(f"/classes/ROLL-1/roll-call/?session={session.pk}")
    page.locator("#roll-app").wait_for()
    expect(page.locator("#roll-plain")).to_be_hidden()
    until(page, "navigator.serviceWorker.controller !== null")
    tap(page, "Ước", "present")
    expect(page.locator("[data-phase=saved]")).to_be_visible()
    phone.look()
    page.wait_for_timeout(500)

    without_network(phone)
    tap(page, "Hòa", "late")
    page.locator(".roll-call-row", has_text="Hòa").locator("button[value='10']").click()
    tap(page, "Ánh", "absent")
    tap(page, "Đức", "excused")
    page.locator("[data-roll=undo]").click()
    unsent = page.locator("[data-roll=unsent]")
    expect(unsent).to_contain_text("5")
    phone.look()
    assert marks_of(session) == {"Quách Thị Ước": "present"}

    # The page itself is there without a network, with all that waits.
    page.reload()
    page.locator("#roll-app").wait_for()
    expect(unsent).to_contain_text("5")
    page.locator("#roll-find").fill("luong")
    expect(page.locator("#roll-app .roll-call-row:visible")).to_have_count(1)
    page.locator("#roll-find").fill("")
    page.locator("[data-roll=rest]").click()
    expect(page.locator("[data-roll=count]")).to_contain_text("6")
    expect(unsent).to_contain_text("8")

    # Meanwhile somebody at the desk marks two of them, and the later word counts.
    people = session.training_class.enrollments
    record_attendance(session, people.get(full_name=NAMES[5]), "absent", by=None)
    record_attendance(session, people.get(full_name=NAMES[2]), "excused", by=None)
    page.context.set_offline(False)
    expect(unsent).to_be_hidden(timeout=20_000)
    expect(page.locator("[data-phase=saved]")).to_be_visible()
    phone.look()
    assert marks_of(session) == {
        NAMES[0]: "present",
        NAMES[1]: "late",
        NAMES[2]: "excused",
        NAMES[3]: "present",
        NAMES[4]: "present",
        NAMES[5]: "absent",
    }
    expect(page.locator("[data-roll=notices] .alert-warning")).to_contain_text(NAMES[2])
    assert Attendance.objects.get(mark="late").minutes == 10
    assert AttendanceMark.objects.filter(source="device").count() == 9
    assert re.search(r"6.*6", page.locator("[data-roll=count]").inner_text())


def test_marks_belong_to_the_account_that_made_them(session, instructor, visit):
    phone = visit("roll-call-signed-out", phone=True)
    page = phone.page
    phone.sign_in(instructor)
    phone.go("/classes/ROLL-1/roll-call/")
    page.locator("#roll-app").wait_for()
    page.context.clear_cookies(name="sessionid")
    # From here on the browser notes that it was refused.
    page.remove_listener("console", phone._hear)

    tap(page, "Ước", "present")
    expect(page.locator("[data-phase=signed_out]")).to_be_visible()
    expect(page.locator("[data-roll=unsent]")).to_be_visible()
    phone.look()
    assert marks_of(session) == {}

    sign_in_elsewhere(page, UserFactory(role=ORGANIZERS))
    page.goto(f"{phone.site}/classes/ROLL-1/roll-call/")
    expect(page.locator("[data-phase=saved]")).to_be_visible()
    expect(page.locator("[data-roll=unsent]")).to_be_hidden()
    assert marks_of(session) == {}

    sign_in_elsewhere(page, instructor)
    page.goto(f"{phone.site}/classes/ROLL-1/roll-call/")
    expect(page.locator("[data-phase=saved]")).to_be_visible()
    assert marks_of(session) == {"Quách Thị Ước": "present"}
    assert AttendanceMark.objects.get().by == instructor


def sign_in_elsewhere(page, user) -> None:
    """Another account in the same browser."""
    client = Client()
    client.force_login(user)
    key = client.cookies["sessionid"].value
    page.context.add_cookies([{"name": "sessionid", "value": key, "url": page.url}])


def test_the_keyboard_does_it_all(session, instructor, visit):
    desk = visit("roll-call-keys", language="en")
    page = desk.page
    desk.sign_in(instructor)
    page.goto(f"{desk.site}/en/classes/ROLL-1/roll-call/?session={session.pk}")
    page.locator("#roll-app .roll-call-row button").first.focus()

    for key in ("1", "ArrowDown", "5", "ArrowDown", "2", "u"):
        page.keyboard.press(key)
        page.wait_for_timeout(150)

    expect(page.locator("[data-roll=count]")).to_contain_text("2/6")
    expect(page.locator("[data-phase=saved]")).to_be_visible()
    desk.look()
    assert marks_of(session) == {"Đinh Công Ánh": "present", "Xa Văn Đức": "absent"}

    # Signed out on purpose, the device keeps nobody's name.
    page.evaluate("document.querySelector('form[action*=logout]').requestSubmit()")
    page.wait_for_url(lambda url: "roll-call" not in url)
    until(page, "async () => !(await caches.has('roll-call'))")
    assert page.evaluate(LISTS_KEPT) == 0
