"""Whatever happens in whatever order: seats are counted right, nobody is overtaken or forgotten."""

import datetime as dt

import pytest
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
)

from django.db import transaction
from django.utils import timezone

from certificates.invariants import enrollments, waiting
from courses.models import TrainingClass
from courses.refusals import Refusal
from enrollment.models import Enrollment, EntryRule, NominationRound, SeatOffer, TargetGroup
from enrollment.nominating import rounds
from enrollment.registering import offers, registration, waiting_rules
from enrollment.registering.waiting_list import fill_forgotten_seats
from enrollment.running import class_changes
from tests.factories.courses import TrainingClassFactory, days_ahead
from tests.factories.enrollment import AgencyFactory, TraineeFactory
from tests.machines import run_machine

pytestmark = pytest.mark.django_db

Source = Enrollment.Source
Policy = TrainingClass.WaitingPolicy
FEW = st.integers(0, 3)


class Waiting(RuleBasedStateMachine):
    def __init__(self):
        super().__init__()
        self.atomic = transaction.atomic()
        self.atomic.__enter__()
        self.now = timezone.now()
        self.training_class = TrainingClassFactory(
            capacity=3,
            registration="approval",
            starts_on=days_ahead(90),
            ends_on=days_ahead(91),
            registration_closes_at=self.now + dt.timedelta(days=80),
        )
        above = AgencyFactory()
        self.agencies = [above, AgencyFactory(parent=above), AgencyFactory(), AgencyFactory()]
        group = TargetGroup.objects.create(name="Văn thư")
        group.agencies.add(self.agencies[2])
        entry = EntryRule.objects.create(
            training_class=self.training_class, only_target_groups=False
        )
        entry.target_groups.add(group)
        self.round = rounds.open_round(
            self.training_class, deadline=self.now + dt.timedelta(days=70), by=None, at=self.now
        )

    def teardown(self):
        transaction.set_rollback(True)
        self.atomic.__exit__(None, None, None)

    def attempt(self, verb, *args, **options):
        try:
            with transaction.atomic():
                verb(*args, by=None, **options)
        except Refusal:
            pass

    def people(self, *states) -> list[Enrollment]:
        rows = Enrollment.objects.filter(state__in=states).select_related("training_class")
        return list(rows.order_by("pk"))

    def one_of(self, data, *states) -> Enrollment | None:
        people = self.people(*states)
        return data.draw(st.sampled_from(people)) if people else None

    def fresh(self) -> TrainingClass:
        return TrainingClass.objects.get(pk=self.training_class.pk)

    def open_offers(self) -> list[SeatOffer]:
        rows = SeatOffer.objects.filter(answer="").order_by("pk")
        return list(rows.select_related("enrollment__training_class"))

    @initialize(
        people=st.lists(FEW, min_size=6, max_size=10),
        policy=st.sampled_from(Policy.values),
        hours=st.sampled_from([0, 24]),
        given=st.lists(FEW, min_size=1, max_size=2),
    )
    def a_queue(self, people, policy, hours, given):
        self.switch(policy, hours)
        for which in given:
            self.give_seats(which, 1)
        for which in people:
            self.register(which, Source.DESK)
        if waiting := self.people("waiting"):
            self.attempt(waiting_rules.move_to, waiting[-1], 1)

    @rule(which=FEW, source=st.sampled_from([Source.DESK, Source.SELF]))
    def register(self, which, source):
        self.attempt(
            registration.register_trainee,
            TraineeFactory(),
            self.training_class,
            agency=self.agencies[which],
            source=source,
            at=self.now,
        )

    @rule(data=st.data())
    def accept_a_registration(self, data):
        if one := self.one_of(data, "pending", "pending_agency"):
            self.attempt(registration.confirm, one, at=self.now)

    @rule(data=st.data())
    def leave_a_seat(self, data):
        if one := self.one_of(data, *Enrollment.SEATED):
            self.attempt(registration.withdraw, one, reason="bận", at=self.now)

    @rule(data=st.data(), verb=st.sampled_from([registration.withdraw, registration.decline]))
    def leave_the_queue(self, data, verb):
        if one := self.one_of(data, "waiting", "pending"):
            self.attempt(verb, one, reason="bận", at=self.now)

    @rule(data=st.data())
    def promote(self, data):
        if one := self.one_of(data, "waiting"):
            self.attempt(registration.promote, one, at=self.now)

    @precondition(lambda self: self.open_offers())
    @rule(data=st.data(), verb=st.sampled_from([offers.accept_offer, offers.decline_offer]))
    def answer(self, data, verb):
        self.attempt(verb, data.draw(st.sampled_from(self.open_offers())), at=self.now)

    @precondition(lambda self: self.open_offers())
    @rule(data=st.data(), is_extended=st.booleans(), is_for_somebody=st.booleans())
    def change_an_offer(self, data, is_extended, is_for_somebody):
        offer = data.draw(st.sampled_from(self.open_offers()))
        if is_extended:
            self.attempt(offers.extend_offer, offer, 48, at=self.now)
        else:
            other = self.one_of(data, "waiting") if is_for_somebody else None
            self.attempt(offers.withdraw_offer, offer, instead=other, at=self.now)

    @rule(hours=st.integers(1, 30), is_swept=st.booleans())
    def time_goes_on(self, hours, is_swept):
        self.now += dt.timedelta(hours=hours)
        if is_swept:
            offers.expire_offers(self.now)
            assert not [one for one in self.open_offers() if one.expires_at <= self.now]

    @rule(capacity=st.integers(1, 8))
    def change_seats(self, capacity):
        self.attempt(class_changes.change_capacity, self.fresh(), capacity, at=self.now)

    @rule(policy=st.sampled_from(Policy.values), hours=st.sampled_from([0, 24]))
    def switch(self, policy, hours):
        self.attempt(
            waiting_rules.switch_rule,
            self.fresh(),
            policy=policy,
            offer_hours=hours,
            at=self.now,
        )

    @rule(data=st.data(), place=st.integers(1, 5))
    def move(self, data, place):
        if one := self.one_of(data, "waiting"):
            self.attempt(waiting_rules.move_to, one, place)

    @rule(which=FEW, number=FEW)
    def give_seats(self, which, number):
        given = {self.agencies[which]: number}
        self.attempt(rounds.give_seats, self.the_round(), given, at=self.now)

    @rule(data=st.data(), number=FEW)
    def hold(self, data, number):
        rows = list(self.the_round().seats.select_related("round__training_class", "agency"))
        if rows:
            until = timezone.localdate(self.now) + dt.timedelta(days=20)
            row = data.draw(st.sampled_from(rows))
            self.attempt(rounds.hold_seats, row, number, until=until, at=self.now)

    @rule(is_reopened=st.booleans())
    def end_or_reopen_the_round(self, is_reopened):
        if is_reopened:
            deadline = self.now + dt.timedelta(days=1)
            self.attempt(rounds.reopen_round, self.the_round(), deadline=deadline, at=self.now)
        else:
            self.attempt(rounds.close_round, self.the_round(), at=self.now)

    def the_round(self) -> NominationRound:
        return NominationRound.objects.select_related("training_class").get()

    @invariant()
    def holds(self):
        assert list(enrollments.seats_are_counted_right()) == []
        assert list(enrollments.one_active_registration_each()) == []
        assert list(waiting.waiting_list_moves_in_order()) == []
        assert list(enrollments.history_matches_state()) == []

    @invariant()
    def nobody_is_left_for_the_sweep(self):
        assert fill_forgotten_seats(self.now) == 0


def test_whatever_happens_nobody_is_overtaken_and_no_seat_waits():
    run_machine(Waiting)
