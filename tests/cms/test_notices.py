"""Notices of the home page: when, in which language and order they are shown, who writes them."""

import datetime as dt
import re

import pytest

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils import timezone

from cms.models import Notice
from tests.factories.cms import NewsPageFactory

pytestmark = pytest.mark.django_db


def notice(text="Thông báo", **fields):
    made = Notice(text=text, **fields)
    made.full_clean()
    made.save()
    return made


def shown(client, address="/"):
    found = re.search(r'<section class="notices".*?</section>', client.get(address).text, re.DOTALL)
    items = re.findall(r"</strong>\s*(.*?)\s*</li>", found[0], re.DOTALL) if found else []
    return [re.sub(r"<[^>]*>", "", item) for item in items]


def ago(**how_long):
    return timezone.now() - dt.timedelta(**how_long)


def test_notice_is_shown_from_its_moment_to_its_end(client, site_tree):
    notice("Đang nói")
    notice("Sắp nói", shown_from=ago(days=-1))
    notice("Vừa gỡ", shown_from=ago(days=3), shown_until=ago(minutes=1))
    notice("Sắp gỡ", shown_from=ago(days=3), shown_until=ago(minutes=-1))

    assert sorted(shown(client)) == ["Sắp gỡ", "Đang nói"]


def test_each_language_has_its_own_notices(client, site_tree):
    notice("Tiếng Việt", language="vi")
    notice("English", language="en")

    assert (shown(client, "/"), shown(client, "/en/")) == (["Tiếng Việt"], ["English"])


def test_urgent_ones_come_first_then_the_order_of_the_editors_and_four_are_enough(
    client, site_tree
):
    for position in (5, 3, 4, 2):
        notice(f"Thứ {position}", position=position)
    notice("Khẩn", level=Notice.Level.URGENT, position=9)

    assert shown(client) == ["Khẩn", "Thứ 2", "Thứ 3", "Thứ 4"]


def test_level_is_said_in_words(client, site_tree):
    notice("Hệ thống tạm dừng", level=Notice.Level.URGENT, language="en")

    assert re.search(r"<strong[^>]*>Urgent:</strong>", client.get("/en/").text)


def test_notice_leads_to_its_page_as_long_as_that_is_public(client, site_tree):
    article = NewsPageFactory()
    notice("Đọc tiếp", page=article)
    before = client.get("/").text
    article.unpublish()
    after = client.get("/").text

    assert f'<a href="{article.get_url()}">Đọc tiếp</a>' in before
    assert "Đọc tiếp" in after
    assert ">Đọc tiếp</a>" not in after


def test_text_is_never_markup(client, site_tree):
    notice("<b>Đậm</b>")

    assert "&lt;b&gt;Đậm&lt;/b&gt;" in client.get("/").text


@pytest.mark.parametrize(
    "address", ["/lich-mo-lop/", "/", "https://example.org/a?b=c", "http://example.org"]
)
def test_address_is_a_place_here_or_elsewhere(address):
    assert notice(address=address).url() == address


@pytest.mark.parametrize(
    "address",
    [
        *("javascript:alert(1)", "//example.org/", "/\\example.org", "ftp://example.org"),
        *("lich-mo-lop", "https://exa mple.org", "data:text/html,x", "https://a\\b"),
    ],
)
def test_other_addresses_are_refused(address):
    with pytest.raises(ValidationError) as refused:
        notice(address=address)

    assert list(refused.value.error_dict) == ["address"]


@pytest.mark.parametrize("text", ["", "   ", "\u200b"])
def test_notice_says_something(text):
    with pytest.raises(ValidationError) as refused:
        notice(text)

    assert list(refused.value.error_dict) == ["text"]


@pytest.mark.database
def test_database_itself_refuses_two_links_and_an_end_before_the_start(site_tree):
    wrong = [
        {"page": NewsPageFactory(), "address": "/"},
        {"shown_from": timezone.now(), "shown_until": ago(days=1)},
    ]

    for fields in wrong:
        with pytest.raises(IntegrityError), transaction.atomic():
            Notice.objects.create(text="Sai", **fields)


FORM = {"text": "Nghỉ lễ", "level": "info", "language": "vi", "page": "", "address": "",
        "shown_from": "01/09/2026 08:00", "shown_until": "", "position": "0"}  # fmt: skip


def test_editor_writes_a_notice(client, site_tree, editor):
    client.force_login(editor)

    response = client.post("/admin/snippets/cms/notice/add/", FORM)

    assert response.status_code == 302
    assert [one.text for one in Notice.objects.all()] == ["Nghỉ lễ"]
    assert client.get("/admin/snippets/cms/notice/").status_code == 200


def test_wrong_days_are_told_to_the_editor(client, site_tree, editor):
    client.force_login(editor)

    response = client.post(
        "/admin/snippets/cms/notice/add/", FORM | {"shown_until": "31/08/2026 08:00"}
    )

    assert response.status_code == 200
    assert "Thời điểm gỡ xuống" in response.text or "It would be taken away" in response.text
    assert Notice.objects.count() == 0


def test_organizers_write_none(client, site_tree, organizer):
    client.force_login(organizer)

    assert client.get("/admin/snippets/cms/notice/add/").status_code == 302
