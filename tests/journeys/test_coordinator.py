"""An agency gets seats, its coordinator pastes a list, mends it, sends it, and changes a person."""

import io

import pytest
from pypdf import PdfReader

from enrollment.models import AgencyCoordinator, Enrollment
from enrollment.models.people import ORGANIZERS
from tests.factories.courses import SessionFactory, TrainingClassFactory, days_ahead
from tests.factories.enrollment import (
    AgencyFactory,
    EnrollmentFactory,
    TraineeFactory,
    UserFactory,
)

OURS, THEIRS = "Đảng ủy Khối các cơ quan tỉnh Hòa Bình", "Huyện ủy Lạc Sơn"
CODE, COLLEAGUE, LETTER = "CD-1", "Hà Thị Thúy Nga", "125-CV/ĐUK"
# Of the other agency; nothing of it may reach the coordinator on any page.
CANARY, THEIR_SEATS = "Bạch Yến", 7
HEADINGS = ["STT", "Họ và tên", "Ngày sinh", "Chức vụ", "Đơn vị công tác", "Thư điện tử"]
FAMILIES = ["Bùi Thị", "Quách Văn", "Đinh Công", "Nguyễn Thị Hồng", "Hà Ngọc"]
GIVEN = ["Hòa", "Đức", "Ánh", "Thủy", "Yên", "Hưởng"]
PLACES = ["Văn phòng", "Ban Tổ chức", "Ủy ban Kiểm tra"]
STATES = {"confirmed": 27, "waiting": 1}


def pasted_rows() -> str:
    """Thirty rows as a spreadsheet copies them; three of them cannot stay as they are."""
    rows = []
    for at in range(30):
        name = f"{FAMILIES[at % 5]} {GIVEN[at % 6]}"
        birth = f"{at % 28 + 1:02d}/{at % 12 + 1:02d}/{1970 + at}"
        rows.append([str(at + 1), name, birth, "Chuyên viên", PLACES[at % 3], ""])
    rows[6][2] = "31/02/1976"
    rows[13][4] = THEIRS
    rows[21][1:3] = rows[4][1:3]
    rows[0][5] = "hoa@example.org"
    return "\n".join("\t".join(row) for row in [HEADINGS, *rows])


@pytest.fixture
def training_class(site):
    training_class = TrainingClassFactory(
        code=CODE, title="Bồi dưỡng kỹ năng số cho cán bộ chuyên trách văn thư", capacity=35
    )
    SessionFactory(training_class=training_class)
    return training_class


@pytest.fixture
def coordinator(training_class):
    agency = AgencyFactory(code="DUK", name=OURS)
    colleague = TraineeFactory(full_name=COLLEAGUE, email="nga@example.org")
    colleague.affiliations.create(
        agency=agency, position="Phó Chánh Văn phòng", valid_from=days_ahead(-900)
    )
    user = UserFactory(email="dau-moi@example.org")
    AgencyCoordinator.objects.create(user=user, agency=agency, valid_from=days_ahead(-9))
    return user


@pytest.fixture
def their_person(training_class):
    """The other agency has a coordinator, a seat taken, and a person of the canary's name."""
    agency = AgencyFactory(code="LS", name=THEIRS)
    user = UserFactory(email="lac-son@example.org")
    AgencyCoordinator.objects.create(user=user, agency=agency, valid_from=days_ahead(-9))
    person = TraineeFactory(full_name=f"{CANARY} Lạc Sơn")
    person.affiliations.create(agency=agency, position="", valid_from=days_ahead(-900))
    return EnrollmentFactory(training_class=training_class, agency=agency, trainee=person)


@pytest.mark.parametrize("phone", [True, False], ids=["vi-phone", "vi-desktop"])
def test_a_coordinator_names_people_by_one_paste_and_changes_one(
    phone, training_class, coordinator, their_person, visit, deliver
):
    kind = "phone" if phone else "desktop"
    ask_the_agencies(visit(f"round-{kind}", phone=phone))
    assert deliver() == 2  # the coordinator of each agency

    desk = visit(f"nomination-{kind}", phone=phone)
    desk.sign_in(coordinator)
    desk.go("/agency/")
    line = desk.page.locator(".due-list li", has_text=training_class.title)
    assert "còn 25 chỗ" in line.inner_text()
    line.get_by_role("link").click()
    seen(desk)
    paste(desk)
    mend(desk)
    send(desk)
    substitute(desk)
    look_for_the_others(desk, their_person)


def seen(desk):
    """Look, and find nothing of the other agency's people."""
    desk.page.wait_for_load_state()
    desk.look()
    assert CANARY not in desk.page.content()


def ask_the_agencies(desk):
    desk.sign_in(UserFactory(email="organizer@example.org", role=ORGANIZERS))
    desk.go(f"/manage/classes/{CODE}/round/")
    page = desk.page
    page.locator("main .empty-state a.btn").click()
    for name, seats in ((OURS, 25), (THEIRS, THEIR_SEATS)):
        page.locator("tr", has_text=name).locator("input[name^=seats_]").fill(str(seats))
    desk.look()
    page.locator("button[value=save]").click()
    page.wait_for_load_state()
    desk.look()


def paste(desk):
    page = desk.page
    page.locator("main .page-head a[href$='/roster/']").click()
    seen(desk)
    page.locator("#id_pasted").fill(pasted_rows())
    page.locator("form:has(#id_pasted) button[type=submit]").click()
    seen(desk)


def mend(desk):
    """Errors stand on top: mended in place the first, left out the others."""
    page = desk.page
    verdicts = page.locator("main tbody .badge").all_inner_texts()
    assert verdicts[:3] == ["Cần sửa", "Trùng trong danh sách", "Cơ quan khác"]
    assert len(verdicts) == 30
    assert page.locator("form[action$='/commit/']").count() == 0  # all or none
    page.locator("#row-8 a.btn").click()
    page.locator("#row-8 #id_birth").fill("28/02/1976")
    desk.look()
    page.locator("#row-8 .btn-primary").click()
    page.wait_for_url("**#verdicts")
    seen(desk)
    page.locator("button[value=leave_out]").click()
    seen(desk)


def send(desk):
    page = desk.page
    page.locator("#id_number").fill(LETTER)
    page.locator("#id_date").fill(f"{days_ahead(-1):%d/%m/%Y}")
    button = page.locator("form[action$='/commit/'] button")
    assert button.inner_text() == "Cử 28 người: 27 được xếp chỗ, 1 vào danh sách chờ"
    button.click()
    seen(desk)
    assert Enrollment.objects.filter(agency__code="DUK").counts_by_state() == STATES
    receipt = page.locator("main a[href$='.pdf']").first.get_attribute("href")
    answer = page.request.get(desk.site + receipt)
    text = "".join(sheet.extract_text() for sheet in PdfReader(io.BytesIO(answer.body())).pages)
    assert LETTER in text
    assert CANARY not in text


def substitute(desk):
    page = desk.page
    desk.go(f"/agency/rounds/{CODE}/")
    assert CANARY not in page.content()
    page.locator("main tr", has_text="Bùi Thị Hòa").first.locator("a[href$='/substitute/']").click()
    seen(desk)
    page.locator("#colleagues tr", has_text=COLLEAGUE).get_by_role("link").click()
    seen(desk)
    page.locator("form:has(#id_reason) button[type=submit]").click()
    seen(desk)
    successor = Enrollment.objects.get(full_name=COLLEAGUE)
    assert successor.has_seat
    assert successor.batch.letter_number == LETTER


def look_for_the_others(desk, their_person):
    """By every address a curious coordinator could think of."""
    desk.go(f"/agency/people/?q={CANARY}")
    theirs = f"/agency/registrations/{their_person.public_id}"
    answers = [
        (f"/agency/people/?q={CANARY}", 200),
        (f"/agency/registrations/?q={CANARY}", 200),
        ("/agency/year/", 200),
        (f"/agency/rounds/{CODE}/?for=LS", 404),
        (f"{theirs}/substitute/", 404),
        (f"{theirs}/withdraw/", 404),
        (f"/manage/classes/{CODE}/round/", 403),
    ]
    for path, status in answers:
        answer = desk.page.request.get(desk.site + path)
        assert answer.status == status, path
        # The words searched for stand in the box.
        assert f"{CANARY} Lạc Sơn" not in answer.text()
        assert THEIRS not in answer.text()
