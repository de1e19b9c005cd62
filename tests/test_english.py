"""English is complete: no Vietnamese on an English page but what is marked as Vietnamese.

Every address without arguments is opened on a fresh site, where nobody has typed anything yet.
"""

import re
from html.parser import HTMLParser
from typing import Final

import pytest

from django.urls import NoReverseMatch, reverse
from django.utils import translation

from certificates.models import CertificateDesign
from cms.models import HomePage, NewsIndexPage, SchedulePage
from courses.models import AttendanceRule, PaperHeading, RankingScheme
from tests.test_access import all_addresses

pytestmark = pytest.mark.django_db

VIETNAMESE: Final = re.compile(r"[ăâđêôơưạ-ỹàáãèéìíòóùúýĂÂĐÊÔƠƯẠ-ỸÀÁÃÈÉÌÍÒÓÙÚÝ]")
VOID: Final = {"meta", "link", "img", "br", "hr", "input", "wbr", "source", "col"}
# Components and layouts shown with made-up people and papers.
SAMPLES: Final = {"/en/styleguide/", "/en/manage/designs/new/"}
READ_ALOUD: Final = {"title", "alt", "aria-label", "placeholder", "content"}


class Reader(HTMLParser):
    """Collects what is said in the language of the page, attributes too."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.told: list[str] = []
        self._languages: list[tuple[str, str]] = [("", "")]
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        known = dict(attrs)
        language = known.get("lang") or self._languages[-1][1]
        if tag not in VOID:
            self._languages.append((tag, language))
        if language == "en":
            self.told += [known[name] or "" for name in READ_ALOUD & known.keys()]

    def handle_endtag(self, tag: str) -> None:
        while len(self._languages) > 1 and self._languages.pop()[0] != tag:
            pass

    def handle_data(self, data: str) -> None:
        tag, language = self._languages[-1]
        if language == "en" and tag not in ("script", "style"):
            self.told.append(data.strip())


def vietnamese_on(page: str) -> list[str]:
    return [told for told in Reader(page).told if VIETNAMESE.search(told)]


def addresses_without_arguments() -> list[str]:
    """In English; feeds, files and what only answers a POST are no pages."""
    found = set()
    with translation.override("en"):
        for address in all_addresses():
            try:
                found.add(reverse(address.name))
            except NoReverseMatch:
                continue
    return sorted(one for one in found if one.startswith("/en/") and one not in SAMPLES)


def names_on_record() -> set[str]:
    """Of rules, headings and designs: a fresh site of Viet Nam has them as the law calls them."""
    models = (AttendanceRule, CertificateDesign, PaperHeading, RankingScheme)
    names = {name for model in models for name in model.objects.values_list("name", flat=True)}
    return names | {"Tiếng Việt"}


def test_a_word_in_the_wrong_language_is_found():
    page = '<html lang="en"><p>Xin chào</p><p lang="vi">Lớp học<br>mới</p><img alt="Ảnh">Hello'

    assert vietnamese_on(page) == ["Xin chào", "Ảnh"]


def test_no_page_of_the_site_has_vietnamese_words(client, site_tree, administrator):
    pages = [
        model.objects.get(locale__language_code="en").get_url()
        for model in (HomePage, NewsIndexPage, SchedulePage)
    ]
    client.force_login(administrator)

    opened = {}
    for address in [*pages, *addresses_without_arguments()]:
        answer = client.get(address, follow=False)
        if answer.status_code == 200 and answer.get("Content-Type", "").startswith("text/html"):
            opened[address] = vietnamese_on(answer.text)

    assert len(opened) > 40
    typed = names_on_record()
    assert {at: left for at, told in opened.items() if (left := {*told} - typed)} == {}


def test_no_page_of_signing_in_has_vietnamese_words(client, site_tree):
    for name in ("account_login", "account_signup", "account_request_login_code"):
        with translation.override("en"):
            address = reverse(name)
        assert vietnamese_on(client.get(address, follow=True).text) == []
