"""Reference list in Wagtail admin: who signs. Certificates themselves are never there."""

from certificates.models import Signatory
from courses.viewsets import ReferenceViewSet


class SignatoryViewSet(ReferenceViewSet):
    model = Signatory
    name = "signatories"
    icon = "edit"
    menu_order = 150
    form_fields = ["issuing_body", "authority", "title", "full_name", "valid_from", "valid_to"]
    list_display = ["full_name", "title", "issuing_body", "valid_from", "valid_to"]
    list_filter = ["issuing_body"]
