"""Excuses: asked for by the trainee, answered at the desk, applied to the roll of its day."""

import datetime as dt
from pathlib import Path

import pytest

from django.core.files.base import ContentFile
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone

from courses.models import AuditEntry
from enrollment.due_at_desk import due_at_desk
from enrollment.letters.notifications import compose
from enrollment.models import (
    AgencyCoordinator,
    Attendance,
    AttendanceMark,
    ExcuseRequest,
    Letter,
)
from enrollment.registering.registration import withdraw
from enrollment.running import excuses
from enrollment.running.attendance import lock_session, mark_rest_present, record_attendance
from enrollment.running.class_changes import save_sessions
from enrollment.running.excuses import ExcuseRefused, apply_accepted, ask, forget_old_proofs
from tests.enrollment.pages import count_queries
from tests.factories.courses import (
    InstructorFactory,
    SessionFactory,
    TrainingClassFactory,
    days_ahead,
)
from tests.factories.enrollment import EnrollmentFactory, TraineeFactory, UserFactory

PDF = b"%PDF-1.7 proof"


@pytest.fixture
def past(db):
    return SessionFactory(training_class=TrainingClassFactory(over=True))


@pytest.fixture
def coming(db):
    return SessionFactory(training_class=TrainingClassFactory())


@pytest.fixture
def account(db):
    return UserFactory(email="uoc@example.org")


def person_of(session, user=None):
    trainee = TraineeFactory(full_name="Quách Thị Ước", user=user)
    return EnrollmentFactory(training_class=session.training_class, trainee=trainee)


def asked(session, enrollment=None, **fields) -> ExcuseRequest:
    fields = {"reason": "Ốm", "by": None} | fields
    return ask(enrollment or person_of(session), session, **fields)


def refusal_code(call, *args, **kwargs) -> str:
    with pytest.raises(ExcuseRefused) as refused:
        call(*args, **kwargs)
    return refused.value.code


def test_an_accepted_excuse_of_a_past_session_is_its_mark(past, organizer):
    excuse = asked(past)
    record_attendance(past, excuse.enrollment, "absent", by=None)

    excuses.accept(excuse, by=organizer)

    assert Attendance.objects.get().mark == "excused"
    assert AttendanceMark.objects.last().source == "excuse"


@pytest.mark.database
def test_an_accepted_excuse_of_a_coming_session_is_applied_on_its_day(coming, organizer):
    excuses.accept(asked(coming), by=organizer)
    unmarked_before = not Attendance.objects.exists()
    on_the_day = timezone.make_aware(dt.datetime.combine(coming.held_on, dt.time(0, 5)))

    assert apply_accepted(at=on_the_day) == 1
    assert apply_accepted(at=on_the_day) == 0
    assert unmarked_before
    assert Attendance.objects.get().mark == "excused"


def test_who_came_after_all_stays_present(past, organizer):
    coming_excuse = asked(past)
    ExcuseRequest.objects.update(state="accepted", decided_by=organizer)
    record_attendance(past, coming_excuse.enrollment, "present", by=None)

    assert apply_accepted() == 0
    assert Attendance.objects.get().mark == "present"


def test_nothing_is_excused_for_somebody_who_was_there(past, organizer):
    excuse = asked(past)
    record_attendance(past, excuse.enrollment, "late", by=None)

    assert refusal_code(excuses.accept, excuse, by=organizer) == "was_there"
    assert refusal_code(asked, past, excuse.enrollment) == "was_there"
    assert Attendance.objects.get().mark == "late"


def test_a_closed_session_is_excused_by_organizers_only(past, organizer):
    excuse = asked(past)
    record_attendance(past, excuse.enrollment, "absent", by=None)
    lock_session(past, by=None)

    assert refusal_code(excuses.accept, excuse, by=UserFactory()) == "locked"
    excuse.refresh_from_db()
    excuses.accept(excuse, by=organizer)

    assert Attendance.objects.get().mark == "excused"
    assert AuditEntry.objects.filter(action="attendance.corrected").exists()


@pytest.mark.database
def test_one_request_for_a_session_at_a_time(past):
    excuse = asked(past)

    assert refusal_code(asked, past, excuse.enrollment) == "already_asked"
    excuses.take_back(excuse, by=None)
    assert asked(past, excuse.enrollment).state == "open"


def test_an_answered_request_stays_as_it_is(past, organizer):
    excuse = asked(past)
    excuses.refuse(excuse, by=organizer, answer="Không có lý do chính đáng")

    assert refusal_code(excuses.accept, excuse, by=organizer) == "not_open"
    assert refusal_code(excuses.take_back, excuse, by=None) == "not_open"
    assert refusal_code(excuses.change, excuse, reason="y", by=None) == "not_open"


def test_a_refusal_needs_a_reason(past, organizer):
    assert refusal_code(excuses.refuse, asked(past), by=organizer, answer="") == "reason_missing"


def test_nothing_is_asked_after_recognition_or_of_another_class(past, coming):
    stranger = person_of(coming)
    mine = person_of(past)
    past.training_class.finalized_at = timezone.now()
    past.training_class.save()

    assert refusal_code(asked, past, mine) == "finalized"
    assert refusal_code(asked, SessionFactory(), stranger) == "not_in_class"


@pytest.mark.parametrize(
    ("act", "kind"), [("accept", "excuse_accepted"), ("refuse", "excuse_refused")]
)
def test_the_answer_is_a_letter_with_the_session_and_the_words(past, organizer, account, act, kind):
    excuse = asked(past, person_of(past, account))

    getattr(excuses, act)(excuse, by=organizer, answer="Theo giấy của bệnh viện")

    body = compose(Letter.objects.get(kind=kind)).body
    assert str(past) in body
    assert "Theo giấy của bệnh viện" in body


def test_the_reason_stays_out_of_the_log(past):
    asked(past, reason="CANARY")

    assert "CANARY" not in str(list(AuditEntry.objects.values_list("data", flat=True)))


def test_proofs_are_forgotten_after_the_class(past, settings):
    excuse = asked(past, proof=ContentFile(PDF, "giấy.pdf"))
    path = Path(excuse.proof.path)
    recognized = timezone.now()
    past.training_class.finalized_at = recognized
    past.training_class.save()

    kept = forget_old_proofs(recognized + dt.timedelta(days=settings.EXCUSE_PROOF_DAYS - 1))
    gone = forget_old_proofs(recognized + dt.timedelta(days=settings.EXCUSE_PROOF_DAYS + 1))

    excuse.refresh_from_db()
    assert (kept, gone) == (0, 1)
    assert not excuse.proof
    assert not path.exists()


def test_a_proof_taken_back_is_forgotten_at_once(past):
    excuse = asked(past, proof=ContentFile(PDF, "a.pdf"))

    excuses.take_back(excuse, by=None)

    assert not ExcuseRequest.objects.get().proof


def test_a_session_that_is_edited_keeps_its_requests_and_a_deleted_one_forgets_them(
    coming, django_capture_on_commit_callbacks
):
    excuse = asked(coming, proof=ContentFile(PDF, "a.pdf"))
    path = Path(excuse.proof.path)
    coming.topic = "Chữ ký số"

    save_sessions(coming.training_class, changed=[coming], deleted=[], by=None)
    kept = ExcuseRequest.objects.get()
    with django_capture_on_commit_callbacks(execute=True):
        save_sessions(coming.training_class, changed=[], deleted=[coming], by=None)

    assert (kept.pk, kept.session_id) == (excuse.pk, coming.pk)
    assert not ExcuseRequest.objects.exists()
    assert not path.exists()


def test_who_has_left_the_class_awaits_no_answer(client, coming, organizer):
    excuse = asked(coming)
    withdraw(excuse.enrollment, by=organizer, reason="x")
    client.force_login(organizer)

    page = client.get(reverse("enrollment:class_excuses", args=[coming.training_class.code]))

    assert list(page.context["page"].object_list) == []
    assert all("excuses" not in line.url for line in due_at_desk())


def my_address(enrollment) -> str:
    return reverse("enrollment:my_excuses", args=[enrollment.public_id])


def test_a_trainee_asks_with_a_proof_and_takes_it_back(client, coming, account):
    enrollment = person_of(coming, account)
    client.force_login(account)
    proof = SimpleUploadedFile("giấy khám.PDF", PDF)

    client.post(my_address(enrollment), {"session": coming.pk, "reason": "Đi viện", "proof": proof})
    excuse = ExcuseRequest.objects.get()
    file = client.get(reverse("enrollment:my_excuse_proof", args=[excuse.public_id]))
    client.post(reverse("enrollment:my_excuse", args=[excuse.public_id]), {"act": "take_back"})

    assert file.content == PDF
    assert file["Content-Disposition"].startswith("attachment")
    excuse.refresh_from_db()
    assert (excuse.reason, excuse.state) == ("Đi viện", "taken_back")


@pytest.mark.parametrize(
    ("form", "box"),
    [
        ({"reason": ""}, "reason"),
        ({"session": ""}, "session"),
        ({"proof": SimpleUploadedFile("a.pdf", b"<script>")}, "proof"),
        ({"proof": SimpleUploadedFile("a.docx", b"PK\x03\x04")}, "proof"),
        ({"proof": SimpleUploadedFile("a.pdf", b"%PDF-" + b"x" * 11 * 1024 * 1024)}, "proof"),
    ],
    ids=["no-reason", "no-session", "no-pdf", "docx", "too-large"],
)
def test_a_refused_request_says_which_box(client, coming, account, form, box):
    enrollment = person_of(coming, account)
    client.force_login(account)

    response = client.post(
        my_address(enrollment), {"session": coming.pk, "reason": "Đi viện"} | form
    )

    assert response.status_code == 422
    assert list(response.context["form"].errors) == [box]
    assert not ExcuseRequest.objects.exists()


def test_excuses_of_others_do_not_exist(client, coming, account):
    excuse = asked(coming, proof=ContentFile(PDF, "a.pdf"))
    client.force_login(account)
    code = coming.training_class.code

    for name, args in [
        ("my_excuses", [excuse.enrollment.public_id]),
        ("my_excuse", [excuse.public_id]),
        ("my_excuse_proof", [excuse.public_id]),
        ("class_excuses", [code]),
        ("class_excuse_proof", [code, excuse.public_id]),
        ("agency_excuses", []),
    ]:
        assert client.get(reverse(f"enrollment:{name}", args=args)).status_code == 404


def test_a_coordinator_reads_the_reason_and_no_proof(client, coming, account):
    excuse = asked(coming, reason="Đi viện", proof=ContentFile(PDF, "a.pdf"))
    asked(SessionFactory(training_class=TrainingClassFactory()), reason="CANARY")
    AgencyCoordinator.objects.create(
        agency=excuse.enrollment.agency, user=account, valid_from=days_ahead(-1)
    )
    client.force_login(account)

    page = client.get(reverse("enrollment:agency_excuses")).content.decode()
    proof = client.get(reverse("enrollment:my_excuse_proof", args=[excuse.public_id]))

    assert "Đi viện" in page
    assert "CANARY" not in page
    assert proof.status_code == 404


def test_the_instructor_answers_and_other_instructors_cannot(client, coming, account):
    excuse = asked(coming, proof=ContentFile(PDF, "a.pdf"))
    coming.training_class.instructors.add(InstructorFactory(user=account))
    url = reverse("enrollment:class_excuses", args=[coming.training_class.code])
    form = {"excuse": excuse.public_id, "act": "decline", "answer": ""}
    client.force_login(account)

    without_reason = client.post(url, form)
    client.post(url, form | {"answer": "Không đủ lý do"})

    excuse.refresh_from_db()
    assert without_reason.status_code == 422
    assert (excuse.state, excuse.answer, excuse.decided_by) == (
        "refused",
        "Không đủ lý do",
        account,
    )


def test_the_list_costs_the_same_with_thirty(client, coming, organizer):
    url = reverse("enrollment:class_excuses", args=[coming.training_class.code])
    client.force_login(organizer)
    asked(coming)
    with_one = count_queries(client, url)
    coming.training_class.capacity = 40
    coming.training_class.save()
    agency = ExcuseRequest.objects.get().enrollment.agency
    for one in EnrollmentFactory.create_batch(
        29, training_class=coming.training_class, agency=agency
    ):
        asked(coming, one)

    assert count_queries(client, url) == with_one


def test_all_the_rest_present_leaves_the_excused_excused(client, organizer, past):
    excuse = asked(past)
    ExcuseRequest.objects.update(state="accepted", decided_by=organizer)
    other = EnrollmentFactory(training_class=past.training_class)
    client.force_login(organizer)

    client.post(
        reverse("enrollment:manage_attendance_rest", args=[past.training_class.code, past.pk])
    )

    marks = dict(Attendance.objects.values_list("enrollment", "mark"))
    assert marks == {excuse.enrollment_id: "excused", other.pk: "present"}
    assert mark_rest_present(past, by=None) == []


def test_closing_marks_the_excused_excused_and_the_others_absent(client, organizer, past):
    excuse = asked(past)
    ExcuseRequest.objects.update(state="accepted", decided_by=organizer)
    other = EnrollmentFactory(training_class=past.training_class)
    client.force_login(organizer)

    url = reverse("enrollment:roll_close", args=[past.training_class.code, past.pk])
    client.post(url, {"rest": "absent"})

    marks = dict(Attendance.objects.values_list("enrollment", "mark"))
    assert marks == {excuse.enrollment_id: "excused", other.pk: "absent"}
