"""Why nothing is signed now; whatever waits for a signature is not handed out without it."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from courses.refusals import Refusal

MESSAGES = {
    "missing": _("The key for signing is not in its place."),
    "unreadable": _("The key for signing cannot be opened; the passphrase may be wrong."),
    "mismatch": _("The key for signing does not belong to its certificate."),
    "kind": _("This kind of key is not accepted for signing."),
    "expired": _("The certificate of the signing key expired on %(day)s."),
    "not_yet": _(
        "The certificate of the signing key holds from %(day)s on; the clock may be wrong."
    ),
    "device": _("The signing device does not answer."),
    "timestamp": _("The time-stamp service does not answer."),
    "paper": _("This paper could not be signed."),
    "off": _("No key for signing is set."),
}


class SigningUnavailable(Refusal):
    """Nothing can be signed at the moment; what waits is signed once the key is well again."""

    def __init__(self, reason: str, *, detail: str = "", **params: Any) -> None:
        super().__init__(MESSAGES[reason], code=f"signing_{reason}", params=params)
        self.detail = detail
