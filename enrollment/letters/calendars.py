"""The calendar to which a person subscribes: an address that nobody guesses, renewed on demand."""

import uuid

from django.conf import settings
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext as _

from courses import ical
from courses.models import TrainingClass
from enrollment.letters.letter_values import class_url
from enrollment.models import Enrollment, Trainee


def switch_on(trainee: Trainee) -> uuid.UUID:
    """Give the calendar an address, a new one if it has one: the old one ends at once."""
    trainee.calendar_key = uuid.uuid4()
    trainee.save(update_fields=["calendar_key"])
    return trainee.calendar_key


def switch_off(trainee: Trainee) -> None:
    trainee.calendar_key = None
    trainee.save(update_fields=["calendar_key"])


def owner_of(key: uuid.UUID) -> Trainee | None:
    """Whose calendar has this address; it is read as long as the account may be used."""
    people = Trainee.objects.filter(calendar_key=key, user__is_active=True)
    return people.select_related("user").first()


def own_calendar(trainee: Trainee, request: HttpRequest) -> bytes:
    """Classes with a seat, and for an instructor the classes he or she teaches, of about a year.

    Of the request only the addresses of pages are taken.
    """
    return ical.calendar(
        _classes_of(trainee),
        url_of=lambda one: class_url(one, request),
        product=settings.WAGTAIL_SITE_NAME,
        name=_("My training"),
        canceled_mark=_("Canceled"),
    )


def _classes_of(trainee: Trainee) -> list[TrainingClass]:
    seated = Enrollment.objects.confirmed().filter(trainee=trainee)
    own = TrainingClass.objects.held().filter(pk__in=seated.values("training_class"))
    if trainee.user:
        own |= TrainingClass.objects.held().taught_by(trainee.user)
    a_year_ago = timezone.localdate().replace(day=1, month=1)
    coming = own.upcoming(a_year_ago).distinct()
    return list(coming.select_related("venue").prefetch_related("sessions"))
