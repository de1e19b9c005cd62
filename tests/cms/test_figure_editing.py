"""What an editor does with figures: freezing them, freezing anew, seeing what is wrong."""

import datetime as dt

import pytest

from django.test import Client

from wagtail.models import Page, Workflow

from cms.models import NewsPage
from cms.year_figures.figures import FrozenFigure
from enrollment.models.people import APPROVERS
from tests.cms.articles import (
    article,
    body_in,
    chart,
    class_list,
    class_of,
    figure,
    form_of,
    index_pk,
    one_more,
    preview,
    publish,
    read,
)
from tests.factories.enrollment import UserFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def held_2010(site_tree):
    """One class of 2010 with seven people."""
    return class_of(7)


@pytest.fixture
def as_editor(site_tree):
    """The browser of one who writes and publishes, beside that of a reader."""
    Workflow.objects.update(active=False)
    browser = Client()
    browser.force_login(UserFactory(role=APPROVERS))
    return browser


def frozen_in(page):
    page.refresh_from_db()
    return FrozenFigure.read(page.body[0].value["frozen"])


def test_preview_may_be_shown_within_the_page_of_the_editor_and_nowhere_else(as_editor, held_2010):
    address = f"/admin/pages/add/cms/newspage/{index_pk()}/preview/"
    as_editor.post(address, form_of([figure()]))

    shown = as_editor.get(address)

    assert "frame-ancestors 'self'" in shown["Content-Security-Policy"]
    assert "frame-ancestors 'none'" in as_editor.get("/")["Content-Security-Policy"]


@pytest.mark.parametrize("slug", ["trang-chu", "tin-tuc", "lich-mo-lop", "gioi-thieu"])
def test_every_kind_of_page_may_be_previewed_in_a_frame(site_tree, slug):
    page = Page.objects.get(slug=slug, locale__language_code="vi").specific

    shown = page.make_preview_request(preview_mode=page.default_preview_mode)

    assert "frame-ancestors 'self'" in shown["Content-Security-Policy"]


def test_publishing_freezes_and_later_edits_keep_it(as_editor, held_2010):
    _response, page = publish(as_editor, [figure(mode="frozen")])
    assert (frozen_in(page).value, frozen_in(page).is_closed) == (7, False)
    one_more(held_2010)

    publish(as_editor, [figure(mode="frozen", frozen=str(frozen_in(page)))], page)

    assert frozen_in(page).value == 7


def test_figure_is_frozen_anew_when_asked_or_when_it_is_another(as_editor, held_2010):
    _response, page = publish(as_editor, [figure(mode="frozen")])
    old = str(frozen_in(page))
    one_more(held_2010)

    kind, value = figure(mode="frozen", frozen=old)
    publish(as_editor, [(kind, value | {"again": True})], page)
    assert frozen_in(page).value == 8

    publish(as_editor, [figure("classes", mode="frozen", frozen=old)], page)
    assert (frozen_in(page).figure, frozen_in(page).value) == ("classes", 1)


def test_a_value_said_to_be_that_of_the_closed_year_must_be(as_editor, held_2010):
    forged = "99999 · 05/01/2011 · participations-2010 · closed"

    _response, page = publish(as_editor, [figure(mode="frozen", frozen=forged)])

    assert (frozen_in(page).value, frozen_in(page).is_closed) == (7, False)


def test_nothing_is_frozen_of_a_year_without_classes(as_editor, site_tree):
    response, page = publish(as_editor, [figure(year=1999, mode="frozen")])

    assert (response.status_code, page) == (200, None)


def test_draft_may_wait_for_its_year(as_editor, site_tree):
    form = form_of([figure(year=1999, mode="frozen"), class_list("past")])

    as_editor.post(f"/admin/pages/add/cms/newspage/{index_pk()}/", form)

    draft = NewsPage.objects.get(slug="bai-co-so-lieu", locale__language_code="vi")
    assert not draft.live
    assert draft.get_latest_revision_as_object().body[0].value["frozen"] == ""


def test_past_list_without_a_year_is_refused(as_editor, site_tree):
    response, page = publish(as_editor, [class_list("past", has_link=True)])

    assert (response.status_code, page) == (200, None)


@pytest.mark.parametrize(
    "text",
    ["", "537", "537 · 16/03/2011", "23 · 16/13/2011 · classes-2010", "<b>"],
)
def test_what_is_no_frozen_figure_is_read_as_none(text):
    assert FrozenFigure.read(text) is None


def test_frozen_figure_reads_as_it_was_written():
    frozen = FrozenFigure("women", 2010, 214, dt.date(2011, 3, 16), whole=537, is_closed=True)

    assert FrozenFigure.read(str(frozen)) == frozen


@pytest.mark.parametrize("block", [figure(year=1999), chart(year=1999)])
def test_year_without_classes_prints_nothing_to_readers_and_tells_the_editor(
    as_editor, client, site_tree, block
):
    assert "1999" not in read(client, article(block))

    shown = preview(as_editor, [block])

    assert "1999" in body_in(shown)
