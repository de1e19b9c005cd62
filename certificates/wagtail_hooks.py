"""Puts the reference list of certificates into the menu of Wagtail admin."""

from wagtail import hooks

from certificates.viewsets import SignatoryViewSet


@hooks.register("register_admin_viewset")
def register_signatories() -> SignatoryViewSet:
    return SignatoryViewSet()
