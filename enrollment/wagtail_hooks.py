"""Puts the reference lists of enrollment into the menu of Wagtail admin."""

from wagtail import hooks
from wagtail.admin.viewsets.base import ViewSet

from enrollment.viewsets import LISTS


@hooks.register("register_admin_viewset")
def register_enrollment_lists() -> list[ViewSet]:
    return [viewset() for viewset in LISTS]
