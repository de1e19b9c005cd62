import datetime as dt
import uuid

import pytest

from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from certificates.invariants import find_breaches
from courses import audit, scheduling
from courses.models import AuditEntry, TrainingClass
from courses.refusals import Refusal
from enrollment.models import AgencySeats, Enrollment, EnrollmentChange, Letter, NominationRound
from enrollment.nominating import rounds
from enrollment.registering import registration
from enrollment.registering.registration import register_trainee
from enrollment.registering.steps import RegistrationRefused
from enrollment.running import class_changes
from tests.factories.courses import SessionFactory, TrainingClassFactory
from tests.factories.enrollment import (
    AgencyFactory,
    EnrollmentFactory,
    TraineeFactory,
    UserFactory,
)

pytestmark = [pytest.mark.django_db, pytest.mark.database]

State = Enrollment.State


def counters(training_class: TrainingClass) -> tuple[int, int]:
    training_class.refresh_from_db()
    return training_class.seats_taken, training_class.waiting_count


def refusal_code(call, *args, **kwargs) -> str:
    with pytest.raises(RegistrationRefused) as refused:
        call(*args, **kwargs)
    return refused.value.code


def test_register_takes_a_seat_and_writes_history_and_letter():
    training_class = TrainingClassFactory()
    trainee = TraineeFactory(email="an@example.org")

    enrollment = register_trainee(
        trainee, training_class, agency=AgencyFactory(name="Huyện ủy Yên Thủy"), position="Văn thư"
    )

    assert enrollment.state == State.CONFIRMED
    assert enrollment.agency_name == "Huyện ủy Yên Thủy"
    assert counters(training_class) == (1, 0)
    assert [c.rule for c in enrollment.changes.all()] == ["registered_self"]
    letter = Letter.objects.get()
    assert (letter.kind, letter.to) == (Letter.Kind.CONFIRMED, "an@example.org")


def test_register_waits_when_the_class_is_full():
    training_class = TrainingClassFactory(capacity=1)
    EnrollmentFactory(training_class=training_class)

    enrollment = EnrollmentFactory(training_class=training_class)

    assert enrollment.state == State.WAITING
    assert counters(training_class) == (1, 1)


def test_register_awaits_approval_without_a_seat():
    training_class = TrainingClassFactory(registration="approval")

    enrollment = register_trainee(TraineeFactory(), training_class, agency=AgencyFactory())

    assert enrollment.state == State.PENDING
    assert counters(training_class) == (0, 0)


def test_register_refuses_a_second_active_registration():
    first = EnrollmentFactory()

    code = refusal_code(register_trainee, first.trainee, first.training_class, agency=first.agency)

    assert code == "already_registered"
    assert counters(first.training_class) == (1, 0)


def test_register_with_the_same_key_gives_the_first_answer():
    training_class, trainee, agency = TrainingClassFactory(), TraineeFactory(), AgencyFactory()
    key = uuid.uuid4()
    first = register_trainee(trainee, training_class, agency=agency, request_key=key)

    again = register_trainee(trainee, training_class, agency=agency, request_key=key)

    assert again == first
    assert counters(training_class) == (1, 0)


def test_register_refuses_a_key_used_for_another_class():
    trainee, agency, key = TraineeFactory(), AgencyFactory(), uuid.uuid4()
    register_trainee(trainee, TrainingClassFactory(), agency=agency, request_key=key)

    code = refusal_code(
        register_trainee, trainee, TrainingClassFactory(), agency=agency, request_key=key
    )

    assert code == "request_reused"


@pytest.mark.parametrize(
    "change",
    [
        {"status": "draft"},
        {"status": "canceled"},
        {"registration_opens_at": timezone.now() + dt.timedelta(hours=1)},
        {"registration_closes_at": timezone.now() - dt.timedelta(seconds=1)},
        {"list_closed_at": timezone.now()},
    ],
)
def test_register_refuses_a_class_that_is_not_open(change):
    training_class = TrainingClassFactory(**change)

    code = refusal_code(register_trainee, TraineeFactory(), training_class, agency=AgencyFactory())

    assert code == "closed"


def test_the_server_clock_decides_at_the_deadline():
    training_class = TrainingClassFactory()
    deadline = training_class.registration_closes_at
    agency = AgencyFactory()
    just_before = deadline - dt.timedelta(microseconds=1)

    accepted = register_trainee(TraineeFactory(), training_class, agency=agency, at=just_before)
    code = refusal_code(
        register_trainee, TraineeFactory(), training_class, agency=agency, at=deadline
    )

    assert (accepted.state, code) == (State.CONFIRMED, "closed")


def test_register_refuses_two_classes_on_the_same_day():
    first = EnrollmentFactory()
    overlapping = TrainingClassFactory(starts_on=first.training_class.ends_on)

    code = refusal_code(register_trainee, first.trainee, overlapping, agency=first.agency)

    assert code == "clash"


def test_withdraw_seats_the_first_who_waits():
    training_class = TrainingClassFactory(capacity=1)
    seated, first, second = EnrollmentFactory.create_batch(3, training_class=training_class)

    registration.withdraw(seated, by=None, reason="bận")

    first.refresh_from_db()
    second.refresh_from_db()
    assert (seated.state, first.state, second.state) == (
        State.WITHDRAWN,
        State.CONFIRMED,
        State.WAITING,
    )
    assert [c.rule for c in first.changes.all()] == ["registered_desk", "first_come"]
    assert counters(training_class) == (1, 1)


def test_withdraw_from_the_queue_moves_nobody():
    training_class = TrainingClassFactory(capacity=1)
    _seated, first, second = EnrollmentFactory.create_batch(3, training_class=training_class)

    registration.withdraw(first, by=None)

    second.refresh_from_db()
    assert second.state == State.WAITING
    assert counters(training_class) == (1, 1)


def test_withdraw_twice_is_refused_and_frees_one_seat_only():
    enrollment = EnrollmentFactory()
    registration.withdraw(enrollment, by=None)

    assert refusal_code(registration.withdraw, enrollment, by=None) == "state_changed"
    assert counters(enrollment.training_class) == (0, 0)


def test_withdraw_is_too_late_once_the_class_has_begun():
    enrollment = EnrollmentFactory()
    first_day = timezone.make_aware(
        dt.datetime.combine(enrollment.training_class.starts_on, dt.time(0, 1))
    )

    late = refusal_code(registration.withdraw, enrollment, by=UserFactory(), at=first_day)

    assert late == "too_late"


def test_a_person_who_withdrew_may_register_again():
    enrollment = EnrollmentFactory()
    registration.withdraw(enrollment, by=None)

    again = register_trainee(
        enrollment.trainee, enrollment.training_class, agency=enrollment.agency
    )

    assert again.state == State.CONFIRMED


def test_nobody_new_overtakes_the_queue_while_a_seat_is_free():
    training_class = TrainingClassFactory(capacity=1)
    _seated, waiting = EnrollmentFactory.create_batch(2, training_class=training_class)
    TrainingClass.objects.filter(pk=training_class.pk).update(capacity=2)

    newcomer = EnrollmentFactory(training_class=training_class)

    waiting.refresh_from_db()
    assert (waiting.state, newcomer.state) == (State.CONFIRMED, State.WAITING)


def test_confirm_gives_the_seat_and_decline_gives_none():
    training_class = TrainingClassFactory(registration="approval")
    agency = AgencyFactory()
    yes, no = (register_trainee(TraineeFactory(), training_class, agency=agency) for _i in "ab")

    registration.confirm(yes, by=None)
    registration.decline(no, by=None, reason="sai đối tượng")

    assert (yes.state, no.state) == (State.CONFIRMED, State.DECLINED)
    assert counters(training_class) == (1, 0)


def test_nobody_gets_a_seat_after_the_results_are_recognized():
    by_approval = TrainingClassFactory(registration="approval")
    pending = register_trainee(TraineeFactory(), by_approval, agency=AgencyFactory())
    open_class = TrainingClassFactory(capacity=1)
    _seated, waiting = EnrollmentFactory.create_batch(2, training_class=open_class)
    TrainingClass.objects.update(finalized_at=timezone.now(), capacity=9)

    assert refusal_code(registration.confirm, pending, by=None) == "finalized"
    assert refusal_code(registration.promote, waiting, by=None) == "finalized"
    assert counters(open_class) == (1, 1)


@pytest.mark.parametrize(
    ("verb", "how"),
    [
        (class_changes.cancel_class, {"reason": "Bão"}),
        (class_changes.close_list, {}),
        (scheduling.publish_class, {}),
    ],
)
def test_a_decision_about_a_class_is_made_once_however_many_pages_are_open(verb, how):
    is_draft = verb is scheduling.publish_class
    training_class = TrainingClassFactory(status="draft" if is_draft else "published")
    SessionFactory(training_class=training_class)
    stale = TrainingClass.objects.get(pk=training_class.pk)
    verb(training_class, by=None, **how)

    with pytest.raises(Refusal):
        verb(stale, by=None, **how)

    assert AuditEntry.objects.count() == 1


def test_confirm_in_a_full_class_puts_the_person_into_the_queue():
    training_class = TrainingClassFactory(registration="approval", capacity=1)
    pending = register_trainee(TraineeFactory(), training_class, agency=AgencyFactory())
    EnrollmentFactory(training_class=training_class)

    registration.confirm(pending, by=None)

    assert pending.state == State.WAITING
    assert counters(training_class) == (1, 1)


def test_promote_ahead_of_others_needs_a_free_seat():
    training_class = TrainingClassFactory(capacity=1)
    _seated, waiting = EnrollmentFactory.create_batch(2, training_class=training_class)

    assert refusal_code(registration.promote, waiting, by=None) == "full"
    assert counters(training_class) == (1, 1)


def test_cancel_class_releases_everybody_and_promotes_nobody():
    training_class = TrainingClassFactory(capacity=1)
    EnrollmentFactory.create_batch(2, training_class=training_class)

    released = class_changes.cancel_class(training_class, by=None, reason="mưa bão")

    assert released == 2
    assert set(Enrollment.objects.values_list("state", flat=True)) == {State.CANCELED}
    assert counters(training_class) == (0, 0)


@pytest.mark.parametrize("closed_at", [None, timezone.now()], ids=["open", "closed"])
def test_cancel_class_gives_each_kind_of_seat_back_and_writes_it_all_down(closed_at):
    training_class = TrainingClassFactory(capacity=6, offer_hours=24)
    own = AgencyFactory()
    deadline = timezone.now() + dt.timedelta(days=3)
    rounds.open_round(training_class, deadline=deadline, seats={own: 3}, by=None)
    for _number in range(2):
        registered(training_class, own)
    common = [registered(training_class, AgencyFactory()) for _number in range(3)]
    waiting = [registered(training_class, AgencyFactory()) for _number in range(2)]
    registration.withdraw(common[0], by=None)
    NominationRound.objects.update(closed_at=closed_at)
    training_class.refresh_from_db()
    assert (training_class.seats_taken, training_class.seats_reserved) == (5, 1)
    before = dict(Enrollment.objects.active().values_list("pk", "state"))

    class_changes.cancel_class(training_class, by=None, reason="mưa bão")

    assert sorted(before.values()) == ["confirmed"] * 4 + ["offered", "waiting"]
    assert counters(training_class) == (0, 0)
    assert training_class.seats_reserved == (1 if closed_at else 3)
    seats = AgencySeats.objects.get()
    assert (seats.given, seats.taken, seats.released) == (3, 0, 2 if closed_at else 0)
    changes = EnrollmentChange.objects.filter(rule="class_canceled", reason="mưa bão")
    assert {one.enrollment_id: one.from_state for one in changes} == before
    logged = AuditEntry.objects.filter(action="enrollment.canceled").order_by("number")
    told = {int(one.subject.partition(":")[2]): one.data["from"] for one in logged}
    assert told == before
    assert audit.broken_chains() == []
    letters = Letter.objects.filter(kind=Letter.Kind.CLASS_CANCELED)
    assert set(letters.values_list("enrollment", "key")) == {
        (one.enrollment_id, f"change:{one.pk}") for one in changes
    }
    assert [offer.answer for offer in waiting[0].offers.all()] == ["void"]
    assert find_breaches() == []


def registered(training_class, agency):
    person = TraineeFactory(email=f"p{Enrollment.objects.count()}@example.org")
    return EnrollmentFactory(training_class=training_class, trainee=person, agency=agency)


def test_cancel_class_asks_the_database_as_often_for_thirty_people_as_for_one():
    counts = []
    for people in (1, 30):
        training_class = TrainingClassFactory()
        agency = AgencyFactory()
        for _number in range(people):
            registered(training_class, agency)
        with CaptureQueriesContext(connection) as asked:
            class_changes.cancel_class(training_class, by=None, reason="mưa bão")
        counts.append(len(asked))

    # With the entry of the search, which is written in the same transaction.
    assert counts[0] == counts[1] < 40


def test_more_seats_go_to_the_queue_in_order():
    training_class = TrainingClassFactory(capacity=1)
    _seated, first, second = EnrollmentFactory.create_batch(3, training_class=training_class)

    promoted = class_changes.change_capacity(training_class, 2, by=None)

    assert promoted == [first]
    second.refresh_from_db()
    assert second.state == State.WAITING


def test_fewer_seats_than_taken_are_refused():
    training_class = EnrollmentFactory().training_class
    EnrollmentFactory(training_class=training_class)

    with pytest.raises(class_changes.Refusal) as refused:
        class_changes.change_capacity(training_class, 1, by=None)

    assert refused.value.code == "below_taken"
    training_class.refresh_from_db()
    assert training_class.capacity == 30
