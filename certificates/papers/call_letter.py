"""The letters that call people of agencies to a class."""

from collections.abc import Sequence

from django.utils import timezone, translation
from django.utils.translation import pgettext

from certificates.calling import Called, names_until
from certificates.documents import AgencyCall, CallLetters, CallSession, SignatureBlock
from certificates.models import CallLetter
from certificates.papers.blocks import heading_of, signature_of
from certificates.papers.people import person_row
from courses.dates import date_range
from courses.models import IssuingBody, TrainingClass


def call_letters(letter: CallLetter, called: Sequence[Called]) -> CallLetters:
    """One letter to each of these agencies."""
    training_class = letter.training_class
    body = training_class.issuing_body
    deadline = names_until(training_class, timezone.now())
    venue = training_class.venue
    with translation.override(body.language):
        return CallLetters(
            heading=heading_of(body),
            language=body.language,
            is_sample=training_class.is_demo,
            letters=tuple(map(_call, called)),
            class_title=training_class.title,
            held=date_range(training_class.starts_on, training_class.ends_on),
            number=letter.number,
            issued_on=letter.issued_on,
            decision=training_class.decision,
            audience=training_class.audience,
            venue=", ".join(filter(None, (venue.name, venue.address))),
            contact=training_class.contact,
            sessions=_sessions(training_class),
            deadline=timezone.localtime(deadline) if deadline else None,
            bring=letter.bring,
            costs=letter.costs,
            extra=tuple(filter(None, map(str.strip, letter.extra.splitlines()))),
            recipients=_recipients(letter),
            signature=_signature(letter, body),
        )


def usual_recipients(body: IssuingBody) -> str:
    """What stands at the foot of most letters, in the language of the papers."""
    with translation.override(body.language):
        return pgettext("recipients of a letter", "As above\nFile")


def _call(one: Called) -> AgencyCall:
    return AgencyCall(
        addressee=one.agency.name,
        seats=one.seats,
        people=tuple(map(person_row, one.people)),
        count=len(one.people),
    )


def _sessions(training_class: TrainingClass) -> tuple[CallSession, ...]:
    """With who teaches; where no session names anybody, the only instructor of the class."""
    of_class = list(training_class.instructors.all()[:2])
    only = of_class[0].full_name if len(of_class) == 1 else ""
    return tuple(
        CallSession(
            one.held_on,
            one.starts_at,
            one.ends_at,
            one.topic,
            one.instructor.full_name if one.instructor else only,
        )
        for one in training_class.sessions.select_related("instructor")
    )


def _recipients(letter: CallLetter) -> tuple[str, ...]:
    text = letter.recipients or usual_recipients(letter.training_class.issuing_body)
    return tuple(line.strip(" -;,.") for line in text.splitlines() if line.strip(" -;,."))


def _signature(letter: CallLetter, body: IssuingBody) -> SignatureBlock | None:
    """Whoever was chosen, else who signs for the body on the day of the letter."""
    chosen = letter.signatory
    if chosen is None:
        return signature_of(body, letter.issued_on or timezone.localdate())
    return SignatureBlock(office=chosen.title, authority=chosen.authority, name=chosen.full_name)
