"""The one door: known and new addresses get the same answer and the same mail."""

from allauth.account.forms import RequestLoginCodeForm as AllauthRequestLoginCodeForm

from enrollment.accounts import account_for


class RequestLoginCodeForm(AllauthRequestLoginCodeForm):
    """Opens an account for an address seen for the first time, then mails the code."""

    def clean_email(self) -> str:
        # First allauth's own look-up and limiter, so that a flood of addresses opens no accounts.
        email = super().clean_email()
        if email and self._user is None:
            user = account_for(email)
            # A deactivated account stays shut; its owner gets the mail strangers get.
            self._user = user if user.is_active else None
        return email
