"""Reference lists in Wagtail admin: who signs, when requests are due; never certificates."""

from certificates.models import RequestRule, Signatory
from courses.viewsets import ReferenceViewSet


class SignatoryViewSet(ReferenceViewSet):
    model = Signatory
    name = "signatories"
    icon = "edit"
    menu_order = 150
    form_fields = ["issuing_body", "authority", "title", "full_name", "valid_from", "valid_to"]
    list_display = ["full_name", "title", "issuing_body", "valid_from", "valid_to"]
    list_filter = ["issuing_body"]


class RequestRuleViewSet(ReferenceViewSet):
    """Within how many working days; the holidays stand in a list of their own."""

    model = RequestRule
    name = "request_rules"
    icon = "history"
    menu_order = 350
    form_fields = ["name", "working_days", "legal_basis", "valid_from", "valid_to"]
    list_display = ["name", "working_days", "valid_from", "valid_to"]
