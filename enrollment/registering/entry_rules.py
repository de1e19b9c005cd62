"""Verbs on the conditions of entry: setting them, and the exceptions that organizers make."""

from collections.abc import Iterable
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from courses import audit
from courses.models import Course, TrainingClass
from courses.refusals import Refusal
from courses.scheduling import chain_of
from enrollment.models import EntryRule, TargetGroup
from enrollment.seating import seats


def set_conditions(
    training_class: TrainingClass,
    *,
    by: Any,
    target_groups: Iterable[TargetGroup] = (),
    only_target_groups: bool = True,
    prerequisites: Iterable[Course] = (),
    no_repeat_years: int = 0,
) -> EntryRule:
    """Say who may come from now on; whoever is registered already stays."""
    groups, courses = list(target_groups), list(prerequisites)
    with transaction.atomic():
        seats.lock_class(training_class)
        if training_class.finalized_at or training_class.is_canceled:
            raise Refusal(_("This class can no longer be changed."), code="not_changeable")
        rule, _created = EntryRule.objects.update_or_create(
            training_class=training_class,
            defaults={
                "only_target_groups": only_target_groups,
                "no_repeat_years": no_repeat_years,
            },
        )
        rule.target_groups.set(groups)
        rule.prerequisites.set(courses)
        audit.record(
            "class.entry",
            chain=chain_of(training_class),
            by=by,
            data={
                "groups": [group.name for group in groups],
                "only": only_target_groups,
                "courses": [course.pk for course in courses],
                "no_repeat_years": no_repeat_years,
            },
        )
    return rule


def copy_conditions(copied: TrainingClass, training_class: TrainingClass, *, by: Any) -> None:
    """A class made after another one begins with its conditions."""
    rule = EntryRule.objects.filter(training_class=copied).first()
    if rule is None:
        return
    set_conditions(
        training_class,
        by=by,
        target_groups=rule.target_groups.all(),
        only_target_groups=rule.only_target_groups,
        prerequisites=rule.prerequisites.all(),
        no_repeat_years=rule.no_repeat_years,
    )
