"""What is found, and in which order, whatever is typed."""

import unicodedata

import pytest

from django.utils import translation

from wagtail.models import Locale

from cms.models import DocumentText
from tests.cms.search.asking import titles
from tests.factories.cms import NewsPageFactory, paragraphs
from tests.factories.courses import CourseFactory, TrainingClassFactory
from tests.factories.documents import DocumentFactory

pytestmark = [pytest.mark.django_db, pytest.mark.database]


@pytest.mark.parametrize(
    "typed",
    [
        "day manh",
        "ĐẨY MẠNH",
        "đẩy mạnh",
        unicodedata.normalize("NFD", "đẩy mạnh"),
        '"day manh"',
        "mạnh, ĐẨY!",
        "đẩy\u200b mạnh",
    ],
)
def test_article_is_found_however_it_is_typed(site_tree, typed):
    NewsPageFactory(title="Đẩy mạnh ứng dụng CNTT trong các cơ quan Đảng")
    NewsPageFactory(title="Chuyện khác")

    assert titles(typed) == ["Đẩy mạnh ứng dụng CNTT trong các cơ quan Đảng"]


def test_dao_finds_dao_with_a_stroke(site_tree):
    NewsPageFactory(title="Đồng chí Đào Văn Ước")

    assert titles("dao", kind="news") == ["Đồng chí Đào Văn Ước"]


@pytest.mark.parametrize(("typed", "first"), [("Đào", "Họ Đào"), ("đạo", "Lãnh đạo")])
def test_the_same_accents_come_first(site_tree, typed, first):
    for title in ("Lãnh đạo", "Họ Đào", "Con dao"):
        NewsPageFactory(title=title)

    found = titles(typed, kind="news")

    assert found[0] == first
    assert len(found) == 3


def test_the_same_accents_in_a_text_come_before_others_in_a_title(site_tree):
    NewsPageFactory(title="Chuyện khác", body=paragraphs("Có lời của họ Đào."))
    NewsPageFactory(title="Lãnh đạo")

    assert titles("đào", kind="news") == ["Chuyện khác", "Lãnh đạo"]


@pytest.mark.parametrize(
    ("typed", "title"),
    [("hoà bình", "Tỉnh Hòa Bình"), ("thủy", "Đường thuỷ"), ("khoẻ", "Sức khỏe")],
)
def test_old_and_new_place_of_the_tone_are_the_same_spelling(site_tree, typed, title):
    NewsPageFactory(title=title.translate(str.maketrans("òủỏ", "ồuo")))
    NewsPageFactory(title=title)

    assert titles(typed)[0] == title


def test_title_comes_before_text(site_tree):
    NewsPageFactory(title="Tập huấn")
    NewsPageFactory(title="Chuyện khác", body=paragraphs("Có nói đến tập huấn."))

    assert titles("tập huấn", kind="news") == ["Tập huấn", "Chuyện khác"]


def test_words_side_by_side_come_before_words_apart(site_tree):
    NewsPageFactory(title="Một", body=paragraphs("Lớp tập huấn đã mở."))
    NewsPageFactory(title="Hai", body=paragraphs("Huấn luyện và luyện tập."))

    assert titles("tap huan", kind="news") == ["Một", "Hai"]


def test_quotes_ask_for_words_side_by_side(site_tree):
    NewsPageFactory(title="Một", body=paragraphs("Lớp tập huấn đã mở."))
    NewsPageFactory(title="Hai", body=paragraphs("Huấn luyện và luyện tập."))

    assert titles("“tap huan”", kind="news") == ["Một"]
    assert titles('"tap huan" lop', kind="news") == ["Một"]


def test_newest_comes_first_among_equals(site_tree):
    for year in (2011, 2026, 2019):
        NewsPageFactory(title=f"Đê điều {year}", published_at=f"{year}-03-16T00:00+07:00")

    assert titles("de dieu") == ["Đê điều 2026", "Đê điều 2019", "Đê điều 2011"]


def test_classes_are_found_by_title_and_code_but_not_drafts(site_tree):
    TrainingClassFactory(code="OPEN-1", title="Đê điều", course__name="Khác")
    TrainingClassFactory(code="KIN-1", title="Đê điều", status="draft", course__name="Khác")

    assert titles("de dieu") == ["Đê điều"]
    assert titles("open-1") == ["Đê điều"]


def test_courses_are_found_by_what_is_taught(site_tree):
    CourseFactory(name="Văn thư lưu trữ", description="Soạn thảo công văn đúng thể thức.")

    assert titles("the thuc cong van") == ["Văn thư lưu trữ"]


def test_documents_are_found_by_number_and_by_their_text(site_tree):
    document = DocumentFactory(title="Kế hoạch năm", number="45/2026/QĐ-UBND")
    DocumentFactory(title="Kế hoạch khác", number="45/2025/QĐ-TU, gửi UBND 2026")
    add_text(document, "Phòng chống lụt bão ở Mường Bi.")

    assert titles("45/2026/QĐ-UBND") == ["Kế hoạch năm"]
    assert titles("lut bao muong bi") == ["Kế hoạch năm"]


def add_text(document, text):
    DocumentText.objects.update_or_create(document=document, defaults={"text": text})
    document.save()


def test_kind_narrows(site_tree):
    TrainingClassFactory(title="Tập huấn A", course__name="Khác")
    NewsPageFactory(title="Tập huấn B")

    assert titles("tap huan", kind="classes") == ["Tập huấn A"]
    assert titles("tap huan", kind="news") == ["Tập huấn B"]
    assert titles("gioi thieu", kind="pages") == ["Giới thiệu"]


def test_beginning_of_a_word_is_taken_when_no_word_is_written_so(site_tree):
    NewsPageFactory(title="Huấn luyện")

    assert titles("huan luy") == ["Huấn luyện"]
    NewsPageFactory(title="Huấn lũy")
    assert titles("huan luy") == ["Huấn lũy"]


def test_percent_sign_asks_for_its_neighbors(site_tree):
    NewsPageFactory(title="Đạt 100%5 kế hoạch")
    NewsPageFactory(title="Đạt 10005 kế hoạch")

    assert titles("100%5") == ["Đạt 100%5 kế hoạch"]


def test_page_of_the_own_language_comes_alone(site_tree):
    article = NewsPageFactory(title="Bài độc nhất")
    english = Locale.objects.get(language_code="en")
    copy = article.copy_for_translation(english)
    copy.title = "Bài độc nhất in English"
    copy.save_revision().publish()

    assert titles("doc nhat") == ["Bài độc nhất"]
    with translation.override("en"):
        assert titles("doc nhat") == ["Bài độc nhất in English"]


def test_page_without_a_translation_is_found_in_every_language(site_tree):
    NewsPageFactory(title="Bài độc nhất")

    with translation.override("en"):
        assert titles("doc nhat") == ["Bài độc nhất"]
