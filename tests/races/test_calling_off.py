"""A registration that arrives while its class is called off must not be left in it."""

import threading

import pytest

from django.db import connection, transaction

from courses.models import TrainingClass
from enrollment.models import Enrollment
from enrollment.registering.registration import register_trainee
from enrollment.registering.steps import RegistrationRefused
from enrollment.running.class_changes import cancel_class
from tests.factories.courses import TrainingClassFactory
from tests.factories.enrollment import AgencyFactory, TraineeFactory

pytestmark = [pytest.mark.postgres_only, pytest.mark.race]


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("registration", ["open", "approval"])
def test_registration_waits_for_the_decision_and_obeys_it(registration):
    training_class = TrainingClassFactory(registration=registration)
    trainee, agency = TraineeFactory(), AgencyFactory()
    answers = []

    def register():
        try:
            register_trainee(trainee, training_class, agency=agency)
        except RegistrationRefused as refusal:
            answers.append(refusal.code)
        finally:
            connection.close()

    late = threading.Thread(target=register)
    with transaction.atomic():
        cancel_class(TrainingClass.objects.get(), by=None, reason="Bão")
        late.start()
        late.join(1)  # long enough to read the class as it was and to come to the lock
    late.join(20)

    assert answers == ["closed"]
    assert not Enrollment.objects.exists()
