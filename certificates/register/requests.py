"""Verbs: somebody asks for a corrected certificate or a copy; the desk answers within its time."""

import datetime as dt
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from certificates.models import Certificate, CertificateRequest, RequestRule
from certificates.register import numbers as registers
from certificates.register.numbers import log_one
from courses.refusals import Refusal
from courses.working_days import working_days_after
from enrollment.letters import outbox
from enrollment.models import Letter

State = CertificateRequest.State


class RequestRefused(Refusal):
    """A request that cannot be made or answered like this."""


def rule_on(day: dt.date) -> RequestRule:
    """The rule that holds on that day; the model's own figures where none was entered."""
    found: RequestRule | None = RequestRule.objects.valid_on(day).order_by("-valid_from").first()
    return found or RequestRule()


def due_on(asked_on: dt.date) -> dt.date:
    """The last working day to answer; the day of the request does not count."""
    return working_days_after(asked_on, rule_on(asked_on).working_days)


def ask(
    certificate: Certificate,
    kind: str,
    *,
    by: Any,
    text: str = "",
    letter: str = "",
    asked_on: dt.date | None = None,
    at: dt.datetime | None = None,
) -> CertificateRequest:
    """Begin the clock: from the day of the letter, or today.

    Refused with code `text_needed`, `in_future`, `too_early`, `not_valid`, `already_asked`.
    """
    at = at or timezone.now()
    asked_on = asked_on or timezone.localdate(at)
    _check(certificate, kind, text, asked_on, today=timezone.localdate(at))
    with transaction.atomic():
        registers.lock_register(certificate.register)
        _check_free(certificate)
        request = CertificateRequest.objects.create(
            certificate=certificate,
            kind=kind,
            text=text,
            letter=letter,
            asked_on=asked_on,
            due_on=due_on(asked_on),
            asked_by=by,
        )
        data = {"kind": kind, "due_on": request.due_on}
        log_one("certificate.asked_about", certificate, by=by, data=data)
        _tell(Letter.Kind.REQUEST_RECEIVED, request, "received")
    return request


def refuse_request(
    request: CertificateRequest, *, by: Any, answer: str, at: dt.datetime | None = None
) -> CertificateRequest:
    """Say no, with the reason that the letter tells."""
    if not answer.strip():
        raise RequestRefused(_("A reason is needed."), code="reason_needed")
    with transaction.atomic():
        registers.lock_register(request.certificate.register)
        _close(request, State.REFUSED, by=by, answer=answer, at=at or timezone.now())
        data = {"reason": answer}
        log_one("certificate.request_refused", request.certificate, by=by, data=data)
        _tell(Letter.Kind.REQUEST_REFUSED, request, "refused")
    return request


def settle(request: CertificateRequest, *, by: Any, answer: str, at: dt.datetime) -> None:
    """For the verbs that fulfil a request, in their transaction: `answer` is what was given."""
    _close(request, State.DONE, by=by, answer=answer, at=at)
    data = {"kind": request.kind, "answer": answer}
    log_one("certificate.request_settled", request.certificate, by=by, data=data)


def _check(
    certificate: Certificate, kind: str, text: str, asked_on: dt.date, *, today: dt.date
) -> None:
    if kind == CertificateRequest.Kind.ERROR and not text.strip():
        raise RequestRefused(_("Say what is wrong, and how it is right."), code="text_needed")
    if asked_on > today:
        raise RequestRefused(_("A request cannot be dated in the future."), code="in_future")
    if asked_on < certificate.issued_on:
        raise RequestRefused(
            _("A request cannot be dated before the certificate."), code="too_early"
        )


def _check_free(certificate: Certificate) -> None:
    certificate.refresh_from_db(fields=["revoked_at"])
    if certificate.is_revoked:
        raise RequestRefused(
            _("This certificate no longer holds; ask about the one that does."),
            code="not_valid",
        )
    if certificate.requests.open().exists():
        raise RequestRefused(
            _("A request about this certificate waits for its answer already."),
            code="already_asked",
        )


def _close(
    request: CertificateRequest, state: str, *, by: Any, answer: str, at: dt.datetime
) -> None:
    changes = {"state": state, "decided_at": at, "decided_by": by, "answer": answer}
    still_open = CertificateRequest.objects.open().filter(pk=request.pk)
    if not still_open.update(**changes):
        raise RequestRefused(_("This request was answered already."), code="already_answered")
    for name, value in changes.items():
        setattr(request, name, value)


def _tell(kind: str, request: CertificateRequest, what: str) -> None:
    outbox.put(kind, key=f"request:{request.pk}:{what}", about=request.certificate.enrollment)
