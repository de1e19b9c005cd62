"""Two saves of one new page at the same moment: one makes it, the other is told, none fails."""

from typing import Any

from django.core.exceptions import ValidationError
from django.db import IntegrityError
from django.http import HttpRequest, HttpResponse
from django.templatetags.static import static
from django.utils.html import format_html
from django.utils.safestring import SafeString

from wagtail.admin.views.pages.create import CreateView
from wagtail.admin.viewsets.pages import PageViewSet
from wagtail.models import Page


class NewPageView(CreateView):
    """Asks the form again if the address was taken after it had been found free."""

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        try:
            return super().dispatch(request, *args, **kwargs)
        except (ValidationError, IntegrityError):
            return super().dispatch(request, *args, **kwargs)


class SitePageViewSet(PageViewSet):
    # Of an abstract class no view could look a page up.
    model = Page
    add_view_class = NewPageView


def one_save_at_a_time() -> SafeString:
    """The script by which a button waits until the editor has saved by itself."""
    return format_html('<script src="{}"></script>', static("cms/one_save.js"))
