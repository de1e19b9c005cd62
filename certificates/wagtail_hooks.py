"""Puts the reference lists of certificates into the menu of Wagtail admin."""

from wagtail import hooks

from certificates.viewsets import RequestRuleViewSet, SignatoryViewSet
from courses.viewsets import ReferenceViewSet


@hooks.register("register_admin_viewset")
def register_lists_of_certificates() -> list[ReferenceViewSet]:
    return [SignatoryViewSet(), RequestRuleViewSet()]
