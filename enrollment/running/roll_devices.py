"""Phones and computers that take the roll: known by a key they keep, blocked when one is lost."""

import datetime as dt
import uuid
from typing import Any, Final

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from courses import audit
from courses.refusals import Refusal
from enrollment.models import AttendanceMark, RollDevice

CHAIN: Final = "roll-devices"
SEEN_EVERY: Final = dt.timedelta(minutes=5)
# The first that fits; browsers name others before themselves.
BROWSERS: Final = ("Edg", "OPR", "SamsungBrowser", "Firefox", "CriOS", "Chrome", "Safari")
SYSTEMS: Final = ("Android", "iPhone", "iPad", "Windows", "Macintosh", "Linux")
SHOWN: Final = {"Edg": "Edge", "OPR": "Opera", "CriOS": "Chrome", "Macintosh": "Mac"}


class DeviceRefused(Refusal):
    """A key that belongs to somebody else's device."""


def device_for(
    user: Any, key: uuid.UUID, *, agent: str = "", at: dt.datetime | None = None
) -> RollDevice:
    """The device with this key; one that was never seen is written down."""
    at = at or timezone.now()
    device, is_new = RollDevice.objects.get_or_create(
        public_id=key,
        defaults={
            "user": user,
            "name": name_of(agent),
            "registered_at": at,
            "last_seen_at": at,
        },
    )
    if device.user_id != user.pk:
        raise DeviceRefused(_("This device belongs to another account."), code="other_account")
    if not is_new and at - device.last_seen_at > SEEN_EVERY:
        RollDevice.objects.filter(pk=device.pk).update(last_seen_at=at)
    return device


def name_of(agent: str) -> str:
    """Browser and system in two words, enough to tell one's own devices apart."""
    words = [next((one for one in known if one in agent), "") for known in (BROWSERS, SYSTEMS)]
    named = [SHOWN.get(word, word) for word in words if word]
    return ", ".join(named) or "?"


def block(device: RollDevice, *, by: Any, at: dt.datetime | None = None) -> RollDevice:
    """What it sends from now on is held until somebody decides."""
    with transaction.atomic():
        changed = RollDevice.objects.filter(pk=device.pk, revoked_at=None)
        if changed.update(revoked_at=at or timezone.now(), revoked_by=by):
            audit.record("roll_device.blocked", chain=CHAIN, by=by, subject=_subject(device))
    device.refresh_from_db()
    return device


def unblock(device: RollDevice, *, by: Any) -> RollDevice:
    """Its marks count again; those held before still await their decision."""
    with transaction.atomic():
        changed = RollDevice.objects.filter(pk=device.pk).exclude(revoked_at=None)
        if changed.update(revoked_at=None, revoked_by=None):
            audit.record("roll_device.unblocked", chain=CHAIN, by=by, subject=_subject(device))
    device.refresh_from_db()
    return device


def held_marks() -> Any:
    """Marks of blocked devices that nobody has decided about, oldest first."""
    rows = AttendanceMark.objects.filter(outcome=AttendanceMark.Outcome.HELD)
    return rows.select_related("session__training_class", "enrollment", "device__user", "by")


def _subject(device: RollDevice) -> str:
    return f"device:{device.pk}"
