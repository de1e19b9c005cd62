"""From the roll to the revocation: three people of a class, and a stranger who trusts no paper."""

import io
import re

import pytest
from pypdf import PdfReader

from certificates.models import Certificate
from certificates.signing import trial_keys
from enrollment.models.people import ADMINISTRATORS, ORGANIZERS
from tests.certificates.classes import body_with_signatory
from tests.factories.courses import SessionFactory, TenPointSchemeFactory, TrainingClassFactory
from tests.factories.enrollment import AgencyFactory, EnrollmentFactory, TraineeFactory, UserFactory

CODE, DECISION = "CN-1", "12-QĐ/VPTU"
HOLDER, COLLEAGUE, ABSENT = "Quách Thị Ước", "Bùi Thị Hòa", "Đinh Công Sơn"
CODE_ON_PAPER = re.compile(r"(?:[0-9A-Z]{4}-){6}[0-9A-Z]{4}")


@pytest.fixture
def holder(site, settings, tmp_path):
    """Account of the one who comes home with a certificate; papers are signed by trial keys."""
    trial_keys.make_trial_keys(tmp_path)
    settings.SIGNING_KEY_FILE = str(tmp_path / trial_keys.SIGNING_FILE)
    settings.RECORD_KEY_FILE = str(tmp_path / trial_keys.RECORD_FILE)
    account = UserFactory(email="uoc@example.org")
    training_class = TrainingClassFactory(
        code=CODE,
        over=True,
        title="Chữ ký số và an toàn thông tin trong cơ quan Đảng",
        issuing_body=body_with_signatory(serial_prefix="CN"),
        ranking_scheme=TenPointSchemeFactory(),
    )
    SessionFactory(training_class=training_class)
    agency = AgencyFactory(name="Huyện ủy Lạc Sơn")
    for name, user in ((HOLDER, account), (COLLEAGUE, None), (ABSENT, None)):
        trainee = TraineeFactory(full_name=name, user=user)
        EnrollmentFactory(training_class=training_class, agency=agency, trainee=trainee)
    return account


def test_a_certificate_is_earned_issued_trusted_and_revoked(holder, visit, tmp_path):
    desk = visit("life-desk")
    desk.sign_in(UserFactory(email="organizer@example.org", role=ORGANIZERS))
    take_the_roll(desk)
    enter_scores(desk)
    recognize(desk)
    issue(desk)
    hand_over(desk)

    trainee = visit("life-trainee", language="en", phone=True)
    trainee.sign_in(holder)
    paper = download(trainee)
    stranger = visit("life-stranger", language="en", phone=True)
    check(stranger, paper, tmp_path, "is-valid")

    administrator = visit("life-administrator", language="en")
    administrator.sign_in(UserFactory(email="administrator@example.org", role=ADMINISTRATORS))
    ask_for_revocation(administrator)
    check(stranger, paper, tmp_path, "is-valid")  # one person alone revokes nothing
    approve(desk)
    check(stranger, paper, tmp_path, "is-revoked")
    trainee.go("/my/training/")
    assert not trainee.page.locator(f"a[href*='{path_of(HOLDER)}']").count()


def certificate_of(name: str) -> Certificate:
    return Certificate.objects.get(enrollment__full_name=name)


def path_of(name: str) -> str:
    return f"/my/certificates/{certificate_of(name).public_id}.pdf"


def submit(visitor, button: str) -> None:
    visitor.page.locator(button).first.click()
    visitor.page.wait_for_load_state()
    visitor.look()


def take_the_roll(desk):
    desk.go(f"/classes/{CODE}/roll-call/")
    page = desk.page
    page.locator("#roll-app").wait_for()
    row = page.locator("#roll-app .roll-call-row", has_text=ABSENT)
    row.locator("button[value=absent]").click()
    page.locator("[data-roll=rest]").click()
    page.locator("[data-phase=saved]").wait_for()
    page.locator("[data-roll=close] a").click()
    page.wait_for_load_state()
    submit(desk, "form.form-actions button")


def enter_scores(desk):
    desk.go(f"/manage/classes/{CODE}/completion/")
    for name, typed in ((HOLDER, "8,5"), (COLLEAGUE, "7")):
        row = desk.page.locator("main tbody tr", has_text=name)
        row.locator("input:visible").fill(typed)
    submit(desk, "main form:has(tbody) button[type=submit]")


def recognize(desk):
    desk.go(f"/manage/classes/{CODE}/completion/finalize/")
    desk.page.locator("#id_number").fill("45-QĐ/VPTU")
    submit(desk, "main form button[type=submit]")


def issue(desk):
    desk.go(f"/manage/classes/{CODE}/certificates/")
    desk.page.locator("form[action$='/certificates/issue/'] .btn-primary").click()
    desk.page.locator("main a[href$='.pdf'][href*='/runs/']").first.wait_for(timeout=60_000)
    desk.look()
    assert set(Certificate.objects.values_list("enrollment__full_name", flat=True)) == {
        HOLDER,
        COLLEAGUE,
    }


def hand_over(desk):
    desk.go(f"/manage/classes/{CODE}/certificates/hand-over/")
    desk.page.locator("input[name=which][value=all]").check()
    submit(desk, "main form:has(#id_on) .btn-primary")
    assert not Certificate.objects.filter(handed_over_on=None).exists()


def download(trainee) -> bytes:
    """As the trainee gets it."""
    trainee.go("/my/training/")
    link = trainee.page.locator(f"a[href$='{path_of(HOLDER)}']").first
    body: bytes = trainee.page.request.get(trainee.site + link.get_attribute("href")).body()
    assert HOLDER in text_of(body)
    return body


def text_of(body: bytes) -> str:
    return "".join(sheet.extract_text() for sheet in PdfReader(io.BytesIO(body)).pages)


def check(stranger, paper: bytes, folder, state: str) -> None:
    """By the code as it is printed, and by the file itself."""
    page = stranger.page
    stranger.go("/verify/")
    page.locator("#id_code").fill(CODE_ON_PAPER.search(text_of(paper)).group())
    page.locator("form:has(#id_code) button[type=submit]").click()
    page.locator(f".result.{state}").wait_for()
    stranger.look()
    assert page.get_by_text(certificate_of(HOLDER).serial).first.is_visible()
    (folder / "certificate.pdf").write_bytes(paper)
    stranger.go("/verify/")
    page.set_input_files("input[type=file]", folder / "certificate.pdf")
    page.locator("form[enctype] button").click()
    page.locator(f".result.{state}").first.wait_for()
    stranger.look()


def ask_for_revocation(administrator):
    entry = certificate_of(HOLDER).public_id
    administrator.go(f"/manage/register/entries/{entry}/")
    submit(administrator, "main a[href$='/revoke/']")
    administrator.page.locator("#id_decision").fill(DECISION)
    administrator.page.locator("#id_reason").fill("Cấp nhầm người")
    submit(administrator, "form:has(#id_reason) button[type=submit]")
    submit(administrator, "main a[href*='/revocations/']")
    assert not administrator.page.locator("input[value=approve]").count()


def approve(desk):
    desk.go("/manage/register/revocations/")
    submit(desk, f"main a:has-text('{HOLDER}')")
    submit(desk, "form:has(input[value=approve]) button")
    assert certificate_of(HOLDER).is_revoked
    assert not certificate_of(COLLEAGUE).is_revoked
