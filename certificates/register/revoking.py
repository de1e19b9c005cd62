"""Verbs: a revocation is asked for by one person and decided by another; only then it holds."""

import datetime as dt
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from certificates.models import Certificate, RevocationRequest
from certificates.register import numbers as registers
from certificates.register.numbers import log_one
from courses.refusals import Refusal
from enrollment.letters import outbox
from enrollment.models import Letter

State = RevocationRequest.State


class RevokingRefused(Refusal):
    """A revocation that may not be asked for or decided like this."""


def ask_revocation(
    certificate: Certificate,
    *,
    by: Any,
    reason: str,
    decision: str,
    decision_on: dt.date | None = None,
    at: dt.datetime | None = None,
) -> RevocationRequest:
    """Nothing changes for the public until somebody else approves.

    Refused with code `reason_needed`, `decision_needed`, `in_future`, `already_revoked`,
    `already_asked`.
    """
    at = at or timezone.now()
    _check_words(reason, decision, decision_on, on=timezone.localdate(at))
    with transaction.atomic():
        registers.lock_register(certificate.register)
        certificate.refresh_from_db(fields=["revoked_at"])
        if certificate.is_revoked:
            raise _already_revoked()
        if certificate.revocations.filter(state=State.OPEN).exists():
            raise RevokingRefused(
                _("A revocation of this certificate awaits the second person already."),
                code="already_asked",
            )
        request = RevocationRequest.objects.create(
            certificate=certificate,
            reason=reason,
            decision=decision,
            decision_on=decision_on,
            asked_at=at,
            asked_by=by,
        )
        data = {"reason": reason, "decision": decision}
        log_one("certificate.revocation_asked", certificate, by=by, data=data)
    return request


def approve_revocation(
    request: RevocationRequest, *, by: Any, at: dt.datetime | None = None
) -> Certificate:
    """The certificate is void from now on; its number and content stay in the register."""
    at = at or timezone.now()
    with transaction.atomic():
        certificate = _locked(request)
        if by is None or request.asked_by_id == by.pk:
            raise RevokingRefused(
                _("A revocation is approved by somebody other than the person who asked."),
                code="same_person",
            )
        _decide(request, State.APPROVED, by=by, at=at)
        void(
            certificate,
            by=by,
            at=at,
            reason=request.reason,
            decision=request.decision,
            decision_on=request.decision_on,
        )
        data = {"reason": request.reason, "decision": request.decision}
        log_one("certificate.revoked", certificate, by=by, data=data)
        key = f"revocation:{request.pk}"
        outbox.put(Letter.Kind.CERTIFICATE_REVOKED, key=key, about=certificate.enrollment)
    return certificate


def refuse_revocation(
    request: RevocationRequest, *, by: Any, answer: str, at: dt.datetime | None = None
) -> RevocationRequest:
    """The certificate goes on to hold."""
    if not answer.strip():
        raise RevokingRefused(_("A reason is needed."), code="reason_needed")
    with transaction.atomic():
        certificate = _locked(request)
        if by is not None and request.asked_by_id == by.pk:
            raise RevokingRefused(
                _("One's own request is taken back, not refused."), code="same_person"
            )
        _decide(request, State.REFUSED, by=by, at=at or timezone.now(), answer=answer)
        log_one("certificate.revocation_refused", certificate, by=by, data={"reason": answer})
    return request


def take_back_revocation(
    request: RevocationRequest, *, by: Any, at: dt.datetime | None = None
) -> RevocationRequest:
    """Whoever asked thinks better of it, before it is decided."""
    with transaction.atomic():
        certificate = _locked(request)
        if by is None or request.asked_by_id != by.pk:
            raise RevokingRefused(
                _("Only the person who asked can take the request back."), code="not_yours"
            )
        _decide(request, State.TAKEN_BACK, by=by, at=at or timezone.now())
        log_one("certificate.revocation_taken_back", certificate, by=by, data={})
    return request


def void(
    certificate: Certificate,
    *,
    by: Any,
    at: dt.datetime,
    reason: str,
    decision: str = "",
    decision_on: dt.date | None = None,
) -> None:
    """For verbs that hold the lock of the register: the certificate no longer holds."""
    changes = {
        "revoked_at": at,
        "revoked_reason": reason,
        "revoked_decision": decision,
        "revoked_decision_on": decision_on,
        "revoked_by": by,
    }
    # A conditional update decides between two who press their buttons at once.
    if not Certificate.objects.valid().filter(pk=certificate.pk).update(**changes):
        raise _already_revoked()
    for name, value in changes.items():
        setattr(certificate, name, value)


def _check_words(reason: str, decision: str, decision_on: dt.date | None, *, on: dt.date) -> None:
    if not reason.strip():
        raise RevokingRefused(_("A reason is needed."), code="reason_needed")
    if not decision.strip():
        raise RevokingRefused(_("The number of the decision is needed."), code="decision_needed")
    if decision_on and decision_on > on:
        raise RevokingRefused(_("A decision cannot be dated in the future."), code="in_future")


def _locked(request: RevocationRequest) -> Certificate:
    certificate: Certificate = request.certificate
    registers.lock_register(certificate.register)
    return certificate


def _decide(
    request: RevocationRequest, state: str, *, by: Any, at: dt.datetime, answer: str = ""
) -> None:
    changes = {"state": state, "decided_at": at, "decided_by": by, "answer": answer}
    still_open = RevocationRequest.objects.filter(pk=request.pk, state=State.OPEN)
    if not still_open.update(**changes):
        raise RevokingRefused(_("This request was decided already."), code="already_decided")
    for name, value in changes.items():
        setattr(request, name, value)


def _already_revoked() -> RevokingRefused:
    return RevokingRefused(_("This certificate is already revoked."), code="already_revoked")
