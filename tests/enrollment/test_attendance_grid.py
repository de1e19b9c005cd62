"""The table of sessions and people, closing with corrections, and sessions made up elsewhere."""

import pytest

from django.urls import reverse

from courses.models import AuditEntry
from enrollment.models import Attendance, AttendanceMark, MakeUp
from enrollment.running.attendance import lock_session, mark_rest_present, record_attendance
from enrollment.running.closing import MarkRefused, close_session, correct_marks
from enrollment.running.make_up import (
    MakeUpRefused,
    record_make_up,
    sessions_that_fit,
    take_back_make_up,
)
from enrollment.running.marking import NewMark
from enrollment.running.recognition import finalize_class
from enrollment.running.standings import decide_class
from tests.enrollment.pages import count_queries
from tests.factories.courses import (
    AttendanceRuleFactory,
    InstructorFactory,
    SessionFactory,
    TrainingClassFactory,
    days_ahead,
)
from tests.factories.enrollment import AgencyFactory, EnrollmentFactory, UserFactory

GRID = {"X-Grid": "1"}


@pytest.fixture
def training_class(db):
    return TrainingClassFactory(over=True, code="LUOI-1")


@pytest.fixture
def session(training_class):
    return SessionFactory(training_class=training_class)


@pytest.fixture
def people(training_class):
    return EnrollmentFactory.create_batch(3, training_class=training_class, agency=AgencyFactory())


def url(name, session, *args) -> str:
    code = session.training_class.code
    return reverse(f"enrollment:{name}", args=[code, *args])


def put(client, session, *changes):
    """Each change is (person, mark, minutes, what was shown)."""
    sent = [
        f"{session.pk}:{person.public_id}:{mark}:{minutes}:{was}"
        for person, mark, minutes, was in changes
    ]
    return client.post(url("manage_attendance_mark", session), {"set": sent}, headers=GRID)


def mark_of(person) -> str:
    return Attendance.objects.get(enrollment=person).mark


def test_the_table_has_a_cell_for_each_session_and_person(desk, session, people):
    SessionFactory(training_class=session.training_class, part="afternoon")

    grid = desk.get(url("manage_attendance", session)).context["grid"]

    assert (len(grid.heads), [len(row.cells) for row in grid.rows]) == (2, [2, 2, 2])


def test_a_change_is_answered_with_its_cell_the_person_and_the_session(desk, session, people):
    response = put(desk, session, (people[0], "late", "15", ""))

    page = response.content.decode()
    assert response.status_code == 200
    assert page.count('class="m"') == 1
    assert f'id="t-{people[0].public_id}"' in page
    assert f'id="h-{session.pk}"' in page
    stored = Attendance.objects.get()
    assert (stored.mark, stored.minutes) == ("late", 15)
    assert AttendanceMark.objects.get().source == "grid"


def test_undo_takes_the_mark_away_again(desk, session, people):
    put(desk, session, (people[0], "late", "15", ""))
    put(desk, session, (people[0], "", "", "late/15"))

    assert not Attendance.objects.exists()


def test_what_somebody_else_marked_meanwhile_is_shown_and_stays(desk, session, people):
    record_attendance(session, people[0], "excused", by=None)

    response = put(desk, session, (people[0], "absent", "", ""), (people[1], "absent", "", ""))

    assert response.status_code == 409
    assert 'data-mark="excused"' in response.content.decode()
    assert [mark_of(people[0]), mark_of(people[1])] == ["excused", "absent"]


@pytest.mark.parametrize(
    "change", ["", "1:2:3", "x:y:present::", "9" * 40 + ":y:present::", "\0:\0:\0:\0:\0"]
)
def test_what_is_no_change_is_refused(desk, session, people, change):
    response = desk.post(url("manage_attendance_mark", session), {"set": change}, headers=GRID)

    assert response.status_code == 400


@pytest.mark.parametrize(
    ("mark", "minutes"), [("asleep", ""), ("late", "601"), ("late", "-3"), ("late", "0")]
)
def test_a_mark_that_cannot_be_is_refused_with_what_is_stored(desk, session, people, mark, minutes):
    assert put(desk, session, (people[0], mark, minutes, "")).status_code == 409
    assert not Attendance.objects.exists()


def test_a_person_of_another_class_is_refused(desk, session, people):
    stranger = EnrollmentFactory()

    assert put(desk, session, (stranger, "present", "", "")).status_code == 409
    assert not Attendance.objects.exists()


def test_one_session_as_a_form_without_scripts(desk, session, people):
    form = {f"mark-{one.public_id}": "present" for one in people}
    form[f"mark-{people[0].public_id}"] = "late"
    form[f"minutes-{people[0].public_id}"] = "20"
    address = f"{url('manage_attendance', session)}?session={session.pk}"

    desk.post(address, form)
    page = desk.get(address)

    assert [mark_of(one) for one in people] == ["late", "present", "present"]
    assert page.context["head"].there == 3


def test_the_rest_of_a_session_is_present(desk, session, people):
    record_attendance(session, people[0], "absent", by=None)

    response = desk.post(url("manage_attendance_rest", session, session.pk), headers=GRID)

    assert response.content.decode().count('class="m"') == 3
    assert [mark_of(one) for one in people] == ["absent", "present", "present"]


@pytest.mark.parametrize("wanted", ["0", "abc", "\0", "9" * 40])
def test_a_session_that_does_not_exist_is_not_found(desk, session, wanted):
    for name in ("manage_attendance", "manage_paper"):
        assert desk.get(url(name, session), {"session": wanted}).status_code == 404


def test_the_table_costs_the_same_with_forty_people_and_more_sessions(desk, session, people):
    address = url("manage_attendance", session)
    with_three = count_queries(desk, address)
    session.training_class.capacity = 50
    session.training_class.save()
    EnrollmentFactory.create_batch(
        37, training_class=session.training_class, agency=people[0].agency
    )
    SessionFactory(training_class=session.training_class, part="afternoon")
    mark_rest_present(session, by=None)

    assert count_queries(desk, address) == with_three


def test_closing_asks_for_those_without_a_mark(client, session, people):
    instructor = UserFactory()
    session.training_class.instructors.add(InstructorFactory(user=instructor))
    client.force_login(instructor)
    record_attendance(session, people[0], "present", by=None)
    address = url("roll_close", session, session.pk)

    asked = client.get(address).context["missing"]
    client.post(address)
    session.refresh_from_db()
    was_open = session.locked_at is None
    client.post(address, {"rest": "absent"})

    session.refresh_from_db()
    assert asked == people[1:]
    assert was_open
    assert (session.locked_at is not None, session.locked_by) == (True, instructor)
    assert [mark_of(one) for one in people] == ["present", "absent", "absent"]


def test_strangers_close_nothing(client, session, people):
    client.force_login(UserFactory())

    assert client.post(url("roll_close", session, session.pk)).status_code == 404


def correction(session, person, mark="absent") -> list[NewMark]:
    return [NewMark(session.pk, person.public_id, mark)]


@pytest.mark.database
def test_a_closed_session_is_corrected_with_a_reason_and_a_trail(session, people, organizer):
    close_session(session, by=None, rest_absent=True)
    wanted = correction(session, people[0], "present")

    with pytest.raises(MarkRefused) as refused:
        correct_marks(session.training_class, wanted, by=organizer, reason="")
    correct_marks(session.training_class, wanted, by=organizer, reason="Ký nhầm dòng")

    last = AttendanceMark.objects.last()
    assert refused.value.code == "reason_missing"
    assert (last.replaced, last.mark, last.reason) == ("absent", "present", "Ký nhầm dòng")
    act = AuditEntry.objects.get(action="attendance.corrected")
    assert act.data["reason"] == "Ký nhầm dòng"


@pytest.mark.database
def test_after_recognition_no_mark_is_corrected(session, people, organizer):
    close_session(session, by=None, rest_absent=True)
    finalize_class(session.training_class, by=None)

    with pytest.raises(MarkRefused) as refused:
        correct_marks(
            session.training_class, correction(session, people[0], "present"), by=None, reason="x"
        )

    assert refused.value.code == "finalized"
    assert mark_of(people[0]) == "absent"


def test_the_cell_of_a_closed_session_asks_for_the_reason(desk, session, people):
    mark_rest_present(session, by=None)
    lock_session(session, by=None)
    address = url("manage_attendance_cell", session, session.pk, people[0].public_id)

    without = desk.post(address, {"act": "mark", "mark": "absent"})
    desk.post(address, {"act": "mark", "mark": "absent", "reason": "Ký hộ"})
    page = desk.get(address)

    assert without.status_code == 422
    assert mark_of(people[0]) == "absent"
    assert [one.mark for one in page.context["history"]] == ["absent", "present"]
    assert "Ký hộ" in page.content.decode()


@pytest.fixture
def elsewhere(training_class, session, people):
    """The first of the people missed the session and attended another class of the course."""
    training_class.attendance_rule = AttendanceRuleFactory(allows_make_up=True)
    training_class.save()
    record_attendance(session, people[0], "absent", by=None)
    days = {"starts_on": days_ahead(-9), "ends_on": days_ahead(-8)}
    other = TrainingClassFactory(over=True, course=training_class.course, **days)
    attended = SessionFactory(training_class=other)
    there = EnrollmentFactory(
        training_class=other, trainee=people[0].trainee, agency=people[0].agency
    )
    record_attendance(attended, there, "present", by=None)
    return attended


@pytest.mark.database
def test_a_missed_session_is_made_up_elsewhere(session, people, elsewhere):
    before = decide_class(session.training_class)[people[0].pk].attended

    made_up = record_make_up(people[0], session, elsewhere, by=None)

    assert (before, made_up.periods) == (0, 4)
    assert decide_class(session.training_class)[people[0].pk].attended == 4
    take_back_make_up(made_up, by=None)
    assert not MakeUp.objects.exists()


def test_only_sessions_that_fit_are_offered(session, people, elsewhere):
    days = {"starts_on": days_ahead(-15), "ends_on": days_ahead(-14)}
    other_course = SessionFactory(training_class=TrainingClassFactory(over=True, **days))
    there = EnrollmentFactory(training_class=other_course.training_class, trainee=people[0].trainee)
    record_attendance(other_course, there, "present", by=None)
    short = SessionFactory(training_class=elsewhere.training_class, part="afternoon", periods=2)
    record_attendance(short, elsewhere.attendance.get().enrollment, "present", by=None)

    offered = [one.session for one in sessions_that_fit(people[0], session)]

    assert offered == [elsewhere]
    assert not sessions_that_fit(people[1], session).exists()


def test_each_refusal_of_a_make_up_has_its_code(session, people, elsewhere):
    def code(person, missed=session, attended=elsewhere) -> str:
        with pytest.raises(MakeUpRefused) as refused:
            record_make_up(person, missed, attended, by=None)
        return refused.value.code

    assert code(people[1]) == "not_missed"
    assert code(people[0], attended=session) == "does_not_fit"
    record_make_up(people[0], session, elsewhere, by=None)
    assert code(people[0]) == "already_made_up"
    rule = session.training_class.attendance_rule
    rule.allows_make_up = False
    rule.save()
    assert code(people[0]) == "not_allowed"


def test_a_make_up_is_recorded_in_the_cell_and_shown_in_the_table(desk, session, people, elsewhere):
    address = url("manage_attendance_cell", session, session.pk, people[0].public_id)

    desk.post(address, {"act": "make_up", "attended": elsewhere.attendance.get().pk})

    grid = desk.get(url("manage_attendance", session)).context["grid"]
    assert [cell.made_up for row in grid.rows for cell in row.cells].count(True) == 1
    assert desk.get(address).context["made_up"].attended == elsewhere
