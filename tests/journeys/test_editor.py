"""An editor writes with a picture and sends in, somebody else approves, readers read."""

import re
from pathlib import Path

import pytest
from PIL import Image
from playwright.sync_api import Page, expect

from wagtail.users.models import UserProfile

from cms.models import NewsIndexPage, NewsPage
from enrollment.models.people import APPROVERS, EDITORS
from tests.factories.cms import NewsCategoryFactory
from tests.factories.enrollment import UserFactory
from tests.journeys.conftest import PICTURES

TITLE = "Đẩy mạnh ứng dụng CNTT"
SLUG = "day-manh-ung-dung-cntt"
LEAD = "Hoạt động của mạng CNTT được duy trì thông suốt."
SCREENS = pytest.mark.parametrize(
    ("language", "is_phone"),
    [("vi", False), ("vi", True), ("en", False), ("en", True)],
    ids=["vi-desktop", "vi-phone", "en-desktop", "en-phone"],
)


def account(role, email, language):
    user = UserFactory(email=email, role=role)
    UserProfile.objects.create(user=user, preferred_language=language)
    return user


@pytest.fixture
def picture(tmp_path) -> Path:
    path = tmp_path / "phòng họp.jpg"
    Image.new("RGB", (1200, 800), (40, 90, 110)).save(path)
    return path


class Desk:
    """Somebody in Wagtail admin, whose own pages axe is not asked about."""

    def __init__(self, visitor, name):
        self.visitor, self.page, self.site = visitor, visitor.page, visitor.site
        self.name, self.seen = name, 0

    def open(self, path: str) -> Page:
        self.page.goto(f"{self.site}/admin/{path}")
        return self.page

    def keep_picture(self) -> None:
        self.seen += 1
        PICTURES.mkdir(parents=True, exist_ok=True)
        self.page.screenshot(path=PICTURES / f"{self.name}-{self.seen:02d}.png", full_page=True)

    def write(self, picture: Path) -> None:
        page = self.page
        page.locator("#id_title").press_sequentially(TITLE, delay=5)
        page.locator("#id_lead").fill(LEAD)
        # The editor writes the address while the title is typed, a moment later.
        expect(page.locator("#id_slug")).to_have_value(SLUG)
        page.locator("#id_category-chooser [data-chooser-action-choose]").first.click()
        page.locator(".modal a[data-chooser-modal-choice]").first.click()
        self.keep_picture()
        self._choose(picture)
        page.locator("#id_illustration_alt").fill("Phòng họp có màn hình lớn")
        page.locator(".c-sf-add-button").first.click()
        page.get_by_role("option", name=re.compile("^(Đề mục|Heading)$")).click()
        page.locator("input[name='body-0-value']").fill("Kết quả năm 2010")
        self.keep_picture()

    def _choose(self, picture: Path) -> None:
        page = self.page
        page.locator("#id_illustration-chooser [data-chooser-action-choose]").first.click()
        page.locator(".modal a[href='#tab-upload'], .modal [href='#tab-upload']").first.click()
        page.locator(".modal input[type=file]").set_input_files(picture)
        form = page.locator(".modal form[data-chooser-modal-creation-form]")
        # The title follows the name of the file, a moment later.
        expect(form.locator("input[name$='title']")).not_to_have_value("")
        form.locator("[type=submit]").click()
        expect(page.locator("#id_illustration")).not_to_have_value("", timeout=20_000)

    def act(self, selector: str) -> None:
        """One of the acts in the foot of the page; rarer ones lie behind an arrow."""
        button = self.page.locator(selector).first
        if not button.is_visible():
            self.page.locator("footer [data-w-dropdown-target='toggle']").first.click()
        button.click()
        self.page.wait_for_load_state()
        # Wagtail saves by itself while a form is not complete yet, and is refused.
        heard = self.visitor.complaints
        heard[:] = [one for one in heard if "status of 400" not in one]


@SCREENS
def test_article_from_the_first_letter_to_the_reader(visit, site, picture, language, is_phone):
    NewsCategoryFactory(name="CNTT và Viễn Thông", name_en="IT")
    index = NewsIndexPage.objects.get(locale__language_code="vi")
    name = f"editor-{language}-{'phone' if is_phone else 'desktop'}"
    writer, approver = (
        account(role, email, language)
        for role, email in ((EDITORS, "viet@example.org"), (APPROVERS, "duyet@example.org"))
    )
    visitor = visit(name, language=language, phone=is_phone)
    visitor.sign_in(writer)
    desk = Desk(visitor, name)
    desk.open(f"pages/add/cms/newspage/{index.pk}/")
    desk.write(picture)
    desk.act("button[name='action-submit']")
    page = NewsPage.objects.get(slug=SLUG, alias_of=None)
    assert page.workflow_in_progress

    other = visit(f"{name}-approver", language=language, phone=is_phone)
    other.sign_in(approver)
    second = Desk(other, f"{name}-approver")
    expect(second.open("").get_by_text(TITLE).first).to_be_visible()
    second.keep_picture()
    second.open(f"pages/{page.pk}/edit/")
    second.keep_picture()
    second.act("[data-workflow-action-name='approve']")
    second.page.wait_for_url(re.compile(r"/admin/pages/\d+/$"))

    reader = visit(f"{name}-reader", language=language, phone=is_phone)
    assert reader.go(f"/tin-tuc/{SLUG}/" if language == "vi" else f"/news/{SLUG}/") == 200
    expect(reader.page.locator("h1")).to_have_text(TITLE)
    expect(reader.page.get_by_alt_text("Phòng họp có màn hình lớn")).to_be_visible()


def test_who_approves_finds_no_button_on_an_own_article(visit, site):
    NewsCategoryFactory()
    index = NewsIndexPage.objects.get(locale__language_code="vi")
    visitor = visit("own-article")
    visitor.sign_in(account(APPROVERS, "duyet@example.org", "vi"))
    page = NewsPage(
        title="Bài của mình", lead=LEAD, category_id=1, body="[]", live=False, locale=index.locale
    )
    page.category = NewsCategoryFactory()
    index.add_child(instance=page)
    user = UserProfile.objects.get().user
    page.save_revision(user=user)
    page.get_workflow().start(page, user)

    desk = Desk(visitor, "own-article")
    desk.open(f"pages/{page.pk}/edit/")
    desk.keep_picture()

    expect(desk.page.locator("[data-workflow-action-name='approve']")).to_have_count(0)
    expect(desk.page.locator("[data-workflow-action-name='reject']").first).to_be_attached()
