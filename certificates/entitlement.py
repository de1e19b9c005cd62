"""Who of a class is entitled to a certificate, and the exact reason of those who are not."""

from dataclasses import dataclass
from decimal import Decimal

from django.utils.formats import number_format
from django.utils.translation import gettext as _

from certificates.models import Certificate
from courses.models import TrainingClass
from enrollment.models import Enrollment
from enrollment.running.completion import Decision, decide_class, decide_completion


@dataclass(frozen=True)
class Entitlement:
    """One confirmed person; before the results are recognized, as things stand now."""

    enrollment: Enrollment
    decision: Decision
    is_entitled: bool
    pass_mark: Decimal | None
    certificate: Certificate | None

    @property
    def reasons(self) -> list[str]:
        """What is missing, each with the number that was needed."""
        found = []
        if not self.decision.has_enough_periods:
            found.append(
                _("%(attended)s/%(total)s periods, %(percent)s %% needed")
                % {
                    "attended": self.decision.attended,
                    "total": self.decision.total,
                    "percent": self.decision.required_percent,
                }
            )
        if not self.decision.has_passed:
            found.append(self._score_reason())
        return found

    def _score_reason(self) -> str:
        if self.enrollment.score is None or self.pass_mark is None:
            return _("no score")
        return _("score %(score)s, %(needed)s needed") % {
            "score": number_format(self.enrollment.score, 1),
            "needed": number_format(self.pass_mark, 1),
        }


def entitlements(training_class: TrainingClass) -> list[Entitlement]:
    """Everyone confirmed, in the order of a roster; a constant number of queries."""
    people = Enrollment.objects.for_class(training_class).confirmed().with_people()
    confirmed = list(people.in_roster_order().prefetch_related("certificates__replaced_by"))
    if training_class.finalized_at:
        decisions = {person.pk: _frozen(person, training_class) for person in confirmed}
    else:
        decisions = decide_class(training_class)
    return [_entitlement(person, decisions[person.pk], training_class) for person in confirmed]


def _frozen(person: Enrollment, training_class: TrainingClass) -> Decision:
    return decide_completion(
        person.periods_attended or 0,
        person.periods_total or 0,
        training_class.attendance_rule.required_percent,
        score=person.score,
        pass_mark=training_class.ranking_scheme.pass_mark,
    )


def _entitlement(
    person: Enrollment, decision: Decision, training_class: TrainingClass
) -> Entitlement:
    given = sorted(person.certificates.all(), key=lambda one: (one.is_revoked, -one.pk))
    return Entitlement(
        enrollment=person,
        decision=decision,
        is_entitled=person.is_completed if training_class.finalized_at else decision.is_completed,
        pass_mark=training_class.ranking_scheme.pass_mark,
        certificate=given[0] if given else None,
    )
