"""The one door: known and new addresses get the same answer and the same mail."""

from allauth.account.adapter import get_adapter
from allauth.account.forms import RequestLoginCodeForm as AllauthRequestLoginCodeForm
from allauth.account.forms import ResetPasswordForm as AllauthResetPasswordForm

from enrollment.accounts import account_for, owner_of


class RequestLoginCodeForm(AllauthRequestLoginCodeForm):
    """Opens an account for an address seen for the first time, then mails the code."""

    def clean_email(self) -> str:
        self.cleaned_data["email"] = get_adapter().clean_email(self.cleaned_data["email"])
        # First allauth's own limiter, so that a flood of addresses opens no accounts.
        email = super().clean_email()
        user = account_for(email)
        # A deactivated account stays shut; its owner gets the mail strangers get.
        self._user = user if user.is_active else None
        return email


class ResetPasswordForm(AllauthResetPasswordForm):
    """Mails the link to the owner of the address, never to who merely claims it."""

    def clean_email(self) -> str:
        email = super().clean_email()
        owner = owner_of(email)
        self.users = [owner] if owner and owner.is_active else []
        return email
