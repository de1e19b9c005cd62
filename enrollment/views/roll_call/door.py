"""Checking in from the phone page: codes that its list does not know, and pictures of codes."""

import io
from typing import Any, Final

import structlog
import zxingcpp
from PIL import Image

from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.views.decorators.http import require_POST

from courses.models import Session, TrainingClass
from courses.refusals import Refusal
from enrollment.access import login_required
from enrollment.running import at_the_door
from enrollment.views.json_input import BadInput, read_body, read_object, typed
from enrollment.views.teaching import class_for

log = structlog.get_logger(__name__)

MOST_LETTERS: Final = 200
# A frame as the page sends it is 480 pixels wide and some 20 kB.
MOST_PICTURE_BYTES: Final = 200 * 1024
MOST_PIXELS_ASIDE: Final = 1024
QR_ONLY: Final = zxingcpp.BarcodeFormats([zxingcpp.BarcodeFormat.QRCode])


@login_required
@require_POST
def roll_check_in(request: HttpRequest, code: str) -> HttpResponse:
    """Let somebody in by a code; a refusal says which kind of wrong it is."""
    training_class = class_for(request.user, code)
    try:
        body = read_object(request)
        session = session_of(training_class, typed(body.get("session"), int))
        text = typed(body.get("code"), str)[:MOST_LETTERS]
    except BadInput as bad:
        return bad.response()
    try:
        done = at_the_door.check_in(session, text, by=request.user)
    except Refusal as refusal:
        return JsonResponse({"state": "refused", "code": refusal.code, "text": refusal.text})
    text = at_the_door.in_words(done)
    return JsonResponse({"state": done.state, "name": done.enrollment.full_name, "text": text})


def session_of(training_class: TrainingClass, pk: int) -> Session:
    """A session of this class, whatever number was asked for."""
    found = {session.pk: session for session in training_class.sessions.all()}
    if pk not in found:
        raise Http404
    session = found[pk]
    session.training_class = training_class
    return session


@login_required
@require_POST
def roll_scan(request: HttpRequest, code: str) -> HttpResponse:
    """Read the QR codes on one frame of the camera, for browsers that cannot; nothing is kept."""
    class_for(request.user, code)
    try:
        picture = read_body(request, ("image/jpeg",), MOST_PICTURE_BYTES)
        return JsonResponse({"codes": codes_on(picture)})
    except BadInput as bad:
        return bad.response()


def codes_on(picture: bytes) -> list[str]:
    """The texts on a small JPEG; one format and few pixels, as pictures are files of strangers."""
    try:
        with Image.open(io.BytesIO(picture), formats=["JPEG"]) as image:
            if max(image.size) > MOST_PIXELS_ASIDE:
                raise BadInput(413, "too_large")
            gray: Any = image.convert("L")
    except Image.DecompressionBombError as error:
        raise BadInput(413, "too_large") from error
    except (OSError, ValueError, SyntaxError) as error:
        raise BadInput(400, "bad_picture") from error
    found = zxingcpp.read_barcodes(gray, formats=QR_ONLY)
    return [one.text[:MOST_LETTERS] for one in found][:5]
