"""What a trainee shows or types to be checked in."""

from typing import Final

import segno
import structlog

from django.contrib import messages
from django.core.cache import cache
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from courses.models import TrainingClass
from courses.refusals import Refusal
from enrollment.access import login_required
from enrollment.models import Enrollment
from enrollment.running import at_the_door
from enrollment.running.check_in import check_in_text, short_code
from enrollment.running.marking import AttendanceRefused

log = structlog.get_logger(__name__)

MOST_LETTERS: Final = 20
WRONG_CODES: Final = 10
FORGET_AFTER: Final = 10 * 60


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def my_check_in(request: HttpRequest) -> HttpResponse:
    """One's own codes for the class that is on or comes next, and the box for the board's code."""
    refusal = None
    if request.method == "POST":
        try:
            done = _type_code(request)
        except Refusal as error:
            refusal = error
        else:
            level = messages.WARNING if done.state == "marked" else messages.SUCCESS
            messages.add_message(request, level, at_the_door.in_words(done))
            return redirect("enrollment:my_check_in")
    enrollment = _next_of(request)
    context = {
        "enrollment": enrollment,
        "qr": _picture(enrollment) if enrollment else "",
        "short_code": short_code(enrollment) if enrollment else "",
        "refusal": refusal,
        "typed": request.POST.get("code", "")[:MOST_LETTERS],
    }
    return render(request, "enrollment/my/check_in.html", context, status=422 if refusal else 200)


def _type_code(request: HttpRequest) -> at_the_door.CheckIn:
    """Six digits could be tried out, so wrong ones are counted."""
    key = f"check-in-tries:{request.user.pk}"
    if _wrong_codes(key) >= WRONG_CODES:
        raise AttendanceRefused(
            _("Too many wrong codes. Tell the organizers that you are here."), code="too_many"
        )
    try:
        return at_the_door.check_in_by_board(request.user, request.POST.get("code", "")[:100])
    except AttendanceRefused as refusal:
        if refusal.code == "wrong_code":
            _wrong_codes(key, more=1)
        raise


def _wrong_codes(key: str, *, more: int = 0) -> int:
    """How many there were; as many as there may be when nobody can count."""
    try:
        count = int(cache.get(key, 0)) + more
        if more:
            cache.set(key, count, FORGET_AFTER)
    except Exception as error:  # noqa: BLE001 - any fault of any cache
        log.warning("codes_not_counted", error=type(error).__name__)
        return WRONG_CODES
    return count


def _next_of(request: HttpRequest) -> Enrollment | None:
    mine = Enrollment.objects.of_account(request.user).confirmed()
    ahead = mine.filter(
        training_class__status=TrainingClass.Status.PUBLISHED,
        training_class__ends_on__gte=timezone.localdate(),
        training_class__finalized_at=None,
    )
    return ahead.select_related("training_class").order_by("training_class__starts_on").first()


def _picture(enrollment: Enrollment) -> str:
    code = segno.make(check_in_text(enrollment), error="m", micro=False)
    return str(code.svg_data_uri(border=4, omitsize=True))
