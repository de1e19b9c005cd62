"""Persons of a year are counted once, whichever record stands for them."""

import pytest

from certificates.year_book.summary import yearly_summary
from enrollment.people import merging
from tests.factories.courses import TrainingClassFactory, days_ahead
from tests.factories.enrollment import AgencyFactory, EnrollmentFactory, TraineeFactory

pytestmark = [pytest.mark.django_db, pytest.mark.database]


def test_a_merged_person_counts_once_and_two_after_undoing():
    agency, (one, other) = AgencyFactory(), TraineeFactory.create_batch(2)
    for person, days in ((one, -20), (other, -10)):
        held = TrainingClassFactory(starts_on=days_ahead(days), ends_on=days_ahead(days))
        EnrollmentFactory(trainee=person, training_class=held, agency=agency)
    year = held.year

    done = merging.merge(one, other, by=None, reason="x")
    merged = yearly_summary(year)
    merging.undo(done, by=None)
    apart = yearly_summary(year)

    assert (merged.participations, merged.persons) == (2, 1)
    assert (apart.participations, apart.persons) == (2, 2)
    merged.check()
