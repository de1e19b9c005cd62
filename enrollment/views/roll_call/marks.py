"""Marks that a device sends, maybe hours after they were made: each gets an answer of its own."""

import datetime as dt
import uuid
from typing import Any, Final

import structlog

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.views.decorators.http import require_POST

from courses.models import TrainingClass
from enrollment.access import login_required
from enrollment.models import AttendanceMark
from enrollment.running.marking import NewMark, Verdict, take_marks
from enrollment.running.roll_devices import DeviceRefused, device_for
from enrollment.views.input import read_uuid
from enrollment.views.json_input import BadInput, read_object, typed
from enrollment.views.teaching import class_for

log = structlog.get_logger(__name__)

MOST_MARKS: Final = 500
YEARS: Final = range(2000, 2101)
# How a mark was made on the page, and what it is stored as; a default gives way to any mark.
KINDS: Final = {
    "tap": AttendanceMark.Source.DEVICE,
    "rest": AttendanceMark.Source.DEVICE,
    "qr": AttendanceMark.Source.QR,
}


@login_required
@require_POST
def roll_marks(request: HttpRequest, code: str) -> HttpResponse:
    """Take a batch; sent again it changes nothing and gets the same answers."""
    training_class = class_for(request.user, code)
    try:
        body = read_object(request)
        if typed(body.get("account"), str) != str(request.user.pk):
            raise BadInput(409, "other_account")
        items = [_typed_item(item) for item in typed(body.get("marks"), list)]
        if len(items) > MOST_MARKS:
            raise BadInput(413, "too_many")
        clock = _read_time(typed(body.get("clock"), str))
        key = read_uuid(typed(body.get("device"), str))
        if clock is None or key is None:
            raise BadInput(400, "bad_value")
        answers = _take(request, training_class, items, key=key, clock=clock)
    except BadInput as bad:
        log.info("marks_refused", code=bad.code)
        return bad.response()
    except DeviceRefused:
        return BadInput(409, "other_account").response()
    return JsonResponse({"marks": answers})


def _typed_item(item: Any) -> dict[str, Any]:
    typed(item, dict)
    for name, kind in {"id": str, "person": str, "mark": str, "at": str, "kind": str}.items():
        typed(item.get(name), kind)
    typed(item.get("session"), int)
    typed(item.get("minutes"), int, optional=True)
    return dict(item)


def _take(
    request: HttpRequest,
    training_class: TrainingClass,
    items: list[dict[str, Any]],
    *,
    key: uuid.UUID,
    clock: dt.datetime,
) -> list[dict[str, str]]:
    """What can be read goes to the verb; what cannot is refused alone."""
    device = device_for(request.user, key, agent=request.headers.get("User-Agent", ""))
    read = [_read_mark(item) for item in items]
    marks = [mark for mark in read if mark]
    verdicts = iter(take_marks(training_class, marks, by=request.user, device=device, clock=clock))
    return [
        _answer(item["id"], next(verdicts) if mark else None)
        for item, mark in zip(items, read, strict=True)
    ]


def _read_mark(item: dict[str, Any]) -> NewMark | None:
    client_id, person = read_uuid(item["id"]), read_uuid(item["person"])
    made_at, source = _read_time(item["at"]), KINDS.get(item["kind"])
    if client_id is None or person is None or made_at is None or source is None:
        return None
    return NewMark(
        item["session"],
        person,
        item["mark"],
        minutes=item.get("minutes"),
        client_id=client_id,
        device_at=made_at,
        source=source,
        only_if_unmarked=item["kind"] == "rest",
    )


def _answer(sent_id: str, verdict: Verdict | None) -> dict[str, str]:
    if verdict is None:
        return {"id": sent_id, "verdict": "refused", "code": "malformed", "text": ""}
    return {
        "id": sent_id,
        "verdict": verdict.outcome,
        "code": verdict.code,
        "text": verdict.text,
    }


def _read_time(text: str) -> dt.datetime | None:
    """A moment with its zone, in years that clocks may show."""
    try:
        found = dt.datetime.fromisoformat(text)
    except ValueError:
        return None
    return found if found.tzinfo and found.year in YEARS else None
