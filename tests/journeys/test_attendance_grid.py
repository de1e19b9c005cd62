"""The organizers' table by keyboard: marks, minutes, undo, the rest present, a signed sheet."""

import pytest
from playwright.sync_api import expect

from enrollment.models import Attendance
from enrollment.models.people import ORGANIZERS
from enrollment.running.paper_entry import number_rows
from tests.factories.courses import SessionFactory, TrainingClassFactory
from tests.factories.enrollment import AgencyFactory, EnrollmentFactory, TraineeFactory, UserFactory
from tests.journeys.conftest import until

CODE = "LUOI-1"
NAMES = ("Lê Ánh", "Trần Văn Đức", "Quách Thị Ước")


@pytest.fixture
def people(site):
    training_class = TrainingClassFactory(
        code=CODE, over=True, title="Nghiệp vụ công tác văn phòng cấp ủy"
    )
    SessionFactory(training_class=training_class)
    SessionFactory(training_class=training_class, part="afternoon")
    agency = AgencyFactory(name="Huyện ủy Yên Thủy")
    people = [
        EnrollmentFactory(
            training_class=training_class, agency=agency, trainee=TraineeFactory(full_name=name)
        )
        for name in NAMES
    ]
    number_rows(training_class)
    return people


def marks() -> list[tuple[str, str, int | None]]:
    rows = Attendance.objects.order_by("session__starts_at", "session_id", "enrollment_id")
    return list(rows.values_list("enrollment__full_name", "mark", "minutes"))


def test_a_session_by_keyboard_and_one_from_paper(people, visit):
    desk = visit("attendance-grid")
    page = desk.page
    desk.sign_in(UserFactory(email="organizer@example.org", role=ORGANIZERS))
    desk.go(f"/manage/classes/{CODE}/attendance/")
    page.locator("td.m").first.focus()

    # Late by fifteen minutes, down, absent, undone, then all the rest present.
    for key in ("m", "1", "5", "ArrowDown", "k"):
        page.keyboard.press(key)
    saved(page)
    assert marks() == [(NAMES[0], "late", 15), (NAMES[1], "absent", None)]
    page.keyboard.press("Control+z")
    page.keyboard.press("Shift+X")
    saved(page)
    desk.look()
    first = [(NAMES[0], "late", 15), (NAMES[1], "present", None), (NAMES[2], "present", None)]
    assert marks() == first

    page.keyboard.press("Enter")
    expect(page.locator("dialog#cell-card[open] .roll-history li")).to_have_count(3)
    desk.look()
    page.keyboard.press("Escape")

    desk.go(f"/manage/classes/{CODE}/attendance/paper/")
    page.locator(".tabs a[href*='session=']").last.click()
    page.locator("textarea[name=typed]").fill("vắng: 2\nmuộn 20: 3")
    page.locator("button[value=check]").click()
    expect(page.locator("#dry-run ~ table tbody tr")).to_have_count(2)
    desk.look()
    page.locator("button[value=store]").click()
    page.locator(".messages .alert-success").wait_for()
    assert marks()[3:] == [
        (NAMES[0], "present", None),
        (NAMES[1], "absent", None),
        (NAMES[2], "late", 20),
    ]


def test_what_was_not_saved_is_seen_and_sent_when_the_network_is_back(people, visit):
    desk = visit("attendance-offline")
    page = desk.page
    desk.sign_in(UserFactory(email="organizer@example.org", role=ORGANIZERS))
    desk.go(f"/manage/classes/{CODE}/attendance/")
    page.locator("td.m").first.focus()

    page.context.set_offline(True)
    for key in ("k", "ArrowDown", "x"):
        page.keyboard.press(key)
    expect(page.locator("td.is-unsaved")).to_have_count(2)
    assert marks() == []
    page.context.set_offline(False)
    saved(page)

    assert marks() == [(NAMES[0], "absent", None), (NAMES[1], "present", None)]
    # The browser itself notes that it had no network.
    desk.complaints = [one for one in desk.complaints if "ERR_INTERNET_DISCONNECTED" not in one]


def saved(page) -> None:
    """Until nothing is under way; the last digits are sent when the hand has rested."""
    until(
        page,
        "() => { const state = document.getElementById('grid-state');"
        " return state.textContent === state.dataset.saved"
        " && !document.querySelector('.is-saving, .is-unsaved'); }",
    )
