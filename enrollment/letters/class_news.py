"""What people must hear when a class changes: calendars are raised, letters written once."""

import datetime as dt

from django.db.models import F

from courses.models import Session, TrainingClass
from enrollment.letters import outbox
from enrollment.models import Enrollment, Letter

Meeting = tuple[dt.date, dt.time, dt.time]


def meetings_of(training_class: TrainingClass) -> set[Meeting]:
    """When the class meets, as calendars know it."""
    rows = Session.objects.filter(training_class=training_class)
    return set(rows.order_by().values_list("held_on", "starts_at", "ends_at"))


def announce_change(training_class: TrainingClass, *, at: dt.datetime) -> None:
    """Tell all who are seated or wait that days, times or place have changed.

    The letter goes out after a pause, so that several edits are told at once. To be called in the
    transaction of the change, under the lock of the class.
    """
    if not training_class.is_held:
        return
    TrainingClass.objects.filter(pk=training_class.pk).update(
        calendar_sequence=F("calendar_sequence") + 1
    )
    training_class.refresh_from_db(fields=["calendar_sequence"])
    people = Enrollment.objects.for_class(training_class).active().select_related("trainee__user")
    outbox.put_once_more(
        Letter.Kind.CLASS_CHANGED,
        key=f"changed:{training_class.calendar_sequence}",
        about=people.order_by("pk"),
        due_at=at + outbox.PAUSE,
    )
