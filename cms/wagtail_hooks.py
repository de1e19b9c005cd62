"""What is changed in Wagtail admin: a shorter menu, and the ways out of it."""

from collections.abc import Sequence
from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from wagtail import hooks
from wagtail.admin import messages
from wagtail.admin.action_menu import ActionMenuItem, PublishMenuItem
from wagtail.admin.menu import MenuItem
from wagtail.models import Page
from wagtail.snippets.models import register_snippet
from wagtail.snippets.views.snippets import SnippetViewSet

from cms.admin.account_views import may_change
from cms.admin.choosers import (
    AgencyChooser,
    TrainingClassChooser,
    agency_chooser,
    training_class_chooser,
)
from cms.admin.saving import SitePageViewSet, one_save_at_a_time
from cms.documents import admin as documents_admin
from cms.models import Indicator, NewsCategory, Notice
from cms.newsroom.approval import writers_of
from cms.page_cache.pages import keep_page
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


class NoticeViewSet(SnippetViewSet):
    model = Notice
    icon = "warning"
    list_display = ["text", "level", "language", "shown_from", "shown_until", "position"]
    list_filter = ["level", "language"]
    search_fields = ["text"]
    copy_view_enabled = False
    add_to_admin_menu = True
    menu_order = 235


hooks.register("on_serve_page", keep_page, order=100)
hooks.register("insert_editor_js", one_save_at_a_time)
hooks.register("register_admin_viewset", SitePageViewSet)
register_snippet(NewsCategoryViewSet)
register_snippet(IndicatorViewSet)
register_snippet(NoticeViewSet)
register_snippet(documents_admin.DocumentKindViewSet)
hooks.register("register_admin_urls", documents_admin.admin_urls)
hooks.register("register_reports_menu_item", documents_admin.texts_menu_item)


@hooks.register("register_admin_viewset")
def register_class_chooser() -> TrainingClassChooser:
    return training_class_chooser


@hooks.register("register_admin_viewset")
def register_agency_chooser() -> AgencyChooser:
    return agency_chooser


@hooks.register("construct_page_action_menu")
def approve_rather_than_publish(
    menu_items: list[ActionMenuItem], request: HttpRequest, context: dict[str, Any]
) -> None:
    """Under an approval nothing is saved and published at once: who saves has written."""
    page = context.get("page") or context["parent_page"]
    if page.has_workflow:
        menu_items[:] = [item for item in menu_items if item.name != PublishMenuItem.name]


@hooks.register("before_edit_page")
def say_who_approves(request: HttpRequest, page: Page) -> None:
    """Whoever could approve but wrote is told why the button is missing."""
    task = page.current_workflow_task
    approves = task is not None and task.specific.user_can_access_editor(page, request.user)
    if request.method == "GET" and approves and request.user.pk in writers_of(page):
        messages.info(request, _("Somebody else approves this page, as you have worked on it."))


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
