"""News as readers find them: by category, tag, agency and time; what stands beside an article."""

import datetime as dt
from zoneinfo import ZoneInfo

import pytest

from django.core.exceptions import ValidationError
from django.utils import translation

from cms.models import NamedAgency, NewsIndexPage, NewsPage, NewsTag, RelatedNews
from tests.factories.cms import ImageFactory, NewsCategoryFactory, NewsPageFactory, body_of
from tests.factories.enrollment import AgencyFactory

pytestmark = pytest.mark.django_db

HANOI = ZoneInfo("Asia/Ho_Chi_Minh")


def on(year, month=6, day=15, hour=8):
    return dt.datetime(year, month, day, hour, tzinfo=HANOI)


def titles(response):
    return [page.title for page in response.context["page_obj"].object_list]


def tagged(*tags, **fields):
    page = NewsPageFactory(**fields)
    page.tags.add(*tags)
    page.save()
    return page


def naming(*agencies, **fields):
    page = NewsPageFactory(**fields)
    page.named_agencies = [NamedAgency(agency=agency) for agency in agencies]
    page.save()
    return page


@pytest.mark.database
def test_year_and_month_have_their_addresses_and_counts(client, news_index):
    NewsPageFactory(title="Đầu năm", published_at=on(2011, 1, 1, 0))
    NewsPageFactory(title="Tháng ba", published_at=on(2011, 3))
    NewsPageFactory(title="Cuối năm", published_at=on(2011, 12, 31, 23))
    NewsPageFactory(title="Năm sau", published_at=on(2012, 1, 1, 0))

    assert titles(client.get("/tin-tuc/2011/")) == ["Cuối năm", "Tháng ba", "Đầu năm"]
    assert titles(client.get("/tin-tuc/2011/03/")) == ["Tháng ba"]
    assert titles(client.get("/tin-tuc/2011/12/")) == ["Cuối năm"]
    archive = client.get("/tin-tuc/2011/").context["archive"]
    assert [(year.name, year.count, year.is_current) for year in archive] == [
        ("2012", 1, False),
        ("2011", 3, True),
    ]
    assert [(part.url, part.count) for part in archive[1].parts] == [
        ("/tin-tuc/2011/12/", 1),
        ("/tin-tuc/2011/03/", 1),
        ("/tin-tuc/2011/01/", 1),
    ]


@pytest.mark.parametrize("address", ["2010/", "2011/04/", "2011/00/", "2011/3/", "0000/", "9999/"])
def test_time_without_news_is_not_found(client, news_index, address):
    NewsPageFactory(published_at=on(2011, 3))

    assert client.get(f"/tin-tuc/{address}").status_code == 404


def test_year_that_was_asked_for_in_the_old_manner_is_sent_on(client, news_index):
    response = client.get("/tin-tuc/?year=2011")

    assert (response.status_code, response["Location"]) == (301, "/tin-tuc/2011/")
    assert client.get("/tin-tuc/?year=²011").status_code == 404
    assert client.get("/tin-tuc/?year=x").status_code == 404


@pytest.mark.parametrize("slug", ["2011", "1999"])
def test_article_cannot_take_the_address_of_a_year(news_index, slug):
    article = NewsPageFactory.build(slug=slug)

    with pytest.raises(ValidationError) as refused:
        article.full_clean()

    assert "slug" in refused.value.error_dict


@pytest.mark.database
def test_categories_count_what_readers_see(client, news_index):
    category = NewsCategoryFactory(name="Chuyên mục")
    NewsPageFactory.create_batch(2, category=category)
    NewsPageFactory(category=category, live=False)
    NewsPageFactory(category=NewsCategoryFactory(), live=False)

    categories = client.get("/tin-tuc/").context["categories"]

    assert [(way.name, way.count) for way in categories] == [("Chuyên mục", 2)]
    assert client.get(categories[0].url).status_code == 200


def test_tag_lists_its_articles_at_an_address_without_accents(client, news_index):
    tagged("Chữ ký số", "đào tạo", title="Có thẻ")
    NewsPageFactory(title="Không thẻ")

    way = next(one for one in client.get("/tin-tuc/").context["tags"] if one.name == "đào tạo")

    assert way.url.endswith("/dao-tao/")
    assert titles(client.get(way.url)) == ["Có thẻ"]


def test_tag_of_a_draft_is_not_found(client, news_index):
    tagged("kín", live=False)

    assert client.get(news_index.route_url("tag", "kin")).status_code == 404


@pytest.mark.database
def test_news_of_an_agency_are_listed_once_any_is_public(client, news_index):
    agency = AgencyFactory(code="VP.YT")
    draft = naming(agency, title="Bài về cơ quan", live=False)
    address = news_index.route_url("agency", "VP.YT")
    before = client.get(address).status_code

    draft.save_revision().publish()

    assert before == 404
    assert titles(client.get(address)) == ["Bài về cơ quan"]
    assert f'href="{address}">{agency.name}</a>' in client.get(draft.get_url()).text


def test_neighbors_go_by_the_day_of_the_article(client, news_index):
    first, second, third = (
        NewsPageFactory(title=title, published_at=on(year))
        for title, year in (("Cũ", 2010), ("Giữa", 2011), ("Mới", 2012))
    )
    NewsPageFactory(title="Nháp", published_at=on(2011, 7), live=False)

    shown = [client.get(page.get_url()).context for page in (first, second, third)]

    assert [(one["older"], one["newer"]) for one in shown] == [
        (None, second),
        (first, third),
        (second, None),
    ]


@pytest.mark.database
def test_neighbors_of_one_moment_do_not_skip_each_other(client, news_index):
    pages = [NewsPageFactory(published_at=on(2011)) for _n in range(3)]

    assert client.get(pages[1].get_url()).context["older"] == pages[0]
    assert client.get(pages[1].get_url()).context["newer"] == pages[2]


@pytest.mark.database
def test_chosen_articles_come_first_then_shared_tags_then_the_category(client, news_index):
    category = NewsCategoryFactory()
    chosen = NewsPageFactory(title="Được chọn", published_at=on(2001))
    two = tagged("a", "b", title="Hai thẻ chung", published_at=on(2002))
    one = tagged("a", title="Một thẻ chung", published_at=on(2010))
    same = NewsPageFactory(title="Cùng chuyên mục", category=category, published_at=on(2012))
    NewsPageFactory(title="Cùng chuyên mục, cũ hơn", category=category, published_at=on(2000))
    tagged("c", title="Không liên quan")
    page = tagged("a", "b", category=category)
    page.chosen_related = [RelatedNews(article=chosen)]
    page.save()

    assert client.get(page.get_url()).context["related"] == [chosen, two, one, same]


def test_article_without_anything_in_common_has_no_related_news(client, news_index):
    NewsPageFactory()
    page = NewsPageFactory()

    assert client.get(page.get_url()).context["related"] == []


def test_chosen_article_is_shown_in_the_language_of_the_page(client, news_index):
    english = NewsIndexPage.objects.get(locale__language_code="en").locale
    chosen, page = NewsPageFactory(), NewsPageFactory()
    page.chosen_related = [RelatedNews(article=chosen)]
    page.save()
    twin = chosen.copy_for_translation(english)
    twin.save_revision().publish()
    translated = page.copy_for_translation(english)
    translated.save_revision().publish()

    assert client.get(translated.get_url()).context["related"] == [twin]


def test_source_author_and_captions_are_printed(client, news_index):
    page = NewsPageFactory(
        author="Nguyễn Thị Ước",
        source="Báo Hòa Bình",
        source_url="https://example.org/bai",
        illustration=ImageFactory(),
        illustration_alt="Hội trường",
        illustration_caption="Quang cảnh",
        illustration_source="Minh Đức",
    )

    text = client.get(page.get_url()).text

    assert "Nguyễn Thị Ước" in text
    assert '<a href="https://example.org/bai" rel="external noopener">Báo Hòa Bình</a>' in text
    assert 'alt="Hội trường"' in text
    assert "<figcaption>Quang cảnh" in text
    assert "Minh Đức</span></figcaption>" in text


def test_gallery_shows_each_picture_with_its_words_and_caption(client, news_index):
    pictures = [
        {"image": ImageFactory().pk, "alt": f"Ảnh số {n}", "caption": f"Chú thích {n}"}
        for n in range(3)
    ]
    page = NewsPageFactory(body=body_of(("gallery", {"heading": "Ảnh", "pictures": pictures})))

    text = client.get(page.get_url()).text

    for n in range(3):
        assert f'alt="Ảnh số {n}"' in text
        assert f"<figcaption>Chú thích {n}</figcaption>" in text
    assert "chu thich 2" in page.search_text


def test_printed_sheet_names_address_and_source(client, news_index):
    page = NewsPageFactory(title="Bài để in", source="Báo Hòa Bình", published_at=on(2011, 3, 16))

    sheet = client.get(page.get_url() + page.reverse_subpage("print")).text

    assert "<h1>Bài để in</h1>" in sheet
    assert "Báo Hòa Bình" in sheet
    assert f"http://testserver{page.get_url()}</p>" in sheet
    assert "16/03/2011</time>" in sheet
    assert f'<link rel="canonical" href="http://testserver{page.get_url()}">' in sheet


def test_draft_has_no_printed_sheet(client, news_index):
    page = NewsPageFactory(live=False)

    assert client.get(page.get_url() + page.reverse_subpage("print")).status_code == 404


@pytest.mark.database
def test_tags_with_other_capitals_or_accents_are_one(news_index):
    NewsTag.objects.create(name="Chữ ký số")
    form_class = NewsPage.get_edit_handler().get_form_class()
    form = form_class(instance=NewsPageFactory(), parent_page=news_index)
    form.cleaned_data = {"tags": ["chữ ký số", "CHỮ KÝ SỐ", "chu ky so", "  mới ", "!"]}

    assert form.clean_tags() == ["Chữ ký số", "mới"]


@pytest.mark.parametrize("rows", [1, 12])
def test_reader_without_account_costs_few_queries(client, news_index, rows, few_queries):
    category = NewsCategoryFactory()
    agency = AgencyFactory()
    for _n in range(rows):
        page = tagged(
            "a", "b", category=category, illustration=ImageFactory(), illustration_alt="Ảnh"
        )
        page.named_agencies = [NamedAgency(agency=agency)]
        page.save()
    addresses = [
        *("/tin-tuc/", f"/tin-tuc/{page.published_at.astimezone(HANOI).year}/"),
        news_index.route_url("category", category.slug),
        *(news_index.route_url("tag", "a"), news_index.route_url("agency", agency.code)),
        *(page.get_url(), page.get_url() + page.reverse_subpage("print")),
    ]

    for address in addresses:
        few_queries(address)


def test_addresses_are_those_of_the_language(news_index):
    english = NewsIndexPage.objects.get(locale__language_code="en")
    with translation.override("en"):
        assert english.route_url("tag", "x") == "/en/news/tag/x/"
        assert english.route_url("agency", "VP.YT") == "/en/news/agency/VP.YT/"
