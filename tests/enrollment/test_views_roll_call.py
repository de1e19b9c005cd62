"""The roll call: who may take it, one tap, one form without scripts, closing and correcting."""

import pytest

from django.urls import reverse

from enrollment.models import Attendance
from enrollment.running.attendance import lock_session, mark_rest_present, record_attendance
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

HTMX = {"HX-Request": "true"}


@pytest.fixture
def training_class(db):
    return TrainingClassFactory(starts_on=days_ahead(0), ends_on=days_ahead(1))


@pytest.fixture
def session(training_class):
    return SessionFactory(training_class=training_class)


@pytest.fixture
def people(training_class):
    agency = AgencyFactory()
    names = ["Trần Văn Đức", "Bùi Thị Hòa", "Lê Ánh"]
    return [
        EnrollmentFactory(
            trainee=TraineeFactory(full_name=name), training_class=training_class, agency=agency
        )
        for name in names
    ]


@pytest.fixture
def instructor(client, training_class):
    user = UserFactory()
    training_class.instructors.add(InstructorFactory(user=user))
    client.force_login(user)
    return user


def address(training_class) -> str:
    return reverse("enrollment:roll_call", args=[training_class.code])


def tap(client, session, enrollment, mark, **headers):
    url = reverse("enrollment:mark_attendance", args=[session.training_class.code, session.pk])
    form = {"enrollment": str(enrollment.public_id), "mark": mark}
    return client.post(url, form, headers=headers)


def mark_of(enrollment) -> str:
    return Attendance.objects.get(enrollment=enrollment).mark


def test_visitor_is_asked_to_sign_in(client, training_class, session):
    assert client.get(address(training_class)).status_code == 302


@pytest.mark.parametrize("role", ["trainee", "other_instructor", "editor"])
def test_class_of_others_does_not_exist(client, training_class, session, people, role):
    user = UserFactory(role="Editors") if role == "editor" else UserFactory()
    if role == "trainee":
        people[0].trainee.user = user
        people[0].trainee.save()
    if role == "other_instructor":
        TrainingClassFactory().instructors.add(InstructorFactory(user=user))
    client.force_login(user)

    assert client.get(address(training_class)).status_code == 404
    assert tap(client, session, people[0], "present").status_code == 404
    assert Attendance.objects.count() == 0


@pytest.mark.parametrize("role", ["organizer", "instructor", "session_instructor"])
def test_roll_is_in_vietnamese_order(client, training_class, session, people, role, organizer):
    user = organizer if role == "organizer" else UserFactory()
    teacher = InstructorFactory(user=UserFactory() if role == "organizer" else user)
    if role == "instructor":
        training_class.instructors.add(teacher)
    if role == "session_instructor":
        session.instructor = teacher
        session.save()
    client.force_login(user)

    response = client.get(address(training_class))

    names = [enrollment.full_name for enrollment in response.context["people"]]
    assert names == ["Lê Ánh", "Trần Văn Đức", "Bùi Thị Hòa"]


def test_search_needs_no_accents(client, instructor, training_class, session, people):
    response = client.get(address(training_class), {"q": "duc"})

    assert [e.full_name for e in response.context["people"]] == ["Trần Văn Đức"]


def test_one_tap_is_saved_and_answered_with_the_count(client, instructor, session, people):
    response = tap(client, session, people[0], "late", **HTMX)

    page = response.content.decode()
    assert response.status_code == 200
    assert mark_of(people[0]) == "late"
    assert 'id="roll-count" hx-swap-oob="true"' in page
    assert response.context["session"].marked == 1
    assert page.count("checked") == 1


def test_tap_without_scripts_leads_back_to_the_list(client, instructor, session, people):
    response = tap(client, session, people[0], "present")

    assert response.url == f"{address(session.training_class)}?session={session.pk}"


def test_refused_tap_without_scripts_says_why(client, instructor, session, people):
    client.force_login(instructor)

    page = client.get(tap(client, session, people[0], "asleep").url)

    assert [message.level_tag for message in page.context["messages"]] == ["error"]


def test_refused_tap_shows_what_is_stored(client, instructor, session, people):
    record_attendance(session, people[0], "present", by=None)
    mark_rest_present(session, by=None)
    lock_session(session, by=None)

    response = tap(client, session, people[0], "absent", **HTMX)

    assert response.status_code == 409
    assert response.context["refusal"].code == "locked"
    assert mark_of(people[0]) == "present"


@pytest.mark.parametrize("mark", ["", "here", "\0"])
def test_unknown_mark_is_refused(client, instructor, session, people, mark):
    response = tap(client, session, people[0], mark, **HTMX)

    assert response.context["refusal"].code == "unknown_mark"
    assert Attendance.objects.count() == 0


@pytest.mark.parametrize("public_id", ["", "1", "\0", "00000000-0000-4000-8000-000000000000"])
def test_unknown_person_is_not_found(client, instructor, session, people, public_id):
    url = reverse("enrollment:mark_attendance", args=[session.training_class.code, session.pk])

    assert client.post(url, {"enrollment": public_id, "mark": "present"}).status_code == 404


def test_person_and_session_of_another_class_are_not_found(client, instructor, session, people):
    stranger, other = EnrollmentFactory(), SessionFactory()
    url = reverse("enrollment:mark_attendance", args=[session.training_class.code, other.pk])

    assert tap(client, session, stranger, "present").status_code == 404
    assert client.post(url, {"enrollment": people[0].public_id}).status_code == 404
    assert Attendance.objects.count() == 0


@pytest.mark.parametrize("wanted", ["0", "abc", "\0", "9" * 40])
def test_session_that_does_not_exist_is_not_found(
    client, instructor, training_class, session, wanted
):
    assert client.get(address(training_class), {"session": wanted}).status_code == 404


def test_form_without_scripts_saves_all_marks(client, instructor, training_class, session, people):
    form = {f"mark-{e.public_id}": "present" for e in people} | {"action": "save"}

    client.post(f"{address(training_class)}?session={session.pk}", form)

    assert Attendance.objects.filter(mark="present").count() == 3


def test_stale_form_overwrites_nobodys_mark(client, instructor, training_class, session, people):
    record_attendance(session, people[0], "absent", by=None)
    shown_before = {f"mark-{people[0].public_id}": "late", f"was-{people[0].public_id}": "late"}

    client.post(f"{address(training_class)}?session={session.pk}", shown_before)

    assert mark_of(people[0]) == "absent"


def test_rest_is_present_and_marks_in_the_form_count_first(
    client, instructor, training_class, session, people
):
    form = {f"mark-{people[0].public_id}": "absent", "action": "rest_present"}

    client.post(f"{address(training_class)}?session={session.pk}", form)

    assert [mark_of(e) for e in people] == ["absent", "present", "present"]


def test_closing_needs_a_mark_for_everybody(client, instructor, training_class, session, people):
    url = f"{address(training_class)}?session={session.pk}"

    client.post(url, {"action": "lock"})
    session.refresh_from_db()
    was_locked = session.locked_at
    client.post(url, {"action": "rest_present"})
    client.post(url, {"action": "lock"})

    session.refresh_from_db()
    assert was_locked is None
    assert session.locked_at is not None
    assert client.get(url).context["is_editable"] is False


def test_only_organizers_open_a_closed_roll_again(
    client, instructor, organizer, training_class, session, people
):
    url = f"{address(training_class)}?session={session.pk}"
    client.post(url, {"action": "rest_present"})
    client.post(url, {"action": "lock"})

    client.post(url, {"action": "reopen", "reason": "Nhầm lớp"})
    session.refresh_from_db()
    still_locked = session.locked_at
    client.force_login(organizer)
    client.post(url, {"action": "reopen", "reason": "Nhầm lớp"})

    session.refresh_from_db()
    assert still_locked is not None
    assert session.locked_at is None


def test_session_of_tomorrow_is_read_only(client, instructor, training_class, people):
    session = SessionFactory(training_class=training_class, held_on=days_ahead(1))

    response = client.get(f"{address(training_class)}?session={session.pk}")
    client.post(f"{address(training_class)}?session={session.pk}", {"action": "rest_present"})

    assert response.context["is_editable"] is False
    assert Attendance.objects.count() == 0


def test_first_unfinished_session_is_shown(client, instructor, training_class, session, people):
    mark_rest_present(session, by=None)
    second = SessionFactory(training_class=training_class, part="afternoon")
    SessionFactory(training_class=training_class, held_on=days_ahead(1))

    assert client.get(address(training_class)).context["session"] == second


def test_class_without_sessions_or_people_says_so(client, instructor, training_class):
    assert b"empty-state" in client.get(address(training_class)).content
    SessionFactory(training_class=training_class)
    assert b"empty-state" in client.get(address(training_class)).content


def test_roll_costs_the_same_with_three(client, instructor, training_class, session):
    agency = AgencyFactory()
    EnrollmentFactory(training_class=training_class, agency=agency)
    with_one = count_queries(client, address(training_class))
    EnrollmentFactory.create_batch(2, training_class=training_class, agency=agency)
    SessionFactory(training_class=training_class, part="afternoon")

    assert count_queries(client, address(training_class)) == with_one


def test_own_classes_of_an_instructor(client, instructor, training_class):
    TrainingClassFactory(title="CANARY")
    draft = TrainingClassFactory(status="draft")
    draft.instructors.set(training_class.instructors.all())

    response = client.get("/teaching/")

    assert list(response.context["coming"]) == [training_class]
    assert "CANARY" not in response.content.decode()


def test_teaching_does_not_exist_for_others(client, db, organizer):
    client.force_login(organizer)

    assert client.get("/teaching/").status_code == 404


def test_teaching_costs_the_same_with_three(client, instructor, training_class):
    with_one = count_queries(client, "/teaching/")
    for _number in range(2):
        TrainingClassFactory().instructors.set(training_class.instructors.all())

    assert count_queries(client, "/teaching/") == with_one
