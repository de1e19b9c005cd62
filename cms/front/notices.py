"""The notices of this moment, as the home page prints them."""

from dataclasses import dataclass
from typing import Any

from django.apps import apps
from django.http import HttpRequest
from django.utils import timezone

# More than these would push everything else out of sight.
SHOWN = 4


@dataclass(frozen=True)
class ShownNotice:
    text: str
    level: str
    level_word: str
    url: str


def shown_notices(language: str, request: HttpRequest) -> list[ShownNotice]:
    """The urgent ones first, then in the order of the editors."""
    model: Any = apps.get_model("cms", "Notice")
    found = model.objects.shown_at(timezone.now(), language).select_related("page__locale")
    urgent_first = sorted(found, key=lambda one: one.level != model.Level.URGENT)
    return [
        ShownNotice(one.text, one.level, one.get_level_display(), one.url(request))
        for one in urgent_first[:SHOWN]
    ]
