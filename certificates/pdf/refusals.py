"""Why a paper was not printed, in words a person can act on."""

from django.utils.translation import gettext_lazy as _

from courses.refusals import Refusal

MESSAGES = {
    "active": _("The paper contains a program and is not printed."),
    "address": _("The paper asks for an address that is not allowed: %(detail)s"),
    "faulty": _("The paper contains an error and cannot be printed: %(detail)s"),
    "missing_letter": _("The printing font has no letter for: %(detail)s"),
    "too_complex": _("The paper is too complex to be printed."),
    "too_large": _("The paper would become too large."),
    "unavailable": _("Printing does not work at the moment. Please tell the administrator."),
}


class RenderRefused(Refusal):
    """Every end of a rendering but success."""

    def __init__(self, code: str, detail: str = "") -> None:
        known = code if code in MESSAGES else "faulty"
        super().__init__(MESSAGES[known], code=known, params={"detail": detail})
        self.detail = detail
