"""What the home page shows, counted and read at the moment it is asked for."""

import datetime as dt
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from django.apps import apps
from django.db.models import Case, OuterRef, Q, QuerySet, Subquery, Value, When
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import get_language

from cms.front.notices import shown_notices
from cms.year_figures.statistics import public_year
from courses import change_words
from courses.models import ScheduleChange, TrainingClass

if TYPE_CHECKING:
    from cms.models import HomePage, NewsIndexPage

NEWS_SHOWN: Final = 4
CLASSES_SHOWN: Final = 6
# A class that was called off stays in sight until its day if that is near: nobody travels in vain.
CALLED_OFF_SHOWN: Final = dt.timedelta(days=14)
# So long a moved class says where it was moved from.
CHANGES_SHOWN: Final = dt.timedelta(days=30)


@dataclass(frozen=True)
class NextClass:
    """A line of the list, with what has lately changed of the class."""

    training_class: TrainingClass
    change: str = ""


def last_year_with_classes() -> int | None:
    ended = TrainingClass.objects.held().filter(ends_on__lt=timezone.localdate())
    last = ended.order_by("-ends_on").first()
    return last.year if last else None


def coming_classes() -> "QuerySet[TrainingClass]":
    """Held classes that have not begun, the next one first."""
    held = TrainingClass.objects.held().for_lists()
    return held.filter(starts_on__gt=timezone.localdate()).order_by("starts_on", "code")


def next_classes() -> list[NextClass]:
    """Those that begin today or later, and the near ones that were called off."""
    today = timezone.localdate()
    called_off_soon = Q(status="canceled", starts_on__lte=today + CALLED_OFF_SHOWN)
    coming = TrainingClass.objects.published().filter(starts_on__gte=today)
    found = coming.filter(Q(status="published") | called_off_soon).for_lists()
    classes = _with_change(found).order_by("starts_on", "code")[:CLASSES_SHOWN]
    return [NextClass(one, _change(one)) for one in classes]


def _with_change(classes: "QuerySet[TrainingClass]") -> "QuerySet[TrainingClass]":
    """Beside each class its last move, read along with it."""
    moves = ScheduleChange.objects.filter(
        training_class=OuterRef("pk"),
        kind__in=[ScheduleChange.Kind.MOVED, ScheduleChange.Kind.PLACE],
        release__released_at__gte=timezone.now() - CHANGES_SHOWN,
    ).order_by("-release__number", "position")
    return classes.annotate(
        change_kind=Subquery(moves.values("kind")[:1]),
        change_before=Subquery(moves.values("before")[:1]),
        change_after=Subquery(moves.values("after")[:1]),
    )


def _change(training_class: Any) -> str:
    if training_class.is_canceled or not training_class.change_kind:
        return ""
    return change_words.sentence(
        training_class.change_kind, training_class.change_before, training_class.change_after
    )


def home_context(page: "HomePage", request: HttpRequest) -> dict[str, Any]:
    index: NewsIndexPage | None = _news_index(page)
    news = _news(index, page.lead_article_id) if index else []
    year = page.figures_year or last_year_with_classes()
    return {
        "notices": shown_notices(get_language(), request),
        "lead_news": news[:1],
        "more_news": news[1:],
        "news_index": index,
        "classes": next_classes(),
        "figures": public_year(year) if year else None,
    }


def _news(index: "NewsIndexPage", lead: int | None) -> list[Any]:
    """The article that the editors have put first, then the newest ones."""
    is_lead = Case(When(pk=lead, then=Value(1)), default=Value(0))
    ordered = index.articles().order_by(is_lead.desc(), "-published_at", "-pk")
    return list(ordered[:NEWS_SHOWN])


def _news_index(page: "HomePage") -> Any:
    children = apps.get_model("cms", "NewsIndexPage").objects.child_of(page).live()
    return children.select_related("locale").first()
