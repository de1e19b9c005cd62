"""A class in a few lines, ready to be pasted into a letter or a message."""

from dataclasses import dataclass
from typing import Final
from urllib.parse import quote

from django.utils import formats, timezone
from django.utils.translation import gettext as _

from courses import ical
from courses.dates import short_date
from courses.models import TrainingClass

# What RFC 6068 asks for between the lines of a letter.
LINE_BREAK: Final = "\r\n"


@dataclass(frozen=True)
class ShareText:
    subject: str
    text: str
    url: str

    @property
    def mail_url(self) -> str:
        """Opens a new letter; the reader chooses to whom."""
        body = self.text.replace("\n", LINE_BREAK)
        return f"mailto:?subject={quote(self.subject)}&body={quote(body)}"


def share_text(training_class: TrainingClass, *, url: str) -> ShareText:
    """What anybody needs to decide whether to come, with the address last."""
    lines = [training_class.title]
    if training_class.is_canceled:
        lines.append(_("This class is canceled."))
    lines += [_("Time: %(days)s") % {"days": days_of(training_class)}]
    lines += [_("Venue: %(place)s") % {"place": ical.place_of(training_class)}]
    if audience := training_class.audience or training_class.course.audience:
        lines.append(_("For whom: %(audience)s") % {"audience": audience})
    if training_class.phase in (TrainingClass.Phase.OPEN, TrainingClass.Phase.ANNOUNCED):
        lines.append(_("Register by: %(moment)s") % {"moment": _deadline(training_class)})
    return ShareText(training_class.title, "\n".join([*lines, url]), url)


def days_of(training_class: TrainingClass) -> str:
    first, last = training_class.starts_on, training_class.ends_on
    if first == last:
        return short_date(first)
    return f"{short_date(first)} – {short_date(last)}"


def _deadline(training_class: TrainingClass) -> str:
    moment = timezone.localtime(training_class.registration_closes_at)
    return formats.date_format(moment, "SHORT_DATETIME_FORMAT")
