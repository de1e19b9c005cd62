"""An editor writes and sends in, somebody else approves, the page appears at its time."""

import datetime as dt
import re
from pathlib import Path

import pytest
import time_machine
from PIL import Image
from playwright.sync_api import Page, expect

from django.utils import timezone

from wagtail.users.models import UserProfile

from cms.models import ContentPage, HomePage, NewsIndexPage, NewsPage
from cms.worker import publish_scheduled_pages
from enrollment.models.people import APPROVERS, EDITORS
from tests.factories.cms import NewsCategoryFactory
from tests.factories.enrollment import UserFactory
from tests.journeys.conftest import PICTURES

TITLE = "Đẩy mạnh ứng dụng CNTT"
SLUG = "day-manh-ung-dung-cntt"
LEAD = "Hoạt động của mạng CNTT được duy trì thông suốt."
SCREENS = pytest.mark.parametrize(
    ("language", "is_phone"),
    [("vi", False), ("vi", True), ("en", False)],
    ids=["vi-desktop", "vi-phone", "en-desktop"],
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

    def schedule(self, moment: dt.datetime) -> None:
        page = self.page
        page.locator("[data-side-panel-toggle='status']").first.click()
        page.locator("[data-a11y-dialog-show='schedule-publishing-dialog']:visible").first.click()
        page.locator("#id_go_live_at").fill(f"{moment:%d/%m/%Y %H:%M}")
        page.locator("#id_go_live_at").press("Tab")
        self.keep_picture()
        page.locator("#schedule-publishing-dialog button[type=submit]").press("Enter")
        expect(page.locator(".messages .success")).to_be_visible()

    def preview(self) -> None:
        page = self.page
        page.locator("[data-side-panel-toggle='preview']").first.click()
        shown = page.frame_locator("#w-preview-iframe")
        expect(shown.locator("h1")).to_have_text(TITLE)
        self.keep_picture()
        # On a phone it lies over the buttons.
        page.locator("[data-side-panel-toggle='preview']").first.click()

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
    moment = timezone.localtime() + dt.timedelta(days=2)
    desk.schedule(moment)
    desk.preview()
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

    address = f"/tin-tuc/{SLUG}/" if language == "vi" else f"/news/{SLUG}/"
    reader = visit(f"{name}-reader", language=language, phone=is_phone)
    assert reader.go(address) == 404
    with time_machine.travel(moment + dt.timedelta(minutes=1)):
        publish_scheduled_pages()
    assert reader.go(address) == 200
    expect(reader.page.locator("h1")).to_have_text(TITLE)
    expect(reader.page.get_by_alt_text("Phòng họp có màn hình lớn")).to_be_visible()


def test_button_waits_for_the_save_under_way(visit, site):
    """Wagtail saves by itself while somebody writes; sent twice, the page would meet itself."""
    home = HomePage.objects.get(locale__language_code="vi")
    visitor = visit("one-save")
    visitor.sign_in(account(EDITORS, "viet@example.org", "vi"))
    desk = Desk(visitor, "one-save")
    desk.page.add_init_script(
        "addEventListener('w-unsaved:watch-edits', () => document.body.dataset.watched = '')"
    )
    page = desk.open(f"pages/add/cms/contentpage/{home.pk}/")
    expect(page.locator("body[data-watched]")).to_be_attached()
    sent, held = [], []

    def hold(route):
        if route.request.is_navigation_request():
            route.continue_()
        else:
            held.append(route)

    page.route("**/admin/pages/add/cms/contentpage/*/", hold)
    page.on("request", lambda r: sent.append(r) if r.is_navigation_request() else None)
    with page.expect_request(lambda r: r.method == "POST" and "/pages/add/" in r.url):
        page.locator("#id_title").press_sequentially(TITLE, delay=5)
    sent.clear()
    page.locator("footer button[type=submit]:not([name])").first.click()
    held[0].continue_()

    expect(page.locator(".messages .success")).to_be_visible()
    saved = ContentPage.objects.get(slug=SLUG, alias_of=None)
    posted = [request.url for request in sent if request.method == "POST"]
    assert posted == [f"{site}/admin/pages/{saved.pk}/edit/"]


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
