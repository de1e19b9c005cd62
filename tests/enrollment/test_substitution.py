"""One person instead of another: the very seat goes over, and no counter moves."""

import datetime as dt
import uuid

import pytest

from django.utils import timezone

from enrollment.models import (
    Affiliation,
    AgencyCoordinator,
    AgencySeats,
    Enrollment,
    EntryRule,
    Letter,
    NominationBatch,
    NominationRound,
    SeatOffer,
    Trainee,
)
from enrollment.registering import substitution
from enrollment.registering.registration import register_trainee, withdraw
from enrollment.registering.steps import RegistrationRefused
from enrollment.running.attendance import record_attendance
from enrollment.running.class_changes import cancel_class
from tests.factories.courses import CourseFactory, SessionFactory, TrainingClassFactory, days_ahead
from tests.factories.enrollment import (
    AgencyFactory,
    EnrollmentFactory,
    TraineeFactory,
    UserFactory,
)

pytestmark = [pytest.mark.django_db, pytest.mark.database]

State = Enrollment.State


def coordinator_of(agency):
    user = UserFactory()
    AgencyCoordinator.objects.create(user=user, agency=agency, valid_from=days_ahead(-9))
    return user


def counters(training_class):
    training_class.refresh_from_db()
    one = training_class
    return one.seats_taken, one.seats_reserved, one.waiting_count


def refusal_code(call, *args, **kwargs) -> str:
    with pytest.raises(RegistrationRefused) as refused:
        call(*args, **kwargs)
    return refused.value.code


def given_seat(agency, *, given=2):
    """An open round in which the agency has seats, and the first person in one of them."""
    training_class = TrainingClassFactory(capacity=5)
    now = timezone.now()
    opened = NominationRound.objects.create(
        training_class=training_class, opened_at=now, deadline=now + dt.timedelta(days=2)
    )
    seats = AgencySeats.objects.create(round=opened, agency=agency, given=given)
    training_class.seats_reserved = given
    training_class.save(update_fields=["seats_reserved"])
    batch = NominationBatch.objects.create(
        training_class=training_class, agency=agency, made_at=now, letter_number="12-CV/HU"
    )
    first = register_trainee(
        TraineeFactory(), training_class, agency=agency, source="agency", batch=batch
    )
    return seats, first


def test_colleague_takes_the_very_seat_and_history_keeps_both():
    agency = AgencyFactory()
    coordinator = coordinator_of(agency)
    seats, first = given_seat(agency)
    first.trainee.email = "an@example.org"
    first.trainee.save()
    colleague = TraineeFactory(email="binh@example.org")
    before = counters(first.training_class)

    successor = substitution.substitute(
        first, colleague, agency=agency, position="Văn thư", by=coordinator, reason="bận"
    )

    first.refresh_from_db()
    seats.refresh_from_db()
    assert (first.state, first.replaced_by, first.seat_of) == (State.SUBSTITUTED, successor, None)
    assert (successor.state, successor.seat_of) == (State.CONFIRMED, seats)
    assert (successor.batch.letter_number, successor.source) == ("12-CV/HU", "agency")
    assert seats.taken == 1
    assert counters(first.training_class) == before
    assert [c.rule for c in first.changes.all()] == ["registered_agency", "substituted"]
    assert [c.rule for c in successor.changes.all()] == ["substituted"]
    assert first.changes.last().reason == "bận"
    letters = Letter.objects.exclude(enrollment=first, kind="confirmed")
    assert {(one.kind, one.to) for one in letters} == {
        ("substituted", "an@example.org"),
        ("confirmed", "binh@example.org"),
    }


def test_nobody_who_waits_gets_the_seat_in_between():
    training_class = TrainingClassFactory(capacity=1)
    first = EnrollmentFactory(training_class=training_class)
    waiting = EnrollmentFactory(training_class=training_class)

    substitution.substitute(first, TraineeFactory(), agency=first.agency, by=None)

    waiting.refresh_from_db()
    assert waiting.state == State.WAITING
    assert counters(training_class) == (1, 0, 1)


def test_offered_seat_goes_over_and_its_offer_is_void():
    training_class = TrainingClassFactory(capacity=1, offer_hours=24)
    first = EnrollmentFactory(training_class=training_class)
    offered = EnrollmentFactory(training_class=training_class)
    withdraw(first, by=None)
    offered.refresh_from_db()
    assert offered.state == State.OFFERED

    successor = substitution.substitute(offered, TraineeFactory(), agency=offered.agency, by=None)

    assert successor.state == State.CONFIRMED
    assert offered.offers.get().answer == SeatOffer.Answer.VOID
    assert counters(training_class) == (1, 0, 0)


def test_new_person_is_written_down_with_the_place_of_work():
    first, agency = EnrollmentFactory(), AgencyFactory()

    successor = substitution.substitute_new_person(
        first, agency=agency, position="Kế toán", by=None, full_name="Bùi Thị Hòa", birth_year=1990
    )

    assert successor.trainee.full_name == "Bùi Thị Hòa"
    assert successor.trainee.affiliations.get().agency == agency


def test_refused_new_person_leaves_no_record():
    first, agency = EnrollmentFactory(), AgencyFactory()
    cancel_class(first.training_class, by=None, reason="bão")

    with pytest.raises(RegistrationRefused):
        substitution.substitute_new_person(
            first, agency=agency, position="", by=None, full_name="Bùi Thị Hòa"
        )

    assert not Trainee.objects.filter(full_name="Bùi Thị Hòa").exists()


def test_button_pressed_twice_makes_one_substitution():
    first, colleague, key = EnrollmentFactory(), TraineeFactory(), uuid.uuid4()
    how = {"agency": first.agency, "by": None, "request_key": key}

    successor = substitution.substitute(first, colleague, **how)
    again = substitution.substitute(first, colleague, **how)

    assert again == successor
    assert Enrollment.objects.count() == 2


def test_key_of_another_act_is_refused():
    key = uuid.uuid4()
    other = EnrollmentFactory(request_key=key)
    first = EnrollmentFactory()

    code = refusal_code(
        substitution.substitute, first, other.trainee, agency=first.agency, by=None, request_key=key
    )

    assert code == "request_reused"


@pytest.mark.parametrize("state", ["waiting", "withdrawn", "canceled", "pending"])
def test_only_a_seat_can_be_passed_on(state):
    first = EnrollmentFactory()
    Enrollment.objects.filter(pk=first.pk).update(state=state)

    code = refusal_code(
        substitution.substitute, first, TraineeFactory(), agency=first.agency, by=None
    )

    assert code == "state_changed"


def test_colleague_who_is_on_the_list_already_is_refused():
    training_class = TrainingClassFactory(capacity=1)
    first = EnrollmentFactory(training_class=training_class)
    waiting = EnrollmentFactory(training_class=training_class)

    code = refusal_code(
        substitution.substitute, first, waiting.trainee, agency=first.agency, by=None
    )

    assert code == "already_registered"


def test_colleague_who_sits_in_another_class_that_day_is_refused():
    first, elsewhere = EnrollmentFactory(), EnrollmentFactory()

    code = refusal_code(
        substitution.substitute, first, elsewhere.trainee, agency=first.agency, by=None
    )

    assert code == "clash"


def test_same_person_and_merged_record_are_refused():
    first = EnrollmentFactory()
    gone = TraineeFactory(merged_into=TraineeFactory())

    codes = [
        refusal_code(substitution.substitute, first, person, agency=first.agency, by=None)
        for person in (first.trainee, gone)
    ]

    assert codes == ["same_person", "merged"]
    first.refresh_from_db()
    assert first.state == State.CONFIRMED


def test_seat_of_an_agency_stays_within_it():
    agency = AgencyFactory()
    below, stranger = AgencyFactory(parent=agency), AgencyFactory()
    _seats, first = given_seat(agency)

    code = refusal_code(substitution.substitute, first, TraineeFactory(), agency=stranger, by=None)
    successor = substitution.substitute(first, TraineeFactory(), agency=below, by=None)

    assert code == "seat_of_other_agency"
    assert successor.agency == below


def test_conditions_of_entry_bind_the_coordinator_and_not_the_desk(organizer):
    first = EnrollmentFactory()
    rule = EntryRule.objects.create(training_class=first.training_class)
    rule.prerequisites.add(CourseFactory())
    coordinator = coordinator_of(first.agency)

    code = refusal_code(
        substitution.substitute, first, TraineeFactory(), agency=first.agency, by=coordinator
    )
    successor = substitution.substitute(first, TraineeFactory(), agency=first.agency, by=organizer)

    assert code == "prerequisite_missing"
    assert successor.source == "desk"


def test_coordinator_may_until_the_first_session_begins(organizer):
    first = EnrollmentFactory()
    session = SessionFactory(training_class=first.training_class)
    coordinator = coordinator_of(first.agency)
    how = {"agency": first.agency}

    late = refusal_code(
        substitution.substitute,
        first,
        TraineeFactory(),
        by=coordinator,
        at=session.begins_at,
        **how,
    )
    in_time = substitution.substitute(
        first,
        TraineeFactory(),
        by=coordinator,
        at=session.begins_at - dt.timedelta(seconds=1),
        **how,
    )
    by_desk = substitution.substitute(
        in_time, TraineeFactory(), by=organizer, at=session.begins_at, **how
    )

    assert late == "too_late"
    assert by_desk.state == State.CONFIRMED


def test_desk_may_not_once_the_roll_was_taken_for_the_person(organizer):
    training_class = TrainingClassFactory(over=True)
    session = SessionFactory(training_class=training_class)
    first, second = EnrollmentFactory.create_batch(
        2, training_class=training_class, agency=AgencyFactory()
    )
    record_attendance(session, first, "absent", by=organizer)

    code = refusal_code(
        substitution.substitute, first, TraineeFactory(), agency=first.agency, by=organizer
    )

    assert code == "came"
    assert substitution.substitute(second, TraineeFactory(), agency=first.agency, by=organizer)


def test_recognized_class_is_closed(organizer):
    first = EnrollmentFactory()
    first.training_class.finalized_at = timezone.now()
    first.training_class.save()

    code = refusal_code(
        substitution.substitute, first, TraineeFactory(), agency=first.agency, by=organizer
    )

    assert code == "finalized"


def test_affiliation_of_the_colleague_is_left_alone():
    first, colleague = EnrollmentFactory(), TraineeFactory()
    Affiliation.objects.create(
        trainee=colleague, agency=first.agency, position="A", valid_from=days_ahead(-9)
    )

    substitution.substitute(first, colleague, agency=first.agency, position="B", by=None)

    assert colleague.affiliations.get().position == "A"
