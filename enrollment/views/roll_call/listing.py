"""What a device keeps of a class to take its roll without a network."""

import hashlib
import json
from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseNotModified
from django.views.decorators.http import require_safe

from courses import vietnamese
from courses.models import Session, TrainingClass
from enrollment.access import login_required
from enrollment.models import Attendance, Enrollment
from enrollment.running.check_in import check_in_digest, short_code
from enrollment.running.roll_rules import session_minutes
from enrollment.views.teaching import class_for


@login_required
@require_safe
def roll_list(request: HttpRequest, code: str) -> HttpResponse:
    """People, sessions and marks; answered in a few bytes while nothing has changed."""
    training_class = class_for(request.user, code)
    content = {"account": str(request.user.pk)} | _content(training_class)
    body = json.dumps(content, ensure_ascii=False, separators=(",", ":")).encode()
    etag = f'"{hashlib.sha256(body).hexdigest()[:32]}"'
    response = HttpResponse(body, content_type="application/json; charset=utf-8")
    # A server in between may have compressed the answer and says so by a weak tag.
    if request.headers.get("If-None-Match", "").removeprefix("W/") == etag:
        response = HttpResponseNotModified()
    response["ETag"] = etag
    response["Cache-Control"] = "private, no-cache"
    return response


def _content(training_class: TrainingClass) -> dict[str, Any]:
    confirmed = Enrollment.objects.for_class(training_class).confirmed()
    people = list(confirmed.in_roster_order().with_people())
    sessions = list(training_class.sessions.all())
    marks = Attendance.objects.filter(session__in=sessions, enrollment__in=people)
    return {
        "class": training_class.code,
        "people": [_person(one) for one in people],
        "sessions": [_session(one, training_class) for one in sessions],
        "marks": _marks(marks.select_related("marked_by"), people),
    }


def _person(enrollment: Enrollment) -> dict[str, str]:
    name = enrollment.full_name
    return {
        "id": str(enrollment.public_id),
        "name": name,
        "given": vietnamese.given_name(name),
        "agency": enrollment.agency_name,
        "position": enrollment.position,
        "find": vietnamese.fold(f"{name} {enrollment.agency_name}"),
        "code": short_code(enrollment),
        "qr": check_in_digest(enrollment),
    }


def _session(session: Session, training_class: TrainingClass) -> dict[str, Any]:
    is_open = training_class.is_held and not training_class.finalized_at and not session.locked_at
    return {
        "id": session.pk,
        "day": session.held_on.isoformat(),
        "minutes": session_minutes(session),
        "open": is_open,
    }


def _marks(rows: Any, people: list[Enrollment]) -> list[list[Any]]:
    """Session, place in the list of people, mark, minutes, since when (in ms), by whom."""
    place = {one.pk: number for number, one in enumerate(people)}
    return [
        [
            row.session_id,
            place[row.enrollment_id],
            row.mark,
            row.minutes,
            round(row.marked_at.timestamp() * 1000),
            str(row.marked_by or ""),
        ]
        for row in rows.order_by("session_id", "pk")
    ]
