"""Taking an import back as a whole, as long as nothing was built upon what it made.

Classes, participations and people go; numbers of certificates stay, declared void with the reason.
"""

import datetime as dt
from collections.abc import Iterable
from typing import Any, Final

from django.db import models, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from certificates.history import drafts
from certificates.history.recording import CHAIN
from certificates.history.writing import RULE
from certificates.models import ClosedYear, HistoryImport, PaperCertificate
from certificates.year_book.keeping.closing import lock_year
from courses import audit
from courses.models import Course, TrainingClass, Venue
from courses.refusals import Refusal
from courses.scheduling import chain_of
from enrollment.models import Enrollment, EnrollmentChange, Trainee

MOST_NAMED: Final = 5


def undo_history(
    source: HistoryImport, *, by: Any, reason: str, at: dt.datetime | None = None
) -> HistoryImport:
    """As if the file had never come, but for its numbers, which are known as void.

    Raises Refusal: `reason_needed`, `not_recorded`, `year_closed`, `built_upon`.
    """
    reason, at = reason.strip(), at or timezone.now()
    if not reason:
        raise Refusal(_("A reason is needed."), code="reason_needed")
    with transaction.atomic():
        audit.lock(CHAIN)
        current = drafts.locked(source)
        if not current.is_standing:
            raise Refusal(_("This import is not recorded any more."), code="not_recorded")
        classes = list(_classes(current).select_for_update())
        _refuse_closed_years(current)
        refuse_built_upon(current)
        voided = PaperCertificate.objects.filter(source=current).part(reason=reason, at=at)
        gone = _delete(current)
        current.undone_at, current.undone_by, current.undone_reason = at, by, reason
        current.save(update_fields=["undone_at", "undone_by", "undone_reason"])
        subject = str(current.public_id)
        acts = [
            audit.Act(
                "class.record_undone", chain=chain_of(one), subject=subject, data={"reason": reason}
            )
            for one in classes
        ]
        audit.record_many(acts, by=by)
        data = {"reason": reason, "voided": voided, **gone}
        audit.record("history.undone", chain=CHAIN, by=by, subject=subject, data=data)
    return current


def refuse_built_upon(source: HistoryImport) -> None:
    """Says what stands upon the rows of the import, if anything does."""
    made = source.made
    ours = {
        Enrollment: made.get("enrollments", ()),
        EnrollmentChange: EnrollmentChange.objects.filter(
            enrollment__in=made.get("enrollments", ()), from_state="", rule=RULE
        ).values("pk"),
        PaperCertificate: PaperCertificate.objects.filter(source=source).values("pk"),
    }
    found = [
        *_built_upon(TrainingClass, made.get("classes", ()), ours),
        *_built_upon(Enrollment, made.get("enrollments", ()), ours),
    ]
    if found:
        raise Refusal(
            _("Something was built upon this import: %(what)s. Take that back first."),
            code="built_upon",
            params={"what": ", ".join(found[:MOST_NAMED])},
        )


def _built_upon(model: Any, made: Iterable[int], ours: dict[Any, Any]) -> list[str]:
    """Names of the kinds of rows that point to the rows made, but for our own."""
    found = []
    for relation in model._meta.related_objects:
        rows = relation.related_model._default_manager.filter(
            **{f"{relation.field.name}__in": list(made)}
        )
        if relation.related_model in ours:
            rows = rows.exclude(pk__in=ours[relation.related_model])
        if rows.exists():
            found.append(str(relation.related_model._meta.verbose_name_plural))
    return found


def _classes(source: HistoryImport) -> models.QuerySet[Any]:
    """All classes that have people of this import, made by it or before."""
    people = Enrollment.objects.filter(pk__in=source.made.get("enrollments", ()))
    known = people.order_by().values("training_class")
    return TrainingClass.objects.filter(
        models.Q(pk__in=source.made.get("classes", ())) | models.Q(pk__in=known)
    ).order_by("pk")


def _refuse_closed_years(source: HistoryImport) -> None:
    days = _classes(source).values_list("ends_on", flat=True)
    years = sorted({day.year for day in days})
    for year in years:
        lock_year(year)
    closed = ClosedYear.objects.standing().filter(year__in=years).first()
    if closed:
        raise Refusal(
            _("The year %(year)s is closed. An administrator can open it again."),
            code="year_closed",
            params={"year": str(closed.year)},
        )


def _delete(source: HistoryImport) -> dict[str, int]:
    """Participations and their history, classes, then people, venues and courses left alone."""
    made = source.made
    people = Enrollment.objects.filter(pk__in=made.get("enrollments", ()))
    counted = people.order_by().values("training_class").annotate(count=models.Count("pk"))
    counts = dict(counted.values_list("training_class", "count"))
    people.delete()
    for pk, count in counts.items():
        TrainingClass.objects.filter(pk=pk).update(
            seats_taken=models.F("seats_taken") - count, capacity=models.F("capacity") - count
        )
    classes = TrainingClass.objects.filter(pk__in=made.get("classes", ()))
    gone = {"participations": sum(counts.values()), "classes": classes.count()}
    classes.delete()
    gone["people"] = _delete_unused(Trainee, made.get("trainees", ()))
    _delete_unused(Venue, made.get("venues", ()))
    _delete_unused(Course, made.get("courses", ()))
    return gone


def _delete_unused(model: Any, made: Iterable[int]) -> int:
    """Rows to which nothing points any more; others have found another use and stay."""
    unused = model.objects.filter(pk__in=list(made))
    for relation in model._meta.related_objects:
        field = relation.field
        used = relation.related_model._default_manager.filter(**{f"{field.name}__in": list(made)})
        unused = unused.exclude(pk__in=used.values(field.name))
    count: int = unused.count()
    unused.delete()
    return count
