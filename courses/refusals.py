"""A verb says no by raising a Refusal: a stable code for scripts, a translated text for people."""

from django.core.exceptions import ValidationError
from django.utils.functional import Promise


class Refusal(ValidationError):
    """Shown by a form with `form.add_error(None, refusal)`; `refusal.code` never changes."""

    def __init__(self, message: str | Promise, *, code: str, params: dict | None = None) -> None:
        super().__init__(message, code=code, params=params)

    @property
    def text(self) -> str:
        return self.messages[0]
