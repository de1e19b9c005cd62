"""An editor types the title of a news page; its address comes without accents."""

import pytest
from playwright.sync_api import expect

from cms.models import NewsIndexPage
from enrollment.models.people import EDITORS
from tests.factories.enrollment import UserFactory

TITLE = "Đẩy mạnh ứng dụng CNTT trong các cơ quan Đảng"


@pytest.fixture
def editor(site):
    return UserFactory(email="editor@example.org", role=EDITORS)


def test_the_address_of_a_news_page_follows_its_title_without_accents(editor, visit):
    index = NewsIndexPage.objects.get(locale__language_code="vi")
    writer = visit("editor")
    writer.sign_in(editor)
    page = writer.page
    page.goto(f"{writer.site}/admin/pages/add/cms/newspage/{index.pk}/")
    page.locator("#id_title").press_sequentially(TITLE, delay=5)
    page.locator("#id_lead").fill("Hoạt động của mạng CNTT được duy trì thông suốt.")
    page.locator("#id_title").click()
    page.locator("#id_lead").click()

    # The editor writes the address while the title is typed, a moment later.
    expect(page.locator("#id_slug")).to_have_value("day-manh-ung-dung-cntt-trong-cac-co-quan-dang")
