"""The front page of the demo: an article put first, notices of which one waits for its day."""

import datetime as dt
from typing import Any

from cms.demo.opening import moment
from cms.demo.source import data
from cms.models import HomePage, NewsPage, Notice, SchedulePage


def load_front_page(*, today: dt.date) -> None:
    """In the languages that the site has; what editors have set themselves stays."""
    _put_first()
    if not Notice.objects.exists():
        _load_notices(today)


def _put_first() -> None:
    """The newest article with a picture, in each language."""
    for home in HomePage.objects.filter(lead_article=None):
        pictured = NewsPage.objects.descendant_of(home).live().exclude(illustration=None)
        home.lead_article = pictured.order_by("-published_at").first()
        if home.lead_article:
            home.save_revision().publish()


def _load_notices(today: dt.date) -> None:
    for schedule in SchedulePage.objects.select_related("locale"):
        language = schedule.locale.language_code
        for known in data("notices"):
            if language in known:
                _notice(known, language, schedule, today).save()


def _notice(known: dict[str, Any], language: str, schedule: SchedulePage, today: dt.date) -> Notice:
    about = known.get("training_class")
    return Notice(
        text=known[language],
        level=known["level"],
        language=language,
        address=schedule.class_url(about) if about else "",
        shown_from=moment(today + dt.timedelta(days=known["from_days"]), 8),
        shown_until=moment(today + dt.timedelta(days=known["until_days"]), 17),
        position=known["position"],
    )
