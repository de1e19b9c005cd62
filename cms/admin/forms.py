"""Forms of the pages: the address follows the title without accents while it is typed."""

from collections import defaultdict
from typing import Any

from django.apps import apps

from wagtail.admin.forms import WagtailAdminPageForm
from wagtail.admin.widgets import SlugInput

from courses import vietnamese

LETTERS_WITH_MARKS = map(chr, [*range(0x00C0, 0x0250), *range(0x1E00, 0x1F00)])


def _slug_formatters() -> list[tuple[str, str]]:
    """What the editor's own transliteration, which runs in the browser, would drop: ẩ, ạ, đ."""
    letters: dict[str, str] = defaultdict(str)
    for letter in LETTERS_WITH_MARKS:
        plain = vietnamese.fold(letter)
        if plain.isascii() and plain.isalpha():
            letters[plain] += letter
    return [(f"[{marked}]", plain) for plain, marked in letters.items()] + [("[\u0300-\u036f]", "")]


SLUG_FORMATTERS = _slug_formatters()


class SitePageForm(WagtailAdminPageForm):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if "slug" in self.fields:
            locale = self.instance.locale if self.instance.locale_id else None
            self.fields["slug"].widget = SlugInput(formatters=SLUG_FORMATTERS, locale=locale)


class NewsPageForm(SitePageForm):
    def clean_tags(self) -> list[str]:
        """Each tag once, as it was first written: with other capitals or accents it is the same."""
        tags = self.cleaned_data["tags"]
        typed = {vietnamese.slug(tag): vietnamese.clean_text(tag) for tag in tags}
        typed.pop("", None)
        known = apps.get_model("cms", "NewsTag").objects.filter(slug__in=typed)
        return [*(typed | dict(known.values_list("slug", "name"))).values()]
