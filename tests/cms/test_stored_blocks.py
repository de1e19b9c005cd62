"""Blocks written into the database past their forms: the page stays readable."""

import pytest

from django.core.cache import cache

from cms.models import NewsPage
from tests.cms.articles import chart, class_list, class_of, figure, indicator
from tests.factories.cms import IndicatorFactory, NewsPageFactory

pytestmark = pytest.mark.django_db

JUNK = [None, "x", -1, 10**30, 1.5, True, [], ["a"], {"a": 1}, "1" * 5000, "\0", "2010"]


def blocks():
    yield class_list(heading="Lớp")
    yield class_list("past", year=2010)
    yield figure()
    yield figure(mode="frozen", frozen="5 · 01/01/2011 · participations-2010")
    yield chart()
    yield indicator(IndicatorFactory(value=5))


def statuses(client, page, kind, values):
    for value in values:
        body = [{"type": kind, "value": value, "id": "a"}]
        NewsPage.objects.filter(pk=page.pk).update(body=body)
        cache.clear()
        yield client.get(page.get_url()).status_code


@pytest.mark.parametrize("junk", JUNK, ids=lambda junk: repr(junk)[:12])
def test_a_value_of_the_wrong_kind_is_read_as_if_it_were_not_there(client, site_tree, junk):
    class_of(7)
    page = NewsPageFactory()

    for kind, value in blocks():
        wrong = [value | {name: junk} for name in value]
        wrong += [] if isinstance(junk, str | list) else [junk]
        assert set(statuses(client, page, kind, wrong)) == {200}


def test_what_the_form_gives_is_read_as_it_is(client, site_tree):
    class_of(7)
    page = NewsPageFactory()
    kind, value = class_list("past", year=2010, most=1)

    NewsPage.objects.filter(pk=page.pk).update(body=[{"type": kind, "value": value, "id": "a"}])
    (block,) = NewsPage.objects.get(pk=page.pk).body

    assert dict(block.value) == value
