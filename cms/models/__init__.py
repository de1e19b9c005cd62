"""The pages of the site. They query classes; a class is never a page."""

from cms.models.approval import FourEyesTask
from cms.models.documents import Document, DocumentKind, DocumentText
from cms.models.indicators import Indicator, IndicatorValue
from cms.models.library import DocumentsPage
from cms.models.news import NamedAgency, NewsPage, RelatedNews
from cms.models.news_index import NewsIndexPage
from cms.models.news_words import NewsCategory, NewsTag, TaggedNews
from cms.models.notices import Notice
from cms.models.pages import ContentPage, HomePage
from cms.models.schedule import SchedulePage
from cms.models.search import SearchEntry

__all__ = [
    "ContentPage",
    "Document",
    "DocumentKind",
    "DocumentText",
    "DocumentsPage",
    "FourEyesTask",
    "HomePage",
    "Indicator",
    "IndicatorValue",
    "NamedAgency",
    "NewsCategory",
    "NewsIndexPage",
    "NewsPage",
    "NewsTag",
    "Notice",
    "RelatedNews",
    "SchedulePage",
    "SearchEntry",
    "TaggedNews",
]
