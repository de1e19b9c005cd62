"""Addresses of the fonts that `make setup` cuts (decision 0029); none: the system has fonts."""

from functools import cache

from django.contrib.staticfiles import finders
from django.templatetags.static import static

SHEET, TEXT = "cms/fonts/fonts.css", "cms/fonts/text.woff2"


@cache
def font_addresses() -> dict[str, str]:
    """The sheet that names the fonts, and the one file that every page needs."""
    if not finders.find(SHEET):
        return {}
    try:
        return {"sheet": static(SHEET), "text": static(TEXT)}
    except ValueError:  # cut after the static files were collected
        return {}
