"""After-effects that follow a verb: sending the letters of the outbox."""

import smtplib

import structlog

from django.template import TemplateDoesNotExist
from django.utils import timezone

from enrollment import notifications, outbox
from enrollment.models import Letter

log = structlog.get_logger(__name__)


def send_due_letters() -> int:
    """Send whatever is due, one by one; a failure of one letter keeps none back."""
    sent = 0
    for pk in outbox.due(timezone.now()):
        letter = outbox.claim(pk, at=timezone.now())
        if letter is not None:
            sent += _send(letter)
    return sent


def _send(letter: Letter) -> bool:
    try:
        notifications.compose(letter).send()
    except (OSError, smtplib.SMTPException, ValueError, TemplateDoesNotExist) as error:
        log.warning("letter_failed", letter=letter.pk, error=type(error).__name__)
        outbox.settle_failed(letter, f"{type(error).__name__}: {error}", at=timezone.now())
        return False
    outbox.settle_sent(letter, at=timezone.now())
    return True
