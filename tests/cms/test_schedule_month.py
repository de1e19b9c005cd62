"""A month of the schedule: a table of days, with ways to the months around it."""

import datetime as dt
import re

import pytest

from django.utils import timezone

from tests.factories.courses import SessionFactory, TrainingClassFactory

pytestmark = pytest.mark.django_db

MAY = {"starts_on": dt.date(2031, 5, 29), "ends_on": dt.date(2031, 6, 3)}


def page(client, query="&when=2031-05"):
    return client.get(f"/en/schedule/?view=month{query}").text


def days_of(text):
    """What stands on each day that has classes, by its date."""
    cells = re.findall(r'<td.*?datetime="([\d-]+)".*?</time>(.*?)</td>', text, re.DOTALL)
    return {
        day: re.findall(r'cal-class is-\w+" href="[^"]*/([\w-]+)/"', body) for day, body in cells
    }


def held_on(text):
    return {day: codes for day, codes in days_of(text).items() if codes}


def test_a_class_stands_on_the_days_on_which_it_meets(client, site_tree):
    training_class = TrainingClassFactory(code="A", **MAY)
    for day in (MAY["starts_on"], MAY["ends_on"]):
        SessionFactory(training_class=training_class, held_on=day)

    assert held_on(page(client)) == {"2031-05-29": ["A"]}
    assert held_on(page(client, "&when=2031-06")) == {"2031-05-29": ["A"], "2031-06-03": ["A"]}


def test_without_sessions_it_stands_on_all_working_days(client, site_tree):
    TrainingClassFactory(code="A", **MAY)

    assert list(held_on(page(client))) == ["2031-05-29", "2031-05-30"]


def test_classes_of_a_day_stand_in_the_order_of_their_hours(client, site_tree):
    day = dt.date(2031, 5, 12)
    for code, hour in (("LATE", 14), ("EARLY", 8)):
        one = TrainingClassFactory(code=code, starts_on=day, ends_on=day)
        SessionFactory(training_class=one, starts_at=dt.time(hour), ends_at=dt.time(hour + 2))

    text = page(client)

    assert held_on(text) == {"2031-05-12": ["EARLY", "LATE"]}
    assert "08:00" in text


def test_weeks_begin_on_monday_and_are_whole(client, site_tree):
    days = list(days_of(page(client)))

    assert (days[0], days[-1], len(days)) == ("2031-04-28", "2031-06-01", 35)


def test_it_is_a_table_with_named_days(client, site_tree):
    text = page(client)

    assert re.search(r'<table class="cal[^"]*" role="table" aria-labelledby="month-title"', text)
    assert re.findall(r'<th scope="col"[^>]*>(\w+)</th>', text)[0] == "Monday"


def test_months_around_are_a_link_away_and_keep_the_filter(client, site_tree):
    TrainingClassFactory()

    text = page(client, "&when=2031-01&q=van")

    assert 'rel="prev" href="?when=2030-12&amp;q=van&amp;view=month"' in text
    assert 'rel="next" href="?when=2031-02&amp;q=van&amp;view=month"' in text
    assert f'href="?when={timezone.localdate():%Y-%m}&amp;q=van&amp;view=month">Today<' in text


def test_without_a_month_it_is_the_one_of_today(client, site_tree):
    text = page(client, "")

    assert f'datetime="{timezone.localdate():%Y-%m-%d}"' in text
    assert text.count('aria-current="date"') == 1
    assert ">Today<" not in text


@pytest.mark.parametrize(("month", "missing"), [("1990-01", "prev"), ("2100-12", "next")])
def test_the_calendar_ends_where_years_end(client, site_tree, month, missing):
    text = page(client, f"&when={month}")

    assert f'rel="{missing}"' not in text


def test_an_empty_month_leads_to_the_next_with_classes(client, site_tree):
    TrainingClassFactory(starts_on=dt.date(2031, 8, 4), ends_on=dt.date(2031, 8, 5))

    text = page(client)

    assert "Next classes: August 2031" in text
    assert 'href="?when=2031-08&amp;view=month"' in text


def test_a_year_opens_at_its_first_month(client, site_tree):
    assert "January 2010" in page(client, "&when=2010")


def test_the_filter_narrows_the_month(client, site_tree):
    for code in ("VAN-1", "KY-1"):
        TrainingClassFactory(code=code, title=code, **MAY)

    shown = held_on(page(client, "&when=2031-05&q=van")).values()
    assert {code for codes in shown for code in codes} == {"VAN-1"}


def test_state_and_seats_are_words_and_not_colors_alone(client, site_tree):
    TrainingClassFactory(code="A", capacity=30, seats_taken=25, **MAY)
    TrainingClassFactory(code="B", status="canceled", **MAY)

    text = page(client)

    assert "5 seats left" in text
    assert re.search(r"cal-class is-canceled.*?Canceled\s*</span>", text, re.DOTALL)
