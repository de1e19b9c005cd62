"""Colors, contrast, size of text: chosen once, kept by the browser, not needed to read a page."""

import json
from collections.abc import Callable

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from enrollment.models.people import EDITORS
from tests.factories.enrollment import UserFactory
from tests.journeys.conftest import until

SETS = {
    "light": {},
    "dark": {"theme": "dark"},
    "contrast": {"contrast": "more"},
    "dark-contrast": {"theme": "dark", "contrast": "more"},
    "larger": {"text": "larger"},
}
GROUND = "getComputedStyle(document.body).backgroundColor"
CHOSEN = "({...document.documentElement.dataset})"
WHITE, NIGHT = "rgb(255, 255, 255)", "rgb(21, 20, 19)"


@pytest.fixture
def open_page(context, site) -> Callable[..., Page]:
    """A page of a browser with these wishes."""
    opened: list[BrowserContext] = []

    def new(**wishes: object) -> Page:
        opened.append(context.browser.new_context(base_url=site, **wishes))
        return opened[-1].new_page()

    yield new
    for each in opened:
        each.close()


def choose(page: Page, name: str, value: str) -> None:
    # As a person does: the box itself lies invisibly over its word.
    page.locator(f'[data-display="{name}"][value="{value}"]').check(force=True)


def test_what_is_chosen_holds_on_the_next_page_and_in_another_tab(visit):
    reader = visit("display")
    page = reader.page
    reader.go("/")
    assert page.evaluate(GROUND) == WHITE

    page.locator(".display-menu > summary").click()
    choose(page, "theme", "dark")
    choose(page, "contrast", "more")
    choose(page, "text", "large")
    reader.look()

    wanted = {"theme": "dark", "contrast": "more", "text": "large"}
    assert page.evaluate(CHOSEN) == wanted
    reader.go("/search/")
    assert page.evaluate(CHOSEN) == wanted
    tab = page.context.new_page()
    tab.goto(f"{reader.site}/verify/")
    assert tab.evaluate(CHOSEN) == wanted
    expect(tab.locator('[data-display="theme"][value="dark"]')).to_be_checked()


def test_what_is_taken_back_follows_the_device_again(open_page, site):
    page = open_page(color_scheme="dark")
    page.goto("/")
    assert page.evaluate(GROUND) == NIGHT

    page.locator(".display-menu > summary").click()
    choose(page, "theme", "light")
    assert page.evaluate(GROUND) == WHITE
    choose(page, "theme", "")

    assert page.evaluate(GROUND) == NIGHT
    page.emulate_media(color_scheme="light")
    until(page, f"{GROUND} === '{WHITE}'")


def test_without_scripts_the_device_decides_and_nothing_is_offered(open_page, site):
    page = open_page(java_script_enabled=False, color_scheme="dark")
    page.goto("/")

    assert page.evaluate(GROUND) == NIGHT
    expect(page.locator(".display-menu")).to_be_hidden()


def test_a_browser_that_keeps_nothing_still_shows_the_page(visit):
    reader = visit("display-closed")
    reader.page.add_init_script(
        "Object.defineProperty(window, 'localStorage', {get() { throw new Error('closed') }})"
    )
    reader.go("/", picture=False)

    assert reader.page.evaluate(CHOSEN)["theme"] == "light"


@pytest.mark.parametrize(("name", "phone"), [*((name, False) for name in SETS), ("larger", True)])
def test_every_component_is_accessible_in_every_set(name, phone, visit, client):
    client.force_login(UserFactory(role=EDITORS))
    reader = visit(f"styleguide-{name}-{'phone' if phone else 'desktop'}", phone=phone)
    key = client.cookies["sessionid"].value
    reader.page.context.add_cookies([{"name": "sessionid", "value": key, "url": reader.site}])
    kept = json.dumps(json.dumps(SETS[name]))
    reader.page.add_init_script(f"localStorage.setItem('display', {kept})")

    assert reader.go("/styleguide/", picture=False) == 200


@pytest.mark.parametrize("width", [320, 800, 992, 1280])
def test_the_way_to_sign_in_is_in_the_header_at_every_width(width, open_page, site):
    page = open_page(viewport={"width": width, "height": 700})
    page.goto("/")

    menu = page.locator("header .only-narrow > summary")
    if menu.is_visible():
        menu.click()

    expect(page.locator("header a[href='/accounts/login/'] >> visible=true")).to_have_count(1)


def test_a_dialog_opens_closes_and_gives_the_focus_back(open_page, site, client):
    client.force_login(UserFactory(role=EDITORS))
    page = open_page()
    key = client.cookies["sessionid"].value
    page.context.add_cookies([{"name": "sessionid", "value": key, "url": site}])
    page.goto("/en/styleguide/")

    page.get_by_role("button", name="Open a dialog").focus()
    page.keyboard.press("Enter")
    expect(page.locator("#sample-dialog")).to_be_visible()
    page.keyboard.press("Escape")

    expect(page.locator("#sample-dialog")).to_be_hidden()
    expect(page.get_by_role("button", name="Open a dialog")).to_be_focused()
