"""Home, news and text pages as the public sees them."""

import datetime as dt
import re
from zoneinfo import ZoneInfo

import pytest

from django.core.exceptions import ValidationError
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from cms.models import NewsIndexPage, NewsPage
from tests.factories.cms import NewsCategoryFactory, NewsPageFactory, paragraphs
from tests.factories.courses import SessionFactory, TrainingClassFactory
from tests.factories.enrollment import EnrollmentFactory, TraineeFactory

pytestmark = pytest.mark.django_db

HANOI = ZoneInfo("Asia/Ho_Chi_Minh")


@pytest.mark.parametrize(
    ("address", "language"),
    [
        ("/", "vi"),
        ("/en/", "en"),
        ("/tin-tuc/", "vi"),
        ("/en/news/", "en"),
        ("/lich-mo-lop/", "vi"),
        ("/en/schedule/", "en"),
        ("/gioi-thieu/", "vi"),
        ("/en/about/", "en"),
        ("/search/", "vi"),
        ("/en/search/", "en"),
    ],
)
def test_page_of_a_fresh_site_renders(client, site_tree, address, language):
    response = client.get(address)

    assert response.status_code == 200
    assert f'<html lang="{language}">' in response.text


@pytest.mark.parametrize("address", ["/", "/en/", "/tin-tuc/", "/lich-mo-lop/"])
def test_page_asks_the_database_as_often_for_many_rows_as_for_one(
    client, site_tree, django_assert_num_queries, address
):
    def add_row():
        NewsPageFactory(category=category)
        SessionFactory(training_class=TrainingClassFactory())

    category = NewsCategoryFactory()
    add_row()
    client.get(address)
    counted = _count_queries(client, address)
    add_row()
    add_row()

    with django_assert_num_queries(counted):
        client.get(address)


def _count_queries(client, address):
    with CaptureQueriesContext(connection) as queries:
        client.get(address)
    return len(queries)


def test_article_shows_category_lead_and_editorial_date(client, news_index):
    category = NewsCategoryFactory(name="CNTT và Viễn Thông", slug="cntt-va-vien-thong")
    article = NewsPageFactory(
        title="Đẩy mạnh ứng dụng CNTT trong các cơ quan Đảng",
        category=category,
        published_at=dt.datetime(2011, 3, 16, tzinfo=HANOI),
        lead="Trong những năm qua.",
        body=paragraphs("Cơ sở dữ liệu có 74.292 tài liệu."),
    )

    text = client.get(article.get_url()).text

    assert "CNTT và Viễn Thông" in text
    assert "Trong những năm qua." in text
    assert "16/03/2011</time>" in text
    assert "74.292 tài liệu" in text
    assert '"datePublished": "2011-03-16T00:00+07:00"' in text


def test_article_address_has_no_accents(news_index):
    article = NewsPageFactory(title="Đẩy mạnh ứng dụng CNTT trong các cơ quan Đảng")

    assert article.slug == "day-manh-ung-dung-cntt-trong-cac-co-quan-dang"


def test_second_article_of_the_same_title_gets_another_address(news_index):
    slugs = [NewsPageFactory(title="Đường").slug for _unused in range(2)]

    assert slugs == ["duong", "duong-2"]


def test_picture_without_words_is_refused(news_index):
    article = NewsPageFactory.build(illustration_id=1, illustration_alt=" ")

    errors = _errors_of(article)

    assert "illustration_alt" in errors


def _errors_of(article):
    with pytest.raises(ValidationError) as refused:
        article.full_clean()
    return refused.value.error_dict


def test_news_are_sorted_by_editorial_date(client, news_index):
    now = timezone.now()
    NewsPageFactory(title="Mới đăng, chuyện cũ", published_at=now - dt.timedelta(days=900))
    NewsPageFactory(title="Chuyện mới", published_at=now)

    text = client.get("/tin-tuc/").text

    assert text.index("Chuyện mới") < text.index("Mới đăng, chuyện cũ")


def test_category_address_lists_its_articles_only(client, news_index):
    category = NewsCategoryFactory(slug="cntt-va-vien-thong")
    NewsPageFactory(title="Bài của chuyên mục", category=category)
    NewsPageFactory(title="Bài khác")

    address = news_index.get_url() + news_index.reverse_subpage("category", [category.slug])
    text = client.get(address).text

    assert "Bài của chuyên mục" in text
    assert "Bài khác" not in text


@pytest.mark.parametrize(
    "query", ["?page=0", "?page=99", "?page=abc", "?page=-1", "1999/", "2011/13/"]
)
def test_news_list_knows_no_other_pages_or_years(client, site_tree, query):
    NewsPageFactory()

    assert client.get(f"/tin-tuc/{query}").status_code == 404


def test_draft_article_is_not_found(client, news_index):
    article = NewsPageFactory(title="Bản nháp kín", live=False)

    assert client.get(article.get_url()).status_code == 404
    assert "Bản nháp kín" not in client.get("/tin-tuc/").text
    assert "Bản nháp kín" not in client.get("/").text


def test_alias_in_english_keeps_the_language_of_its_text(client, news_index):
    article = NewsPageFactory(title="Bài tiếng Việt")
    english = NewsIndexPage.objects.get(locale__language_code="en").locale
    article.copy_for_translation(english, alias=True)

    text = client.get(f"/en/news/{article.slug}/").text

    assert '<html lang="en">' in text
    assert '<article lang="vi">' in text


@pytest.mark.parametrize(
    ("people", "shown"),
    [(6, ["1", "6", "6", "0"]), (2, ["1", "&lt;5", "&lt;5", "hidden"])],
)
def test_home_counts_the_chosen_year_and_shows_no_small_figure(client, home, people, shown):
    training_class = TrainingClassFactory(
        starts_on=dt.date(2010, 5, 3),
        ends_on=dt.date(2010, 5, 4),
        registration_opens_at=dt.datetime(2010, 4, 1, tzinfo=HANOI),
        registration_closes_at=dt.datetime(2010, 5, 1, tzinfo=HANOI),
    )
    EnrollmentFactory.create_batch(people, training_class=training_class)

    values = re.findall(r'stat-value">([^<]*)<', client.get("/en/").text)

    assert values == shown
    assert "The year 2010 in figures" in client.get("/en/").text


def test_public_pages_name_no_trainee(client, schedule):
    training_class = TrainingClassFactory()
    EnrollmentFactory(
        training_class=training_class, trainee=TraineeFactory(full_name="Chim Hoàng Yến")
    )
    addresses = ["/", "/lich-mo-lop/", schedule.class_url(training_class.code)]

    texts = "".join(client.get(address).text for address in [*addresses, "/search/?q=yen"])

    assert "Hoàng" not in texts


def test_words_of_an_article_follow_its_text(news_index):
    article = NewsPageFactory(title="Cũ")
    article.title, article.lead = "Đường mới", "Lời dẫn"
    article.save_revision().publish()

    stored = NewsPage.objects.get(pk=article.pk)

    assert stored.search_text.startswith("duong moi loi dan")
