"""A reader: from the home page to the article of 2011, its category, search, and a class."""

import pytest
from playwright.sync_api import expect

from django.core.files.base import ContentFile

from wagtail.images.models import Image

from cms.demo.article import read_article
from cms.demo.picture import HEIGHT, WIDTH, draw_network
from cms.models import NewsIndexPage, NewsPage
from tests.factories.cms import NewsCategoryFactory, NewsPageFactory, paragraphs
from tests.factories.courses import SessionFactory, TrainingClassFactory

ENGLISH = {
    "title": "More information technology in the agencies of the Party",
    "lead": "In recent years.",
}
WORDS = {
    "vi": {"category": "CNTT và Viễn Thông", "schedule": "Lịch mở lớp"},
    "en": {"category": "IT and telecommunications", "schedule": "Class schedule"},
}
ASKED = {"vi": "day manh ung dung", "en": "information technology"}


@pytest.fixture
def article(site) -> NewsPage:
    """As the old site gave it out, and its translation."""
    known = read_article()
    picture = Image.objects.create(
        title="Mạng", file=ContentFile(draw_network(), "network.jpg"), width=WIDTH, height=HEIGHT
    )
    page = NewsPageFactory(
        title=known.title,
        lead=known.lead,
        body=paragraphs(*known.body),
        published_at=known.published_at,
        category=NewsCategoryFactory(
            name=known.category, name_en=WORDS["en"]["category"], slug="cntt-va-vien-thong"
        ),
        illustration=picture,
        illustration_alt="Sơ đồ mạng diện rộng",
        illustration_caption=known.caption,
    )
    english = NewsIndexPage.objects.get(locale__language_code="en")
    copy = page.copy_for_translation(english.locale)
    copy.title, copy.lead = ENGLISH["title"], ENGLISH["lead"]
    copy.slug = "more-information-technology"
    copy.save_revision().publish()
    return page


@pytest.fixture
def open_class(site):
    training_class = TrainingClassFactory(code="OPEN-1", title="Chữ ký số trong cơ quan")
    SessionFactory(training_class=training_class)
    return training_class


@pytest.mark.parametrize("language", ["vi", "en"])
@pytest.mark.parametrize("phone", [True, False], ids=["phone", "desktop"])
def test_a_reader_finds_the_article_and_a_class(language, phone, article, open_class, visit):
    reader = visit("reader-phone" if phone else "reader", language=language, phone=phone)
    page, words = reader.page, WORDS[language]
    title = article.title if language == "vi" else ENGLISH["title"]

    reader.go("/")
    page.get_by_role("link", name=title).first.click()
    reader.look()
    heading = page.get_by_role("heading", level=1)
    expect(heading).to_have_text(title)
    expect(page.locator("main time").first).to_have_text("16/03/2011")
    assert page.get_by_role("img", name="Sơ đồ mạng diện rộng").is_visible()
    expect(page.locator("main figcaption")).to_contain_text("Hình minh họa")

    page.locator("main .page-head").get_by_role("link", name=words["category"]).click()
    reader.look()
    expect(page.get_by_role("heading", level=1)).to_contain_text(words["category"])
    expect(page.get_by_role("link", name=title).first).to_be_visible()

    if phone:
        page.locator("header .only-narrow > summary").click()
    page.locator("input[name=q]:visible").fill(ASKED[language])
    page.locator("input[name=q]:visible").press("Enter")
    page.wait_for_url("**/search/**")
    reader.look()
    page.locator("main").get_by_role("link", name=title).first.click()
    expect(page.get_by_role("heading", level=1)).to_have_text(title)

    if phone:
        page.locator("header .only-narrow > summary").click()
    page.locator("header").get_by_role("link", name=words["schedule"]).locator(
        "visible=true"
    ).click()
    reader.look()
    page.locator("main").get_by_role("link", name=open_class.title).first.click()
    reader.look()
    expect(page.get_by_role("heading", level=1)).to_have_text(open_class.title)
    assert page.locator("main a[href$='/classes/OPEN-1/register/']").first.is_visible()
