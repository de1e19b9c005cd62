"""What search machines read of a page: schema.org data, with nothing in it that the page hides."""

from typing import TYPE_CHECKING, Any

from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext

from courses.models import TrainingClass

if TYPE_CHECKING:
    from cms.models import NewsPage
    from cms.public_figures import PublicYear

CONTEXT = "https://schema.org"


def course_instance(training_class: TrainingClass, *, url: str) -> dict[str, Any]:
    status = "EventCancelled" if training_class.is_canceled else "EventScheduled"
    organizer = {"@type": "Organization", "name": training_class.issuing_body.name}
    # As on the page, where seats are counted while people register: later they would tell how many
    # came to a class that the public statistics hide. Recorded classes have a seat for each person.
    is_open = training_class.phase == TrainingClass.Phase.OPEN
    seats = {
        "maximumAttendeeCapacity": training_class.capacity,
        "remainingAttendeeCapacity": training_class.free_seats,
    }
    return {
        "@context": CONTEXT,
        "@type": "CourseInstance",
        "name": training_class.title,
        "courseMode": "Onsite",
        "url": url,
        "startDate": training_class.starts_on.isoformat(),
        "endDate": training_class.ends_on.isoformat(),
        "eventStatus": f"{CONTEXT}/{status}",
        **(seats if is_open else {}),
        "location": {
            "@type": "Place",
            "name": training_class.venue.name,
            "address": training_class.venue.address or training_class.venue.name,
        },
        "organizer": organizer,
        "about": {
            "@type": "Course",
            "name": str(training_class.course),
            "description": training_class.course.description or training_class.title,
            "provider": organizer,
        },
    }


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
