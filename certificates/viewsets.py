"""Reference list in Wagtail admin: who signs. Certificates themselves are never there."""

from wagtail.admin.viewsets.model import ModelViewSet

from certificates.models import Signatory


class SignatoryViewSet(ModelViewSet):
    model = Signatory
    name = "signatories"
    icon = "edit"
    form_fields = ["issuing_body", "authority", "title", "full_name", "valid_from", "valid_to"]
    list_display = ["full_name", "title", "issuing_body", "valid_from", "valid_to"]
    list_filter = ["issuing_body"]
    search_fields = ["full_name", "title"]
    ordering = ["issuing_body", "-valid_from"]
    inspect_view_enabled = True
    copy_view_enabled = False
    add_to_admin_menu = False
