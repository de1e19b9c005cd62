"""The nomination round: seats given, held, returned at the deadline, and who hears of it."""

import contextlib
import datetime as dt

import pytest
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule

from django.db import transaction
from django.db.models import F, Sum
from django.utils import timezone

from courses import audit
from courses.models import AuditEntry
from enrollment.letters.round_letters import to_be_reminded
from enrollment.models import AgencySeats, Enrollment, Letter, NominationRound
from enrollment.nominating import rounds
from enrollment.nominating.nomination import nominate
from enrollment.registering import registration
from enrollment.registering.obstacles import Nominee
from enrollment.registering.steps import RegistrationRefused
from enrollment.views.manage.history import in_words, log_of
from tests.factories.courses import TrainingClassFactory, days_ahead
from tests.factories.enrollment import (
    AgencyFactory,
    EnrollmentFactory,
    TraineeFactory,
    UserFactory,
)
from tests.machines import run_machine

pytestmark = [pytest.mark.django_db, pytest.mark.database]

State = Enrollment.State
Unfilled = NominationRound.Unfilled


def in_days(days: float) -> dt.datetime:
    return timezone.now() + dt.timedelta(days=days)


def opened(training_class=None, seats=None, **terms):
    return rounds.open_round(
        training_class or TrainingClassFactory(),
        seats=seats,
        by=None,
        **{"deadline": in_days(5)} | terms,
    )


def name(training_class, agency, count=1):
    people = [Nominee(TraineeFactory(), agency) for _number in range(count)]
    return list(nominate(training_class, agency, people, by=None).enrollments.order_by("pk"))


def refusal(verb, *args, **options) -> str:
    with pytest.raises(RegistrationRefused) as refused:
        verb(*args, **options)
    return refused.value.code


def numbers(training_class):
    training_class.refresh_from_db()
    return (
        training_class.seats_taken,
        training_class.seats_reserved,
        training_class.waiting_count,
    )


def row_of(agency):
    return AgencySeats.objects.select_related("round__training_class").get(agency=agency)


def test_open_gives_seats_logs_each_agency_and_leaves_the_rest_common():
    training_class = TrainingClassFactory(capacity=10)
    first, second = AgencyFactory(name="Thành ủy"), AgencyFactory()

    opened(training_class, {first: 4, second: 3})

    assert numbers(training_class) == (0, 7, 0)
    assert rounds.common_seats(training_class) == 3
    entry = AuditEntry.objects.get(action="round.seats_given", data__agency="Thành ủy")
    assert entry.data == {"agency": "Thành ủy", "before": 0, "seats": 4}
    assert audit.broken_chains() == []


def test_open_refuses_more_than_there_are_and_says_how_many_are_left():
    training_class = TrainingClassFactory(capacity=10)
    EnrollmentFactory.create_batch(3, training_class=training_class)

    with pytest.raises(RegistrationRefused) as refused:
        opened(training_class, {AgencyFactory(): 8})

    assert refused.value.code == "not_enough_seats"
    assert "7" in refused.value.text
    assert not NominationRound.objects.exists()
    assert numbers(training_class) == (3, 0, 0)


@pytest.mark.parametrize(
    ("change", "terms", "code"),
    [
        ({"status": "draft"}, {}, "class_not_open"),
        ({"status": "canceled"}, {}, "class_not_open"),
        ({"list_closed_at": timezone.now()}, {}, "class_not_open"),
        ({}, {"deadline": timezone.now() - dt.timedelta(seconds=1)}, "deadline_past"),
        ({}, {"deadline": timezone.now() + dt.timedelta(days=14)}, "deadline_late"),
    ],
)
def test_open_refuses_what_makes_no_sense(change, terms, code):
    training_class = TrainingClassFactory(**change)

    assert refusal(opened, training_class, **terms) == code


def test_open_twice_is_refused():
    round_ = opened()

    assert refusal(opened, round_.training_class) == "round_exists"


def test_each_coordinator_hears_of_a_class_once():
    province = AgencyFactory()
    district, commune = AgencyFactory(parent=province), None
    commune = AgencyFactory(parent=district)
    above, here = UserFactory(email="tinh@example.org"), UserFactory(email="huyen@example.org")
    left = UserFactory()
    province.coordinators.create(user=above, valid_from=days_ahead(-9))
    district.coordinators.create(user=here, valid_from=days_ahead(-9))
    district.coordinators.create(user=left, valid_from=days_ahead(-9), valid_to=days_ahead(-1))

    round_ = opened(seats={commune: 1, district: 2})
    rounds.give_seats(round_, {commune: 2}, by=None)
    rounds.give_seats(round_, {province: 1}, by=None)

    told = Letter.objects.order_by("pk").values_list("kind", "to", "agency")
    assert list(told) == [
        ("round_opened", "huyen@example.org", district.pk),
        ("round_opened", "tinh@example.org", province.pk),
    ]


def test_give_never_goes_below_what_is_used():
    training_class, agency = TrainingClassFactory(), AgencyFactory()
    round_ = opened(training_class, {agency: 5})
    name(training_class, agency, 2)
    rounds.hold_seats(row_of(agency), 1, until=days_ahead(10), by=None)

    assert refusal(rounds.give_seats, round_, {agency: 2}, by=None) == "seats_used"
    rounds.give_seats(round_, {agency: 3}, by=None)

    assert numbers(training_class) == (2, 1, 0)


def test_give_seats_whoever_of_the_agency_was_waiting():
    training_class, agency = TrainingClassFactory(capacity=1), AgencyFactory()
    round_ = opened(training_class)
    EnrollmentFactory(training_class=training_class)
    waiting = EnrollmentFactory(training_class=training_class, agency=agency)
    training_class.capacity = 2
    training_class.save(update_fields=["capacity"])

    rounds.give_seats(round_, {agency: 1}, by=None)

    waiting.refresh_from_db()
    assert (waiting.state, waiting.seat_of) == (State.CONFIRMED, row_of(agency))


def test_hold_is_bounded_by_the_free_seats_and_by_the_day_before_the_class():
    training_class, agency = TrainingClassFactory(), AgencyFactory()
    opened(training_class, {agency: 3})
    name(training_class, agency)
    row = row_of(agency)

    def hold(number, until):
        return refusal(rounds.hold_seats, row, number, until=until, by=None)

    assert hold(3, days_ahead(3)) == "too_many_held"
    assert hold(2, None) == "until_missing"
    assert hold(2, days_ahead(-1)) == "until_past"
    assert hold(2, training_class.starts_on) == "until_late"
    rounds.hold_seats(row, 2, until=days_ahead(13), by=None)
    assert row_of(agency).held == 2


def test_at_the_deadline_unfilled_seats_become_common_and_seat_those_who_wait():
    training_class = TrainingClassFactory(capacity=6)
    first, second = AgencyFactory(name="Huyện ủy A"), AgencyFactory()
    opened(training_class, {first: 4, second: 2})
    name(training_class, first)
    rounds.hold_seats(row_of(first), 1, until=days_ahead(10), by=None)
    stranger = EnrollmentFactory(training_class=training_class)
    assert stranger.state == State.WAITING

    rounds.close_due_rounds(in_days(5))

    stranger.refresh_from_db()
    assert (stranger.state, stranger.seat_of) == (State.CONFIRMED, None)
    assert numbers(training_class) == (2, 1, 0)
    entry = AuditEntry.objects.get(action="round.seats_returned", data__agency="Huyện ủy A")
    assert {key: entry.data[key] for key in ("seats", "given", "taken", "held")} == {
        "seats": 2,
        "given": 4,
        "taken": 1,
        "held": 1,
    }


def test_closing_again_changes_nothing():
    training_class, agency = TrainingClassFactory(), AgencyFactory()
    opened(training_class, {agency: 4})

    assert rounds.close_due_rounds(in_days(5)) == 1
    entries = AuditEntry.objects.count()
    assert rounds.close_due_rounds(in_days(5)) == 0

    assert AuditEntry.objects.count() == entries
    assert numbers(training_class) == (0, 0, 0)


def test_a_sweep_killed_after_one_round_leaves_the_others_to_the_next(monkeypatch):
    agencies = [AgencyFactory(), AgencyFactory()]
    for agency in agencies:
        opened(seats={agency: 2})
    whole, calls = rounds.close_round, []

    def killed_in_the_second(round_, **options):
        if calls:
            with transaction.atomic():
                whole(round_, **options)
                raise KeyboardInterrupt
        calls.append(round_)
        return whole(round_, **options)

    with monkeypatch.context() as patch:
        patch.setattr(rounds, "close_round", killed_in_the_second)
        with pytest.raises(KeyboardInterrupt):
            rounds.close_due_rounds(in_days(5))
    assert NominationRound.objects.filter(closed_at=None).count() == 1

    rounds.close_due_rounds(in_days(5))

    assert [row_of(agency).released for agency in agencies] == [2, 2]
    assert AuditEntry.objects.filter(action="round.closed").count() == 2


def test_by_the_other_rule_unfilled_seats_stay_until_the_class_begins():
    training_class, agency = TrainingClassFactory(), AgencyFactory()
    opened(training_class, {agency: 3}, unfilled=Unfilled.KEEP)
    rounds.close_due_rounds(in_days(5))
    row = row_of(agency)
    assert (row.held, row.released, row.held_until) == (3, 0, days_ahead(13))
    person = Nominee(TraineeFactory(), agency)

    batch = nominate(training_class, agency, [person], by=None, at=in_days(6))

    assert batch.enrollments.get().seat_of == row
    rounds.close_due_rounds(in_days(14))
    assert row_of(agency).released == 2
    assert numbers(training_class) == (1, 0, 0)


def test_a_hold_that_expires_returns_its_seats_after_the_deadline():
    training_class, agency = TrainingClassFactory(), AgencyFactory()
    opened(training_class, {agency: 3})
    rounds.hold_seats(row_of(agency), 2, until=days_ahead(7), by=None)
    rounds.close_due_rounds(in_days(5))
    assert (row_of(agency).held, row_of(agency).released) == (2, 1)

    rounds.close_due_rounds(in_days(7))
    assert row_of(agency).held == 2
    rounds.close_due_rounds(in_days(8))

    row = row_of(agency)
    assert (row.held, row.held_until, row.released) == (0, None, 3)
    assert numbers(training_class) == (0, 0, 0)
    assert AuditEntry.objects.filter(action="round.hold_ended").count() == 1


def test_a_hold_that_expires_in_an_open_round_leaves_the_seats_with_the_agency():
    training_class, agency = TrainingClassFactory(), AgencyFactory()
    opened(training_class, {agency: 3})
    rounds.hold_seats(row_of(agency), 2, until=days_ahead(1), by=None)

    rounds.close_due_rounds(in_days(2))

    row = row_of(agency)
    assert (row.held, row.released, row.free) == (0, 0, 3)
    assert numbers(training_class) == (0, 3, 0)


def test_after_the_deadline_a_hold_can_only_shrink_and_what_it_leaves_is_common():
    training_class, agency = TrainingClassFactory(), AgencyFactory()
    opened(training_class, {agency: 4})
    rounds.hold_seats(row_of(agency), 2, until=days_ahead(9), by=None)
    rounds.close_due_rounds(in_days(5))
    row, later = row_of(agency), in_days(6)

    def hold(number, until):
        return refusal(rounds.hold_seats, row, number, until=until, by=None, at=later)

    assert hold(3, days_ahead(9)) == "round_over"
    assert hold(2, days_ahead(10)) == "round_over"
    rounds.hold_seats(row, 1, until=days_ahead(9), by=None, at=later)

    assert (row_of(agency).held, row_of(agency).released) == (1, 3)
    assert numbers(training_class) == (0, 1, 0)


def test_a_round_ends_with_the_first_day_of_a_class_moved_to_days_before_its_deadline():
    training_class, agency = TrainingClassFactory(), AgencyFactory()
    round_ = opened(training_class, {agency: 2})
    training_class.starts_on = days_ahead(2)
    training_class.save(update_fields=["starts_on"])

    rounds.close_due_rounds(in_days(2))

    round_.refresh_from_db()
    assert round_.closed_at
    assert row_of(agency).released == 2


def test_the_log_of_the_class_tells_agency_and_number_of_each_act():
    training_class, agency = TrainingClassFactory(), AgencyFactory(name="Huyện ủy Mai Châu")
    opened(training_class, {agency: 4})
    name(training_class, agency, 3)

    acts = [(act.person, act.reason) for act in in_words(log_of(training_class))]

    assert ("Huyện ủy Mai Châu", "4") in acts
    assert ("Huyện ủy Mai Châu", "3") in acts


def test_the_organizers_close_early_and_open_again():
    training_class, agency = TrainingClassFactory(), AgencyFactory()
    round_ = opened(training_class, {agency: 4})
    name(training_class, agency)
    rounds.close_round(round_, by=None)
    assert refusal(rounds.give_seats, round_, {agency: 6}, by=None) == "round_closed"
    assert refusal(name, training_class, agency) == "closed"

    rounds.reopen_round(round_, deadline=in_days(8), by=None)
    rounds.give_seats(round_, {agency: 3}, by=None)
    name(training_class, agency)

    row = row_of(agency)
    assert (row.given, row.taken, row.released) == (3, 2, 0)
    assert numbers(training_class) == (2, 1, 0)


def test_a_change_of_terms_is_logged_with_what_was_before():
    round_ = opened(note="Danh sách có ký tên")

    rounds.change_round(round_, deadline=in_days(6), unfilled=Unfilled.KEEP, note="", by=None)

    entry = AuditEntry.objects.get(action="round.changed")
    assert entry.data["before"]["note"] == "Danh sách có ký tên"
    assert entry.data["unfilled"] == "keep"


def test_those_are_reminded_whose_agency_has_unfilled_seats_before_the_deadline():
    late, done = AgencyFactory(), AgencyFactory()
    for agency, address in ((late, "late@example.org"), (done, "done@example.org")):
        agency.coordinators.create(user=UserFactory(email=address), valid_from=days_ahead(-9))
    training_class = TrainingClassFactory()
    opened(training_class, {late: 2, done: 1})
    name(training_class, done)

    assert [one.user.email for one in to_be_reminded(in_days(3))] == ["late@example.org"]
    assert list(to_be_reminded(in_days(1))) == []
    assert list(to_be_reminded(in_days(5))) == []


class Seats(RuleBasedStateMachine):
    """Whatever happens in whatever order, the counters equal a count of the rows."""

    def __init__(self):
        super().__init__()
        self.atomic = transaction.atomic()
        self.atomic.__enter__()
        self.training_class = TrainingClassFactory(capacity=12)
        above = AgencyFactory()
        self.agencies = [above, AgencyFactory(parent=above), AgencyFactory()]
        self.now = timezone.now()
        self.round = opened(self.training_class, at=self.now)

    def teardown(self):
        transaction.set_rollback(True)
        self.atomic.__exit__(None, None, None)

    def attempt(self, verb, *args, **options):
        with contextlib.suppress(RegistrationRefused):
            verb(*args, **options)

    def rows(self):
        return list(self.round.seats.select_related("agency", "round__training_class"))

    @rule(which=st.integers(0, 2), number=st.integers(0, 8))
    def give(self, which, number):
        self.attempt(rounds.give_seats, self.round, {self.agencies[which]: number}, by=None)

    @rule(which=st.integers(0, 2), count=st.integers(1, 4))
    def name_people(self, which, count):
        agency = self.agencies[which]
        people = [Nominee(TraineeFactory(), agency) for _number in range(count)]
        self.attempt(nominate, self.training_class, agency, people, by=None, at=self.now)

    @rule(which=st.integers(0, 2))
    def register_one(self, which):
        self.attempt(
            registration.register_trainee,
            TraineeFactory(),
            self.training_class,
            agency=self.agencies[which],
            at=self.now,
        )

    @precondition(lambda self: self.round.seats.exists())
    @rule(data=st.data(), number=st.integers(0, 6), days=st.integers(0, 13))
    def hold(self, data, number, days):
        row = data.draw(st.sampled_from(self.rows()))
        until = timezone.localdate(self.now) + dt.timedelta(days=days)
        self.attempt(rounds.hold_seats, row, number, until=until, by=None, at=self.now)

    @precondition(lambda self: self.training_class.enrollments.active().exists())
    @rule(data=st.data())
    def withdraw(self, data):
        people = list(self.training_class.enrollments.active().order_by("pk"))
        self.attempt(
            registration.withdraw, data.draw(st.sampled_from(people)), by=None, at=self.now
        )

    @rule()
    def close(self):
        self.attempt(rounds.close_round, self.round, at=self.now)

    @rule()
    def reopen(self):
        deadline = self.now + dt.timedelta(days=2)
        self.attempt(rounds.reopen_round, self.round, deadline=deadline, by=None, at=self.now)

    @rule(days=st.integers(1, 3))
    def wait(self, days):
        if self.now < timezone.now() + dt.timedelta(days=16):
            self.now += dt.timedelta(days=days)
            rounds.close_due_rounds(self.now)

    @invariant()
    def counters_equal_a_recount(self):
        self.training_class.refresh_from_db()
        people = self.training_class.enrollments
        reserved = self.round.seats.aggregate(n=Sum(F("given") - F("released") - F("taken")))["n"]
        assert self.training_class.seats_reserved == (reserved or 0)
        assert self.training_class.seats_taken == people.seated().count()
        assert self.training_class.waiting_count == people.waiting().count()
        for row in self.rows():
            assert row.taken == people.seated().filter(seat_of=row).count()
            assert row.given >= row.taken + row.held + row.released
            assert not row.held or row.held_until

    @invariant()
    def no_free_seat_while_somebody_waits(self):
        if not self.training_class.waiting_count:
            return
        if timezone.localdate(self.now) >= self.training_class.starts_on:
            return
        assert rounds.common_seats(self.training_class) == 0
        for row in self.rows():
            waiting = self.training_class.enrollments.waiting()
            assert not row.free or not waiting.filter(agency__path__startswith=row.agency.path)


def test_whatever_happens_the_counters_equal_a_recount():
    run_machine(Seats)
