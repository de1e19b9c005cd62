"""Which class carries out which line of the plan."""

from collections.abc import Iterable
from typing import Any

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from courses import audit
from courses.models import Instructor, TrainingClass
from courses.refusals import Refusal
from courses.scheduling import add_class, chain_of
from enrollment.models import PlanLine, PlannedClass


def link_class(
    line: PlanLine, training_class: TrainingClass, *, by: Any, instead: bool = False
) -> PlannedClass:
    """Say that the class carries out the line; `instead` of another one, if that is meant.

    Of two organizers at once the second is refused with code `linked_elsewhere`. Further codes:
    `dropped`, `canceled`, `other_year`.
    """
    with transaction.atomic():
        training_class = _lock(training_class)
        line = PlanLine.objects.select_for_update(of=("self",)).get(pk=line.pk)
        _refuse_unfit(line, training_class)
        known = PlannedClass.objects.filter(training_class=training_class).first()
        if known and known.line_id == line.pk:
            return known
        if known and not instead:
            raise _linked_elsewhere(known)
        if known:
            known.delete()
        linked = _insert(line, training_class)
        audit.record(
            "class.planned",
            chain=chain_of(training_class),
            by=by,
            data={"line": line.title, "year": line.plan.year},
        )
    return linked


def unlink_class(training_class: TrainingClass, *, by: Any) -> None:
    """The class no longer carries out a line; without one nothing happens."""
    with transaction.atomic():
        training_class = _lock(training_class)
        known = PlannedClass.objects.filter(training_class=training_class).first()
        if known is None:
            return
        known.delete()
        audit.record(
            "class.unplanned",
            chain=chain_of(training_class),
            by=by,
            data={"line": known.line.title, "year": known.line.plan.year},
        )


def _lock(training_class: TrainingClass) -> TrainingClass:
    return TrainingClass.objects.select_for_update(of=("self",)).get(pk=training_class.pk)


def _refuse_unfit(line: PlanLine, training_class: TrainingClass) -> None:
    if line.is_dropped:
        raise Refusal(_("This line was dropped."), code="dropped")
    if training_class.is_canceled:
        raise Refusal(_("This class was called off."), code="canceled")
    if training_class.year != line.plan.year:
        raise Refusal(
            _("The class ends in %(year)s; the plan is that of %(planned)s."),
            code="other_year",
            params={"year": str(training_class.year), "planned": str(line.plan.year)},
        )


def _linked_elsewhere(known: PlannedClass) -> Refusal:
    return Refusal(
        _("The class carries out another line already: %(line)s."),
        code="linked_elsewhere",
        params={"line": known.line.title},
    )


def _insert(line: PlanLine, training_class: TrainingClass) -> PlannedClass:
    """The constraint stands behind the lock."""
    try:
        with transaction.atomic():
            return PlannedClass.objects.create(training_class=training_class, line=line)
    except IntegrityError as error:
        known = PlannedClass.objects.filter(training_class=training_class).first()
        if known is None:
            raise
        raise _linked_elsewhere(known) from error


def add_class_for(
    line: PlanLine, training_class: TrainingClass, *, by: Any, instructors: Iterable[Instructor]
) -> TrainingClass:
    """Store a new class as a draft that carries out the line; both or neither."""
    with transaction.atomic():
        added = add_class(training_class, by=by, instructors=instructors)
        link_class(line, added, by=by)
    return added
