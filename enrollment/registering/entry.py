"""Who may come to a class: the conditions of entry, checked before and at registration."""

import datetime as dt
from collections.abc import Iterable, Iterator

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from courses.dates import short_date
from courses.models import TrainingClass
from enrollment.models import Agency, Enrollment, EntryRule, TargetGroup, Trainee
from enrollment.registering.steps import RegistrationRefused


def rule_of(training_class: TrainingClass) -> EntryRule | None:
    """The conditions of the class, or None when anybody may come."""
    rules = EntryRule.objects.filter(training_class=training_class)
    return rules.prefetch_related(
        "prerequisites", "target_groups__levels", "target_groups__agencies"
    ).first()


def is_meant(groups: Iterable[TargetGroup], agency: Agency, position: str) -> bool:
    """Whether one of the groups means this person; without groups everybody is meant."""
    groups = list(groups)
    return not groups or any(group.means(agency, position) for group in groups)


def check_entry(
    rule: EntryRule | None,
    trainee: Trainee,
    training_class: TrainingClass,
    *,
    agency: Agency,
    position: str,
) -> None:
    """Raise RegistrationRefused when a condition of the class is not met.

    Codes: `not_target_group`, `prerequisite_missing`, `repeated_too_soon`.
    """
    for refusal in unmet(rule, trainee, training_class, agency=agency, position=position):
        raise refusal


def unmet(
    rule: EntryRule | None,
    trainee: Trainee,
    training_class: TrainingClass,
    *,
    agency: Agency,
    position: str,
    completed: dict[int, dt.date] | None = None,
) -> Iterator[RegistrationRefused]:
    """Each condition that is not met, for whoever may decide all the same.

    `completed`, as `completed_courses` tells it, spares its query where many people are judged.
    """
    if rule is None:
        return
    groups = rule.target_groups.all()
    if rule.only_target_groups and not is_meant(groups, agency, position):
        yield RegistrationRefused(
            _("This class is for: %(groups)s."),
            code="not_target_group",
            params={"groups": _listed(str(group) for group in groups)},
        )
    yield from _unmet_history(rule, trainee, training_class, completed)


def told_beside(rule: EntryRule | None, agency: Agency) -> str:
    """Which box makes the difference when no group means the person: `position`, else `agency`."""
    groups = rule.target_groups.all() if rule else ()
    is_right_place = any(group.covers(agency) for group in groups)
    return "position" if is_right_place else "agency"


def check_history(rule: EntryRule, trainee: Trainee, training_class: TrainingClass) -> None:
    """The part of `check_entry` that depends on nothing but what the person has completed."""
    for refusal in _unmet_history(rule, trainee, training_class):
        raise refusal


def _unmet_history(
    rule: EntryRule,
    trainee: Trainee,
    training_class: TrainingClass,
    completed: dict[int, dt.date] | None = None,
) -> Iterator[RegistrationRefused]:
    if completed is None:
        completed = completed_courses(trainee) if trainee.pk else {}
    missing = [one for one in rule.prerequisites.all() if one.pk not in completed]
    if missing:
        yield RegistrationRefused(
            _("Before this class one must have completed: %(courses)s."),
            code="prerequisite_missing",
            params={"courses": _listed(str(course) for course in missing)},
        )
    last = completed.get(training_class.course_id)
    if last and rule.no_repeat_years and _is_recent(last, rule.no_repeat_years, training_class):
        yield RegistrationRefused(
            _(
                "The same course was completed on %(day)s; "
                "it may be repeated after %(years)s years."
            ),
            code="repeated_too_soon",
            params={"day": short_date(last), "years": rule.no_repeat_years},
        )


def completed_courses(trainee: Trainee) -> dict[int, dt.date]:
    """Course id to the last day on which the person completed it."""
    rows = Enrollment.objects.filter(trainee=trainee, outcome=Enrollment.Outcome.COMPLETED)
    pairs = rows.order_by("training_class__ends_on")
    return dict(pairs.values_list("training_class__course", "training_class__ends_on"))


def _is_recent(last: dt.date, years: int, training_class: TrainingClass) -> bool:
    # Whole calendar years: the 29th of February needs no rule of its own.
    first = training_class.starts_on
    return (first.year - last.year, first.month, first.day) < (years, last.month, last.day)


def _listed(names: Iterable[str]) -> str:
    return pgettext("between the members of a list", "; ").join(names)
