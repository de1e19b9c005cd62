"""What letters about certificates say: their cause leads to the line of the register."""

from collections.abc import Callable
from typing import Any, Final

from courses.dates import short_date
from enrollment.models import Enrollment, Letter

Kind = Letter.Kind
KINDS: Final = (
    Kind.CERTIFICATE_REVOKED,
    Kind.CERTIFICATE_REPLACED,
    Kind.CERTIFICATE_COPIED,
    Kind.REQUEST_RECEIVED,
    Kind.REQUEST_REFUSED,
)
# How the rows of the causes are reached from a certificate, by the beginning of the key.
CAUSES: Final = {
    "revocation": "revocations",
    "replaced": "replaced_by",
    "copy": "copies",
    "request": "requests",
}


def _certificate(letter: Letter) -> Any:
    """The certificate the letter is about; None for a preview of a letter that has no cause."""
    cause, _colon, number = letter.key.partition(":")
    number = number.partition(":")[0]
    if letter.enrollment_id is None:
        return None
    # The model is of an app above, which is known here by its relation alone.
    certificate: Any = Enrollment.certificates.rel.related_model
    own = certificate.objects.filter(enrollment=letter.enrollment_id)
    if cause not in CAUSES or not number.isdecimal():
        return own.order_by("pk").last()
    return own.filter(**{CAUSES[cause]: int(number)}).first()


def _request(letter: Letter) -> Any:
    certificate = _certificate(letter)
    if certificate is None:
        return None
    number = letter.key.split(":")[1:2]
    requests = certificate.requests.all()
    return requests.filter(pk=number[0]).first() if number and number[0].isdecimal() else None


def _serial(letter: Letter) -> str:
    certificate = _certificate(letter)
    return certificate.serial if certificate else ""


def _new_serial(letter: Letter) -> str:
    certificate = _certificate(letter)
    return certificate.replaced_by.serial if certificate and certificate.is_replaced else ""


def _decision(letter: Letter) -> str:
    certificate = _certificate(letter)
    if certificate is None or not certificate.revoked_decision:
        return ""
    day = certificate.revoked_decision_on
    number = certificate.revoked_decision
    return f"{number} ({short_date(day)})" if day else number


def reason_of(letter: Letter) -> str:
    """Why it was revoked or replaced, or why a request was refused."""
    if letter.kind == Kind.REQUEST_REFUSED:
        request = _request(letter)
        return request.answer if request else ""
    certificate = _certificate(letter)
    return certificate.revoked_reason if certificate else ""


def _answer_until(letter: Letter) -> str:
    request = _request(letter)
    return short_date(request.due_on) if request else ""


def _asked_for(letter: Letter) -> str:
    request = _request(letter)
    return (
        ": ".join(filter(None, (str(request.get_kind_display()), request.text))) if request else ""
    )


READERS: Final[dict[str, Callable[[Letter], str]]] = {
    "serial": _serial,
    "new_serial": _new_serial,
    "revocation_decision": _decision,
    "answer_until": _answer_until,
    "asked_for": _asked_for,
}
