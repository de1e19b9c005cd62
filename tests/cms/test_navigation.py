"""Where links lead: the menu, the same page in another language, the address of a class."""

import pytest

from django.template import Context, Template
from django.utils import translation

from cms.models import NewsIndexPage
from tests.factories.cms import NewsCategoryFactory, NewsPageFactory
from tests.factories.courses import TrainingClassFactory

pytestmark = pytest.mark.django_db


def switch_of(client, address):
    """Addresses of the language switch, as the page offers them."""
    response = client.get(address)
    template = Template(
        "{% load site_tags %}{% language_switch as links %}"
        "{% for link in links %}{{ link.code }} {{ link.url }} {{ link.current }}\n{% endfor %}"
    )
    request = response.wsgi_request
    page = (response.context or {}).get("page") if response.context else None
    language = "en" if address.startswith("/en/") else "vi"
    with translation.override(language):
        text = template.render(Context({"request": request, "page": page}))
    return dict(line.split(" ")[:2] for line in text.splitlines())


@pytest.mark.parametrize(
    ("address", "other"),
    [
        ("/", "/en/"),
        ("/lich-mo-lop/", "/en/schedule/"),
        ("/en/about/", "/gioi-thieu/"),
        ("/search/?q=a", "/en/search/?q=a"),
        ("/lich-mo-lop/?q=cntt", "/en/schedule/?q=cntt"),
    ],
)
def test_switch_leads_to_the_same_page(client, site_tree, address, other):
    links = switch_of(client, address)

    assert other in links.values()


def test_switch_keeps_the_class(client, site_tree):
    training_class = TrainingClassFactory(code="OPEN-1")

    links = switch_of(client, "/lich-mo-lop/OPEN-1/")

    assert training_class.code == "OPEN-1"
    assert links == {"vi": "/lich-mo-lop/OPEN-1/", "en": "/en/schedule/OPEN-1/"}


def test_switch_keeps_the_category(client, news_index):
    category = NewsCategoryFactory(slug="cntt")
    article = NewsPageFactory(category=category)
    english = NewsIndexPage.objects.get(locale__language_code="en")
    article.copy_for_translation(english.locale, alias=True)
    address = news_index.get_url() + news_index.reverse_subpage("category", ["cntt"])

    assert switch_of(client, address)["en"] == "/en/news/category/cntt/"


def test_switch_leads_home_where_there_is_no_translation(client, site_tree):
    article = NewsPageFactory()

    assert switch_of(client, article.get_url())["en"] == "/en/"


@pytest.mark.parametrize(
    ("language", "address"), [("vi", "/lich-mo-lop/X-1/"), ("en", "/en/schedule/X-1/")]
)
def test_class_url_works_in_letters_too(site_tree, language, address):
    template = Template("{% load site_tags %}{% class_url training_class %}")

    with translation.override(language):
        text = template.render(Context({"training_class": TrainingClassFactory.build(code="X-1")}))

    assert text == address


def test_menu_names_pages_of_the_language_and_marks_where_one_is(client, site_tree):
    text = client.get("/en/schedule/").text
    nav = text[text.index('class="site-nav') :]
    nav = nav[: nav.index("</nav>")]

    assert [title for title in ("Home", "Class schedule", "News", "About") if title in nav] == [
        "Home",
        "Class schedule",
        "News",
        "About",
    ]
    assert 'href="/en/schedule/" aria-current="page"' in nav
    assert nav.count("aria-current") == 1
