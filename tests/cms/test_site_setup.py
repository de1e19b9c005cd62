"""A fresh installation: the page tree in both languages and the reference data of a country."""

import datetime as dt
from io import StringIO

import pytest

from django.core.management import call_command

from wagtail.models import Locale, Page, Site

from cms.models import ContentPage, HomePage
from courses.models import AttendanceRule, PaperHeading, RankingScheme
from enrollment.models import AgencyLevel, ConsentText

pytestmark = pytest.mark.django_db


def addresses():
    pages = Page.objects.filter(depth__gte=2).order_by("path")
    return [(page.locale.language_code, page.get_url()) for page in pages]


def test_tree_stands_in_both_languages(site_tree):
    assert addresses() == [
        ("vi", "/"),
        ("vi", "/lich-mo-lop/"),
        ("vi", "/tin-tuc/"),
        ("vi", "/van-ban/"),
        ("vi", "/gioi-thieu/"),
        ("en", "/en/"),
        ("en", "/en/schedule/"),
        ("en", "/en/news/"),
        ("en", "/en/documents/"),
        ("en", "/en/about/"),
    ]


def test_english_pages_are_translations_with_english_titles(site_tree):
    english = Locale.objects.get(language_code="en")
    pages = Page.objects.filter(depth__gte=2, locale__language_code="vi").order_by("path")

    titles = [page.get_translation(english).title for page in pages]

    assert titles == ["Home", "Class schedule", "News", "Documents", "About"]


def test_second_run_changes_nothing(site_tree):
    before = _everything()

    call_command("setup_site", verbosity=0)

    assert _everything() == before


def _everything():
    models = [Page, Locale, AgencyLevel, PaperHeading, AttendanceRule, RankingScheme, ConsentText]
    return [list(model.objects.order_by("pk").values()) for model in models] + [
        list(Site.objects.values())
    ]


def test_what_people_changed_is_kept(site_tree):
    about = ContentPage.objects.get(locale__language_code="vi")
    about.title = "Về chúng tôi"
    about.save_revision().publish()
    AgencyLevel.objects.filter(code="district").update(name="Quận, huyện")

    call_command("setup_site", verbosity=0)

    about.refresh_from_db()
    assert about.title == "Về chúng tôi"
    assert AgencyLevel.objects.get(code="district").name == "Quận, huyện"


def test_command_says_when_it_is_done(site_tree):
    out = StringIO()

    call_command("setup_site", "--pack", "vn", stdout=out)

    assert out.getvalue() == "The site is set up.\n"


def test_site_is_found_at_the_public_address(site_tree, settings):
    settings.BASE_URL = "https://taphuan.example:8443"

    call_command("setup_site", verbosity=0)

    site = Site.objects.get()
    assert (site.hostname, site.port, site.root_page.specific_class) == (
        "taphuan.example",
        8443,
        HomePage,
    )


@pytest.mark.parametrize("day", [dt.date(2010, 6, 1), dt.date(2019, 6, 1), dt.date(2026, 11, 23)])
def test_rules_of_every_year_are_there(site_tree, day):
    headings = PaperHeading.objects.valid_on(day)
    rules = AttendanceRule.objects.valid_on(day)
    schemes = RankingScheme.objects.valid_on(day)

    assert sorted(headings.values_list("mark", flat=True)) == ["none", "rule", "star"]
    assert list(rules.values_list("required_percent", flat=True)) == [80]
    assert schemes.filter(scale_max=10).count() == 1
    assert schemes.filter(scale_max=None).count() == 1


def test_ten_points_have_four_ranks(site_tree):
    scheme = RankingScheme.objects.valid_on(dt.date(2026, 11, 23)).get(scale_max=10)

    bands = [(band.minimum, band.name_en) for band in scheme.bands.order_by("minimum")]

    assert bands == [(5, "Average"), (7, "Good"), (8, "Very good"), (9, "Excellent")]


def test_consent_is_asked_in_both_languages(site_tree):
    versions = ConsentText.objects.order_by("language").values_list("language", "version")

    assert list(versions) == [("en", "1"), ("vi", "1")]
