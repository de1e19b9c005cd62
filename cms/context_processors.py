"""What the chrome of every page needs beside the page's own context."""

from django.conf import settings
from django.http import HttpRequest
from django.utils.functional import SimpleLazyObject
from django.utils.translation import get_language

from cms.chrome.kept import chrome_of
from courses.models import RankingBand


def site(request: HttpRequest) -> dict[str, object]:
    """`site_name`, `is_demo_site` for the banner that nothing here is real, `house_language`.

    Titles of classes and names of venues are written in the language of the house; it is named only
    where the page speaks another one. `rank_words`: each rank as results keep it, in the language
    of the papers, with the word for it in the language of the page; read where a page shows ranks.
    """
    house = settings.LANGUAGE_CODE
    return {
        "site_name": settings.WAGTAIL_SITE_NAME,
        "is_demo_site": SimpleLazyObject(lambda: chrome_of(request).is_demo),
        "house_language": "" if get_language() == house else house,
        "rank_words": SimpleLazyObject(_rank_words),
    }


def _rank_words() -> dict[str, str]:
    bands = list(RankingBand.objects.all())
    return {kept: str(band) for band in bands for kept in (band.name, band.name_en) if kept}
