"""The page of the design system lives: it shows every component, to whoever works with it."""

import re

import pytest

from cms.chrome import web_fonts
from enrollment.models.people import ADMINISTRATORS, APPROVERS, EDITORS, ORGANIZERS
from tests.cms.test_design import SHEET
from tests.factories.enrollment import UserFactory

pytestmark = pytest.mark.django_db
ADDRESS = "/styleguide/"


def component_classes() -> set[str]:
    layer = SHEET[SHEET.index("@layer components {") : SHEET.index("@layer utilities {")]
    rules = re.sub(r"/\*.*?\*/|\"[^\"]*\"", "", layer, flags=re.S)
    selectors = " ".join(re.findall(r"([^{};]+){", rules))
    return set(re.findall(r"\.([a-zA-Z][\w-]*)", selectors))


def classes_in(html: str) -> set[str]:
    return {name for names in re.findall(r'class="([^"]*)"', html) for name in names.split()}


@pytest.fixture
def editor(client):
    user = UserFactory(role=EDITORS)
    client.force_login(user)
    return user


def test_the_style_sheet_is_read_as_it_is_written():
    assert {"btn-primary", "roll-call-row", "is-saving"} <= component_classes()


def test_it_shows_every_class_of_the_components(client, editor):
    shown = classes_in(client.get(ADDRESS).content.decode())

    assert component_classes() - shown == set()


@pytest.mark.parametrize(("address", "language"), [(ADDRESS, "vi"), (f"/en{ADDRESS}", "en")])
def test_it_speaks_both_languages(client, editor, address, language):
    assert f'<html lang="{language}">' in client.get(address).content.decode()


def test_it_has_no_style_of_its_own(client, editor):
    html = client.get(ADDRESS).content.decode()

    assert re.findall(r"<style|\sstyle=", html) == []


def test_the_choice_of_the_reader_is_known_before_anything_is_drawn(client, editor):
    head = client.get(ADDRESS).content.decode().split("</head>")[0]

    script = re.search(r"<script[^>]*display\.js[^>]*>", head)
    assert script.start() < head.index('rel="stylesheet"')
    assert not re.search(r"defer|async|module", script[0])


@pytest.fixture
def without_fonts(monkeypatch):
    monkeypatch.setattr(web_fonts.finders, "find", lambda path: None)
    web_fonts.font_addresses.cache_clear()
    yield
    web_fonts.font_addresses.cache_clear()


def test_where_no_fonts_were_cut_no_page_asks_for_them(client, editor, without_fonts):
    assert "fonts/" not in client.get(ADDRESS).content.decode()


@pytest.mark.parametrize("group", [EDITORS, APPROVERS, ORGANIZERS, ADMINISTRATORS])
def test_whoever_works_with_the_site_sees_it(client, group):
    client.force_login(UserFactory(role=group))

    assert client.get(ADDRESS).status_code == 200


def test_trainees_do_not(client):
    client.force_login(UserFactory())

    assert client.get(ADDRESS).status_code == 403


def test_strangers_are_asked_to_sign_in(client):
    response = client.get(ADDRESS)

    assert (response.status_code, response["Location"]) == (
        302,
        f"/accounts/login/?next={ADDRESS}",
    )
