"""Offers of a seat: accepted, declined, run out, extended, taken back.

The class's row is the lock of all of them: whoever holds it reads the offer anew, so that of two
answers, or of an answer and the end of the time, one counts and the other hears of it.
"""

import datetime as dt
import uuid
from typing import Any

import structlog

from django.db import DatabaseError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from courses import audit
from courses.refusals import Refusal
from courses.scheduling import chain_of
from enrollment.letters import outbox
from enrollment.models import Enrollment, Letter, SeatOffer
from enrollment.registering import admission, registration, steps
from enrollment.registering.steps import RegistrationRefused
from enrollment.registering.waiting_list import fill_free_seats, in_order, offer_ends_at
from enrollment.seating import seats

log = structlog.get_logger(__name__)

State = Enrollment.State
Answer = SeatOffer.Answer


def find_offer(key: uuid.UUID) -> SeatOffer | None:
    """By the key of the letter, with what the page of the offer shows."""
    offers = SeatOffer.objects.select_related(
        "enrollment__training_class__venue", "enrollment__trainee__user"
    )
    return offers.filter(key=key).first()


def accept_offer(offer: SeatOffer, *, by: Any = None, at: dt.datetime | None = None) -> Enrollment:
    """The seat is the person's; accepting twice is accepting once.

    Raises RegistrationRefused with code `offer_expired`, `offer_answered` or `closed`.
    """
    at = at or timezone.now()
    with transaction.atomic():
        enrollment = _read_anew(offer)
        if offer.answer == Answer.ACCEPTED:
            return enrollment
        _check_open(offer, at=at)
        # The class may have been moved to earlier days since the offer was made.
        admission.check_open(enrollment.training_class, agency=None, source="desk", at=at)
        _answer(offer, Answer.ACCEPTED, at=at)
        return steps.move(enrollment, State.CONFIRMED, by=by, rule="offer_accepted", at=at)


def decline_offer(offer: SeatOffer, *, by: Any = None, at: dt.datetime | None = None) -> Enrollment:
    """The registration ends, the next one is offered the seat; declining twice is declining once.

    Raises RegistrationRefused with code `offer_expired` or `offer_answered`.
    """
    at = at or timezone.now()
    with transaction.atomic():
        enrollment = _read_anew(offer)
        if offer.answer == Answer.DECLINED:
            return enrollment
        _check_open(offer, at=at)
        _answer(offer, Answer.DECLINED, at=at)
        return registration.leave(enrollment, State.WITHDRAWN, by=by, rule="offer_declined", at=at)


def expire_offers(at: dt.datetime | None = None) -> int:
    """End the offers whose time is over and offer the seats to the next; swept by the worker.

    Each in its own transaction: killed anywhere, the next sweep goes on where this one stopped.
    """
    at = at or timezone.now()
    over = SeatOffer.objects.filter(answer=Answer.OPEN, expires_at__lte=at)
    expired = 0
    for offer in over.select_related("enrollment__training_class").order_by("expires_at", "pk"):
        try:
            expired += _expire(offer, at=at)
        except (DatabaseError, Refusal) as error:
            # One that cannot be ended now keeps none of the others waiting.
            log.error("offer_not_expired", offer=offer.pk, error=type(error).__name__)
    return expired


def _expire(offer: SeatOffer, *, at: dt.datetime) -> bool:
    with transaction.atomic():
        enrollment = _read_anew(offer)
        if offer.answer != Answer.OPEN or offer.expires_at > at:
            return False
        _answer(offer, Answer.EXPIRED, at=at)
        registration.leave(
            enrollment,
            State.WITHDRAWN,
            by=None,
            rule="offer_expired",
            at=at,
            letter=Letter.Kind.OFFER_EXPIRED,
        )
    return True


def extend_offer(
    offer: SeatOffer, hours: int, *, by: Any, at: dt.datetime | None = None
) -> SeatOffer:
    """Give more time from now on, until the class begins at the latest; the person is told.

    Raises RegistrationRefused with code `offer_expired`, `offer_answered` or `not_longer`.
    """
    at = at or timezone.now()
    with transaction.atomic():
        enrollment = _read_anew(offer)
        _check_open(offer, at=at)
        training_class = enrollment.training_class
        before, after = offer.expires_at, offer_ends_at(training_class, at, hours)
        if after <= before:
            raise RegistrationRefused(
                _("The offer lasts as long already, or the class begins before."),
                code="not_longer",
            )
        offer.expires_at = after
        offer.save(update_fields=["expires_at"])
        entry = audit.record(
            "offer.extended",
            chain=chain_of(training_class),
            by=by,
            subject=f"enrollment:{enrollment.pk}",
            data={"from": before, "to": after},
        )
        outbox.put(Letter.Kind.OFFERED, key=f"extended:{entry.pk}", about=enrollment)
    return offer


def withdraw_offer(
    offer: SeatOffer,
    *,
    by: Any,
    instead: Enrollment | None = None,
    reason: str = "",
    at: dt.datetime | None = None,
) -> Enrollment:
    """Take the offer back: the person waits again at the same place, the seat goes on.

    `instead` is who gets the seat by the organizer's decision; otherwise the rule decides. Raises
    RegistrationRefused with code `still_first` when the rule would offer it to the same person
    again, `offer_expired`, `offer_answered` or one of `registration.promote`.
    """
    at = at or timezone.now()
    with transaction.atomic():
        enrollment = _read_anew(offer)
        _check_open(offer, at=at)
        _answer(offer, Answer.VOID, at=at)
        seats.give_back(enrollment)
        enrollment.seat_of = None
        seats.join_waiting(enrollment.training_class)
        steps.move(enrollment, State.WAITING, by=by, rule="offer_withdrawn", reason=reason, at=at)
        if instead:
            registration.promote(instead, by=by, at=at)
        elif enrollment in fill_free_seats(enrollment.training_class, at=at):
            raise RegistrationRefused(
                _(
                    "By the rule of the list this person is the next one again. Change the order "
                    "first, or say who gets the seat."
                ),
                code="still_first",
            )
    return enrollment


def candidates(offer: SeatOffer) -> list[Enrollment]:
    """Who waits and could have the seat instead, in the order of the list."""
    return in_order(offer.enrollment.training_class)


def _read_anew(offer: SeatOffer) -> Enrollment:
    """The offer and its registration as they are under the lock of the class."""
    enrollment = offer.enrollment
    seats.lock_class(enrollment.training_class)
    offer.refresh_from_db(fields=["answer", "answered_at", "expires_at"])
    enrollment.refresh_from_db(fields=["state", "seat_of"])
    return enrollment


def _check_open(offer: SeatOffer, *, at: dt.datetime) -> None:
    if offer.answer == Answer.EXPIRED or (offer.answer == Answer.OPEN and offer.expires_at <= at):
        raise RegistrationRefused(
            _("The time to answer is over; the seat goes to the next one."), code="offer_expired"
        )
    if offer.answer != Answer.OPEN:
        raise RegistrationRefused(
            _("This offer is already answered: %(answer)s."),
            code="offer_answered",
            params={"answer": offer.get_answer_display()},
        )


def _answer(offer: SeatOffer, answer: str, *, at: dt.datetime) -> None:
    offer.answer, offer.answered_at = answer, at
    offer.save(update_fields=["answer", "answered_at"])
