"""Puts the reference lists of training into the menu of Wagtail admin."""

from wagtail import hooks
from wagtail.admin.viewsets.base import ViewSet, ViewSetGroup

from courses.money_viewsets import MONEY_LISTS
from courses.viewsets import LISTS, TrainingGroup


@hooks.register("register_admin_viewset")
def register_training_lists() -> list[ViewSet | ViewSetGroup]:
    return [TrainingGroup(), *(viewset() for viewset in (*LISTS, *MONEY_LISTS))]
