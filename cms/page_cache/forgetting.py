"""When all that is kept is forgotten: an editor publishes, withdraws or moves a page."""

from typing import Any, Final

from django.apps import apps
from django.db.models import Model
from django.db.models.signals import post_delete, post_save

from wagtail.models import Page
from wagtail.signals import page_published, page_slug_changed, page_unpublished, post_page_move

from cms.page_cache import shelf

# What visitors see changes with each row of these. Not with drafts of pages, and not with classes:
# pages that show seats are short-lived, and a storm of registrations must not empty the shelf.
SHOWN: Final = {
    "wagtailcore": ("Site", "Locale", "PageViewRestriction", "Collection"),
    "wagtailredirects": ("Redirect",),
    "courses": ("Category", "Course", "Venue", "Instructor", "IssuingBody", "ScheduleRelease"),
    "cms": ("NewsCategory", "Indicator", "IndicatorValue", "Notice", "Document"),
}


def watch() -> None:
    """Called once, when the site starts."""
    for signal in (page_published, page_unpublished, page_slug_changed, post_page_move):
        signal.connect(_forget)
    for model in shown_models():
        post_save.connect(_forget, sender=model)
        post_delete.connect(_forget, sender=model)
    for model in apps.get_models():
        if issubclass(model, Page):
            post_delete.connect(_forget, sender=model)


def shown_models() -> list[type[Model]]:
    return [
        model
        for app, names in SHOWN.items()
        for model in apps.get_app_config(app).get_models()
        if model.__name__ in names
    ]


def _forget(**_unused: Any) -> None:
    shelf.forget_all()
