"""An organizer holds trainees' QR codes before the camera; Chromium plays a film of one instead."""

import os

import pytest
import segno
from playwright.sync_api import expect

from enrollment.models import Attendance
from enrollment.models.people import ORGANIZERS
from enrollment.running.check_in import check_in_text, short_code
from tests.factories.courses import SessionFactory, TrainingClassFactory, days_ahead
from tests.factories.enrollment import AgencyFactory, EnrollmentFactory, TraineeFactory, UserFactory

WIDTH, HEIGHT = 640, 480


def film_of(text: str) -> bytes:
    """The code in the middle of a gray wall, as uncompressed video (YUV4MPEG2, one frame)."""
    code = [list(row) for row in segno.make(text, error="m", micro=False).matrix_iter(border=4)]
    scale = min(WIDTH, HEIGHT) // len(code) - 1
    left, top = ((full - scale * len(code)) // 2 for full in (WIDTH, HEIGHT))
    luma = bytearray([150]) * (WIDTH * HEIGHT)
    for y, row in enumerate(code):
        line = b"".join((b"\x10" if dark else b"\xeb") * scale for dark in row)
        for inside in range(scale):
            start = (top + y * scale + inside) * WIDTH + left
            luma[start : start + len(line)] = line
    gray = bytes([128]) * (WIDTH * HEIGHT // 2)
    header = f"YUV4MPEG2 W{WIDTH} H{HEIGHT} F10:1 Ip A1:1 C420jpeg\n".encode()
    return header + b"FRAME\n" + bytes(luma) + gray


@pytest.fixture
def session(site):
    in_class = TrainingClassFactory(code="QR-1", starts_on=days_ahead(0), ends_on=days_ahead(0))
    agency = AgencyFactory(name="Huyện ủy Lạc Sơn")
    for name in ("Quách Thị Ước", "Bùi Văn Đức"):
        EnrollmentFactory(
            trainee=TraineeFactory(full_name=name), training_class=in_class, agency=agency
        )
    return SessionFactory(training_class=in_class)


@pytest.fixture
def page_with_film(playwright, site, session, tmp_path):
    person = session.training_class.enrollments.get(full_name="Quách Thị Ước")
    film = tmp_path / "code.y4m"
    film.write_bytes(film_of(check_in_text(person)))
    browser = playwright.chromium.launch(
        executable_path=os.environ.get("CHROMIUM", "/usr/bin/chromium"),
        args=[
            "--no-sandbox",
            "--disable-gpu",
            "--use-fake-ui-for-media-stream",
            "--use-fake-device-for-media-stream",
            f"--use-file-for-fake-video-capture={film}",
        ],
    )
    context = browser.new_context(
        base_url=site, viewport={"width": 390, "height": 844}, permissions=["camera"]
    )
    yield context.new_page()
    browser.close()


def test_the_camera_lets_in_once_and_the_short_code_serves_without_it(
    page_with_film, site, session, visitor_at
):
    organizer = UserFactory(email="organizer@example.org", role=ORGANIZERS)
    desk = visitor_at(page_with_film, "roll-camera")
    page = desk.page
    desk.sign_in(organizer)
    page.goto(f"{site}/classes/QR-1/roll-call/")
    page.locator("#roll-app").wait_for()

    page.locator("[data-roll=scan]").click()
    answer = page.locator("[data-roll=answer]")
    expect(answer).to_have_class("scan-answer is-good", timeout=15_000)
    expect(answer).to_contain_text("Quách Thị Ước")
    desk.look()
    expect(page.locator("[data-phase=saved]")).to_be_visible()

    # Held before the camera once more: that is said, and nothing is marked again.
    page.locator("[data-roll=scan]").click()
    page.locator("[data-roll=scan]").click()
    expect(answer).to_have_class("scan-answer is-known", timeout=15_000)
    assert [(a.enrollment.full_name, a.mark) for a in Attendance.objects.all()] == [
        ("Quách Thị Ước", "present")
    ]

    other = session.training_class.enrollments.get(full_name="Bùi Văn Đức")
    page.locator("#roll-short").fill(short_code(other))
    page.locator("#roll-short").press("Enter")
    expect(answer).to_contain_text("Bùi Văn Đức")
    page.locator("[data-roll=scan]").click()
    expect(page.locator("[data-phase=saved]")).to_be_visible()
    desk.look()
    assert Attendance.objects.count() == 2
