"""QR codes, short codes and the code on the board: who gets in, who is told why not."""

import datetime as dt
import io
import json
import re
from unittest import mock

import pytest
import segno
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from django.core.cache import cache
from django.urls import reverse
from django.utils import timezone

from courses.models import AuditEntry
from enrollment.models import Attendance, AttendanceMark, Enrollment, RollDevice
from enrollment.running.at_the_door import (
    AttendanceRefused,
    check_in,
    check_in_by_board,
    end_check_in,
    open_check_in,
)
from enrollment.running.attendance import record_attendance
from enrollment.running.check_in import check_in_text, read_check_in, short_code
from enrollment.running.roll_devices import block, device_for
from enrollment.views.roll_call.door import codes_on
from tests.enrollment.pages import count_queries
from tests.factories.enrollment import EnrollmentFactory, UserFactory

pytestmark = pytest.mark.django_db


def refusal(session, code, **more) -> str:
    with pytest.raises(AttendanceRefused) as refused:
        check_in(session, code, by=None, **more)
    return refused.value.code


def attempts() -> list[str]:
    return [one.data["code"] for one in AuditEntry.objects.filter(action="check_in.refused")]


# ---------------------------------------------------------------------- codes


def test_a_code_is_read_back_and_says_nothing_of_the_person(person):
    text = check_in_text(person)

    assert read_check_in(text) == read_check_in(f" {text}\n") == person.public_id
    assert len(text) == 42
    assert text == text.upper()


@given(st.text(max_size=60) | st.text("ABCDEFGHIJKLMNOPQRSTUVWXYZ234567", min_size=39, max_size=39))
def test_nothing_else_is_a_code(text):
    assert read_check_in(text) is None
    assert read_check_in(f"CI:{text}") is None


def test_a_code_cannot_be_made_from_the_address_of_a_page(person):
    text = check_in_text(person)

    assert read_check_in(text[:-2] + ("AA" if text[-2:] != "AA" else "BA")) is None


def test_codes_hold_on_when_the_secret_key_is_changed(person, settings):
    text = check_in_text(person)
    settings.SECRET_KEY_FALLBACKS = [settings.SECRET_KEY]
    settings.SECRET_KEY = "another"

    assert read_check_in(text) == person.public_id


# -------------------------------------------------------------------- at the door


@pytest.mark.parametrize("code_of", [check_in_text, short_code])
def test_the_second_time_somebody_is_in_already_and_there_is_one_mark(session, person, code_of):
    at = session.begins_at + dt.timedelta(minutes=32)

    first = check_in(session, code_of(person), by=None, at=at)
    second = check_in(session, code_of(person), by=None, at=at + dt.timedelta(seconds=1))

    assert (first.state, second.state) == ("in", "already")
    assert second.attendance.marked_at == at
    assert AttendanceMark.objects.count() == 1


def test_a_late_comer_stays_late_and_an_absent_one_is_in(session, person):
    record_attendance(session, person, "late", by=None, minutes=20)
    assert check_in(session, check_in_text(person), by=None).state == "already"

    record_attendance(session, person, "absent", by=None)
    assert check_in(session, check_in_text(person), by=None).attendance.mark == "present"


def test_each_wrong_code_is_refused_in_its_own_words_and_only_the_attempt_is_kept(session, person):
    elsewhere = EnrollmentFactory()
    gone = EnrollmentFactory(training_class=session.training_class)
    Enrollment.objects.filter(pk=gone.pk).update(state="withdrawn")
    tomorrow = session.begins_at + dt.timedelta(days=1)
    yesterday = session.begins_at - dt.timedelta(days=1)

    assert refusal(session, "https://example.org/") == "not_ours"
    assert refusal(session, check_in_text(elsewhere)) == "other_class"
    assert refusal(session, check_in_text(gone)) == "withdrawn"
    assert refusal(session, check_in_text(person), at=tomorrow) == "other_day"
    assert refusal(session, check_in_text(person), at=yesterday) == "not_begun"
    assert refusal(session, "000 000") == "wrong_code"
    assert attempts() == [
        "not_ours",
        "other_class",
        "withdrawn",
        "other_day",
        "not_begun",
        "wrong_code",
    ]
    assert not Attendance.objects.exists()


def test_a_canceled_class_lets_nobody_in(session, person):
    session.training_class.status = "canceled"
    session.training_class.save()

    assert refusal(session, check_in_text(person)) == "not_held"


def test_a_short_code_of_two_people_lets_in_neither(session, person, monkeypatch):
    EnrollmentFactory(training_class=session.training_class)
    monkeypatch.setattr("enrollment.running.at_the_door.short_code", lambda _one: "123456")

    assert refusal(session, "123456") == "ambiguous"


# -------------------------------------------------------------------- on the board


@pytest.fixture
def trainee(person):
    person.trainee.user = UserFactory()
    person.trainee.save()
    return person.trainee.user


def by_board(user, code, **more) -> str:
    try:
        return check_in_by_board(user, code, **more).state
    except AttendanceRefused as refused:
        return refused.code


def test_the_code_on_the_board_works_while_it_is_valid(session, trainee):
    open_check_in(session, minutes=10, by=None)
    code = session.check_in_code
    later = timezone.now() + dt.timedelta(minutes=11)

    assert by_board(trainee, f"{code[:3]} {code[3:]}") == "in"
    assert by_board(trainee, code) == "already"
    assert by_board(trainee, code, at=later) == "wrong_code"
    end_check_in(session, by=None)
    assert by_board(trainee, code) == "wrong_code"
    assert by_board(trainee, "") == "wrong_code"
    assert AttendanceMark.objects.get().source == "code"


def test_it_works_for_those_of_the_class_only(session, person):
    open_check_in(session, minutes=10, by=None)

    assert by_board(UserFactory(), session.check_in_code) == "wrong_code"


def test_it_changes_no_mark_that_is_there(session, person, trainee):
    record_attendance(session, person, "absent", by=None)
    open_check_in(session, minutes=10, by=None)

    assert by_board(trainee, session.check_in_code) == "marked"
    assert Attendance.objects.get().mark == "absent"


def test_there_is_no_code_for_another_day(session):
    tomorrow = timezone.now() + dt.timedelta(days=1)

    with pytest.raises(AttendanceRefused) as refused:
        open_check_in(session, minutes=10, by=None, at=tomorrow)
    assert refused.value.code == "other_day"


def test_the_page_of_a_trainee_shows_the_code_and_takes_that_of_the_board(client, session, trainee):
    client.force_login(trainee)
    open_check_in(session, minutes=10, by=None)
    page = reverse("enrollment:my_check_in")

    shown = client.get(page)
    wrong = client.post(page, {"code": "12 "})
    right = client.post(page, {"code": session.check_in_code}, follow=True)

    assert 'src="data:image/svg+xml' in shown.content.decode()
    assert wrong.status_code == 422
    assert 'value="12 "' in wrong.content.decode()
    assert [message.level_tag for message in right.context["messages"]] == ["success"]


def test_codes_cannot_be_tried_out(client, session, trainee):
    client.force_login(trainee)
    open_check_in(session, minutes=10, by=None)
    page = reverse("enrollment:my_check_in")
    for _ in range(10):
        client.post(page, {"code": "x"})

    refused = client.post(page, {"code": session.check_in_code})

    assert refused.context["refusal"].code == "too_many"
    assert not Attendance.objects.exists()


def test_without_a_cache_no_code_can_be_tried_out(client, session, trainee, monkeypatch):
    client.force_login(trainee)
    open_check_in(session, minutes=10, by=None)
    for name in ("get", "set", "add"):
        monkeypatch.setattr(cache, name, mock.Mock(side_effect=ConnectionError))

    refused = client.post(reverse("enrollment:my_check_in"), {"code": session.check_in_code})

    assert refused.context["refusal"].code == "too_many"


def test_the_board_is_started_and_ended_by_who_takes_the_roll(client, instructor, session, trainee):
    board = reverse("enrollment:roll_board", args=[session.training_class.code, session.pk])

    client.post(board, {"act": "open", "minutes": "20"})
    shown = client.get(board)
    client.post(board, {"act": "end"})
    client.force_login(trainee)

    assert shown.context["is_open"]
    assert client.get(board).status_code == 404
    session.refresh_from_db()
    assert session.check_in_code == ""


# ---------------------------------------------------------------- over the wire


def ask(client, session, name, content, kind="application/json"):
    address = reverse(f"enrollment:{name}", args=[session.training_class.code])
    return client.post(address, content, content_type=kind)


def test_the_page_is_told_who_is_in_or_why_not(client, instructor, session, person):
    def told(code):
        content = json.dumps({"session": session.pk, "code": code})
        return ask(client, session, "roll_check_in", content).json()

    assert told(check_in_text(person))["state"] == "in"
    assert told(check_in_text(person))["name"] == person.full_name
    assert told(check_in_text(EnrollmentFactory()))["code"] == "other_class"


@pytest.mark.parametrize("pk", [0, 10**30])
def test_no_session_of_another_class(client, instructor, session, pk):
    content = json.dumps({"session": pk, "code": "1"})

    assert ask(client, session, "roll_check_in", content).status_code == 404


def picture(text: str, *, size: int = 5, kind: str = "JPEG") -> bytes:
    raw, made = io.BytesIO(), io.BytesIO()
    segno.make(text, error="m", micro=False).save(raw, kind="png", scale=size)
    Image.open(raw).convert("L").save(made, kind, quality=70)
    return made.getvalue()


def test_a_frame_of_the_camera_is_read_on_the_server(client, instructor, session, person):
    text = check_in_text(person)

    answer = ask(client, session, "roll_scan", picture(text), "image/jpeg")

    assert answer.json() == {"codes": [text]}


def test_two_codes_and_none_on_a_picture():
    blank = io.BytesIO()
    Image.new("L", (200, 200), 255).save(blank, "JPEG")

    assert codes_on(blank.getvalue()) == []


def said_to_be_huge(body: bytes) -> bytes:
    """A few bytes whose head promises more than four thousand million points."""
    return re.sub(rb"(?s)(\xff\xc0...)....", lambda head: head[1] + b"\xff\xdc" * 2, body)


@pytest.mark.parametrize(
    ("content", "kind", "status"),
    [
        (b"no picture", "image/jpeg", 400),
        (picture("x")[:200], "image/jpeg", 400),
        (picture("x", kind="PNG"), "image/jpeg", 400),
        (picture("x", kind="PNG"), "image/png", 415),
        (picture("x", size=60), "image/jpeg", 413),
        (b"\xff\xd8" + b"\0" * 300_000, "image/jpeg", 413),
        (said_to_be_huge(picture("x")), "image/jpeg", 413),
    ],
)
def test_other_pictures_are_refused(client, instructor, session, content, kind, status):
    assert ask(client, session, "roll_scan", content, kind).status_code == status


# --------------------------------------------------------------- devices at the desk


def test_the_desk_blocks_a_device_and_decides_about_what_it_held(
    client, organizer, session, person
):
    device = device_for(UserFactory(), RollDevice().public_id, agent="Firefox Android")
    client.force_login(organizer)
    page = reverse("enrollment:manage_roll_devices")
    client.post(page, {"device": device.public_id, "act": "block"})
    held = AttendanceMark.objects.create(
        session=session,
        enrollment=person,
        mark="present",
        source="device",
        outcome="held",
        refusal="device_blocked",
        device=device,
        made_at=timezone.now(),
        received_at=timezone.now(),
    )

    shown = client.get(page).content.decode()
    client.post(
        reverse("enrollment:manage_held_marks"), {"mark": [held.pk, "x", "9" * 30], "act": "accept"}
    )

    device.refresh_from_db()
    assert device.revoked_at is not None
    assert person.full_name in shown
    assert Attendance.objects.get().mark == "present"


def test_a_device_that_is_not_there(client, organizer):
    client.force_login(organizer)
    page = reverse("enrollment:manage_roll_devices")

    assert client.post(page, {"device": "\0"}).status_code == 404
    assert client.get(page).status_code == 200


def test_the_list_of_devices_costs_the_same_for_one_and_for_thirty(client, organizer):
    client.force_login(organizer)
    page = reverse("enrollment:manage_roll_devices")
    device_for(UserFactory(), RollDevice().public_id)
    alone = count_queries(client, page)
    for _ in range(29):
        device_for(UserFactory(), RollDevice().public_id)

    assert count_queries(client, page) == alone


def test_blocking_twice_is_one_act(organizer):
    device = device_for(UserFactory(), RollDevice().public_id)
    block(device, by=organizer)
    block(device, by=organizer)

    assert AuditEntry.objects.filter(action="roll_device.blocked").count() == 1
