"""A session of today, somebody who comes to it, and who takes its roll."""

import pytest

from tests.factories.courses import (
    InstructorFactory,
    SessionFactory,
    TrainingClassFactory,
    days_ahead,
)
from tests.factories.enrollment import EnrollmentFactory, UserFactory


@pytest.fixture
def session(db):
    in_class = TrainingClassFactory(starts_on=days_ahead(0), ends_on=days_ahead(1))
    return SessionFactory(training_class=in_class)


@pytest.fixture
def person(session):
    return EnrollmentFactory(training_class=session.training_class)


@pytest.fixture
def instructor(client, session):
    user = UserFactory()
    session.training_class.instructors.add(InstructorFactory(user=user))
    client.force_login(user)
    return user
