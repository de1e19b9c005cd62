"""Search: found without accents, the same accents first, whatever is typed."""

import unicodedata

import pytest

from django.db import connection
from django.test.utils import CaptureQueriesContext

from cms.models import NewsIndexPage
from cms.search import Question, around_first_match, find, mark
from tests.factories.cms import NewsPageFactory, paragraphs
from tests.factories.courses import TrainingClassFactory

pytestmark = [pytest.mark.django_db, pytest.mark.database]


def titles(text, **options):
    return [hit.title for hit in find(Question(text), **options)]


@pytest.mark.parametrize(
    "typed",
    [
        "day manh",
        "ĐẨY MẠNH",
        "đẩy mạnh",
        unicodedata.normalize("NFD", "đẩy mạnh"),
        '"day manh"',
        "mạnh, ĐẨY!",
    ],
)
def test_article_is_found_however_it_is_typed(site_tree, typed):
    NewsPageFactory(title="Đẩy mạnh ứng dụng CNTT trong các cơ quan Đảng")
    NewsPageFactory(title="Chuyện khác")

    assert titles(typed) == ["Đẩy mạnh ứng dụng CNTT trong các cơ quan Đảng"]


def test_dao_finds_dao_with_a_stroke(site_tree):
    NewsPageFactory(title="Đồng chí Đào Văn Ước")

    assert titles("dao") == ["Đồng chí Đào Văn Ước"]


@pytest.mark.parametrize(("typed", "first"), [("Đào", "Họ Đào"), ("đạo", "Lãnh đạo")])
def test_the_same_accents_come_first(site_tree, typed, first):
    for title in ("Lãnh đạo", "Họ Đào", "Con dao"):
        NewsPageFactory(title=title)

    found = titles(typed)

    assert found[0] == first
    assert len(found) == 3


def test_title_comes_before_text(site_tree):
    NewsPageFactory(title="Tập huấn")
    NewsPageFactory(title="Chuyện khác", body=paragraphs("Có nói đến tập huấn."))

    assert titles("tập huấn", kind="news") == ["Tập huấn", "Chuyện khác"]


def test_classes_are_found_by_title_and_code_but_not_drafts(site_tree):
    TrainingClassFactory(code="OPEN-1", title="Đê điều")
    TrainingClassFactory(code="KIN-1", title="Đê điều", status="draft")

    assert titles("de dieu") == ["Đê điều"]
    assert titles("open-1") == ["Đê điều"]


def test_kind_narrows(site_tree):
    TrainingClassFactory(title="Tập huấn A")
    NewsPageFactory(title="Tập huấn B")

    assert titles("tap huan", kind="classes") == ["Tập huấn A"]
    assert titles("tap huan", kind="news") == ["Tập huấn B"]
    assert titles("gioi thieu", kind="pages") == ["Giới thiệu"]


def test_unpublished_pages_are_not_found(site_tree):
    NewsPageFactory(title="Bản nháp kín", live=False)

    assert titles("nhap kin") == []


def test_english_finds_the_alias_once(client, site_tree):
    article = NewsPageFactory(title="Bài độc nhất")
    english = NewsIndexPage.objects.get(locale__language_code="en").locale
    article.copy_for_translation(english, alias=True)

    text = client.get("/en/search/?q=doc+nhat").text

    assert "1 result for" in text
    assert f'href="/en/news/{article.slug}/"' in text
    assert '<article class="card" lang="vi">' in text


@pytest.mark.parametrize(
    "typed",
    ["", "   ", '"', "'", "%", "_", "*", "a AND", "NEAR(", "title:", "\x00", "-", "\u200b", "]["],
)
def test_signs_are_plain_text(client, site_tree, typed):
    NewsPageFactory(title="Một bài")

    response = client.get("/en/search/", {"q": typed})

    assert response.status_code == 200


def test_percent_sign_finds_itself_only(site_tree):
    NewsPageFactory(title="Đạt 100%5 kế hoạch")
    NewsPageFactory(title="Đạt 10005 kế hoạch")

    assert titles("100%5") == ["Đạt 100%5 kế hoạch"]


def test_question_of_ten_thousand_letters_is_refused_beside_its_field(client, site_tree):
    response = client.get("/en/search/", {"q": "a" * 10_000})

    assert response.status_code == 200
    assert "is-invalid" in response.text


def test_found_words_are_marked_and_the_rest_is_escaped():
    marked = mark("<b>Đẩy mạnh</b> & đẩy", Question("day"))

    assert marked == ("&lt;b&gt;<mark>Đẩy</mark> mạnh&lt;/b&gt; &amp; <mark>đẩy</mark>")


def test_excerpt_is_cut_between_words_around_the_first_match():
    text = "đầu " * 60 + "Đào tạo " + "cuối " * 60

    excerpt = around_first_match(text, Question("dao"))

    assert excerpt.startswith("… đầu")
    assert excerpt.endswith("cuối …")
    assert "Đào tạo" in excerpt


@pytest.mark.parametrize("query", ["q=bai&page=0", "q=bai&page=99", "q=bai&page=x"])
def test_result_pages_end(client, site_tree, query):
    NewsPageFactory(title="Bài")

    assert client.get(f"/search/?{query}").status_code == 404


def test_unknown_kind_is_an_answer_not_an_error(client, site_tree):
    assert client.get("/en/search/?q=a&kind=password").status_code == 200


def test_searching_asks_as_often_for_many_hits_as_for_one(
    client, site_tree, django_assert_num_queries
):
    def add_hits():
        NewsPageFactory(title="Đê điều")
        TrainingClassFactory(title="Đê điều")

    def search():
        return client.get("/search/?q=de+dieu")

    add_hits()
    search()
    with CaptureQueriesContext(connection) as queries:
        search()
    add_hits()
    add_hits()

    with django_assert_num_queries(len(queries)):
        search()


@pytest.mark.parametrize(
    ("text", "marked"),
    [
        ("Tổ chức họp chủ tịch", "Tổ chức họp <mark>chủ</mark> tịch"),
        ("Chuyên viên", "<mark>Chu</mark>yên viên"),
        ("Cây achu", "Cây achu"),
    ],
)
def test_whole_words_are_marked_before_beginnings_and_nothing_inside_words(text, marked):
    assert mark(text, Question("chu")) == marked


def test_title_of_a_class_names_its_language(client, site_tree):
    TrainingClassFactory(title="Tập huấn CNTT")

    assert '<article class="card" lang="vi">' in client.get("/en/search/?q=tap+huan").text
