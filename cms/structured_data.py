"""What search machines read of a page: schema.org data, with nothing in it that the page hides."""

from typing import TYPE_CHECKING, Any

from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext

if TYPE_CHECKING:
    from cms.models import NewsPage
    from cms.year_figures.public_figures import PublicYear

CONTEXT = "https://schema.org"


def news_article(page: "NewsPage", request: HttpRequest) -> dict[str, Any]:
    return {
        "@context": CONTEXT,
        "@type": "NewsArticle",
        "headline": page.title,
        "description": page.lead,
        "datePublished": timezone.localtime(page.published_at).isoformat(timespec="minutes"),
        "inLanguage": page.text_language,
        "articleSection": str(page.category),
        "url": page.get_full_url(request),
    }


def dataset(year: "PublicYear", request: HttpRequest) -> dict[str, Any]:
    """The figures of a year as open data."""
    files = {"text/csv": "statistics_csv", "application/json": "statistics_json"}
    return {
        "@context": CONTEXT,
        "@type": "Dataset",
        "name": gettext("Training classes in %(year)s: statistics") % {"year": year.year},
        "description": gettext("Training classes and participations by month, field and agency."),
        "temporalCoverage": str(year.year),
        "dateModified": timezone.localtime(year.changed_at).date().isoformat(),
        "isAccessibleForFree": True,
        "distribution": [
            {
                "@type": "DataDownload",
                "encodingFormat": kind,
                "contentUrl": request.build_absolute_uri(reverse(name, args=[year.year])),
            }
            for kind, name in files.items()
        ],
    }
