"""Words and addresses that the scripts of the roll call page need."""

from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from courses.models import TrainingClass
from enrollment.models import Attendance


def words_for_scripts() -> dict[str, Any]:
    """With {places} that the scripts fill in."""
    return {
        "count": _("{marked}/{total} marked"),
        "unsent": _("{count} marks not sent yet"),
        "unsent_one": _("1 mark not sent yet"),
        "kept": _("kept here"),
        "minutes": _("Minutes missed"),
        "of_minutes": _("{minutes} min"),
        "marks": {value: str(label) for value, label in Attendance.Mark.choices}
        | {"": _("no mark")},
        "phases": {
            "saved": _("All is saved."),
            "sending": _("Sending …"),
            "offline": _("No network. Marks are kept on this device and sent later."),
            "away": _("The site does not answer. Marks are kept on this device and sent later."),
            "signed_out": _("You are signed out. Marks are kept on this device until you sign in."),
            "other_account": _(
                "Somebody else is signed in. Marks are kept here for the account that made them."
            ),
            "no_access": _("You may not take this roll any more. Marks are kept on this device."),
        },
        "older": _("{name}: {now} counts ({by}, {at}), not your earlier mark: {mark}."),
        "refused": _("{name}: the mark “{mark}” was refused. {text}"),
        "held": _("{name}: the mark “{mark}” is held. {text}"),
        "disk_full": _("This device cannot keep the mark. Free some space and mark again."),
        "not_kept": _("This page cannot be kept for use without a network on this device."),
        "not_begun": _("This session has not begun; the roll can be taken from its day on."),
        "closed": _("The roll call of this session is closed."),
        "is_in": _("is in"),
        "already_in": _("in already, since {at}"),
        "not_in": _("Not checked in"),
        "unknown_offline": _("Not on the list of this class, as far as it is known here."),
        "no_camera": _("The camera cannot be used. Type the short code, or mark by name."),
        "no_reader": _("Codes cannot be read without a network on this device. Type the code."),
    }


def urls_for_scripts(training_class: TrainingClass) -> dict[str, str]:
    code = training_class.code
    names = ("list", "marks", "check_in", "scan")
    urls = {name: reverse(f"enrollment:roll_{name}", args=[code]) for name in names}
    # The number of the session goes in the place of the 0.
    of_session = {
        name: reverse(f"enrollment:roll_{name}", args=[code, 0]) for name in ("board", "close")
    }
    return urls | of_session | {"worker": reverse("enrollment:roll_worker")}
