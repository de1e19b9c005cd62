import datetime as dt
import random

import pytest

from django.contrib.auth.models import AnonymousUser
from django.utils import timezone

from enrollment.models import Agency, AgencyCoordinator, Enrollment, Trainee
from tests.factories.courses import TrainingClassFactory
from tests.factories.enrollment import (
    AgencyFactory,
    EnrollmentFactory,
    TraineeFactory,
    UserFactory,
)

pytestmark = [pytest.mark.django_db, pytest.mark.database]


def appoint(user, agency, valid_to=None):
    return AgencyCoordinator.objects.create(
        user=user, agency=agency, valid_from=dt.date(2020, 1, 1), valid_to=valid_to
    )


def test_a_stranger_sees_nothing():
    EnrollmentFactory()

    for user in (AnonymousUser(), UserFactory()):
        assert list(Enrollment.objects.visible_to(user)) == []
        assert list(Trainee.objects.visible_to(user)) == []
        assert list(Agency.objects.visible_to(AnonymousUser())) == []


def test_a_trainee_sees_own_enrollments_alone():
    user = UserFactory()
    mine = EnrollmentFactory(trainee=TraineeFactory(user=user))
    EnrollmentFactory(training_class=mine.training_class)

    assert list(Enrollment.objects.visible_to(user)) == [mine]


def test_an_organizer_sees_all(organizer):
    EnrollmentFactory.create_batch(2)

    assert Enrollment.objects.visible_to(organizer).count() == 2


def test_a_deactivated_organizer_sees_nothing(organizer):
    EnrollmentFactory()
    organizer.is_active = False

    assert list(Enrollment.objects.visible_to(organizer)) == []


def test_a_coordinator_whose_time_is_over_sees_nothing():
    user, enrollment = UserFactory(), EnrollmentFactory()
    appoint(user, enrollment.agency, valid_to=timezone.localdate() - dt.timedelta(days=1))

    assert list(Enrollment.objects.visible_to(user)) == []


@pytest.mark.parametrize("seed", range(5))
def test_what_a_coordinator_sees_equals_a_walk_through_the_tree(seed):
    dice = random.Random(seed)
    tree = [AgencyFactory()]
    while len(tree) < 12:
        tree.append(AgencyFactory(parent=dice.choice([None, *tree])))
    training_class = TrainingClassFactory(capacity=100)
    rows = [
        EnrollmentFactory(agency=Agency.objects.get(pk=a.pk), training_class=training_class)
        for a in dice.choices(tree, k=15)
    ]
    user = UserFactory()
    mine = {agency.pk for agency in dice.sample(tree, 2)}
    for agency in tree:
        if agency.pk in mine:
            appoint(user, agency)

    def is_mine(agency):
        while agency is not None:
            if agency.pk in mine:
                return True
            agency = agency.versions.get().parent
        return False

    expected = {row.pk for row in rows if is_mine(row.agency)}
    assert set(Enrollment.objects.visible_to(user).values_list("pk", flat=True)) == expected
