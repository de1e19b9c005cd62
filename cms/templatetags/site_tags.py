"""Tags and filters of all templates: addresses of pages, dates in words, grouped numbers."""

import datetime as dt
import json
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from django import template
from django.conf import settings
from django.template.context import Context
from django.utils import formats, timezone, translation
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe

from wagtail.models import Page

from cms.chrome import navigation, reach
from cms.chrome.web_fonts import font_addresses
from cms.front import quick_ways
from cms.year_figures import statistics_tables
from cms.year_figures.public_figures import Figure
from courses import dates, money_words
from courses.models import Course, TrainingClass

register = template.Library()

NEVER_IN_SCRIPT = {ord(sign): f"\\u{ord(sign):04x}" for sign in "<>&"}


@register.simple_tag(takes_context=True)
def class_url(context: Context, training_class: TrainingClass) -> str:
    """Public address of a class, also in letters, where there is no request."""
    return navigation.class_url(training_class, context.get("request"))


@register.simple_tag(takes_context=True)
def course_url(context: Context, course: Course) -> str:
    """Public address of a course."""
    return navigation.course_url(course, context.get("request"))


@register.simple_tag(takes_context=True, name="quick_ways")
def quick_ways_tag(context: Context) -> list[quick_ways.QuickWay]:
    """Of the home page: what this visitor came for."""
    return quick_ways.quick_ways(context["request"], context.get("news_index"))


@register.simple_tag(takes_context=True)
def schedule_url(context: Context) -> str:
    """Where classes are found in the active language."""
    return navigation.schedule_url(context.get("request"))


@register.simple_tag
def web_fonts() -> dict[str, str]:
    """Addresses of the fonts, if they were cut."""
    return font_addresses()


@register.simple_tag(takes_context=True)
def version_url(context: Context, number: int) -> str:
    """Where the public reads a released version of the schedule."""
    return navigation.version_url(number, context.get("request"))


@register.simple_tag(takes_context=True)
def main_nav(context: Context) -> list[navigation.MenuItem]:
    """The public menu as [{title, url, current}]."""
    request = context.get("request")
    return navigation.menu(request) if request is not None else []


@register.simple_tag(takes_context=True)
def language_switch(context: Context) -> list[dict[str, Any]]:
    """The languages of the site as [{code, name, url, current}], each leading to this very page."""
    request = context.get("request")
    if request is None:
        return []
    page = context.get("page")
    page = page if isinstance(page, Page) else None
    current = translation.get_language()
    return [
        {
            "code": code,
            "name": name,
            "url": navigation.same_page_in(code, page, request),
            "current": code == current,
        }
        for code, name in settings.LANGUAGES
    ]


@register.simple_tag(takes_context=True)
def reach_of(context: Context) -> reach.Reach | None:
    """What the head of the page says to search machines and to those who pass its link on."""
    return reach.reach_of(context)


def _local_day(moment: dt.date) -> dt.date:
    """The day of a moment where the site stands; a date is its own day."""
    return timezone.localdate(moment) if isinstance(moment, dt.datetime) else moment


@register.filter
def long_date(moment: dt.date | None) -> str:
    """A date in words, as in a sentence."""
    return dates.long_date(_local_day(moment)) if moment else ""


@register.filter
def short_date(moment: dt.date | None) -> str:
    return dates.short_date(_local_day(moment)) if moment else ""


@register.filter
def grouped(number: float | None) -> str:
    """A count with its thousands grouped: 74.292 in Vietnamese, 74,292 in English."""
    return "" if number is None else formats.number_format(number, force_grouping=True)


@register.filter
def money(amount: Decimal | None) -> str:
    """An amount with its currency, as in a sentence: 1.250.000 đồng."""
    return money_words.money(amount)


@register.filter
def figures(amount: Decimal | None) -> str:
    """An amount in a table, whose heading says the unit: 1.250.000."""
    return money_words.figures(amount)


@register.filter
def public_figure(figure: Figure) -> str:
    """A count of the public statistics, or that it is hidden."""
    return statistics_tables.words(figure)


@register.filter
def percent(part: float | None, whole: float = 100) -> str:
    """`part` of `whole` as a percentage with one decimal; nothing when there is no whole."""
    if part is None or not whole:
        return ""
    share = Decimal(str(part)) * 100 / Decimal(str(whole))
    tenths = share.quantize(Decimal("0.1"), ROUND_HALF_UP)
    return formats.number_format(tenths, decimal_pos=1) + " %"


@register.filter
def rank_among(kept: str, words: dict[str, str]) -> str:
    """A rank in the language of the page; one that no scheme knows any more as it was kept."""
    return words[kept] if words and kept in words else kept


@register.filter
def month_year(day: dt.date) -> str:
    """Heading of a month in a list."""
    return dates.month_and_year(day)


@register.simple_tag
def json_ld(data: dict[str, Any]) -> SafeString:
    """Data for search machines; no text in it can end the element."""
    text = json.dumps(data, ensure_ascii=False).translate(NEVER_IN_SCRIPT)
    return format_html('<script type="application/ld+json">{}</script>', mark_safe(text))  # noqa: S308
