"""The articles of the demo: that of 2011 as it was, its figures, the translations of all."""

from collections import Counter

import pytest

from django.core.cache import caches
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils.html import strip_tags

from cms.demo.article import read_article
from cms.models import IndicatorValue, NewsPage
from cms.year_figures.figures import FrozenFigure

pytestmark = pytest.mark.django_db


def test_article_reads_as_in_2011(demo):
    page = NewsPage.objects.get(slug="day-manh-ung-dung-cntt-trong-cac-co-quan-dang")
    article = read_article()

    body = [strip_tags(one.value.source) for one in page.body if one.block_type == "paragraph"]
    assert (page.title, page.lead, body) == (article.title, article.lead, list(article.body))
    assert page.category.name == "CNTT và Viễn Thông"
    assert page.published_at == article.published_at
    assert page.illustration_caption == "Hình minh họa"
    assert page.illustration_alt != ""
    assert (page.illustration.width, page.illustration.height) == (1600, 900)


@pytest.mark.parametrize(
    ("language", "figures"),
    [
        ("vi", ["23", "537", "110", "82/210 (39,0 %)", "74.292", "151.290", "27.478", "54.288"]),
        ("en", ["23", "537", "110", "82/210 (39.0 %)", "74,292", "151,290", "27,478", "54,288"]),
    ],
)
def test_article_cites_its_figures(demo, language, figures):
    page = NewsPage.objects.get(category__slug="cntt-va-vien-thong", locale__language_code=language)

    whole = Client().get(page.get_url()).text
    text = whole.partition("</article>")[0].rpartition("<h2>")[2]

    for figure in figures:
        assert f'<dd class="stat-value">{figure}' in text
    assert text.count("31/12/2010") == 8
    assert text.count("<svg") == 1
    assert "2.010" not in text
    assert "2,010" not in text


def test_frozen_figures_of_the_article_are_those_of_2010(demo):
    page = NewsPage.objects.get(slug="day-manh-ung-dung-cntt-trong-cac-co-quan-dang")
    row = next(block.value for block in page.body if block.block_type == "figures")

    frozen = [FrozenFigure.read(child.value["frozen"]) for child in row]

    assert [(one.figure, one.year, one.value) for one in frozen] == [
        ("classes", 2010, 23),
        ("participations", 2010, 537),
    ]


def test_indicators_of_the_demo_hold_every_figure_of_the_article(demo):
    values = {one.indicator.code: one for one in IndicatorValue.objects.all()}

    assert len(values) == 9
    assert values["ban-ghe-va-thiet-bi-kem-theo"].value is None
    documents, provincial = values["tai-lieu-van-kien"], values["tai-lieu-van-kien-tinh"]
    pages, provincial_pages = values["trang-van-kien"], values["trang-van-kien-tinh"]
    assert documents.value - provincial.value == 46_814
    assert pages.value - provincial_pages.value == 97_002


def test_every_article_has_its_translation(demo):
    languages = Counter(NewsPage.objects.live().values_list("locale__language_code", flat=True))

    assert languages == {"vi": 17, "en": 17}
    for page in NewsPage.objects.live().filter(locale__language_code="en"):
        original = page.get_translations().get()
        assert original.title != page.title
        assert len(original.body) == len(page.body)


def test_articles_are_shown(demo):
    client = Client()

    for page in NewsPage.objects.live():
        response = client.get(page.get_url())
        assert response.status_code == 200
        assert page.title in response.content.decode()


def test_article_with_its_figures_keeps_to_the_budget_of_queries(demo, settings):
    kept = {"BACKEND": "django.core.cache.backends.locmem.LocMemCache", "LOCATION": "articles"}
    settings.CACHES = {**settings.CACHES, "pages": kept}
    page = NewsPage.objects.get(slug="day-manh-ung-dung-cntt-trong-cac-co-quan-dang")
    address = page.get_url() + "?made-anew=1"
    Client().get(address)

    with CaptureQueriesContext(connection) as queries:
        Client().get(address)

    caches["pages"].clear()
    assert 0 < len(queries) <= 15
