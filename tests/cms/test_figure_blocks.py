"""Classes and figures in articles: as new as the reader, or frozen with a date; never a draft."""

import datetime as dt
from decimal import Decimal

import pytest
import time_machine

from django.core.cache import cache
from django.db import connection
from django.test.utils import CaptureQueriesContext

from certificates.year_book.keeping.amending import amend_year
from certificates.year_book.keeping.closing import close_year
from cms.models import ContentPage, IndicatorValue
from cms.year_figures.figures import freeze
from courses.models import TrainingClass
from tests.cms.articles import (
    article,
    chart,
    class_list,
    class_of,
    figure,
    indicator,
    one_more,
    read,
)
from tests.factories.cms import IndicatorFactory, body_of
from tests.factories.courses import CategoryFactory, TrainingClassFactory, days_ahead

pytestmark = pytest.mark.django_db


@pytest.fixture
def held_2010(site_tree):
    """One class of 2010 with seven people."""
    return class_of(7)


def test_live_figure_follows_the_records(client, held_2010):
    page = article(figure())
    assert '<dd class="stat-value">7</dd>' in read(client, page)
    assert 'href="/statistics/2010/"' in read(client, page)

    one_more(held_2010)

    assert '<dd class="stat-value">8</dd>' in read(client, page)


def test_year_is_never_grouped(client, held_2010):
    text = read(client, article(figure(), chart()))

    assert "2010" in text
    assert "2.010" not in text


def test_frozen_figure_stays_and_shows_its_day(client, held_2010):
    with time_machine.travel(dt.datetime(2011, 3, 16, 5, tzinfo=dt.UTC)):
        frozen = str(freeze("participations", 2010))
    page = article(figure(mode="frozen", frozen=frozen))

    one_more(held_2010)

    text = read(client, page)
    assert '<dd class="stat-value">7</dd>' in text
    assert "16/03/2011" in text


def test_frozen_figure_of_a_closed_year_shows_what_was_amended_later(
    client, held_2010, organizer, administrator
):
    at = dt.datetime(2011, 1, 5, 3, tzinfo=dt.UTC)
    close_year(2010, by=administrator, note="Đã đối chiếu", leaves_open=True, at=at)
    page = article(figure(mode="frozen", frozen=str(freeze("participations", 2010))))
    one_more(held_2010)
    assert '<dd class="stat-value">7</dd>' in read(client, page)
    assert "05/01/2011" in read(client, page)

    later = dt.datetime(2011, 2, 7, 3, tzinfo=dt.UTC)
    amend_year(2010, by=administrator, reason="Bổ sung ông Nguyễn Văn Mẫu", at=later)

    text = read(client, page)
    assert '<dd class="stat-value">7</dd>' in text
    assert "07/02/2011: 8" in text
    assert "Nguyễn Văn Mẫu" not in text


def test_share_of_women_is_shown_as_counted(client, site_tree):
    held = class_of(14)
    women = list(held.enrollments.all())[:5]
    for one in held.enrollments.select_related("trainee"):
        one.trainee.gender = "female" if one in women else "male"
        one.trainee.save()

    assert "5/14 (35,7 %)" in read(client, article(figure("women")))


def test_small_figure_is_not_shown(client, site_tree):
    class_of(3)

    text = read(client, article(figure(), figure("persons"), chart()))

    assert "stat-value" not in text
    assert "<svg" not in text


def test_indicators_are_shown_beside_each_other(client, site_tree):
    machines = IndicatorFactory(name="Máy trạm", unit="máy", value=Decimal(110))
    communes = IndicatorFactory(value=Decimal(82), value__denominator=Decimal(210))
    row = [{"type": kind, "value": value} for kind, value in map(indicator, [machines, communes])]

    text = read(client, article(("figures", row)))

    assert '110 <span class="stat-unit">máy</span>' in text
    assert "82/210 (39,0 %)" in text
    assert text.count('<dl class="stat-row">') == 1


def test_indicator_as_of_a_day_and_the_newest(client, site_tree):
    counted = IndicatorFactory(value=Decimal(110))
    counted.values.add(IndicatorValue(as_of=dt.date(2025, 12, 31), value=Decimal(230)))
    counted.save()

    text = read(client, article(indicator(counted, as_of="2010-12-31"), indicator(counted)))

    assert text.index("110") < text.index("230")


def test_rest_and_average_are_computed_before_the_readers_eyes(client, site_tree):
    whole = IndicatorFactory(unit="tài liệu", value=Decimal(74292))
    part = IndicatorFactory(unit="tài liệu", value=Decimal(27478), part_of=whole)
    pages = IndicatorFactory(unit="trang", value=Decimal(151290))

    text = read(
        client, article(indicator(part, show="rest"), indicator(pages, show="per", per=whole.pk))
    )

    assert "46.814" in text
    assert "74.292 – 27.478" in text
    assert '2,04 <span class="stat-unit">trang/tài liệu</span>' in text


def test_deleted_indicator_prints_nothing(client, site_tree):
    counted = IndicatorFactory(name="Đã xóa", value=Decimal(110))
    page = article(indicator(counted))
    counted.delete()

    assert "stat-value" not in read(client, page)


@pytest.mark.parametrize("by", ["month", "field", "level"])
def test_chart_stands_beside_its_table(client, held_2010, by):
    text = read(client, article(chart(by)))

    assert text.count("<svg") == 1
    assert "<table>" in text
    assert "/statistics/2010/" in text


def test_drafts_show_neither_as_card_nor_in_a_list_nor_in_search(client, site_tree):
    draft = TrainingClassFactory(status="draft", title="Lớp chưa công bố")
    page = article(("training_class", draft.pk), class_list())

    assert "Lớp chưa công bố" not in read(client, page)
    assert "chua cong bo" not in page.search_text


def test_class_taken_back_to_draft_disappears(client, site_tree):
    training_class = TrainingClassFactory(title="Lớp rút lại")
    page = article(("training_class", training_class.pk))
    assert "Lớp rút lại" in read(client, page)

    TrainingClass.objects.update(status="draft")

    assert "Lớp rút lại" not in read(client, page)


def test_canceled_class_says_so(client, site_tree):
    training_class = TrainingClassFactory(status="canceled")

    text = read(client, article(("training_class", training_class.pk), class_list()))

    assert text.count("badge-danger") == 2


def test_list_is_filtered_limited_and_leads_to_the_same_filter(client, schedule):
    office, networks = CategoryFactory(slug="office"), CategoryFactory(slug="networks")
    for n in range(3):
        TrainingClassFactory(title=f"Văn phòng {n}", course__category=office)
    TrainingClassFactory(title="Mạng", course__category=networks)

    text = read(client, article(class_list(category="office", most=2)))

    assert (text.count("Văn phòng"), "Mạng" in text) == (2, False)
    assert f'href="{schedule.get_url()}?category=office"' in text


def test_past_classes_of_a_year_lead_to_that_year(client, held_2010):
    text = read(client, article(class_list("past", year=2010)))

    assert held_2010.title in text
    assert "?when=2010" in text


@pytest.mark.database
def test_two_lists_do_not_mix(client, held_2010):
    TrainingClassFactory(title="Lớp sắp mở")

    text = read(client, article(class_list(), class_list("past", year=2010)))

    assert text.count("Lớp sắp mở") == 1
    assert text.count(held_2010.title) == 1


def test_article_asks_the_database_as_often_for_ten_blocks_as_for_one_of_each(client, held_2010):
    counted = IndicatorFactory.create_batch(5, value=Decimal(110))
    classes = [TrainingClassFactory() for _unused in range(5)]

    def blocks(count):
        cards = [("training_class", one.pk) for one in classes[:count]]
        lists = [class_list(most=n + 1) for n in range(count)]
        values = [indicator(one) for one in counted[:count]]
        figures = [figure(), figure("persons"), figure("certificates"), chart(), chart("level")]
        return [*cards, *lists, *values, *figures[:count]]

    few, many = article(*blocks(1)), article(*blocks(5))
    client.get(few.get_url())

    assert _queries(client, few) == _queries(client, many)


def _queries(client, page):
    cache.clear()
    with CaptureQueriesContext(connection) as queries:
        assert client.get(page.get_url()).status_code == 200
    return len(queries)


def test_search_finds_an_article_by_its_blocks(site_tree, held_2010):
    counted = IndicatorFactory(name="Máy trạm được trang bị", value=Decimal(110))
    blocks = [indicator(counted), chart(), class_list(heading="Lớp nên học"), figure()]

    page = article(*blocks, ("training_class", held_2010.pk))

    for words in ("may tram duoc trang bi", "2010", "lop nen hoc", held_2010.code.lower()):
        assert words in page.search_text


def test_text_pages_cite_figures_too(client, home, held_2010):
    page = ContentPage(title="Kết quả", body=body_of(figure()))
    home.add_child(instance=page)

    assert '<dd class="stat-value">7</dd>' in client.get(page.get_url()).text


def test_coming_lists_hold_running_classes_and_no_past_ones(client, site_tree):
    TrainingClassFactory(title="Lớp đang học", starts_on=days_ahead(-1), ends_on=days_ahead(1))
    TrainingClassFactory(title="Lớp đã qua", starts_on=days_ahead(-9), ends_on=days_ahead(-8))

    text = read(client, article(class_list()))

    assert "Lớp đang học" in text
    assert "Lớp đã qua" not in text
