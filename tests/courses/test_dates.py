"""Dates in sentences: padded days, months 1 and 2 padded, English beside Vietnamese."""

import datetime as dt

import pytest

from django.utils import translation

from courses.dates import date_range, long_date, short_date


@pytest.mark.parametrize(
    ("day", "vietnamese", "english"),
    [
        (dt.date(2010, 7, 16), "ngày 16 tháng 7 năm 2010", "16 July 2010"),
        (dt.date(2020, 1, 5), "ngày 05 tháng 01 năm 2020", "5 January 2020"),
        (dt.date(2019, 2, 28), "ngày 28 tháng 02 năm 2019", "28 February 2019"),
        (dt.date(2019, 12, 1), "ngày 01 tháng 12 năm 2019", "1 December 2019"),
    ],
)
def test_long_date_follows_the_language(day, vietnamese, english):
    with translation.override("vi"):
        assert long_date(day) == vietnamese
    with translation.override("en"):
        assert long_date(day) == english


def test_date_range_of_one_day_is_one_date():
    with translation.override("vi"):
        assert date_range(dt.date(2010, 3, 9), dt.date(2010, 3, 9)) == "Ngày 09/3/2010"


def test_date_range_names_first_and_last_day():
    first, last = dt.date(2010, 3, 30), dt.date(2010, 4, 1)

    with translation.override("vi"):
        assert date_range(first, last) == "Từ ngày 30/3/2010 đến ngày 01/4/2010"
    with translation.override("en"):
        assert date_range(first, last) == "From 30 March 2010 to 1 April 2010"


@pytest.mark.parametrize("language", ["vi", "en"])
def test_short_date_has_the_day_first_in_every_language(language):
    with translation.override(language):
        assert short_date(dt.date(2010, 3, 9)) == "09/03/2010"
