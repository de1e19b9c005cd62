"""What is said of a page to search machines and to those who pass its link on.

One address for one content: filters and parts of htmx lead to the unfiltered page, a page of a list
to itself, an alias to the page whose text it shows. A language is named where it has a text.
"""

from dataclasses import dataclass
from typing import Any, Final

from django.conf import settings
from django.http import HttpRequest
from django.template.context import Context
from django.templatetags.static import static
from django.urls import translate_url
from django.utils import translation

from wagtail.images.shortcuts import get_renditions_or_not_found
from wagtail.models import Page

from cms.chrome import navigation

SHARED_PICTURE: Final = "cms/share.png"
SHARED_WIDTH: Final = 1200
SHARED_HEIGHT: Final = 630
PICTURE_FILTER: Final = f"fill-{SHARED_WIDTH}x{SHARED_HEIGHT}|format-jpeg|jpegquality-75"
# Under these names the context of a page without a Wagtail page of its own holds what it is about.
SUBJECTS: Final = ("training_class", "course", "document")


@dataclass(frozen=True)
class Reach:
    """All addresses are whole."""

    title: str
    kind: str
    address: str
    languages: tuple[tuple[str, str], ...]
    picture: str
    picture_words: str
    locale: str


def whole(path: str) -> str:
    """The address as it is known outside, whichever name the visitor came by."""
    return path if path.startswith("http") else settings.BASE_URL + path


def reach_of(context: Context) -> Reach | None:
    request = context.get("request")
    if request is None or getattr(request, "is_preview", False):
        return None
    page = context.get("page")
    page = page if isinstance(page, Page) and page.pk else None
    picture = getattr(page, "illustration", None)
    return Reach(
        title=_title(context, page),
        kind="article" if hasattr(page, "published_at") else "website",
        address=whole(_address(page, request)) + _place_in_list(request),
        languages=() if _is_narrowed(request) else _languages(page, request),
        picture=whole(_picture_url(picture)),
        picture_words=getattr(page, "illustration_alt", "") if picture else "",
        locale=_locale(),
    )


def _title(context: Context, page: Page | None) -> str:
    if context.get("title"):
        return str(context["title"])
    for name in SUBJECTS:
        subject = context.get(name)
        if subject is not None and subject != "":
            return str(getattr(subject, "title", subject))
    return (page.seo_title or page.title) if page else settings.WAGTAIL_SITE_NAME


def _address(page: Page | None, request: HttpRequest) -> str:
    original = page.alias_of if page is not None and page.alias_of_id else None
    if original is None or not original.live:
        return request.path
    return original.get_url(request) or request.path


def _place_in_list(request: HttpRequest) -> str:
    number = request.GET.get("page", "")
    return f"?page={number}" if number.isascii() and number.isdigit() and number != "1" else ""


def _is_narrowed(request: HttpRequest) -> bool:
    return bool(request.GET)


def _languages(page: Page | None, request: HttpRequest) -> tuple[tuple[str, str], ...]:
    """(language, address) of each text, and the one for all other languages; none if only one."""
    found = [
        (code, whole(url))
        for code, _name in settings.LANGUAGES
        if (url := _address_in(code, page, request))
    ]
    if len(found) < 2:
        return ()
    others = dict(found).get(settings.LANGUAGE_CODE, found[0][1])
    return (*found, ("x-default", others))


def _address_in(language: str, page: Page | None, request: HttpRequest) -> str:
    if page is None:
        return translate_url(request.path, language)
    twin = navigation.translations(page, request).get(language)
    if twin is None or twin.alias_of_id:
        return ""
    return twin.get_url(request) + navigation.route_within(page, language, request)


def _picture_url(picture: Any) -> str:
    if picture is None:
        return static(SHARED_PICTURE)
    # Asked for as one of several: Wagtail writes a single one back into its cache each time.
    return get_renditions_or_not_found(picture, [PICTURE_FILTER])[PICTURE_FILTER].url


def _locale() -> str:
    """As Open Graph writes languages: vi_VN, en_US."""
    known = {"vi": "vi_VN", "en": "en_US"}
    language = translation.get_language() or settings.LANGUAGE_CODE
    return known.get(language, language.replace("-", "_"))
