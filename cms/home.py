"""What the home page shows, counted and read at the moment it is asked for."""

from typing import TYPE_CHECKING, Any

from django.apps import apps
from django.db.models import QuerySet
from django.utils import timezone

from cms.statistics import public_year
from courses.models import TrainingClass

if TYPE_CHECKING:
    from cms.models import HomePage, NewsIndexPage, SchedulePage

NEWS_SHOWN = 4
CLASSES_SHOWN = 4


def last_year_with_classes() -> int | None:
    ended = TrainingClass.objects.held().filter(ends_on__lt=timezone.localdate())
    last = ended.order_by("-ends_on").first()
    return last.year if last else None


def coming_classes() -> "QuerySet[TrainingClass]":
    """Held classes that have not begun, the next one first."""
    held = TrainingClass.objects.held().for_lists()
    return held.filter(starts_on__gt=timezone.localdate()).order_by("starts_on", "code")


def home_context(page: "HomePage") -> dict[str, Any]:
    index: NewsIndexPage | None = _child(page, "NewsIndexPage")
    schedule: SchedulePage | None = _child(page, "SchedulePage")
    news = list(index.articles()[:NEWS_SHOWN]) if index else []
    year = page.figures_year or last_year_with_classes()
    return {
        "lead_news": news[:1],
        "more_news": news[1:],
        "news_index": index,
        "schedule": schedule,
        "classes": coming_classes()[:CLASSES_SHOWN],
        "figures": public_year(year) if year else None,
    }


def _child(page: "HomePage", model: str) -> Any:
    children = apps.get_model("cms", model).objects.child_of(page).live()
    return children.select_related("locale").first()
