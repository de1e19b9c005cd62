"""What stands in the placeholders of a letter, read when it is sent: words and links of today."""

import datetime as dt
from collections.abc import Callable, Collection
from typing import Final

from django.conf import settings
from django.http import HttpRequest
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format

from courses import vietnamese
from courses.dates import short_date
from courses.models import Session, TrainingClass
from enrollment.letters import certificate_values
from enrollment.models import (
    AgencySeats,
    Enrollment,
    EnrollmentChange,
    ExcuseRequest,
    Letter,
    SeatOffer,
)
from enrollment.seating.waiting_order import set_places

LIST: Final = "sessions"


def values_for(letter: Letter, names: Collection[str]) -> dict[str, str]:
    """The values of these placeholders in the active language: each one clean line.

    Only the sessions have several.
    """
    cleaned = {name: vietnamese.clean_text(READERS[name](letter)) for name in names if name != LIST}
    return cleaned | ({LIST: _sessions(letter)} if LIST in names else {})


def _address(name: str, *args: object) -> str:
    return settings.BASE_URL + reverse(f"enrollment:{name}", args=args)


def _moment(at: dt.datetime | None) -> str:
    return date_format(timezone.localtime(at), "SHORT_DATETIME_FORMAT") if at else ""


def _dates(training_class: TrainingClass) -> str:
    first, last = training_class.starts_on, training_class.ends_on
    return short_date(first) if first == last else f"{short_date(first)} – {short_date(last)}"


def session_line(session: Session) -> str:
    """One line for a list of sessions: day, half-day, times, topic."""
    times = f"{session.starts_at:%H:%M}–{session.ends_at:%H:%M}"
    line = f"- {short_date(session.held_on)}, {session.get_part_display()} {times}"
    return vietnamese.clean_text(f"{line}: {session.topic}" if session.topic else line)


def _sessions(letter: Letter) -> str:
    return "\n".join(session_line(session) for session in letter.training_class.sessions.all())


def _venue(letter: Letter) -> str:
    venue = letter.training_class.venue
    return f"{venue.name}, {venue.address}" if venue.address else venue.name


def class_url(training_class: TrainingClass, request: HttpRequest | None = None) -> str:
    """Address of the public page in the active language; the site knows where the schedule is."""
    context = {"training_class": training_class}
    path = render_to_string("enrollment/email/_class_url.txt", context, request)
    return settings.BASE_URL + path.strip()


def _full_name(letter: Letter) -> str:
    return letter.enrollment.full_name if letter.enrollment else ""


def _agency(letter: Letter) -> str:
    if letter.agency:
        return letter.agency.name
    return letter.enrollment.agency_name if letter.enrollment else ""


def _reason(letter: Letter) -> str:
    if letter.kind == Letter.Kind.CLASS_CANCELED:
        return letter.training_class.cancel_reason
    if letter.kind in certificate_values.KINDS:
        return certificate_values.reason_of(letter)
    change = _change(letter)
    return change.reason if change else ""


def _change(letter: Letter) -> EnrollmentChange | None:
    """The step of which the letter tells, else the last one."""
    if letter.enrollment is None:
        return None
    cause, _colon, number = letter.key.partition(":")
    changes = letter.enrollment.changes
    if cause == "change" and number.isdecimal():
        return changes.filter(pk=number).first()
    return changes.last()


def _withdraw_until(letter: Letter) -> str:
    training_class = letter.training_class
    day_before = training_class.starts_on - dt.timedelta(days=1)
    return short_date(training_class.withdraw_until or day_before)


def _place_in_queue(letter: Letter) -> str:
    rows = list(Enrollment.objects.filter(pk=letter.enrollment_id))
    set_places(rows)
    return str(rows[0].place) if rows and rows[0].place else ""


def _offer(letter: Letter) -> SeatOffer | None:
    offers = SeatOffer.objects.filter(enrollment=letter.enrollment_id)
    return offers.filter(answer=SeatOffer.Answer.OPEN).last()


def _offer_until(letter: Letter) -> str:
    offer = _offer(letter)
    return _moment(offer.expires_at) if offer else ""


def _offer_url(letter: Letter) -> str:
    offer = _offer(letter)
    return _address("offer", offer.key) if offer else ""


def _replaced_by(letter: Letter) -> str:
    other = letter.enrollment.replaced_by if letter.enrollment else None
    return other.full_name if other else ""


def _class_line(training_class: TrainingClass) -> str:
    return f"{training_class.title} ({training_class.code}, {_dates(training_class)})"


def _new_class(letter: Letter) -> str:
    if letter.enrollment is None:
        return ""
    return _class_line((letter.enrollment.replaced_by or letter.enrollment).training_class)


def _former_class(letter: Letter) -> str:
    if letter.enrollment is None:
        return ""
    former = Enrollment.objects.filter(replaced_by=letter.enrollment).first()
    return _class_line((former or letter.enrollment).training_class)


def _seats(letter: Letter) -> AgencySeats | None:
    rows = AgencySeats.objects.filter(
        round__training_class=letter.training_class_id, agency=letter.agency_id
    )
    return rows.select_related("round").first()


def _deadline(letter: Letter) -> str:
    round_ = getattr(letter.training_class, "round", None)
    return _moment(round_.deadline) if round_ else ""


def _note(letter: Letter) -> str:
    round_ = getattr(letter.training_class, "round", None)
    return round_.note if round_ else ""


def _given(letter: Letter) -> str:
    seats = _seats(letter)
    return str(seats.given) if seats else ""


def _unfilled(letter: Letter) -> str:
    seats = _seats(letter)
    return str(seats.free) if seats else ""


def _agency_url(letter: Letter) -> str:
    if hasattr(letter.training_class, "round"):
        return _address("agency_round", letter.training_class.code)
    return _address("agency")


def _excuse(letter: Letter) -> ExcuseRequest | None:
    """The request whose answer the letter tells."""
    cause, _colon, number = letter.key.partition(":")
    if cause != "excuse" or not number.isdecimal():
        return None
    return ExcuseRequest.objects.filter(pk=number).select_related("session").first()


def _missed_session(letter: Letter) -> str:
    excuse = _excuse(letter)
    return str(excuse.session) if excuse else ""


def _excuse_answer(letter: Letter) -> str:
    excuse = _excuse(letter)
    return excuse.answer if excuse else ""


def _approvals_url(letter: Letter) -> str:
    return _address("agency_approvals")


READERS: Final[dict[str, Callable[[Letter], str]]] = {
    "full_name": _full_name,
    "class_title": lambda letter: letter.training_class.title,
    "class_code": lambda letter: letter.training_class.code,
    "dates": lambda letter: _dates(letter.training_class),
    "venue": _venue,
    "contact": lambda letter: letter.training_class.contact,
    "issuing_body": lambda letter: letter.training_class.issuing_body.name,
    "class_url": lambda letter: class_url(letter.training_class),
    "my_training_url": lambda letter: _address("my_training"),
    "calendar_url": lambda letter: _address("my_calendar"),
    "agency": _agency,
    "reason": _reason,
    "withdraw_until": _withdraw_until,
    "place_in_queue": _place_in_queue,
    "offer_until": _offer_until,
    "offer_url": _offer_url,
    "replaced_by": _replaced_by,
    "new_class": _new_class,
    "former_class": _former_class,
    "deadline": _deadline,
    "seats": _given,
    "seats_unfilled": _unfilled,
    "note": _note,
    "agency_url": _agency_url,
    "approvals_url": _approvals_url,
    **certificate_values.READERS,
    "missed_session": _missed_session,
    "excuse_answer": _excuse_answer,
}
