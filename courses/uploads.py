"""Which uploaded files are taken: by what they hold, by how large they are; in words why not."""

from collections.abc import Sequence
from typing import Any, Final

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from courses import file_kinds
from courses.plain_archives import MEBIBYTE, NotPlain

REASONS: Final = {
    "empty": gettext_lazy("The file is empty."),
    "damaged": gettext_lazy("The file is damaged."),
    "not_plain": gettext_lazy("The file holds parts that no plain document has."),
    "bomb": gettext_lazy("The file would unpack to far more than a document needs."),
    "encrypted": gettext_lazy("The file is protected by a password. Save it without one."),
    "macro": gettext_lazy("The file contains macros. Save it without them."),
    "old_format": gettext_lazy("This is a file of an old Office. Save it as DOCX or XLSX."),
}


def check_file(file: Any, suffixes: Sequence[str], most_bytes: int) -> None:
    """`suffixes` without dots; raises ValidationError with what is accepted instead."""
    if file.size > most_bytes:
        most = most_bytes // MEBIBYTE
        text = _("The file is larger than %(most)s MB.") % {"most": most}
        raise ValidationError(text, code="too_large")
    try:
        is_accepted = file_kinds.is_accepted(file, file.name, [f".{one}" for one in suffixes])
    except NotPlain as refusal:
        raise ValidationError(REASONS[refusal.code], code=refusal.code) from refusal
    if not is_accepted:
        text = _("The file is not what its name says, or is of a kind that is not accepted.")
        accepted = _("Accepted are %(kinds)s.") % {"kinds": ", ".join(suffixes).upper()}
        raise ValidationError(f"{text} {accepted}", code="wrong_kind")
