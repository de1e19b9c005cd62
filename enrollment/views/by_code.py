"""The door on a page of ours: address, mailed code, another code, another address.

Underneath are allauth's own forms and steps with the limits of its pages, so that known and
unknown addresses get the same answers here as there.
"""

import dataclasses
import datetime as dt
from typing import Any, Final

from allauth.account import app_settings
from allauth.account.adapter import get_adapter
from allauth.account.forms import ConfirmLoginCodeForm
from allauth.account.internal.flows.login_by_code import LoginCodeVerificationProcess
from allauth.account.stages import LoginByCodeStage, LoginStageController

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _

from enrollment.accounts import MailServerAway
from enrollment.forms.account import RequestLoginCodeForm
from enrollment.views.input import form_status

# The box of the form that says which step it is; the registration itself has none.
STEP: Final = "step"
PAUSE: Final = dt.timedelta(seconds=60)


@dataclasses.dataclass(frozen=True)
class Door:
    """What the visitor is asked for next: the address, or the code that was sent to it."""

    form: Any
    sent_to: str = ""
    sent_at: dt.datetime | None = None
    note: str = ""

    @property
    def status(self) -> int:
        return 422 if self.note else form_status(self.form)

    @property
    def valid_until(self) -> dt.datetime | None:
        lasts = dt.timedelta(seconds=app_settings.LOGIN_BY_CODE_TIMEOUT)
        return self.sent_at and self.sent_at + lasts

    @property
    def again_from(self) -> dt.datetime | None:
        """When the next code may be asked for, while that lies ahead."""
        at = self.sent_at and self.sent_at + PAUSE
        return at if at and at > timezone.now() else None


def knock(request: HttpRequest) -> HttpResponse | Door:
    """One step towards being signed in; every step that succeeds leads back to this page."""
    process = _process(request)
    step = request.POST.get(STEP) if request.method == "POST" else ""
    if step == "email":
        return _send(request, RequestLoginCodeForm(request.POST))
    if process is None:
        if not step:
            return Door(RequestLoginCodeForm())
        return _anew(request, _("The code is no longer valid. Ask for a new one."))
    if step == "other":
        process.abort()
        return redirect(request.path)
    if step == "again":
        return _send_again(request, process)
    if step == "code":
        return _check(request, process)
    return _wait(process)


def _process(request: HttpRequest) -> LoginCodeVerificationProcess | None:
    """The sign-in under way in this browser, unless its time is over."""
    stage = LoginStageController.enter(request, LoginByCodeStage.key)
    return LoginCodeVerificationProcess.resume(stage) if stage else None


def _send(request: HttpRequest, form: RequestLoginCodeForm) -> HttpResponse | Door:
    if not form.is_valid():
        return Door(form)
    try:
        LoginCodeVerificationProcess.initiate(
            request=request, user=form._user, email=form.cleaned_data["email"]
        )
    except MailServerAway:
        return Door(form, note=_("The code cannot be sent now. Please try again in a few minutes."))
    return redirect(request.path)


def _send_again(request: HttpRequest, process: LoginCodeVerificationProcess) -> HttpResponse | Door:
    """Through the first form once more, so that the same limit counts."""
    door = _wait(process)
    if door.again_from:
        return dataclasses.replace(
            door, note=_("A code has just been sent. Please look for it in the mailbox first.")
        )
    sent = _send(request, RequestLoginCodeForm({"email": door.sent_to}))
    if isinstance(sent, Door):
        note = sent.note or " ".join(sent.form.errors.get("email", []))
        return dataclasses.replace(door, note=note)
    return sent


def _check(request: HttpRequest, process: LoginCodeVerificationProcess) -> HttpResponse | Door:
    form = ConfirmLoginCodeForm(request.POST, code=process.code)
    if form.is_valid():
        response = process.finish(request.path)
        # That the address is confirmed and signed in is what the page goes on to show.
        list(messages.get_messages(request))
        return response
    if process.record_invalid_attempt():
        return _wait(process, form)
    return _anew(request, str(get_adapter().error_messages["too_many_login_attempts"]))


def _wait(process: LoginCodeVerificationProcess, form: Any = None) -> Door:
    sent_at = dt.datetime.fromtimestamp(process.state["at"], tz=dt.UTC)
    form = form or ConfirmLoginCodeForm(code=process.code)
    return Door(form, sent_to=process.state["email"], sent_at=sent_at)


def _anew(request: HttpRequest, note: str) -> Door:
    typed = request.POST.get("sent_to", "")[:254]
    return Door(RequestLoginCodeForm(initial={"email": typed}), note=note)
