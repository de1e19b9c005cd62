"""Bad input at the door and in the roll: one mark, words of its own, a history of every attempt."""

import datetime as dt
import json

import pytest

from django.test import Client
from django.urls import reverse
from django.utils import timezone

from certificates.register.issuing import issue_certificates
from courses.models import AuditEntry
from enrollment.models import Attendance, AttendanceMark, Enrollment
from enrollment.running.at_the_door import AttendanceRefused, check_in
from enrollment.running.attendance import mark_rest_present, record_attendance
from enrollment.running.check_in import check_in_text
from enrollment.running.closing import MarkRefused, correct_marks
from enrollment.running.marking import NewMark, take_marks
from enrollment.running.recognition import finalize_class
from tests.factories.certificates import SignatoryFactory
from tests.factories.courses import (
    InstructorFactory,
    SessionFactory,
    TrainingClassFactory,
)
from tests.factories.enrollment import EnrollmentFactory, UserFactory

pytestmark = pytest.mark.django_db


def helper(session) -> Client:
    """A phone of its own, with an account that may take the roll."""
    user, phone = UserFactory(), Client()
    session.training_class.instructors.add(InstructorFactory(user=user))
    phone.force_login(user)
    return phone


def scan(phone, session, code) -> dict:
    address = reverse("enrollment:roll_check_in", args=[session.training_class.code])
    content = json.dumps({"session": session.pk, "code": code})
    return phone.post(address, content, content_type="application/json").json()


def test_a_photo_of_a_code_shown_at_the_other_door_lets_nobody_else_in(session, person):
    first, second = helper(session), helper(session)
    code = check_in_text(person)

    owner, with_photo, once_more = (scan(one, session, code) for one in (first, second, second))

    mark = Attendance.objects.get()
    since = timezone.localtime(mark.marked_at).strftime("%H:%M")
    assert [one["state"] for one in (owner, with_photo, once_more)] == ["in", "already", "already"]
    # Whoever stands at the door sees whose code it is, and that this person came before.
    assert person.full_name in with_photo["text"]
    assert since in with_photo["text"]
    assert AttendanceMark.objects.count() == 1


def test_each_wrong_code_gets_its_own_words_and_is_written_down_alone(session, person):
    gone = EnrollmentFactory(training_class=session.training_class)
    Enrollment.objects.filter(pk=gone.pk).update(state="withdrawn")
    phone = helper(session)
    wrong = ["https://example.org/", check_in_text(EnrollmentFactory()), check_in_text(gone)]
    wrong += ["000 000", "", "x" * 5000]

    answers = [scan(phone, session, code) for code in wrong]

    assert {one["state"] for one in answers} == {"refused"}
    codes = [one["code"] for one in answers]
    assert codes[:4] == ["not_ours", "other_class", "withdrawn", "wrong_code"]
    assert len({one["text"] for one in answers[:4]}) == 4
    assert not Attendance.objects.exists()
    attempts = AuditEntry.objects.filter(action="check_in.refused")
    assert [one.data["code"] for one in attempts] == codes


def test_no_attempt_keeps_the_name_of_somebody_of_another_class(session):
    stranger = EnrollmentFactory()

    scan(helper(session), session, check_in_text(stranger))

    entry = AuditEntry.objects.get(action="check_in.refused")
    assert stranger.full_name not in json.dumps(entry.data, ensure_ascii=False)


def test_the_roll_of_yesterday_is_still_taken_but_nobody_checks_in(person, session):
    yesterday = session.begins_at - dt.timedelta(days=1)
    type(session).objects.filter(pk=session.pk).update(held_on=timezone.localdate(yesterday))
    type(session.training_class).objects.update(starts_on=timezone.localdate(yesterday))
    session.refresh_from_db()

    with pytest.raises(AttendanceRefused) as refused:
        check_in(session, check_in_text(person), by=None)
    record_attendance(session, person, "present", by=None)
    record_attendance(session, person, "absent", by=None)

    assert refused.value.code == "other_day"
    assert Attendance.objects.get().mark == "absent"
    assert [one.mark for one in AttendanceMark.objects.order_by("pk")] == ["present", "absent"]


def test_after_certificates_were_issued_no_door_changes_a_mark(organizer):
    session = SessionFactory(training_class=TrainingClassFactory(over=True))
    person = EnrollmentFactory(training_class=session.training_class)
    mark_rest_present(session, by=None)
    finalize_class(session.training_class, by=None)
    SignatoryFactory(issuing_body=session.training_class.issuing_body)
    [certificate] = issue_certificates(session.training_class, by=None)
    late = NewMark(session.pk, person.public_id, "absent", device_at=session.begins_at)

    [told] = take_marks(session.training_class, [late], by=None)
    with pytest.raises(AttendanceRefused) as at_the_screen:
        record_attendance(session, person, "absent", by=organizer)
    with pytest.raises(MarkRefused) as at_the_desk:
        correct_marks(session.training_class, [late], by=organizer, reason="Nhầm")

    certificate.refresh_from_db()
    assert (told.outcome, told.code) == ("refused", "finalized")
    assert at_the_desk.value.code == "finalized"
    assert at_the_screen.value.code in {"finalized", "locked"}
    assert Attendance.objects.get().mark == "present"
    assert not certificate.is_revoked
    # What came too late from a phone is in the history all the same.
    assert AttendanceMark.objects.get(outcome="refused").mark == "absent"
