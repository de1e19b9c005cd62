"""The pages of the site. They query classes; a class is never a page."""

from cms.models.indicators import Indicator, IndicatorValue
from cms.models.news import NewsCategory, NewsIndexPage, NewsPage
from cms.models.pages import ContentPage, HomePage
from cms.models.schedule import SchedulePage

__all__ = [
    "ContentPage",
    "HomePage",
    "Indicator",
    "IndicatorValue",
    "NewsCategory",
    "NewsIndexPage",
    "NewsPage",
    "SchedulePage",
]
