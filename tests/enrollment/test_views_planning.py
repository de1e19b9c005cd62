"""A class as it is planned at the desk: new, copied, changed, and its sessions."""

import datetime as dt

import pytest

from django.urls import reverse
from django.utils import timezone

from courses.models import AuditEntry, Session, TrainingClass
from courses.refusals import Refusal
from courses.scheduling import add_class
from enrollment.models import Enrollment
from enrollment.running.attendance import mark_rest_present
from tests.enrollment.pages import count_queries
from tests.factories.courses import (
    InstructorFactory,
    SessionFactory,
    TrainingClassFactory,
    days_ahead,
)
from tests.factories.enrollment import EnrollmentFactory


def url(name, training_class) -> str:
    return reverse(f"enrollment:{name}", args=[training_class.code])


def typed(training_class, **changed):
    """The class form as it would be sent without a change."""
    plain = ["code", "title", "audience", "contact", "decision"]
    counted = ["capacity", "minimum", "registration"]
    form = {name: getattr(training_class, name) for name in [*plain, *counted]}
    for name in ("course", "venue", "issuing_body", "attendance_rule", "ranking_scheme"):
        form[name] = getattr(training_class, f"{name}_id")
    for name in ("starts_on", "ends_on"):
        form[name] = f"{getattr(training_class, name):%d/%m/%Y}"
    for name in ("registration_opens_at", "registration_closes_at"):
        form[name] = f"{timezone.localtime(getattr(training_class, name)):%d/%m/%Y %H:%M}"
    return form | changed


def test_new_class_begins_as_a_draft_with_its_half_days(desk):
    like = TrainingClassFactory()
    monday = days_ahead(30 - days_ahead(30).weekday() + 7)
    form = typed(
        like,
        code="MOI-1",
        title="Lớp  mới",
        starts_on=f"{monday:%d/%m/%Y}",
        ends_on=f"{monday + dt.timedelta(days=1):%d/%m/%Y}",
        instructors=[InstructorFactory().pk],
    )

    response = desk.post(reverse("enrollment:manage_class_new"), form)

    training_class = TrainingClass.objects.get(code="MOI-1")
    assert response.url == url("manage_class", training_class)
    assert (training_class.status, training_class.title) == ("draft", "Lớp mới")
    assert training_class.sessions.count() == 4
    assert training_class.instructors.count() == 1
    assert AuditEntry.objects.filter(action="class.added").count() == 1


def test_copy_takes_over_all_but_code_and_days(desk):
    copied = TrainingClassFactory(title="Văn phòng điện tử", capacity=17)

    form = desk.get(reverse("enrollment:manage_class_new"), {"copy": copied.code}).context["form"]

    assert (form["title"].value(), form["capacity"].value()) == ("Văn phòng điện tử", 17)
    assert (form["code"].value(), form["starts_on"].value()) == (None, None)


def test_way_of_registration_is_set_with_the_class(desk):
    training_class = TrainingClassFactory(status="draft")
    form = typed(
        training_class,
        registration="approval",
        approval="both",
        withdraw_until=f"{days_ahead(10):%d/%m/%Y}",
        reminder_days="3",
        waiting_policy="fewest_seats",
        offer_hours="24",
    )

    desk.post(url("manage_class_edit", training_class), form)

    training_class.refresh_from_db()
    assert (training_class.registration, training_class.approval) == ("approval", "both")
    assert (training_class.withdraw_until, training_class.reminder_days) == (days_ahead(10), 3)
    assert (training_class.waiting_policy, training_class.offer_hours) == ("fewest_seats", 24)


def test_boxes_that_a_page_does_not_know_leave_what_the_class_has(desk):
    training_class = TrainingClassFactory(status="draft", approval="agency", reminder_days=5)

    desk.post(url("manage_class_edit", training_class), typed(training_class, title="Tên khác"))

    training_class.refresh_from_db()
    assert training_class.title == "Tên khác"
    assert (training_class.approval, training_class.reminder_days) == ("agency", 5)


def test_rule_of_a_waiting_list_in_use_is_not_changed_beside_its_page(desk):
    training_class = TrainingClassFactory()
    form = typed(training_class, waiting_policy="fewest_seats", offer_hours="24")

    shown = desk.get(url("manage_class_edit", training_class))
    desk.post(url("manage_class_edit", training_class), form)

    training_class.refresh_from_db()
    assert "waiting_policy" not in shown.context["form"].fields
    assert url("manage_waiting", training_class) in shown.text
    assert (training_class.waiting_policy, training_class.offer_hours) == ("first_come", 0)


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("approval", "nobody"),
        ("reminder_days", "31"),
        ("reminder_days", "-1"),
        ("withdraw_until", "32/01/2030"),
        ("withdraw_until", f"{days_ahead(14):%d/%m/%Y}"),
        ("waiting_policy", "lottery"),
        ("offer_hours", "337"),
        ("offer_hours", "9" * 30),
    ],
)
def test_bad_way_of_registration_is_told_beside_its_box(desk, name, value):
    training_class = TrainingClassFactory(status="draft")

    response = desk.post(
        url("manage_class_edit", training_class), typed(training_class, **{name: value})
    )

    assert response.status_code == 422
    assert set(response.context["form"].errors) == {name}


@pytest.mark.parametrize("code", ["nobody", "a b"])
def test_copy_of_nothing_is_not_found(desk, code):
    assert desk.get(reverse("enrollment:manage_class_new"), {"copy": code}).status_code == 404


@pytest.mark.parametrize(
    ("changed", "field"),
    [
        ({"title": ""}, "title"),
        ({"title": "a\0b"}, "title"),
        ({"title": "x" * 301}, "title"),
        ({"code": "có dấu"}, "code"),
        ({"code": "new"}, "code"),
        ({"code": "a/b"}, "code"),
        ({"code": "TAKEN"}, "code"),
        ({"starts_on": "31/02/2027"}, "starts_on"),
        ({"ends_on": "01/01/2020"}, "ends_on"),
        ({"ends_on": "01/01/2090"}, "ends_on"),
        ({"capacity": "0"}, "capacity"),
        ({"capacity": "9" * 30}, "capacity"),
        ({"capacity": "-5"}, "capacity"),
        ({"capacity": "many"}, "capacity"),
        ({"minimum": "31"}, "minimum"),
        ({"registration_closes_at": "01/01/2020 08:00"}, "registration_closes_at"),
        ({"registration_opens_at": "01/01/0001 00:00"}, "registration_opens_at"),
        ({"registration": "\0"}, "registration"),
        ({"course": "9" * 40}, "course"),
        ({"course": "\0"}, "course"),
        ({"instructors": ["9" * 40]}, "instructors"),
        ({"instructors": ["\0"]}, "instructors"),
        ({"venue": ""}, "venue"),
    ],
)
def test_wrong_plan_is_told_beside_its_box(desk, changed, field):
    TrainingClassFactory(code="TAKEN")
    form = typed(TrainingClassFactory(), code="MOI-1", contact="Phòng Cơ yếu") | changed

    response = desk.post(reverse("enrollment:manage_class_new"), form)

    assert response.status_code == 422
    assert set(response.context["form"].errors) == {field}
    assert 'value="Phòng Cơ yếu"' in response.content.decode()
    assert TrainingClass.objects.count() == 2


@pytest.mark.database
def test_code_taken_since_the_form_was_checked_is_refused(db):
    taken = TrainingClassFactory(code="TAKEN")
    twin = TrainingClassFactory.build(
        code="TAKEN",
        course=taken.course,
        venue=taken.venue,
        issuing_body=taken.issuing_body,
        attendance_rule=taken.attendance_rule,
        ranking_scheme=taken.ranking_scheme,
    )

    with pytest.raises(Refusal) as refused:
        add_class(twin, by=None)

    assert refused.value.code == "code_taken"
    assert TrainingClass.objects.count() == 1


def test_long_class_finds_its_clashes(desk):
    """Each half-day was a condition of its own; SQLite takes a thousand of them at most."""
    training_class, other = TrainingClassFactory(), TrainingClassFactory()
    TrainingClass.objects.update(venue=other.venue)
    Session.objects.bulk_create(
        Session(training_class=training_class, held_on=days_ahead(day), part=part)
        for day in range(600)
        for part in ("morning", "afternoon")
    )
    SessionFactory(training_class=other, held_on=days_ahead(599))

    response = desk.get(url("manage_class", training_class))

    assert list(response.context["clashes"]) == [other]


def test_only_offered_boxes_are_changed(desk):
    training_class = TrainingClassFactory(status="draft")
    forged = {"status": "published", "seats_taken": "9", "finalized_at": "01/01/2026 08:00"}

    desk.post(url("manage_class_edit", training_class), typed(training_class, title="Mới") | forged)

    training_class.refresh_from_db()
    assert (training_class.title, training_class.status) == ("Mới", "draft")
    assert (training_class.seats_taken, training_class.finalized_at) == (0, None)


def test_more_seats_go_to_the_queue(desk):
    training_class = TrainingClassFactory(capacity=1)
    EnrollmentFactory.create_batch(3, training_class=training_class)

    desk.post(
        url("manage_class_edit", training_class), typed(training_class, capacity=2, minimum=2)
    )

    training_class.refresh_from_db()
    assert (training_class.capacity, training_class.seats_taken, training_class.minimum) == (
        2,
        2,
        2,
    )
    assert Enrollment.objects.waiting().count() == 1


def test_fewer_seats_than_people_are_refused_beside_the_box(desk):
    training_class = TrainingClassFactory(capacity=3)
    EnrollmentFactory.create_batch(2, training_class=training_class)

    response = desk.post(
        url("manage_class_edit", training_class), typed(training_class, capacity=1)
    )

    training_class.refresh_from_db()
    assert response.status_code == 422
    assert set(response.context["form"].errors) == {"capacity"}
    assert training_class.capacity == 3


def test_fewer_seats_and_a_smaller_minimum_go_together(desk):
    training_class = TrainingClassFactory(capacity=30, minimum=20)

    desk.post(
        url("manage_class_edit", training_class), typed(training_class, capacity=10, minimum=5)
    )

    training_class.refresh_from_db()
    assert (training_class.capacity, training_class.minimum) == (10, 5)


def test_sessions_move_with_the_first_day(desk):
    training_class = TrainingClassFactory()
    for day in (14, 15):
        SessionFactory(training_class=training_class, held_on=days_ahead(day))
    form = typed(
        training_class,
        starts_on=f"{days_ahead(15):%d/%m/%Y}",
        ends_on=f"{days_ahead(16):%d/%m/%Y}",
    )

    desk.post(url("manage_class_edit", training_class), form)

    days = list(training_class.sessions.values_list("held_on", flat=True))
    assert days == [days_ahead(15), days_ahead(16)]


def test_days_that_would_leave_a_session_outside_are_refused(desk):
    training_class = TrainingClassFactory()
    SessionFactory(training_class=training_class, held_on=days_ahead(15))

    response = desk.post(
        url("manage_class_edit", training_class),
        typed(training_class, ends_on=f"{days_ahead(14):%d/%m/%Y}"),
    )

    training_class.refresh_from_db()
    assert response.status_code == 422
    assert training_class.ends_on == days_ahead(15)


def test_days_stay_once_the_roll_was_taken(desk, organizer):
    training_class = TrainingClassFactory(starts_on=days_ahead(0), ends_on=days_ahead(1))
    EnrollmentFactory(training_class=training_class)
    mark_rest_present(SessionFactory(training_class=training_class), by=organizer)
    form = typed(
        training_class, starts_on=f"{days_ahead(3):%d/%m/%Y}", ends_on=f"{days_ahead(4):%d/%m/%Y}"
    )

    response = desk.post(url("manage_class_edit", training_class), form)

    assert response.status_code == 422
    assert Session.objects.get().held_on == days_ahead(0)


def sessions_form(*rows, initial=0):
    form = {"sessions-TOTAL_FORMS": len(rows), "sessions-INITIAL_FORMS": initial}
    for number, row in enumerate(rows):
        form |= {f"sessions-{number}-{name}": value for name, value in row.items()}
    return form


def session_row(day=14, **changed):
    return {
        "held_on": f"{days_ahead(day):%d/%m/%Y}",
        "part": "morning",
        "starts_at": "07:30",
        "ends_at": "11:00",
        "periods": "4",
        "topic": "",
        "instructor": "",
    } | changed


def test_a_session_that_is_not_stored_yet_offers_no_deleting(desk, caplog):
    session = SessionFactory()

    page = desk.get(url("manage_sessions", session.training_class)).text

    assert 'name="sessions-0-DELETE"' in page
    assert 'name="sessions-1-DELETE"' not in page
    assert not caplog.records


def test_sessions_are_added_changed_and_deleted(desk):
    training_class = TrainingClassFactory()
    kept, dropped = (
        SessionFactory(training_class=training_class, part=part)
        for part in ("morning", "afternoon")
    )
    form = sessions_form(
        session_row(id=kept.pk, topic="Mạng  cơ bản", instructor=InstructorFactory().pk),
        session_row(id=dropped.pk, part="afternoon", DELETE="on"),
        session_row(day=15),
        initial=2,
    )

    response = desk.post(url("manage_sessions", training_class), form)

    assert response.status_code == 302
    rows = list(training_class.sessions.values_list("held_on", "topic"))
    assert rows == [(days_ahead(14), "Mạng cơ bản"), (days_ahead(15), "")]


@pytest.mark.parametrize(
    ("changed", "field"),
    [
        ({"held_on": "01/01/2020"}, "held_on"),
        ({"held_on": "x"}, "held_on"),
        ({"ends_at": "07:00"}, "ends_at"),
        ({"periods": "0"}, "periods"),
        ({"periods": "99"}, "periods"),
        ({"starts_at": "\0"}, "starts_at"),
        ({"topic": "\0"}, "topic"),
        ({"instructor": "9" * 40}, "instructor"),
        ({"part": "\0"}, "part"),
    ],
)
def test_wrong_session_is_told_beside_its_box(desk, changed, field):
    training_class = TrainingClassFactory()

    response = desk.post(
        url("manage_sessions", training_class), sessions_form(session_row(**changed))
    )

    assert response.status_code == 422
    assert set(response.context["formset"].forms[0].errors) == {field}
    assert Session.objects.count() == 0


def test_half_day_twice_is_refused(desk):
    training_class = TrainingClassFactory()

    response = desk.post(
        url("manage_sessions", training_class), sessions_form(session_row(), session_row())
    )

    assert response.status_code == 422
    assert Session.objects.count() == 0


@pytest.mark.database
def test_half_days_change_places_and_stay_the_same_sessions(desk):
    training_class = TrainingClassFactory()
    morning, afternoon = (
        SessionFactory(training_class=training_class, part=part)
        for part in ("morning", "afternoon")
    )
    form = sessions_form(
        session_row(id=morning.pk, part="afternoon"),
        session_row(id=afternoon.pk, part="morning"),
        initial=2,
    )

    response = desk.post(url("manage_sessions", training_class), form)

    assert response.status_code == 302
    parts = dict(training_class.sessions.values_list("pk", "part"))
    assert parts == {morning.pk: "afternoon", afternoon.pk: "morning"}


@pytest.mark.database
def test_the_same_new_session_sent_twice_is_told_the_second_time(desk):
    training_class = TrainingClassFactory()
    page, form = url("manage_sessions", training_class), sessions_form(session_row())

    first, second = desk.post(page, form), desk.post(page, form)

    assert (first.status_code, second.status_code) == (302, 422)
    assert second.context["refusal"].code == "half_day_taken"
    assert Session.objects.count() == 1


@pytest.mark.parametrize("name", ["manage_class_edit", "manage_sessions"])
def test_old_page_says_that_the_plan_has_changed_and_saves_only_when_asked_again(desk, name):
    training_class = TrainingClassFactory(title="Cũ")
    session = SessionFactory(training_class=training_class, topic="Cũ")
    old = desk.get(url(name, training_class)).context["seen"]
    desk.post(url("manage_class_edit", training_class), typed(training_class, title="Mới"))
    forms = {
        "manage_class_edit": typed(training_class, capacity=40),
        "manage_sessions": sessions_form(session_row(id=session.pk, topic="Khác"), initial=1),
    }

    refused = desk.post(url(name, training_class), forms[name] | {"seen": old})
    for row in (training_class, session):
        row.refresh_from_db()
    before = (training_class.title, training_class.capacity, session.topic)
    again = desk.post(url(name, training_class), forms[name] | {"seen": refused.context["seen"]})

    assert (refused.status_code, again.status_code) == (422, 302)
    assert f'name="seen" value="{refused.context["seen"]}"' in refused.text
    assert before == ("Mới", 30, "Cũ")


@pytest.mark.parametrize("form", [{}, {"sessions-TOTAL_FORMS": "9" * 30}, {"x": "\0"}])
def test_broken_form_of_sessions_is_refused(desk, form):
    training_class = TrainingClassFactory()

    response = desk.post(url("manage_sessions", training_class), form | {"y": "1"})

    assert response.status_code == 422


def test_session_with_a_roll_stays_as_it_was(desk, organizer):
    training_class = TrainingClassFactory(starts_on=days_ahead(0), ends_on=days_ahead(1))
    EnrollmentFactory(training_class=training_class)
    session = SessionFactory(training_class=training_class)
    mark_rest_present(session, by=organizer)

    for change in ({"periods": "5"}, {"DELETE": "on"}):
        form = sessions_form(session_row(day=0, id=session.pk, **change), initial=1)
        response = desk.post(url("manage_sessions", training_class), form)
        assert response.context["refusal"].code == "roll_taken"
    assert Session.objects.get().periods == 4


def test_session_of_another_class_is_not_touched(desk):
    training_class, foreign = TrainingClassFactory(), SessionFactory()
    form = sessions_form(session_row(id=foreign.pk, topic="Chiếm"), initial=1)

    desk.post(url("manage_sessions", training_class), form)

    foreign.refresh_from_db()
    assert (foreign.topic, training_class.sessions.count()) == ("", 0)


def test_sessions_cost_the_same_with_three(desk):
    training_class = TrainingClassFactory()
    page = url("manage_sessions", training_class)
    SessionFactory(training_class=training_class)
    with_one = count_queries(desk, page)
    for part in ("afternoon", "evening"):
        SessionFactory(training_class=training_class, part=part)

    assert count_queries(desk, page) == with_one
