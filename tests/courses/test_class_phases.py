"""The rows of a phase are those whose property says so."""

import datetime as dt
from itertools import product

import pytest

from django.utils import timezone

from courses.models import TrainingClass
from tests.factories.courses import TrainingClassFactory, days_ahead

HOUR = dt.timedelta(hours=1)


@pytest.mark.django_db
@pytest.mark.database
def test_rows_of_a_phase_are_those_whose_property_says_so():
    now = timezone.now()
    same = {
        name: factory()
        for name in ("course", "venue", "issuing_body", "attendance_rule", "ranking_scheme")
        for factory in [TrainingClassFactory._meta.declarations[name].get_factory()]
    }
    for number, (status, first_day, opens, closes, frozen, final) in enumerate(
        product(
            ("draft", "published", "canceled"),
            (-2, -1, 0, 1),
            (-2, 1),
            (-1, 2),
            (None, now),
            (None, now),
        )
    ):
        TrainingClassFactory(
            **same,
            code=f"P-{number}",
            status=status,
            starts_on=days_ahead(first_day),
            ends_on=days_ahead(first_day + 1),
            registration_opens_at=now + opens * HOUR,
            registration_closes_at=now + max(closes, opens) * HOUR,
            list_closed_at=frozen,
            finalized_at=final,
        )

    expected = {phase: set() for phase in TrainingClass.Phase.values}
    for training_class in TrainingClass.objects.all():
        expected[training_class.phase_at(now)].add(training_class.pk)
    found = {
        phase: set(TrainingClass.objects.in_phase(phase, now).values_list("pk", flat=True))
        for phase in TrainingClass.Phase.values
    }

    assert found == expected
    assert all(expected.values())
