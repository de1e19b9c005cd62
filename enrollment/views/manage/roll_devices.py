"""Devices that take the roll, at the desk: block a lost one, decide about what it sent since."""

from collections import defaultdict

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST

from courses.models import TrainingClass
from enrollment.access import organizers_only
from enrollment.models import RollDevice
from enrollment.paging import page_of
from enrollment.running import roll_devices
from enrollment.running.marking import decide_held
from enrollment.views.input import read_uuid

DEVICES_PER_PAGE = 20
HELD_SHOWN = 200


@organizers_only
@require_http_methods(["GET", "HEAD", "POST"])
def manage_roll_devices(request: HttpRequest) -> HttpResponse:
    """All devices, those seen last on top; above them the marks that await a decision."""
    devices = RollDevice.objects.visible_to(request.user)
    if request.method == "POST":
        device = get_object_or_404(devices, public_id=read_uuid(request.POST.get("device", "")))
        if request.POST.get("act") == "unblock":
            roll_devices.unblock(device, by=request.user)
            messages.success(request, _("The device may take the roll again."))
        else:
            roll_devices.block(device, by=request.user)
            messages.success(
                request, _("The device is blocked. Marks that it still sends are held here.")
            )
        return redirect("enrollment:manage_roll_devices")
    held = roll_devices.held_marks()
    page = page_of(request, devices.select_related("user"), DEVICES_PER_PAGE)
    context = {"page": page, "held": held[:HELD_SHOWN], "held_count": held.count()}
    return render(request, "enrollment/manage/roll_devices.html", context)


@organizers_only
@require_POST
def manage_held_marks(request: HttpRequest) -> HttpResponse:
    """Let the chosen marks count, or refuse them."""
    chosen = {one for one in request.POST.getlist("mark") if one.isdecimal() and len(one) < 19}
    rows = roll_devices.held_marks().filter(pk__in=chosen)
    by_class: dict[TrainingClass, list[int]] = defaultdict(list)
    for row in rows:
        by_class[row.session.training_class].append(row.pk)
    accept = request.POST.get("act") == "accept"
    done = sum(decide_held(one, p, accept=accept, by=request.user) for one, p in by_class.items())
    text = ngettext("%(count)s mark is decided.", "%(count)s marks are decided.", done)
    messages.success(request, text % {"count": done})
    return redirect("enrollment:manage_roll_devices")
