"""The letters: which template, for whom, in which language. Sending is the task's business."""

from urllib.parse import urlparse

from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import translation

from enrollment.models import Letter


def compose(letter: Letter) -> EmailMultiAlternatives:
    """The letter as mail, in the reader's language, with a Message-ID that never changes."""
    with translation.override(letter.language):
        context = {
            "letter": letter,
            "enrollment": letter.enrollment,
            "training_class": letter.training_class,
            "my_training_url": settings.BASE_URL + reverse("enrollment:my_training"),
            "base_url": settings.BASE_URL,
        }
        template = f"enrollment/email/{letter.kind}"
        subject = render_to_string(f"{template}_subject.txt", context)
        body = render_to_string(f"{template}.txt", context)
    host = urlparse(settings.BASE_URL).hostname or "localhost"
    return EmailMultiAlternatives(
        # One line whatever the title of the class holds: no header can be smuggled in.
        subject=" ".join(subject.split()),
        body=body,
        to=[letter.to],
        headers={
            "Message-ID": f"<{letter.message_id}@{host}>",
            "Auto-Submitted": "auto-generated",
        },
    )
