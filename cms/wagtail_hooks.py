"""What is changed in Wagtail admin: a shorter menu, and the ways out of it."""

from collections.abc import Sequence
from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from wagtail import hooks
from wagtail.admin.menu import MenuItem
from wagtail.snippets.models import register_snippet
from wagtail.snippets.views.snippets import SnippetViewSet

from cms.account_views import may_change
from cms.choosers import TrainingClassChooser, training_class_chooser
from cms.models import Indicator, NewsCategory
from enrollment.models import User

# The help leads to another host.
UNUSED = {"help"}


class DeskMenuItem(MenuItem):
    """Shown to those who may use the desk."""

    def is_shown(self, request: HttpRequest) -> bool:
        return request.user.is_organizer


class NewsCategoryViewSet(SnippetViewSet):
    model = NewsCategory
    icon = "tag"
    list_display = ["name", "name_en", "slug"]
    copy_view_enabled = False
    add_to_admin_menu = True
    menu_order = 240


class IndicatorViewSet(SnippetViewSet):
    model = Indicator
    icon = "order"
    list_display = ["name", "name_en", "code", "unit", "part_of"]
    search_fields = ["name", "name_en", "code"]
    copy_view_enabled = False
    add_to_admin_menu = True
    menu_order = 245


register_snippet(NewsCategoryViewSet)
register_snippet(IndicatorViewSet)


@hooks.register("register_admin_viewset")
def register_class_chooser() -> TrainingClassChooser:
    return training_class_chooser


@hooks.register("construct_main_menu")
def shorten_menu(request: HttpRequest, menu_items: list[MenuItem]) -> None:
    menu_items[:] = [item for item in menu_items if item.name not in UNUSED]
    # The whole address, else the menu takes every page of the admin for a part of it.
    url = request.build_absolute_uri(reverse("wagtail_serve", args=[""]))
    menu_items.append(MenuItem(_("View the site"), url, name="site", icon_name="view", order=10))


@hooks.register("register_admin_menu_item")
def desk_menu_item() -> MenuItem:
    url = reverse("enrollment:manage_classes")
    return DeskMenuItem(_("Manage classes"), url, name="desk", icon_name="tasks", order=20)


@hooks.register("before_bulk_action")
def leave_superusers_alone(
    request: HttpRequest, action: str, objects: Sequence[Any], view: Any
) -> None:
    if not all(may_change(request.user, one) for one in objects if isinstance(one, User)):
        raise PermissionDenied
