"""Registers the reference list of signatories; the menu group of training shows it."""

from wagtail import hooks

from certificates.viewsets import SignatoryViewSet
from courses.viewsets import TRAINING_MENU

signatories = SignatoryViewSet("signatories", menu_order=150, menu_hook=TRAINING_MENU)


@hooks.register("register_admin_viewset")
def register_signatories() -> SignatoryViewSet:
    return signatories
