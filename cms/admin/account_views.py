"""Accounts in Wagtail admin: nobody but a superuser touches a superuser."""

from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse

from wagtail.admin.views.account import AccountView, AvatarSettingsPanel
from wagtail.users.views.users import CreateView, EditView, IndexView, UserViewSet

from cms.admin.account_form import AccountForm, NewAccountForm
from enrollment.models import User


def may_change(by: User, account: User) -> bool:
    """Whether the one may edit, deactivate or take over the other's account."""
    return by.is_superuser or not account.is_superuser


class AccountIndexView(IndexView):
    def get_edit_url(self, instance: User) -> str | None:
        return super().get_edit_url(instance) if may_change(self.request.user, instance) else None


class AccountCreateView(CreateView):
    def get_form_kwargs(self) -> dict[str, Any]:
        return super().get_form_kwargs() | {"by": self.request.user}


class AccountEditView(EditView):
    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if not may_change(request.user, self.object):
            raise PermissionDenied
        return super().dispatch(request, *args, **kwargs)

    def get_form_kwargs(self) -> dict[str, Any]:
        return super().get_form_kwargs() | {"by": self.request.user}


class AccountViewSet(UserViewSet):
    index_view_class = AccountIndexView
    # One person, one account: nothing of it is worth copying.
    copy_view_enabled = False
    add_view_class = AccountCreateView
    edit_view_class = AccountEditView
    # The plain forms: those of Wagtail print the names and a tick for superusers always.
    create_template_name = "wagtailadmin/generic/create.html"
    edit_template_name = "wagtailadmin/generic/edit.html"

    def get_form_class(self, for_update: bool = False) -> type[NewAccountForm | AccountForm]:
        return AccountForm if for_update else NewAccountForm


class OwnSettingsView(AccountView):
    """Without a portrait: Wagtail would open whatever is sent, and nobody is shown with one."""

    def get_panels(self) -> list[Any]:
        return [one for one in super().get_panels() if not isinstance(one, AvatarSettingsPanel)]
