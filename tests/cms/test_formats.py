"""Dates and numbers as Vietnamese offices write them, and as English readers do."""

import datetime as dt

import pytest

from django import forms
from django.template import Context, Template
from django.utils import translation

from cms.templatetags.site_tags import (
    grouped,
    long_date,
    month_year,
    percent,
    rank_among,
    short_date,
)


class DayForm(forms.Form):
    day = forms.DateField(localize=True)


@pytest.mark.parametrize(("language", "written"), [("vi", "74.292"), ("en", "74,292")])
def test_thousands_are_grouped_by_the_language(language, written):
    with translation.override(language):
        assert grouped(74292) == written
        assert Template("{{ number }}").render(Context({"number": 74292})) == written


def test_grouped_nothing_is_nothing():
    assert grouped(None) == ""


@pytest.mark.parametrize(("language", "written"), [("vi", "39,0 %"), ("en", "39.0 %")])
def test_percentage_has_one_decimal(language, written):
    with translation.override(language):
        assert percent(82, 210) == written


def test_percentage_rounds_half_up_and_knows_no_whole_of_zero():
    with translation.override("en"):
        assert [percent(39.05), percent(1, 0), percent(None)] == ["39.1 %", "", ""]


def test_rank_that_no_scheme_knows_stands_as_it_was_kept():
    assert rank_among("Đạt", {"Khá": "Good"}) == "Đạt"


def test_year_is_never_grouped_when_unlocalized():
    template = Template("{% load l10n %}{{ year|unlocalize }}")

    with translation.override("vi"):
        assert template.render(Context({"year": 2010})) == "2010"


@pytest.mark.parametrize("language", ["vi", "en"])
def test_typed_date_is_day_first(language):
    with translation.override(language):
        form = DayForm({"day": "05/04/2026"})

        assert form.is_valid()
        assert form.cleaned_data["day"] == dt.date(2026, 4, 5)


def test_day_that_does_not_exist_is_refused_in_vietnamese():
    with translation.override("vi"):
        form = DayForm({"day": "31/02/2026"})

        assert form.errors["day"] == ["Nhập một ngày hợp lệ."]


def test_dates_of_moments_are_those_of_the_place():
    moment = dt.datetime(2011, 3, 15, 17, 30, tzinfo=dt.UTC)

    assert short_date(moment) == "16/03/2011"


def test_english_dates_in_words():
    with translation.override("en"):
        assert long_date(dt.date(2011, 3, 16)) == "16 March 2011"
        assert month_year(dt.date(2011, 3, 1)) == "March 2011"
