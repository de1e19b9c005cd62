"""Screens of substituting, withdrawing by the coordinator, moving, and people who just come."""

import pytest

from django.urls import reverse
from django.utils import timezone

from enrollment.models import Affiliation, AgencyCoordinator, Enrollment, Trainee
from tests.enrollment.pages import count_queries
from tests.factories.courses import (
    InstructorFactory,
    SessionFactory,
    TrainingClassFactory,
    days_ahead,
)
from tests.factories.enrollment import (
    AgencyFactory,
    EnrollmentFactory,
    TraineeFactory,
    UserFactory,
)

State = Enrollment.State


def staff(agency, **person):
    trainee = TraineeFactory(**person)
    Affiliation.objects.create(
        trainee=trainee, agency=agency, position="Văn thư", valid_from=days_ahead(-9)
    )
    return trainee


@pytest.fixture
def agency(db):
    return AgencyFactory(code="TANLAC", name="Huyện ủy Tân Lạc")


@pytest.fixture
def coordinator(client, agency):
    user = UserFactory()
    AgencyCoordinator.objects.create(user=user, agency=agency, valid_from=days_ahead(-9))
    client.force_login(user)
    return client


def agency_address(enrollment, act="substitute", query=""):
    return reverse(f"enrollment:agency_{act}", args=[enrollment.public_id]) + query


def desk_address(enrollment, query=""):
    arguments = [enrollment.training_class.code, enrollment.public_id]
    return reverse("enrollment:manage_substitute", args=arguments) + query


# Substitution by the coordinator


def test_coordinator_picks_from_own_staff_and_nobody_elses(coordinator, agency):
    enrollment = EnrollmentFactory(agency=agency)
    mine = staff(agency, full_name="Bùi Thị Hòa")
    staff(AgencyFactory(), full_name="CANARY Bùi")
    staff(AgencyFactory(parent=agency), full_name="Bùi Văn Dưới")

    everybody = coordinator.get(agency_address(enrollment))
    found = coordinator.get(agency_address(enrollment, query="?q=bui"))

    assert list(found.context["page"]) == [mine, Trainee.objects.get(full_name="Bùi Văn Dưới")] or {
        p.full_name for p in found.context["page"]
    } == {"Bùi Thị Hòa", "Bùi Văn Dưới"}
    assert "CANARY" not in everybody.content.decode() + found.content.decode()


def test_those_of_the_class_are_told_of_by_a_search_alone(coordinator, agency):
    enrollment = EnrollmentFactory(agency=agency)
    free, named = staff(agency), staff(agency, full_name="Bùi Thị Hòa")
    EnrollmentFactory(training_class=enrollment.training_class, agency=agency, trainee=named)

    everybody = coordinator.get(agency_address(enrollment))
    found = coordinator.get(agency_address(enrollment, query="?q=hoa"))

    assert list(everybody.context["page"]) == [free]
    assert [(p, p.is_in_class) for p in found.context["page"]] == [(named, True)]


def test_stranger_cannot_be_chosen_by_address(coordinator, agency):
    enrollment, stranger = EnrollmentFactory(agency=agency), staff(AgencyFactory())

    response = coordinator.get(agency_address(enrollment, query=f"?person={stranger.public_id}"))

    assert response.status_code == 404


@pytest.mark.parametrize("act", ["substitute", "withdraw"])
def test_enrollment_of_another_agency_does_not_exist(coordinator, act):
    foreign = EnrollmentFactory()

    answers = [
        coordinator.get(agency_address(foreign, act)),
        coordinator.post(agency_address(foreign, act), {"why": "ill"}),
    ]

    assert [one.status_code for one in answers] == [404, 404]
    foreign.refresh_from_db()
    assert foreign.state == State.CONFIRMED


def test_confirmation_shows_both_names_and_what_is_sent(coordinator, agency):
    enrollment = EnrollmentFactory(
        agency=agency, trainee=TraineeFactory(full_name="Lê Văn Cũ", email="cu@example.org")
    )
    colleague = staff(agency, full_name="Bùi Thị Mới")

    page = coordinator.get(agency_address(enrollment, query=f"?person={colleague.public_id}"))

    text = page.content.decode()
    assert "Lê Văn Cũ" in text
    assert "Bùi Thị Mới" in text
    assert [one["to"] for one in page.context["letters"]] == ["cu@example.org", ""]
    assert page.context["form"]["position"].value() == "Văn thư"


def test_colleague_takes_the_seat(coordinator, agency):
    enrollment, colleague = EnrollmentFactory(agency=agency), staff(agency)

    response = coordinator.post(
        agency_address(enrollment, query=f"?person={colleague.public_id}"),
        {"agency": agency.code, "position": "Phó phòng", "reason": "bận"},
    )

    enrollment.refresh_from_db()
    assert response.status_code == 302
    assert (enrollment.state, enrollment.replaced_by.trainee) == (State.SUBSTITUTED, colleague)


def test_foreign_agency_in_the_form_is_refused(coordinator, agency):
    enrollment, colleague = EnrollmentFactory(agency=agency), staff(agency)
    AgencyFactory(code="OTHER")

    response = coordinator.post(
        agency_address(enrollment, query=f"?person={colleague.public_id}"), {"agency": "OTHER"}
    )

    assert response.status_code == 422
    enrollment.refresh_from_db()
    assert enrollment.state == State.CONFIRMED


def test_new_person_is_confirmed_before_anything_is_stored(coordinator, agency):
    enrollment = EnrollmentFactory(agency=agency)
    address = agency_address(enrollment, query="?new=1")
    typed = {"full_name": "Bùi Thị Hòa", "birth": "1990", "agency": agency.code, "gender": ""}

    asked = coordinator.post(address, typed)
    nobody = Trainee.objects.filter(full_name="Bùi Thị Hòa").exists()
    back = coordinator.post(address, typed | {"edit": "1"})
    done = coordinator.post(address, typed | {"confirmed": "1"})

    enrollment.refresh_from_db()
    assert (asked.status_code, nobody, back.status_code, done.status_code) == (200, False, 200, 302)
    assert 'value="Bùi Thị Hòa"' in back.content.decode()
    assert enrollment.replaced_by.full_name == "Bùi Thị Hòa"


def test_coordinator_learns_nothing_of_namesakes_and_addresses_elsewhere(coordinator, agency):
    enrollment = EnrollmentFactory(agency=agency)
    staff(
        AgencyFactory(),
        full_name="Bùi Thị Hòa",
        birth_year=1990,
        email="hoa@example.org",
        user=UserFactory(email="hoa@example.org"),
    )

    response = coordinator.post(
        agency_address(enrollment, query="?new=1"),
        {
            "full_name": "Bùi Thị Hòa",
            "birth": "1990",
            "agency": agency.code,
            "email": "hoa@example.org",
        },
    )

    assert response.status_code == 200
    assert response.context["colleague_name"] == "Bùi Thị Hòa"


def test_too_late_is_told_before_anybody_is_looked_for(coordinator, agency):
    training_class = TrainingClassFactory(starts_on=days_ahead(-1), ends_on=days_ahead(1))
    enrollment = EnrollmentFactory(training_class=training_class, agency=agency)

    page = coordinator.get(agency_address(enrollment))

    assert page.context["obstacle"].code == "too_late"
    assert "page" not in page.context


def test_colleague_with_a_clash_is_told(coordinator, agency):
    enrollment, busy = EnrollmentFactory(agency=agency), staff(agency)
    EnrollmentFactory(trainee=busy, agency=agency)

    listed = coordinator.get(agency_address(enrollment)).context["page"][0]
    page = coordinator.get(agency_address(enrollment, query=f"?person={busy.public_id}"))

    assert (listed, listed.has_clash) == (busy, True)
    assert page.context["warning"].code == "clash"


def test_pick_list_costs_the_same_for_thirty(coordinator, agency):
    enrollment = EnrollmentFactory(agency=agency)
    staff(agency)
    one = count_queries(coordinator, agency_address(enrollment))
    for _n in range(18):
        staff(agency)

    assert count_queries(coordinator, agency_address(enrollment)) == one


# Substitution and withdrawal at the desk


def test_desk_picks_anybody_on_record(desk, agency):
    enrollment, stranger = EnrollmentFactory(), staff(agency, full_name="Bùi Thị Hòa")

    found = desk.get(desk_address(enrollment, "?q=hoa")).context["page"]
    response = desk.post(
        desk_address(enrollment, f"?person={stranger.public_id}"), {"agency": agency.code}
    )

    enrollment.refresh_from_db()
    assert list(found) == [stranger]
    assert response.status_code == 302
    assert enrollment.replaced_by.agency == agency


def test_desk_withdraws_on_the_day_with_a_reason_alone(desk):
    training_class = TrainingClassFactory(starts_on=days_ahead(0), ends_on=days_ahead(0))
    enrollment = EnrollmentFactory(training_class=training_class)
    address = reverse(
        "enrollment:manage_decide", args=[training_class.code, enrollment.public_id, "withdraw"]
    )

    desk.post(address, {"reason": ""})
    enrollment.refresh_from_db()
    before = enrollment.state
    desk.post(address, {"reason": "không đến"})

    enrollment.refresh_from_db()
    assert (before, enrollment.state) == (State.CONFIRMED, State.WITHDRAWN)


def test_coordinator_withdraws_with_a_reason(coordinator, agency):
    enrollment = EnrollmentFactory(agency=agency)
    address = agency_address(enrollment, "withdraw")

    without = coordinator.post(address, {"why": ""})
    other = coordinator.post(address, {"why": "other"})
    done = coordinator.post(address, {"why": "duty", "note": "họp tỉnh"})

    enrollment.refresh_from_db()
    assert (without.status_code, other.status_code, done.status_code) == (422, 422, 302)
    assert enrollment.state == State.WITHDRAWN
    assert enrollment.changes.last().reason.endswith(": họp tỉnh")


def test_coordinator_is_too_late_after_the_last_day(coordinator, agency):
    training_class = TrainingClassFactory(withdraw_until=days_ahead(-1))
    enrollment = EnrollmentFactory(agency=agency, training_class=training_class)

    response = coordinator.post(agency_address(enrollment, "withdraw"), {"why": "ill"})

    assert response.status_code == 422
    enrollment.refresh_from_db()
    assert enrollment.state == State.CONFIRMED


# Moving


def move_address(training_class):
    return reverse("enrollment:manage_move_people", args=[training_class.code])


def test_preview_tells_and_the_button_does(desk):
    here = TrainingClassFactory()
    there = TrainingClassFactory(course=here.course, capacity=1)
    people = EnrollmentFactory.create_batch(2, training_class=here, agency=AgencyFactory())
    chosen = {"chosen": [str(one.public_id) for one in people], "other": there.code}

    preview = desk.post(move_address(here), chosen)
    untouched = Enrollment.objects.for_class(there).count()
    done = desk.post(move_address(here), chosen | {"confirmed": "1"}, follow=True)

    assert (preview.context["seated"], preview.context["waiting"]) == (1, 1)
    assert untouched == 0
    assert Enrollment.objects.for_class(there).counts_by_state() == {"confirmed": 1, "waiting": 1}
    assert done.status_code == 200


def test_class_of_another_course_cannot_be_chosen(desk):
    enrollment = EnrollmentFactory()
    other = TrainingClassFactory()

    response = desk.post(
        move_address(enrollment.training_class),
        {"chosen": str(enrollment.public_id), "other": other.code},
    )

    # There is no other class of the course, which the page says instead of the form.
    assert response.status_code == 422
    assert not Enrollment.objects.for_class(other).exists()


@pytest.mark.parametrize("chosen", ["", "x", "00000000-0000-4000-8000-000000000000"])
def test_nobody_chosen_is_told(desk, chosen):
    response = desk.post(move_address(TrainingClassFactory()), {"chosen": chosen})

    assert response.status_code == 200
    assert response.context["people"] == []


# People who just come


@pytest.fixture
def today_class(db):
    training_class = TrainingClassFactory(
        capacity=1, starts_on=days_ahead(0), ends_on=days_ahead(0)
    )
    SessionFactory(training_class=training_class)
    return training_class


def walk_in_address(training_class, query=""):
    return reverse("enrollment:walk_in", args=[training_class.code]) + query


@pytest.fixture
def instructor(client, today_class):
    user = UserFactory()
    today_class.instructors.add(InstructorFactory(user=user))
    client.force_login(user)
    return client


def roll_address(training_class):
    return reverse("enrollment:roll_call", args=[training_class.code])


def test_person_found_on_record_stands_on_the_roll(desk, today_class, agency):
    person = staff(agency, full_name="Bùi Thị Hòa")

    found = desk.get(walk_in_address(today_class, "?q=hoa")).context["page"]
    query = f"?person={person.public_id}"
    desk.post(walk_in_address(today_class, query), {"agency": agency.code, "position": "Văn thư"})
    roll = desk.get(roll_address(today_class))

    assert list(found) == [person]
    assert [one.trainee for one in roll.context["people"]] == [person]


def test_full_class_needs_the_box(desk, today_class, agency):
    EnrollmentFactory(training_class=today_class)
    typed = {"full_name": "Bùi Thị Hòa", "birth": "1990", "agency": agency.code}

    refused = desk.post(walk_in_address(today_class, "?new=1"), typed)
    added = desk.post(walk_in_address(today_class, "?new=1"), typed | {"with_more_seats": "on"})

    today_class.refresh_from_db()
    assert (refused.status_code, added.status_code) == (422, 302)
    assert (today_class.capacity, today_class.seats_taken) == (2, 2)
    assert Trainee.objects.filter(full_name="Bùi Thị Hòa").count() == 1


def test_instructor_checks_in_without_seeing_the_record(instructor, today_class, agency):
    stranger = staff(agency, full_name="CANARY Bùi", birth_year=1990)

    found = instructor.get(walk_in_address(today_class, "?q=canary"))
    direct = instructor.get(walk_in_address(today_class, f"?person={stranger.public_id}"))
    added = instructor.post(
        walk_in_address(today_class, "?new=1"),
        {"full_name": "CANARY Bùi", "birth": "1990", "agency": agency.code},
    )

    assert list(found.context["page"]) == []
    assert direct.status_code == 404
    assert added.status_code == 302
    assert Enrollment.objects.get(source="walk_in").trainee != stranger


def test_instructor_cannot_raise_the_seats(instructor, today_class, agency):
    EnrollmentFactory(training_class=today_class)

    response = instructor.post(
        walk_in_address(today_class, "?new=1"),
        {
            "full_name": "Bùi Thị Hòa",
            "birth": "1990",
            "agency": agency.code,
            "with_more_seats": "on",
        },
    )

    today_class.refresh_from_db()
    assert response.status_code == 422
    assert (today_class.capacity, today_class.seats_taken) == (1, 1)


def test_page_of_a_class_one_does_not_teach_does_not_exist(instructor):
    other = TrainingClassFactory(starts_on=days_ahead(0), ends_on=days_ahead(0))

    assert instructor.get(walk_in_address(other)).status_code == 404


def test_other_days_are_told(desk):
    training_class = TrainingClassFactory()

    page = desk.get(walk_in_address(training_class))
    posted = desk.post(walk_in_address(training_class, "?new=1"), {"full_name": "A"})

    assert (page.status_code, posted.status_code) == (200, 200)
    assert not Enrollment.objects.exists()


def test_roll_leads_to_the_page_on_its_days_alone(desk, today_class):
    later = TrainingClassFactory()
    SessionFactory(training_class=later)

    shown = [
        walk_in_address(one) in desk.get(roll_address(one)).content.decode()
        for one in (today_class, later)
    ]

    assert shown == [True, False]


def test_button_pressed_twice_adds_one_person(desk, today_class, agency):
    page = desk.get(walk_in_address(today_class, "?new=1"))
    key = str(page.context["form"]["request_key"].value())
    typed = {"full_name": "Bùi Thị Hòa", "birth": "1990", "agency": agency.code}

    for _n in range(2):
        desk.post(
            walk_in_address(today_class, "?new=1"),
            typed | {"request_key": key, "is_other": "on"},
        )

    assert Enrollment.objects.count() == 1
    assert Enrollment.objects.get().registered_at <= timezone.now()
