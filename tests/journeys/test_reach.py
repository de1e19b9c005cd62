"""Everybody gets everywhere: small screens, large letters, a keyboard alone, no JavaScript."""

import re
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import BrowserContext, Page, expect

from tests.journeys.conftest import IS_TOO_WIDE
from tests.journeys.public_pages import CODE, fill, public_pages

# What readers set by themselves where letters stand too close (WCAG 1.4.12).
WIDE_TEXT = """* { line-height: 1.5 !important; letter-spacing: .12em !important;
word-spacing: .16em !important } p { margin-bottom: 2em !important }"""
# 1280 pixels at 200 % and at 400 %.
TWICE, FOUR_TIMES = {"width": 640, "height": 450}, {"width": 320, "height": 256}
ONLY_TARGETS = {"runOnly": {"type": "rule", "values": ["target-size"]}}
IS_CUT = """[...document.querySelectorAll("h1, h2, h3, p, a, button, label, td, th, dt, dd, li")]
  .filter((element) => getComputedStyle(element).overflow === "hidden"
    && !element.closest(".visually-hidden") && element.scrollHeight > element.clientHeight + 2)
  .map((element) => element.outerHTML.slice(0, 90))"""
# The focused element: what it is, whether its ring is seen, and whether something lies over it.
FOCUSED = """() => {
  const element = document.activeElement;
  if (!element || element === document.body) return null;
  const shown = element.matches("input[type=radio], input[type=checkbox]")
    ? element.closest("label") || element : element;
  const box = shown.getBoundingClientRect();
  const style = [element, shown, element.nextElementSibling].filter(Boolean).map(getComputedStyle);
  const inside = box.bottom > 0 && box.top < innerHeight && box.right > 0 && box.left < innerWidth;
  const x = Math.min(Math.max(box.left + Math.min(box.width / 2, 20), 1), innerWidth - 1);
  const y = Math.min(Math.max(box.top + box.height / 2, 1), innerHeight - 1);
  const top = document.elementFromPoint(x, y);
  return {
    what: element.outerHTML.slice(0, 90),
    ring: style.some((one) => (one.outlineStyle !== "none" && parseFloat(one.outlineWidth) > 0)
      || one.boxShadow !== "none"),
    seen: inside && !!top && (shown.contains(top) || top.contains(shown)),
  };
}"""
MOVES = """[...document.querySelectorAll("*")].filter((element) => {
  const style = getComputedStyle(element);
  const longest = (text) => Math.max(...text.split(",").map(parseFloat));
  return longest(style.transitionDuration) > .01
    || (style.animationName !== "none" && longest(style.animationDuration) > .01);
}).map((element) => element.outerHTML.slice(0, 90))"""
MOST_STOPS = 60


@pytest.fixture
def filled(site) -> str:
    fill()
    return site


@pytest.fixture
def open_page(context, filled) -> Callable[..., Page]:
    """A page of a browser with these wishes."""
    opened: list[BrowserContext] = []

    def new(**wishes: object) -> Page:
        opened.append(context.browser.new_context(base_url=filled, **wishes))
        return opened[-1].new_page()

    yield new
    for each in opened:
        each.close()


def test_every_public_page_fits_small_screens_large_letters_and_fingers(open_page):
    # Our policy forbids the style that a reader's own browser would set.
    page = open_page(bypass_csp=True)
    faults = []
    for address in public_pages("vi"):
        page.set_viewport_size(TWICE)
        assert page.goto(address).status == 200, address
        faults += [f"{fault}: {address}" for fault in _faults_when_large(page)]

    assert faults == []


def _faults_when_large(page: Page) -> Iterator[str]:
    if page.evaluate(IS_TOO_WIDE):
        yield "200 %"
    page.set_viewport_size(FOUR_TIMES)
    if page.evaluate(IS_TOO_WIDE):
        yield "320 px"
    for small in Axe().run(page, options=ONLY_TARGETS).response["violations"]:
        yield from (f"too small {node['html'][:90]}" for node in small["nodes"])
    page.add_style_tag(content=WIDE_TEXT)
    if page.evaluate(IS_TOO_WIDE):
        yield "wide text"
    yield from (f"cut {element}" for element in page.evaluate(IS_CUT))


def test_nothing_moves_for_who_does_not_want_it(open_page):
    page = open_page(reduced_motion="reduce")
    faults = []
    for address in public_pages("vi")[:6]:
        page.goto(address)
        faults += [f"{address}: {one}" for one in page.evaluate(MOVES)]

    assert faults == []


@pytest.mark.parametrize("phone", [False, True], ids=["desktop", "phone"])
def test_keyboard_reaches_everything_and_is_always_seen(open_page, phone):
    size = {"width": 360, "height": 740} if phone else {"width": 1280, "height": 800}
    page = open_page(viewport=size)
    faults = []
    addresses = public_pages("vi")
    for address in (addresses[0], addresses[1], addresses[5]):
        page.goto(address)
        stops = list(stops_of(page))
        assert len(stops) > 10, address
        faults += [
            f"{address}: {stop['what']}" for stop in stops if not (stop["ring"] and stop["seen"])
        ]

    assert faults == []


def stops_of(page: Page) -> Iterator[dict[str, Any]]:
    """Where the focus stands after each press of the tabulator, until it leaves the page."""
    for _press in range(MOST_STOPS):
        page.keyboard.press("Tab")
        stop = page.evaluate(FOCUSED)
        if stop is None:
            return
        yield stop


def test_first_press_leads_past_the_menu(open_page):
    page = open_page()
    page.goto("/")
    page.keyboard.press("Tab")
    expect(page.locator(".skip-link")).to_be_in_viewport()

    page.keyboard.press("Enter")
    page.keyboard.press("Tab")

    assert page.evaluate("!!document.activeElement.closest('main')")


def test_menu_of_a_phone_opens_and_closes_by_keyboard(open_page):
    page = open_page(viewport={"width": 360, "height": 740})
    page.goto("/")
    menu = page.locator("details.only-narrow[data-menu]")
    menu.locator("> summary").focus()
    page.keyboard.press("Enter")
    expect(menu).to_have_attribute("open", "")

    page.keyboard.press("Escape")

    expect(menu).not_to_have_attribute("open", "")
    assert page.evaluate("document.activeElement.tagName") == "SUMMARY"


def test_filter_is_used_by_keyboard_without_losing_the_place(open_page):
    page = open_page()
    page.goto(public_pages("vi")[1])
    box = page.locator("#filter_q")
    box.focus()
    page.keyboard.type("không có lớp nào")
    expect(page).to_have_url(re.compile(r"[?&]q="))

    expect(page.locator("#class-list .class-card")).to_have_count(0)
    assert page.evaluate("document.activeElement.id") == "filter_q"


def test_every_public_page_is_read_without_javascript(open_page):
    page = open_page(java_script_enabled=False)
    for address in public_pages("vi"):
        assert page.goto(address).status == 200
        expect(page.locator("h1").first).to_be_visible()
        expect(page.locator("main")).not_to_be_empty()


def test_search_filter_and_menu_work_without_javascript(open_page):
    page = open_page(java_script_enabled=False, viewport={"width": 360, "height": 740})
    page.goto("/")
    page.locator("details.only-narrow > summary").click()
    page.locator("details[open] input[name=q]").fill("cong nghe thong tin")
    page.keyboard.press("Enter")
    expect(page.locator("main mark").first).to_be_visible()

    page.goto(public_pages("vi")[1])
    form = page.locator("#schedule-filter")
    if not page.locator("#filter_q").is_visible():
        page.locator("details:has(#filter_q) > summary").click()
    page.locator("#filter_q").fill("khong-co-lop-nao")
    form.locator("button[type=submit]").first.click()
    expect(page.get_by_text(CODE)).to_have_count(0)
    assert "q=khong-co-lop-nao" in page.url


def test_back_shows_the_whole_page_and_not_the_part_that_a_script_asked_for(open_page):
    """Filter, class, and back again: the browser must not take the kept part for the page."""
    page = open_page()
    page.goto(public_pages("vi")[1])
    page.locator("#filter_q").fill("ứng dụng")
    expect(page).to_have_url(re.compile(r"[?&]q="))
    page.goto(public_pages("vi")[5])
    page.go_back()

    expect(page.locator("h1")).to_be_visible()
    expect(page.locator(".site-header")).to_be_visible()
