"""The front page of the demo: notices, of which one waits for its day."""

import datetime as dt
from typing import Any

from cms.demo.opening import moment
from cms.demo.source import data
from cms.models import Notice, SchedulePage


def load_front_page(*, today: dt.date) -> None:
    """In the languages that the site has; nothing where editors have notices of their own."""
    if Notice.objects.exists():
        return
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
