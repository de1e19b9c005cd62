"""The waiting list at the desk: reasons, another rule tried out and switched on, order, offers."""

import datetime as dt

import pytest

from django.urls import reverse
from django.utils import timezone

from certificates.invariants.waiting import waiting_list_moves_in_order
from courses.models import AuditEntry
from enrollment.models import Enrollment, EntryRule, SeatOffer, TargetGroup
from enrollment.nominating import rounds
from enrollment.registering import registration, waiting_rules
from enrollment.registering.waiting_list import in_order
from enrollment.seating.waiting_order import set_places
from tests.enrollment.pages import count_queries
from tests.factories.courses import TrainingClassFactory
from tests.factories.enrollment import AgencyFactory, EnrollmentFactory, TraineeFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def agencies():
    return [AgencyFactory(name=name) for name in ("Sở Nội vụ", "Sở Tài chính", "Huyện ủy")]


@pytest.fixture
def queue(agencies):
    """Three seats for the first agency; then wait: two of it, one of each other, one more."""
    training_class = TrainingClassFactory(code="DAY", capacity=3)
    order = [0, 0, 0, 0, 0, 1, 2, 1]
    people = [
        EnrollmentFactory(
            training_class=training_class,
            agency=agencies[which],
            trainee=TraineeFactory(full_name=f"Người {number}"),
        )
        for number, which in enumerate(order)
    ]
    return people[3:]


def url(name: str, *args) -> str:
    return reverse(f"enrollment:{name}", args=["DAY", *args])


def order_of(people, policy="") -> list[int]:
    """Numbers within `people`, in the order of the list."""
    line = in_order(people[0].training_class, policy)
    return [people.index(one) for one in line]


def switch(people, policy, hours=0):
    training_class = people[0].training_class
    waiting_rules.switch_rule(training_class, policy=policy, offer_hours=hours, by=None)


def test_each_rule_has_its_order(queue, agencies):
    group = TargetGroup.objects.create(name="Huyện")
    group.agencies.add(agencies[2])
    EntryRule.objects.create(training_class=queue[0].training_class).target_groups.add(group)
    Enrollment.objects.filter(pk=queue[4].pk).update(queue_rank=1)

    assert order_of(queue) == [0, 1, 2, 3, 4]
    assert order_of(queue, "fewest_seats") == [2, 3, 4, 0, 1]
    assert order_of(queue, "target_group") == [3, 0, 1, 2, 4]
    assert order_of(queue, "organizers_order") == [4, 0, 1, 2, 3]


def test_the_log_of_an_agencys_seat_names_all_of_other_agencies_who_came_before(agencies):
    training_class = TrainingClassFactory(capacity=3, waiting_policy="fewest_seats")
    deadline = timezone.now() + dt.timedelta(days=3)
    rounds.open_round(training_class, deadline=deadline, seats={agencies[0]: 1}, by=None)
    first, _common, _last, next_one, *others = [
        EnrollmentFactory(training_class=training_class, agency=agencies[which])
        for which in [0, 1, 0, 0, 2, 2]
    ]

    registration.withdraw(first, by=None)

    entry = AuditEntry.objects.get(subject=f"enrollment:{next_one.pk}", data__to="confirmed")
    passed = entry.data["queue"]["passed"]
    assert passed == [[other.pk, agencies[2].path] for other in others]
    assert list(waiting_list_moves_in_order()) == []


@pytest.mark.parametrize("policy", ["first_come", "fewest_seats", "target_group"])
def test_the_place_shown_is_the_place_in_the_order(policy, queue):
    switch(queue, "organizers_order")
    switch(queue, policy)

    rows = list(Enrollment.objects.order_by("pk"))
    set_places(rows)

    places = {one.pk: one.place for one in rows if one.state == "waiting"}
    assert sorted(places, key=places.get) == [one.pk for one in in_order(queue[0].training_class)]
    assert {one.place for one in rows if one.state != "waiting"} == {0}


def test_the_list_tells_place_and_reason(desk, queue):
    switch(queue, "fewest_seats")

    rows = desk.get(url("manage_waiting")).context["rows"]

    assert [row.enrollment for row in rows] == [queue[n] for n in (2, 3, 4, 0, 1)]
    assert [row.why.split()[3] for row in rows] == ["0", "0", "1", "3", "4"]


def test_the_list_costs_the_same_for_one_and_for_thirty(desk, agencies):
    training_class = TrainingClassFactory(code="DAY", capacity=1, waiting_policy="fewest_seats")
    EnrollmentFactory.create_batch(2, training_class=training_class, agency=agencies[0])
    few = count_queries(desk, url("manage_waiting"))
    for agency in agencies:
        EnrollmentFactory.create_batch(10, training_class=training_class, agency=agency)

    assert count_queries(desk, url("manage_waiting")) == few
    assert len(in_order(training_class)) == 31


@pytest.mark.parametrize("policy", ["first_come", "fewest_seats", "target_group"])
def test_places_cost_the_same_for_one_class_and_for_many(
    policy, agencies, django_assert_max_num_queries
):
    for _number in range(4):
        training_class = TrainingClassFactory(capacity=1, waiting_policy=policy)
        EnrollmentFactory.create_batch(4, training_class=training_class, agency=agencies[0])
    rows = list(Enrollment.objects.all())

    with django_assert_max_num_queries(6):
        set_places(rows)


def test_filling_costs_nothing_when_nothing_is_free(queue, agencies, django_assert_max_num_queries):
    training_class = queue[0].training_class
    person = TraineeFactory()

    with django_assert_max_num_queries(50):
        registration.register_trainee(person, training_class, agency=agencies[0], source="desk")


def test_a_rule_is_tried_out_without_changing_anything(desk, queue):
    response = desk.get(
        url("manage_waiting_rule"), {"policy": "fewest_seats", "offer_hours": 24, "free": 2}
    )

    simulation = response.context["simulation"]
    assert [place.then for place in simulation.places] == [queue[n] for n in (2, 3, 4, 0, 1)]
    assert [place.up for place in simulation.places] == [2, 2, 2, -3, -3]
    assert [place.gets_seat for place in simulation.places] == [True, True, False, False, False]
    assert not AuditEntry.objects.filter(action="class.waiting_rule").exists()
    assert order_of(queue) == [0, 1, 2, 3, 4]


def test_a_rule_is_switched_on_logged_and_decides(desk, queue):
    seated = Enrollment.objects.confirmed().first()

    response = desk.post(url("manage_waiting_rule"), {"policy": "fewest_seats", "offer_hours": 24})
    registration.withdraw(seated, by=None)

    assert response.url == url("manage_waiting")
    entry = AuditEntry.objects.get(action="class.waiting_rule")
    assert (entry.data["from"], entry.data["to"]) == ("first_come", "fewest_seats")
    assert SeatOffer.objects.get().enrollment == queue[2]
    moved = AuditEntry.objects.get(action="enrollment.offered")
    assert moved.data["rule"] == "fewest_seats"
    assert moved.data["queue"]["key"] == [0, queue[2].pk]


def test_a_refused_rule_keeps_what_was_typed(desk, queue):
    response = desk.post(url("manage_waiting_rule"), {"policy": "lottery", "offer_hours": 9999})

    assert response.status_code == 422
    assert "9999" in response.text


def test_switching_to_the_organizers_order_begins_with_todays(desk, queue):
    switch(queue, "fewest_seats")
    before = order_of(queue)

    switch(queue, "organizers_order")
    newcomer = EnrollmentFactory(training_class=queue[0].training_class, agency=AgencyFactory())

    assert order_of([*queue, newcomer]) == [*before, 5]


def test_people_are_moved_one_by_one_and_by_number(desk, queue):
    switch(queue, "organizers_order")

    desk.post(url("manage_waiting"), {"move": f"up:{queue[4].public_id}"})
    assert order_of(queue) == [0, 1, 2, 4, 3]
    desk.post(url("manage_waiting"), {"move": f"down:{queue[0].public_id}"})
    assert order_of(queue) == [1, 0, 2, 4, 3]
    places = {f"place-{queue[3].public_id}": "1", f"place-{queue[1].public_id}": "5"}
    desk.post(url("manage_waiting"), places | {f"place-{queue[0].public_id}": "x"})

    assert order_of(queue) == [3, 0, 2, 4, 1]
    assert AuditEntry.objects.filter(action="class.waiting_order").count() == 4


def test_the_order_of_a_rule_is_not_set_by_hand(desk, queue):
    response = desk.post(url("manage_waiting"), {"move": f"up:{queue[4].public_id}"}, follow=True)

    assert order_of(queue) == [0, 1, 2, 3, 4]
    assert len(response.context["messages"]) == 1


def test_history_tells_the_rule_of_each_move_in_words(desk, queue):
    switch(queue, "fewest_seats", hours=24)
    registration.withdraw(Enrollment.objects.confirmed().first(), by=None)

    moves = desk.get(url("manage_waiting")).context["moves"]

    assert moves[0].person == queue[2].full_name
    assert "5" in moves[0].why
    assert "24" in moves[1].why


@pytest.mark.parametrize(
    ("act", "state"),
    [("accept", "confirmed"), ("decline", "withdrawn"), ("extend", "offered")],
)
def test_the_desk_answers_for_somebody_or_gives_more_time(act, state, desk, queue):
    switch(queue, "first_come", hours=24)
    registration.withdraw(Enrollment.objects.confirmed().first(), by=None)

    desk.post(url("manage_offer", queue[0].public_id), {"act": act, "hours": "48"})

    queue[0].refresh_from_db()
    assert queue[0].state == state


def test_the_desk_gives_the_offered_seat_to_somebody_else(desk, queue):
    switch(queue, "first_come", hours=24)
    registration.withdraw(Enrollment.objects.confirmed().first(), by=None)
    assert queue[2].full_name in desk.get(url("manage_waiting")).text

    desk.post(
        url("manage_offer", queue[0].public_id),
        {"act": "withdraw", "instead": queue[2].public_id, "reason": "Gấp"},
    )

    for one in queue:
        one.refresh_from_db()
    assert [queue[0].state, queue[2].state] == ["waiting", "confirmed"]
    assert order_of([queue[0], queue[1], queue[3], queue[4]]) == [0, 1, 2, 3]


@pytest.mark.parametrize("body", [{"act": "x"}, {}])
def test_an_unknown_act_is_a_bad_request(body, desk, queue):
    switch(queue, "first_come", hours=24)
    registration.withdraw(Enrollment.objects.confirmed().first(), by=None)

    assert desk.post(url("manage_offer", queue[0].public_id), body).status_code == 400
    assert desk.post(url("manage_offer", queue[1].public_id), body).status_code == 404
