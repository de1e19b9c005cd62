"""A verb says no by raising a Refusal: a stable code for scripts, a translated text for people."""

from typing import TYPE_CHECKING, Any

from django.core.exceptions import ValidationError

if TYPE_CHECKING:
    from django_stubs_ext import StrPromise


class Refusal(ValidationError):
    """Shown by a form with `form.add_error(None, refusal)`; `refusal.code` never changes."""

    def __init__(
        self, message: "str | StrPromise", *, code: str, params: dict[str, Any] | None = None
    ) -> None:
        super().__init__(message, code=code, params=params)

    @property
    def text(self) -> str:
        return self.messages[0]
