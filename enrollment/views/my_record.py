"""Is this you? Asked of a newcomer whose proved address stands in a record of the desk."""

from typing import Final

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from courses.refusals import Refusal
from enrollment.access import login_required
from enrollment.models import Trainee
from enrollment.people.linking import link_record, unclaimed_records
from enrollment.views.input import read_uuid

# In the session of whoever has said that none of the records is about him or her.
REFUSED: Final = "records-refused"


def has_refused_records(request: HttpRequest) -> bool:
    return REFUSED in request.session


def records_to_ask_about(request: HttpRequest) -> list[Trainee]:
    """Name and year of these are shown, and nothing else of them, until the answer is yes."""
    return [] if has_refused_records(request) else unclaimed_records(request.user)


@login_required
@require_POST
def my_record(request: HttpRequest) -> HttpResponse:
    """The answer: one of the records, or none of them. Goes back to the page that asked."""
    chosen = read_uuid(request.POST.get("record", ""))
    record = next((r for r in unclaimed_records(request.user) if r.public_id == chosen), None)
    if record is None:
        request.session[REFUSED] = True
    else:
        _link(request, record)
    target = request.POST.get("next", "")
    is_ours = url_has_allowed_host_and_scheme(target, request.get_host(), request.is_secure())
    # Not `redirect`, which would look for a view of that name.
    return HttpResponseRedirect(target) if is_ours else redirect("enrollment:my_training")


def _link(request: HttpRequest, record: Trainee) -> None:
    try:
        link_record(record, request.user, how="asked")
    except Refusal as refusal:
        messages.error(request, refusal.text)
    else:
        messages.success(request, _("The details and classes on record are now in this account."))
