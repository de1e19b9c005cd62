"""After-effects that follow a verb: sending the letters of the outbox."""

import contextlib
import smtplib
from collections.abc import Callable
from typing import Any

import structlog

from django.core.mail import EmailMessage, get_connection
from django.utils import timezone

from enrollment.letters import notifications, outbox
from enrollment.models import Letter

log = structlog.get_logger(__name__)

PERMANENT = 500


def send_due_letters(is_stopping: Callable[[], bool] = lambda: False) -> int:
    """Send whatever is due, one by one; a failure of one letter keeps none back.

    A mail server that does not answer ends the sweep, so that nobody waits for the time limit of
    each; the next sweep begins with the same letter. One that hangs up during a letter has cost
    that letter an attempt, and the next sweep begins with the next one.
    """
    sent = 0
    for pk in outbox.due(timezone.now()):
        if is_stopping():
            break
        letter = outbox.claim(pk, at=timezone.now())
        mail = _compose(letter) if letter is not None else None
        if letter is None or mail is None:
            continue
        try:
            sent += _send(letter, mail)
        except ConnectionError:
            break
    return sent


def _compose(letter: Letter) -> EmailMessage | None:
    """The mail; None when the letter has lost its reason, or when it cannot be written."""
    try:
        if notifications.is_pointless(letter):
            outbox.drop(letter)
            return None
        return notifications.compose(letter)
    except Exception as error:  # noqa: BLE001 - whatever one letter meets, the others must go out
        _fail(letter, error)
        return None


def _send(letter: Letter, mail: EmailMessage) -> bool:
    """Whether it went out; ConnectionError when no letter could."""
    mail.connection = _reach_server(letter)
    try:
        mail.send()
        # Before the farewell: whatever comes between the server's yes and this makes a duplicate.
        outbox.settle_sent(letter, at=timezone.now(), subject=mail.subject, body=mail.body)
    except (OSError, smtplib.SMTPException, ValueError) as error:
        _fail(letter, error, is_permanent=_is_permanent(error))
        if _is_unreachable(error):
            raise ConnectionError from error
        return False
    finally:
        with contextlib.suppress(OSError):
            mail.connection.close()
    return True


def _reach_server(letter: Letter) -> Any:
    """An open connection; without one the letter goes back to where it was."""
    connection = get_connection()
    try:
        connection.open()
    except (OSError, smtplib.SMTPException) as error:
        log.warning("mail_server_away", error=type(error).__name__)
        outbox.put_back(letter, _in_words(error), at=timezone.now())
        raise ConnectionError from error
    return connection


def _fail(letter: Letter, error: Exception, *, is_permanent: bool = False) -> None:
    log.warning("letter_failed", letter=letter.pk, error=type(error).__name__)
    outbox.settle_failed(letter, _in_words(error), at=timezone.now(), is_permanent=is_permanent)


def _is_unreachable(error: Exception) -> bool:
    """Nothing is wrong with the letter: the server is away, or does not let us in."""
    if isinstance(error, smtplib.SMTPException):
        away = (
            smtplib.SMTPServerDisconnected,
            smtplib.SMTPConnectError,
            smtplib.SMTPAuthenticationError,
        )
        return isinstance(error, away)
    return isinstance(error, OSError)


def _is_permanent(error: Exception) -> bool:
    """The server will never take this letter: no such person, or refused as it is."""
    if isinstance(error, smtplib.SMTPRecipientsRefused):
        return all(code >= PERMANENT for code, _text in error.recipients.values())
    if isinstance(error, smtplib.SMTPDataError):
        return error.smtp_code >= PERMANENT
    # An address or a header that is none stays so.
    return isinstance(error, ValueError)


def _in_words(error: Exception) -> str:
    """What the server said, as an organizer may read it."""
    if isinstance(error, smtplib.SMTPRecipientsRefused):
        answers = (f"{code} {_text(said)}" for code, said in error.recipients.values())
        return "; ".join(answers)
    if isinstance(error, smtplib.SMTPResponseException):
        return f"{error.smtp_code} {_text(error.smtp_error)}"
    return f"{type(error).__name__}: {error}"


def _text(said: bytes | str) -> str:
    return said.decode(errors="replace") if isinstance(said, bytes) else said
