"""The letters: whose words, for whom, in which language, with which entry for the calendar.

Sending is the task's business. A letter is composed when it is sent, from what holds then.
"""

from collections.abc import Collection
from typing import Final
from urllib.parse import urlparse

from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.utils import translation

from enrollment.letters.invitations import CANCEL, REQUEST, invitation
from enrollment.letters.letter_texts import PROPOSALS, Text, text_of
from enrollment.letters.letter_values import class_url, session_line, values_for
from enrollment.letters.placeholders import fill, fill_subject, names_in, samples
from enrollment.models import Enrollment, EnrollmentChange, Letter

Kind = Letter.Kind
State = Enrollment.State

# Put the class into the calendar, as long as the seat is still kept.
INVITING: Final = (Kind.CONFIRMED, Kind.PROMOTED, Kind.MOVED, Kind.CLASS_CHANGED)
# Take it out of the calendar of those who had it there.
ENDING: Final = (
    Kind.WITHDRAWN,
    Kind.DECLINED,
    Kind.SUBSTITUTED,
    Kind.MOVED,
    Kind.CLASS_CANCELED,
)
# News of a class, which no longer concern those who have left it.
NEWS: Final = (Kind.CLASS_CHANGED, Kind.CLASS_HELD, Kind.CLASS_REMINDER)


def compose(letter: Letter) -> EmailMultiAlternatives:
    """The letter as mail, in the reader's language, with a Message-ID that never changes."""
    text = written(letter, text_of(letter.kind, letter.language))
    host = urlparse(settings.BASE_URL).hostname or "localhost"
    mail = EmailMultiAlternatives(
        subject=text.subject,
        body=text.body + "\n",
        to=[letter.to],
        headers={
            "Message-ID": f"<{letter.message_id}@{host}>",
            "Auto-Submitted": "auto-generated",
        },
    )
    method = calendar_method(letter)
    if entry := calendar_entry(letter, method):
        mail.attach_alternative(entry.decode(), f"text/calendar; method={method}")
    return mail


def written(letter: Letter, text: Text, *, with_stand_ins: bool = False) -> Text:
    """The text with everything filled in, in the language of the letter.

    For a preview, what is empty is shown by its meaning.
    """
    allowed = PROPOSALS[letter.kind].placeholders
    names = [name for name in names_in(f"{text.subject}\n{text.body}") if name in allowed]
    with translation.override(letter.language):
        values = values_for(letter, names)
        if with_stand_ins:
            empty = [name for name, value in values.items() if not value]
            values |= samples(empty)
    return Text(fill_subject(text.subject, values), fill(text.body, values))


def is_pointless(letter: Letter) -> bool:
    """Whether what the letter tells of is over before it could be sent."""
    if letter.kind in NEWS and letter.enrollment is not None:
        return not (letter.enrollment.is_active and letter.training_class.is_held)
    if letter.kind in (Kind.ROUND_OPENED, Kind.ROUND_REMINDER):
        round_ = getattr(letter.training_class, "round", None)
        is_open = round_ is not None and round_.closed_at is None
        return not (is_open and letter.training_class.is_held)
    if letter.kind == Kind.FEEDBACK_ASKED and letter.enrollment is not None:
        return hasattr(letter.enrollment, "feedback") or not letter.enrollment.has_seat
    if letter.kind == Kind.APPROVAL_ASKED and letter.enrollment is not None:
        return bool(letter.enrollment.state != State.PENDING_AGENCY)
    return False


def calendar_method(letter: Letter) -> str:
    """What the letter does in the calendar of the person; mostly nothing."""
    return calendar_methods([letter])[letter.pk]


def calendar_methods(letters: Collection[Letter]) -> dict[int, str]:
    """The same for many letters, by their ids."""
    ended = [letter.enrollment_id for letter in letters if letter.kind in ENDING]
    steps = EnrollmentChange.objects.filter(enrollment__in=ended, to_state=State.CONFIRMED)
    had_seat = set(steps.values_list("enrollment", flat=True)) if ended else set()
    return {letter.pk: _method(letter, had_seat) for letter in letters}


def _method(letter: Letter, had_seat: set[int]) -> str:
    enrollment = letter.enrollment
    if enrollment is None:
        return ""
    if letter.kind in INVITING and enrollment.state == State.CONFIRMED:
        return "" if letter.training_class.is_canceled else REQUEST
    if letter.kind in ENDING and not enrollment.is_active and enrollment.pk in had_seat:
        return CANCEL
    return ""


def calendar_entry(letter: Letter, method: str) -> bytes:
    """The calendar message that goes with the letter; empty without a method."""
    if not method:
        return b""
    with translation.override(letter.language):
        lines = [session_line(session) for session in letter.training_class.sessions.all()]
        url = class_url(letter.training_class)
    return invitation(letter.enrollment, method=method, url=url, details="\n".join(lines))
