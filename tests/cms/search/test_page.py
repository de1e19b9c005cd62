"""The page of the search: counts, pages of hits, empty answers, hostile questions."""

import pytest

from django.db import connection
from django.test.utils import CaptureQueriesContext

from cms.models import NewsIndexPage
from tests.factories.cms import NewsPageFactory
from tests.factories.courses import TrainingClassFactory
from tests.factories.documents import DocumentFactory

pytestmark = [pytest.mark.django_db, pytest.mark.database]

HOSTILE = [
    *("", "   ", '"', "'", "%", "_", "*", "a AND", "NEAR(", "NEAR(a b, 3)", "title:", "terms:a"),
    *("\x00", "a\x00b", "-", "\u200b", "][", "^a", "+a_b", "=á", "#a", "a* OR b", "(a", "a & !b"),
    *("a:*", "'a' | 'b'", "\\", "a\\'b", "; DROP TABLE x", "<script>", "\ud7ff", "🏛️", "ß", "İ"),
    *(
        '"a',
        '""',
        "“”",
        "đ" * 100,
        "a " * 50,
        "½",
        "\u0301",
        "{{ 7 }}",
        "%s %(x)s",
        "NOT",
        "\u202e",
    ),
]


@pytest.mark.parametrize("path", ["/search/", "/search/suggestions/"])
def test_signs_are_plain_text(client, site_tree, path):
    NewsPageFactory(title="Một bài")

    for typed in HOSTILE:
        response = client.get(path, {"q": typed})

        assert response.status_code == 200, typed
        assert "<script>" not in response.text.partition("<main")[2], typed


@pytest.mark.parametrize("path", ["/search/", "/search/suggestions/"])
def test_ten_thousand_letters_are_an_answer_not_an_error(client, site_tree, path):
    response = client.get(path, {"q": "a" * 10_000})

    assert response.status_code == 200


def test_too_long_a_question_is_refused_beside_its_field(client, site_tree):
    assert "is-invalid" in client.get("/en/search/", {"q": "a" * 101}).text


def test_english_finds_the_alias_once(client, site_tree):
    article = NewsPageFactory(title="Bài độc nhất")
    english = NewsIndexPage.objects.get(locale__language_code="en").locale
    article.copy_for_translation(english, alias=True)

    text = client.get("/en/search/?q=doc+nhat").text

    assert "1 result for" in text
    assert f'href="/en/news/{article.slug}/"' in text
    assert '<article class="card" lang="vi">' in text


@pytest.mark.parametrize("query", ["q=bai&page=0", "q=bai&page=99", "q=bai&page=x"])
def test_result_pages_end(client, site_tree, query):
    NewsPageFactory(title="Bài")

    assert client.get(f"/search/?{query}").status_code == 404


def test_second_page_goes_on_where_the_first_ended(client, site_tree):
    for number in range(12):
        NewsPageFactory(title=f"Đê điều số {number:02d}")

    both = client.get("/search/?q=de+dieu").text + client.get("/search/?q=de+dieu&page=2").text

    assert [both.count(f"so-{number:02d}/") for number in range(12)] == [1] * 12


def test_unknown_kind_is_an_answer_not_an_error(client, site_tree):
    assert client.get("/en/search/?q=a&kind=password").status_code == 200


def test_each_kind_says_how_many_it_has(client, site_tree):
    TrainingClassFactory(title="Đê điều", course__name="Khác")
    for _number in range(2):
        NewsPageFactory(title="Đê điều")
        DocumentFactory(title="Đê điều")

    response = client.get("/en/search/?q=de+dieu&kind=news")

    assert [(value, number) for value, _label, number in response.context["kinds"]] == [
        ("", 5),
        ("classes", 1),
        ("news", 2),
        ("documents", 2),
    ]
    assert len(response.context["page_obj"].object_list) == 2


def test_empty_answer_tells_which_words_are_found_alone(client, site_tree):
    NewsPageFactory(title="Đê điều")

    text = client.get("/en/search/?q=điều+xyzzy").text

    assert "Nothing has all these words together" in text
    assert 'href="?q=%C4%91i%E1%BB%81u"' in text


def test_found_words_are_marked(client, site_tree):
    NewsPageFactory(title="Một", lead="Lớp về đê điều <b>mùa</b> lũ.")

    text = client.get("/search/?q=de+dieu").text

    assert "Lớp về <mark>đê</mark> <mark>điều</mark> &lt;b&gt;mùa" in text


def test_searching_asks_as_often_for_many_hits_as_for_one(client, site_tree):
    def add_hits():
        NewsPageFactory(title="Đê điều", slug="")
        TrainingClassFactory(title="Đê điều")
        DocumentFactory(title="Đê điều")

    def queries_of_search():
        with CaptureQueriesContext(connection) as queries:
            assert client.get("/search/?q=de+dieu").status_code == 200
        return len(queries)

    add_hits()
    queries_of_search()
    for_few = queries_of_search()
    for _turn in range(4):
        add_hits()

    assert queries_of_search() <= for_few <= 15


def test_title_of_a_class_names_its_language(client, site_tree):
    TrainingClassFactory(title="Tập huấn CNTT")

    assert '<article class="card" lang="vi">' in client.get("/en/search/?q=tap+huan").text


def test_suggestions_complete_the_word_being_typed(client, site_tree):
    article = NewsPageFactory(title="Huấn luyện dân quân")

    text = client.get("/search/suggestions/?q=huan+luy").text

    assert f'href="/tin-tuc/{article.slug}/"' in text
    assert "<mark>Huấn</mark> <mark>luy</mark>ện" in text


def test_one_letter_suggests_nothing(client, site_tree):
    NewsPageFactory(title="Huấn luyện")

    assert "option" not in client.get("/search/suggestions/?q=h").text
