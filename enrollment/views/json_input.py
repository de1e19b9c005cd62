"""JSON from a browser, read strictly: what two readers could take differently is refused."""

import json
from typing import Any, Final, NoReturn

from django.http import HttpRequest, JsonResponse

MOST_BYTES: Final = 256 * 1024


class BadInput(Exception):
    """Answered with its status; nothing of the body is used."""

    def __init__(self, status: int, code: str) -> None:
        super().__init__(code)
        self.status, self.code = status, code

    def response(self) -> JsonResponse:
        return JsonResponse({"error": self.code}, status=self.status)


def read_body(request: HttpRequest, kinds: tuple[str, ...], most_bytes: int) -> bytes:
    """The body, if it is of such a kind and not too long; compressed ones are not unpacked."""
    if request.content_type not in kinds or request.headers.get("Content-Encoding"):
        raise BadInput(415, "unsupported_type")
    length = request.headers.get("Content-Length", "")
    if not length.isdecimal() or int(length[:12]) > most_bytes:
        raise BadInput(413, "too_long")
    return request.body


def read_object(request: HttpRequest) -> dict[str, Any]:
    """The one object that the body holds."""
    body = read_body(request, ("application/json",), MOST_BYTES)
    try:
        found = json.loads(
            body.decode(),
            object_pairs_hook=_without_repeats,
            parse_constant=_refuse,
            parse_float=_refuse,
        )
    except (ValueError, RecursionError) as error:
        raise BadInput(400, "bad_json") from error
    return typed(found, dict)


def typed(value: Any, kind: type, *, optional: bool = False) -> Any:
    """The value, if it is exactly of this type: true is no number here."""
    if optional and value is None:
        return None
    if type(value) is not kind:
        raise BadInput(400, "wrong_type")
    return value


def _without_repeats(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) != len(pairs):
        raise ValueError("a name stands twice in one object")
    return found


def _refuse(text: str) -> NoReturn:
    raise ValueError(f"{text} is no number that is used here")
