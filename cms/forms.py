"""Forms of the pages: the address follows the title without accents while it is typed."""

from typing import Any

from wagtail.admin.forms import WagtailAdminPageForm
from wagtail.admin.widgets import SlugInput

# The editor's own transliteration runs in the browser and leaves đ out.
SLUG_FORMATTERS = [("[đĐ]", "d")]


class SitePageForm(WagtailAdminPageForm):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if "slug" in self.fields:
            locale = self.instance.locale if self.instance.locale_id else None
            self.fields["slug"].widget = SlugInput(formatters=SLUG_FORMATTERS, locale=locale)
