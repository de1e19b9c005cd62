"""What a view takes from an address or a form, and how it answers a form that it refuses."""

import uuid
from typing import Any, Final

import structlog

from django.core.exceptions import BadRequest
from django.http import HttpRequest

log = structlog.get_logger(__name__)

MOST_LETTERS: Final = 100


def refuse_repeated(request: HttpRequest) -> None:
    """A field sent twice has no meaning that everybody would read alike."""
    if any(len(values) > 1 for _name, values in request.POST.lists()):
        raise BadRequest("A field was sent more than once.")


def asked_words(request: HttpRequest) -> str:
    """What to look for in a list."""
    return request.GET.get("q", "")[:MOST_LETTERS]


def read_uuid(text: str) -> uuid.UUID | None:
    """None, which is nobody's id, for anything that is no UUID."""
    try:
        return uuid.UUID(text)
    except ValueError:
        return None


def read_code(text: str) -> str:
    """What may be the code of an agency; PostgreSQL cannot even look for a NUL."""
    return text if text.isprintable() else ""


def form_status(form: Any) -> int:
    """200 for a form or formset to be filled in; 422, and a line in the log, for a refused one."""
    if not form.is_bound:
        return 200
    errors = form.errors if isinstance(form.errors, list) else [form.errors]
    fields = sorted({name for one in errors for name in one})
    # Which boxes, never what was typed into them.
    log.info("form_refused", form=type(form).__name__, fields=fields)
    return 422
