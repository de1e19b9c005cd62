"""Two processes issue the certificates of one class at the same moment."""

import pytest

from django.utils import timezone

from certificates.register.numbers import open_register
from enrollment.running.attendance import mark_rest_present
from enrollment.running.recognition import finalize_class
from tests.factories.certificates import SignatoryFactory
from tests.factories.courses import SessionFactory, TrainingClassFactory
from tests.factories.enrollment import AgencyFactory, EnrollmentFactory

pytestmark = [pytest.mark.database, pytest.mark.race]

PEOPLE = 20


@pytest.fixture
def issue_twice(shared_database, race, report):
    def run(guard: str):
        training_class = TrainingClassFactory(code="RACE-2", over=True)
        session = SessionFactory(training_class=training_class)
        SignatoryFactory(issuing_body=training_class.issuing_body)
        EnrollmentFactory.create_batch(
            PEOPLE, training_class=training_class, agency=AgencyFactory()
        )
        mark_rest_present(session, by=None)
        finalize_class(training_class, by=None)
        # Begun beforehand, else opening the book would already queue the two.
        open_register(training_class.issuing_body, timezone.localdate().year)
        address = shared_database()
        told = race(address, [["issue", guard, "RACE-2"]] * 2)
        return told, report(address, "RACE-2")

    return run


def test_two_at_once_make_one_certificate_each_without_gap_or_double(issue_twice):
    told, stored = issue_twice("on")

    assert told == {"issued": PEOPLE}
    assert stored["numbers"] == list(range(1, PEOPLE + 1))
    assert len(set(stored["enrollments"])) == PEOPLE


def test_without_the_guard_one_of_the_two_fails(issue_twice):
    told, _stored = issue_twice("off")

    assert any(answer.startswith("error") for answer in told)
