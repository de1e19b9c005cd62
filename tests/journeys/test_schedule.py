"""The schedule in a browser: seats that follow without moving the page, keys of the month."""

import datetime as dt

import pytest
from playwright.sync_api import expect

from courses.models import TrainingClass
from tests.factories.courses import SessionFactory, TrainingClassFactory, days_ahead

HIDE = """() => {
  Object.defineProperty(document, "hidden", { value: true, configurable: true });
  document.dispatchEvent(new Event("visibilitychange"));
}"""
SHOW = """() => {
  delete document.hidden;
  document.dispatchEvent(new Event("visibilitychange"));
}"""


@pytest.fixture
def classes(site):
    """As many as make the page long; the last one is on the second screen."""
    made = [
        TrainingClassFactory(
            code=f"LOP-{n:02}",
            title=f"Quản lý văn bản và điều hành công việc trên môi trường mạng, lớp {n}",
            starts_on=days_ahead(20 + n),
            ends_on=days_ahead(20 + n),
            capacity=30,
        )
        for n in range(12)
    ]
    for training_class in made:
        SessionFactory(training_class=training_class)
    return made


def take(training_class, seats):
    TrainingClass.objects.filter(pk=training_class.pk).update(seats_taken=seats)


def polls_of(page):
    """Every question about seats that the page sends from now on."""
    asked = []
    page.on("request", lambda one: asked.append(one.url) if "live=" in one.url else None)
    return asked


def test_seats_follow_and_the_reader_stays_where_he_is(classes, visit):
    reader = visit("schedule-live")
    page, last = reader.page, classes[-1]
    asked = polls_of(page)
    reader.go("/lich-mo-lop/")
    link = page.get_by_role("link", name=last.title)
    link.focus()
    page.evaluate("window.scrollTo(0, document.body.scrollHeight / 2)")
    place = page.evaluate("window.scrollY")
    card = page.locator(f".seats-{last.pk}")
    expect(card).to_contain_text("30")

    take(last, 27)

    expect(card).to_contain_text("27/30", timeout=12_000)
    assert page.evaluate("window.scrollY") == place > 0
    expect(link).to_be_focused()
    assert len(asked) >= 2


def test_a_hidden_page_asks_nothing_and_asks_at_once_when_it_is_seen_again(classes, visit):
    reader = visit("schedule-hidden")
    page = reader.page
    reader.go("/lich-mo-lop/", picture=False)
    page.wait_for_load_state("networkidle")
    page.evaluate(HIDE)
    asked = polls_of(page)

    page.wait_for_timeout(8_000)
    assert asked == []

    take(classes[0], 29)
    page.evaluate(SHOW)
    expect(page.locator(f".seats-{classes[0].pk}")).to_contain_text("29/30", timeout=2_000)


def test_a_class_that_comes_is_said_and_nothing_jumps(classes, visit):
    reader = visit("schedule-news")
    page = reader.page
    reader.go("/lich-mo-lop/", picture=False)
    TrainingClassFactory(title="Lớp mới", starts_on=days_ahead(5), ends_on=days_ahead(5))

    expect(page.locator("#schedule-news a")).to_be_visible(timeout=12_000)
    expect(page.get_by_role("link", name="Lớp mới", exact=True)).to_have_count(0)
    reader.look()
    page.locator("#schedule-news a").click()
    expect(page.get_by_role("link", name="Lớp mới", exact=True)).to_be_visible()


def test_filter_keeps_the_focus_and_counts_anew(classes, visit):
    reader = visit("schedule-filter", language="en")
    page = reader.page
    reader.go("/schedule/", picture=False)
    box = page.get_by_label("Words in the title")
    box.focus()
    page.keyboard.type("lop 11", delay=30)

    expect(page.locator(".class-list > li")).to_have_count(1)
    expect(box).to_be_focused()
    expect(box).to_have_value("lop 11")
    expect(page.locator("#filter_category option").first).to_contain_text("(1)")
    expect(page.locator("#filter_free_count")).to_have_text("(1)")
    assert "q=lop%2011" in page.url
    page.get_by_role("link", name="Month").click()
    assert "q=lop+11" in page.url


def test_keys_of_the_month(site, visit):
    for day, hour in ((11, 8), (12, 8), (12, 14), (19, 8)):
        one = TrainingClassFactory(
            title=f"Lớp {day} {hour}",
            starts_on=dt.date(2031, 5, day),
            ends_on=dt.date(2031, 5, day),
        )
        SessionFactory(training_class=one, starts_at=dt.time(hour), ends_at=dt.time(hour + 2))
    reader = visit("schedule-keys", language="en")
    page = reader.page
    reader.go("/schedule/?view=month&when=2031-05")

    def focused():
        return page.evaluate("document.activeElement.textContent").split("Lớp ")[1].split()[:2]

    page.locator(".cal-class").nth(1).focus()
    walked = []
    for key in ("ArrowDown", "ArrowDown", "ArrowUp", "ArrowLeft", "ArrowRight"):
        page.keyboard.press(key)
        walked.append(focused())
    assert walked == [["12", "14"], ["19", "8"], ["12", "14"], ["11", "8"], ["12", "8"]]

    page.keyboard.press("PageDown")
    expect(page.get_by_role("heading", name="June 2031")).to_be_visible()


@pytest.mark.parametrize("phone", [True, False], ids=["phone", "desktop"])
def test_month_is_an_agenda_on_a_phone(phone, classes, visit):
    reader = visit("schedule-month-phone" if phone else "schedule-month", phone=phone)
    when = f"{classes[0].starts_on:%Y-%m}"
    reader.go(f"/lich-mo-lop/?view=month&when={when}")
    page = reader.page

    empty = page.locator(".cal-day.is-empty:not(.is-outside)").first
    expect(page.locator(".cal thead")).to_be_visible(visible=not phone)
    expect(empty).to_be_visible(visible=not phone)
    expect(page.locator(".cal-class").first).to_be_visible()
