"""Verbs of the texts of letters: a site writes its own words, or goes back to ours."""

from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from courses import audit, vietnamese
from courses.refusals import Refusal
from enrollment.letters.letter_texts import PROPOSALS, Text, proposed
from enrollment.letters.placeholders import unknown_in
from enrollment.models import LetterText

CHAIN = "letter_texts"


def check_placeholders(kind: str, text: str) -> None:
    """Refuse with code `unknown_placeholder` what a letter of this kind could not fill."""
    if unknown := unknown_in(text, PROPOSALS[kind].placeholders):
        names = ", ".join(f"{{{name}}}" for name in unknown)
        raise Refusal(
            _("Not a placeholder of this letter: %(names)s."),
            code="unknown_placeholder",
            params={"names": names},
        )


def clean_body(text: str) -> str:
    """Lines as they are stored: each clean, none of them blank at the end."""
    return "\n".join(vietnamese.clean_text(line) for line in text.strip().splitlines())


def save_text(kind: str, language: str, text: Text, *, by: Any) -> LetterText | None:
    """Store the site's own words; the delivered ones, typed again, are no words of its own."""
    text = Text(vietnamese.clean_text(text.subject), clean_body(text.body))
    check_placeholders(kind, text.subject)
    check_placeholders(kind, text.body)
    with transaction.atomic():
        own = LetterText.objects.filter(kind=kind, language=language)
        if text == proposed(kind, language):
            if own.delete()[0]:
                _log("letter_text.reset", kind, language, by=by)
            return None
        if same := own.filter(subject=text.subject, body=text.body).first():
            return same
        stored, _is_new = LetterText.objects.update_or_create(
            kind=kind,
            language=language,
            defaults={
                "subject": text.subject,
                "body": text.body,
                "changed_at": timezone.now(),
                "changed_by": by,
            },
        )
        _log("letter_text.changed", kind, language, by=by, subject=text.subject, body=text.body)
    return stored


def reset_text(kind: str, language: str, *, by: Any) -> bool:
    """Go back to the delivered words; whether there were others."""
    with transaction.atomic():
        deleted, _rows = LetterText.objects.filter(kind=kind, language=language).delete()
        if deleted:
            _log("letter_text.reset", kind, language, by=by)
    return bool(deleted)


def _log(action: str, kind: str, language: str, *, by: Any, **data: str) -> None:
    audit.record(action, chain=CHAIN, by=by, subject=f"{kind}:{language}", data=data)
