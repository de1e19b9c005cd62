"""The words of each kind of letter: what we propose, and what a site has made of it."""

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from django.utils import translation
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from enrollment.models import Letter, LetterText

if TYPE_CHECKING:
    from django_stubs_ext import StrPromise

Kind = Letter.Kind

CLASS: Final = (
    "class_title",
    "class_code",
    "dates",
    "sessions",
    "venue",
    "contact",
    "issuing_body",
    "class_url",
)
PERSON: Final = ("full_name", "agency", "my_training_url", "calendar_url")
COORDINATOR: Final = ("agency", "agency_url")
EXCUSE: Final = ("missed_session", "excuse_answer")
ROUND: Final = ("deadline", "seats", "seats_unfilled", "note")


@dataclass(frozen=True)
class Proposal:
    """One kind of letter as it is delivered; its body is put together from what all share."""

    subject: "StrPromise"
    says: tuple["StrPromise | str", ...]
    extra: tuple[str, ...] = ()
    to_coordinator: bool = False
    with_sessions: bool = False

    @property
    def placeholders(self) -> tuple[str, ...]:
        """What a text of this kind may use."""
        return (*(COORDINATOR if self.to_coordinator else PERSON), *self.extra, *CLASS)

    @property
    def body(self) -> str:
        """The whole text in the active language."""
        says = "\n".join(str(line) for line in self.says)
        return "\n\n".join([self._greeting, says, self._facts, self._foot])

    @property
    def _greeting(self) -> str:
        return gettext("To: {agency}") if self.to_coordinator else gettext("Dear {full_name},")

    @property
    def _facts(self) -> str:
        lines = ["{class_title}", gettext("Time") + ": {dates}"]
        lines += ["{sessions}"] if self.with_sessions else []
        lines += [gettext("Venue") + ": {venue}", gettext("Contact") + ": {contact}", "{class_url}"]
        return "\n".join(lines)

    @property
    def _foot(self) -> str:
        if self.to_coordinator:
            return gettext("My agency") + ": {agency_url}\n\n{issuing_body}"
        return gettext("My training") + ": {my_training_url}\n\n{issuing_body}"


_WITHDRAW = (
    _("Those who cannot come please withdraw in time, so that somebody else gets the seat."),
    _("Withdrawing is possible until {withdraw_until}."),
)
_REASON = _("Reason: {reason}")
_EXCUSE_ANSWER = _("Answer: {excuse_answer}")
_REPLACED = _("Instead of this registration: {replaced_by}")

PROPOSALS: Final[dict[str, Proposal]] = {
    Kind.CONFIRMED: Proposal(
        _("Registration confirmed: {class_title}"),
        (_("The registration for this class is confirmed; a seat is kept."), *_WITHDRAW),
        extra=("withdraw_until",),
        with_sessions=True,
    ),
    Kind.PENDING: Proposal(
        _("Registration received: {class_title}"),
        (
            _(
                "The registration for this class has been received. The organizers decide about "
                "it; until then there is no seat. The decision comes by e-mail."
            ),
        ),
    ),
    Kind.PENDING_AGENCY: Proposal(
        _("Registration received, the agency is asked: {class_title}"),
        (
            _(
                "The registration for this class has been received. The coordinator of the "
                "agency {agency} is asked first; until it is approved there is no seat. The "
                "decision comes by e-mail."
            ),
        ),
    ),
    Kind.WAITING: Proposal(
        _("On the waiting list: {class_title}"),
        (
            _(
                "All seats of this class are taken; the registration stands on the waiting list. "
                "As soon as a seat comes free for it, this is told by e-mail. Until then there "
                "is no seat."
            ),
            _("Place on the waiting list now: {place_in_queue}"),
        ),
        extra=("place_in_queue",),
    ),
    Kind.DECLINED: Proposal(
        _("Registration declined: {class_title}"),
        (_("The registration for this class could not be accepted."), _REASON),
        extra=("reason",),
    ),
    Kind.WITHDRAWN: Proposal(
        _("Registration withdrawn: {class_title}"),
        (_("The registration for this class is withdrawn."), _REASON),
        extra=("reason",),
    ),
    Kind.PROMOTED: Proposal(
        _("A seat is free: {class_title}"),
        (
            _("A seat has come free; the registration on the waiting list is now confirmed."),
            *_WITHDRAW,
        ),
        extra=("withdraw_until",),
        with_sessions=True,
    ),
    Kind.OFFERED: Proposal(
        _("A seat is offered, please answer: {class_title}"),
        (
            _("A seat of this class has come free and is kept for you until {offer_until}."),
            _("Accept or decline here: {offer_url}"),
            _("Without an answer by then the seat goes to the next person on the waiting list."),
        ),
        extra=("offer_until", "offer_url"),
        with_sessions=True,
    ),
    Kind.OFFER_EXPIRED: Proposal(
        _("Offer not answered in time: {class_title}"),
        (
            _("The offered seat was not accepted in time and went to the next person."),
            _("Place on the waiting list now: {place_in_queue}"),
        ),
        extra=("place_in_queue",),
    ),
    Kind.SUBSTITUTED: Proposal(
        _("Somebody else comes instead: {class_title}"),
        (_("The seat in this class was given to a colleague."), _REPLACED, _REASON),
        extra=("replaced_by", "reason"),
    ),
    Kind.MOVED: Proposal(
        _("Moved to another class: {class_title}"),
        (
            _("The registration was moved to another class of the same course."),
            _("Until now: {former_class}"),
            _("From now on: {new_class}"),
            _REASON,
        ),
        extra=("former_class", "new_class", "reason"),
    ),
    Kind.CLASS_CHANGED: Proposal(
        _("Days or place changed: {class_title}"),
        (
            _("Days, times or place of this class have changed. What stands here holds now:"),
            *_WITHDRAW[1:],
        ),
        extra=("withdraw_until",),
        with_sessions=True,
    ),
    Kind.CLASS_HELD: Proposal(
        _("The class will be held: {class_title}"),
        (
            _("It is decided that this class will be held."),
            *_WITHDRAW,
        ),
        extra=("withdraw_until",),
        with_sessions=True,
    ),
    Kind.CLASS_REMINDER: Proposal(
        _("Reminder: {class_title}, {dates}"),
        (_("This class begins soon."), *_WITHDRAW),
        extra=("withdraw_until",),
        with_sessions=True,
    ),
    Kind.CLASS_CANCELED: Proposal(
        _("Class canceled: {class_title}"),
        (_("This class is canceled. All registrations for it are released."), _REASON),
        extra=("reason",),
    ),
    Kind.ROUND_OPENED: Proposal(
        _("Please name people by {deadline}: {class_title}"),
        (
            _("The agency is asked to name people for this class by {deadline}."),
            _("Seats given to the agency: {seats}"),
            "{note}",
        ),
        extra=ROUND,
        to_coordinator=True,
    ),
    Kind.ROUND_REMINDER: Proposal(
        _("Seats without a name, deadline {deadline}: {class_title}"),
        (
            _("The deadline of the nominations for this class is {deadline}."),
            _("Seats given to the agency: {seats}"),
            _("Still without a name: {seats_unfilled}"),
            "{note}",
        ),
        extra=ROUND,
        to_coordinator=True,
    ),
    Kind.APPROVAL_ASKED: Proposal(
        _("A registration awaits the agency: {class_title}"),
        (
            _("Somebody has registered for this class, and the agency is asked to approve."),
            _("Who: {full_name}"),
            _("Approve or decline here: {approvals_url}"),
        ),
        extra=("full_name", "approvals_url"),
        to_coordinator=True,
    ),
    Kind.EXCUSE_ACCEPTED: Proposal(
        _("Excuse accepted: {class_title}"),
        (
            _("The absence from this session is excused: {missed_session}"),
            _EXCUSE_ANSWER,
            _("Excused sessions count as the attendance rule of the class says."),
        ),
        extra=EXCUSE,
    ),
    Kind.EXCUSE_REFUSED: Proposal(
        _("Excuse not accepted: {class_title}"),
        (
            _("The absence from this session could not be excused: {missed_session}"),
            _EXCUSE_ANSWER,
        ),
        extra=EXCUSE,
    ),
    Kind.FEEDBACK_ASKED: Proposal(
        _("How was it? {class_title}"),
        (
            _("Please give feedback on this class under “My training”; it takes one minute."),
            _("Answers are stored without a name and shown only from five answers on."),
        ),
    ),
    Kind.CERTIFICATE_READY: Proposal(
        _("Certificate ready: {class_title}"),
        (
            _("The certificate of this class is issued."),
            _("It can be downloaded from “My training”."),
        ),
    ),
    Kind.CERTIFICATE_REVOKED: Proposal(
        _("Certificate {serial} is revoked: {class_title}"),
        (
            _("The certificate {serial} of this class no longer holds."),
            _("Decision: {revocation_decision}"),
            _REASON,
            _("Whoever checks it on the site now reads that it is revoked."),
        ),
        extra=("serial", "revocation_decision", "reason"),
    ),
    Kind.CERTIFICATE_REPLACED: Proposal(
        _("Corrected certificate issued: {class_title}"),
        (
            _("A corrected certificate was issued: {new_serial}."),
            _("It takes the place of {serial}, which no longer holds."),
            _REASON,
            _("It can be downloaded from “My training”."),
        ),
        extra=("serial", "new_serial", "reason"),
    ),
    Kind.CERTIFICATE_COPIED: Proposal(
        _("Copy from the register issued: {class_title}"),
        (
            _("A copy from the register of the certificate {serial} was issued."),
            _("It can be downloaded from “My training”."),
        ),
        extra=("serial",),
    ),
    Kind.REQUEST_RECEIVED: Proposal(
        _("Request about certificate {serial} received: {class_title}"),
        (
            _("A request about the certificate {serial} has been received."),
            "{asked_for}",
            _("It is answered by {answer_until}."),
        ),
        extra=("serial", "asked_for", "answer_until"),
    ),
    Kind.REQUEST_REFUSED: Proposal(
        _("Request about certificate {serial} refused: {class_title}"),
        (
            _("The request about the certificate {serial} could not be met."),
            _REASON,
        ),
        extra=("serial", "reason"),
    ),
}


@dataclass(frozen=True)
class Text:
    subject: str
    body: str


def proposed(kind: str, language: str) -> Text:
    """The text as it is delivered."""
    with translation.override(language):
        proposal = PROPOSALS[kind]
        return Text(str(proposal.subject), proposal.body)


def text_of(kind: str, language: str) -> Text:
    """What a letter of this kind says: the site's own words, else the delivered ones."""
    own = LetterText.objects.filter(kind=kind, language=language).first()
    return Text(own.subject, own.body) if own else proposed(kind, language)
