"""The batch of marks over the wire: strict about its form, patient about its content."""

import json
import uuid

import pytest

from django.test import Client
from django.urls import reverse

from enrollment.models import Attendance, AttendanceMark, RollDevice
from enrollment.running.attendance import mark_rest_present
from enrollment.running.roll_devices import block
from tests.enrollment.pages import count_queries
from tests.factories.courses import (
    InstructorFactory,
    TrainingClassFactory,
)
from tests.factories.enrollment import AgencyFactory, EnrollmentFactory, UserFactory

JSON = {"Accept": "application/json"}


def url(session, name: str = "roll_marks") -> str:
    return reverse(f"enrollment:{name}", args=[session.training_class.code])


def item(session, person, mark: str = "present", /, **more) -> dict:
    return {
        "id": str(uuid.uuid4()),
        "session": session.pk,
        "person": str(person.public_id),
        "mark": mark,
        "minutes": None,
        "kind": "tap",
        "at": session.begins_at.isoformat(),
    } | more


def body(user, *items, **more) -> dict:
    return {
        "account": str(user.pk),
        "device": "6f1c0a52-0000-4000-8000-000000000001",
        "clock": "2026-11-23T08:00:00.000Z",
        "marks": list(items),
    } | more


def send(client, session, content, **headers):
    text = content if isinstance(content, (str, bytes)) else json.dumps(content)
    return client.post(url(session), text, content_type="application/json", headers=JSON | headers)


def test_each_mark_gets_its_answer_and_bad_ones_keep_back_no_other(
    client, instructor, session, person
):
    good, odd = item(session, person), item(session, person, id="7")
    late = item(session, person, at="yesterday")
    foreign = item(session, EnrollmentFactory())

    answer = send(client, session, body(instructor, odd, good, late, foreign))

    told = [(one["id"], one["verdict"], one["code"]) for one in answer.json()["marks"]]
    assert answer.status_code == 200
    assert told == [
        ("7", "refused", "malformed"),
        (good["id"], "applied", ""),
        (late["id"], "refused", "malformed"),
        (foreign["id"], "refused", "not_in_class"),
    ]
    assert AttendanceMark.objects.get().device == RollDevice.objects.get(user=instructor)


def test_marks_of_a_blocked_device_are_said_to_be_held(
    client, instructor, session, person, organizer
):
    send(client, session, body(instructor, item(session, person)))
    block(RollDevice.objects.get(), by=organizer)

    answer = send(client, session, body(instructor, item(session, person, "absent")))

    assert [one["verdict"] for one in answer.json()["marks"]] == ["held"]
    assert Attendance.objects.get().mark == "present"


DEEP = "[" * 10_000


@pytest.mark.parametrize(
    "text",
    [
        " ",
        "[]",
        "null",
        '"marks"',
        "{",
        DEEP,
        '{"a":' + DEEP,
        '{"account": 1, "account": 2}',
        '{"account": NaN}',
        '{"account": Infinity}',
        '{"account": 1e400}',
        '{"account": 1.5}',
        '{"account": ' + "9" * 5000 + "}",
        '\ufeff{"marks": []}',
        b"\xff\xfe",
        b'{"account": "\xc3\x28"}',
    ],
)
def test_what_is_no_plain_json_object_is_refused(client, instructor, session, text):
    assert send(client, session, text).status_code == 400
    assert not AttendanceMark.objects.exists()


@pytest.mark.parametrize(
    "wrong",
    [
        {"marks": {}},
        {"marks": "all"},
        {"marks": [[]]},
        {"marks": [7]},
        {"marks": None},
        {"device": 5},
        {"device": "none"},
        {"clock": True},
        {"clock": "08:00"},
        {"clock": "0001-01-01T00:00:00Z"},
    ],
)
def test_wrong_types_are_refused(client, instructor, session, wrong):
    assert send(client, session, body(instructor) | wrong).status_code == 400


@pytest.mark.parametrize(
    "wrong",
    [{"session": "1"}, {"session": True}, {"id": 5}, {"mark": None}, {"minutes": "5"}, {"at": 0}],
)
def test_a_mark_of_wrong_types_is_refused(client, instructor, session, person, wrong):
    content = body(instructor, item(session, person, **wrong))

    assert send(client, session, content).status_code == 400


@pytest.mark.parametrize(
    "odd",
    [
        {"mark": "\0"},
        {"mark": "x" * 5000},
        {"session": 10**30},
        {"minutes": 10**30},
        {"minutes": -1},
        {"at": "9999-12-31T23:59:59Z"},
        {"at": "2026-11-23T08:00:00"},
        {"kind": "desk"},
        {"person": "\ud800"},
    ],
)
def test_odd_values_are_refused_alone(client, instructor, session, person, odd):
    answer = send(client, session, body(instructor, item(session, person, **odd)))

    assert [one["verdict"] for one in answer.json()["marks"]] == ["refused"]
    assert not Attendance.objects.exists()


@pytest.mark.parametrize(
    ("kind", "encoding", "status"),
    [
        ("text/plain", "", 415),
        ("application/x-www-form-urlencoded", "", 415),
        ("garbage", "", 415),
        ("application/json", "gzip", 415),
    ],
)
def test_other_kinds_of_body_are_refused(client, instructor, session, kind, encoding, status):
    headers = {"Content-Encoding": encoding} if encoding else {}

    answer = client.post(url(session), "{}", content_type=kind, headers=headers)

    assert answer.status_code == status


def test_too_much_is_refused(client, instructor, session, person):
    assert send(client, session, b" " * 300_000).status_code == 413
    many = body(instructor, *[item(session, person) for _ in range(501)])
    assert send(client, session, many).status_code == 413


def test_other_verbs_are_refused(client, instructor, session):
    assert client.get(url(session)).status_code == 405
    assert client.put(url(session), "{}").status_code == 405
    assert client.post(url(session, "roll_list")).status_code == 405


def test_without_the_token_nothing_is_taken(session, instructor, person):
    strict = Client(enforce_csrf_checks=True)
    strict.force_login(instructor)

    assert send(strict, session, body(instructor, item(session, person))).status_code == 403
    assert not AttendanceMark.objects.exists()


def test_marks_of_another_account_are_sent_back(client, instructor, session, person):
    other = body(UserFactory(), item(session, person))

    assert send(client, session, other).status_code == 409
    assert not AttendanceMark.objects.exists()


def test_device_of_another_account_is_sent_back(client, instructor, session, person, organizer):
    send(client, session, body(instructor, item(session, person)))
    client.force_login(organizer)

    answer = send(client, session, body(organizer, item(session, person, "absent")))

    assert answer.status_code == 409
    assert AttendanceMark.objects.count() == 1


@pytest.mark.parametrize("role", ["trainee", "other_instructor", "editor"])
def test_who_may_not_take_the_roll_finds_nothing(client, session, person, role):
    user = UserFactory(role="Editors") if role == "editor" else UserFactory()
    if role == "trainee":
        person.trainee.user = user
        person.trainee.save()
    if role == "other_instructor":
        TrainingClassFactory().instructors.add(InstructorFactory(user=user))
    client.force_login(user)

    assert send(client, session, body(user, item(session, person))).status_code == 404
    assert client.get(url(session, "roll_list")).status_code == 404
    assert not AttendanceMark.objects.exists()


def test_a_script_without_a_session_is_told_so(client, session, person):
    assert send(client, session, {}).status_code == 401
    assert client.get(url(session, "roll_list"), headers=JSON).status_code == 401
    assert client.get(url(session, "roll_list")).status_code == 302


def test_the_list_is_complete_and_says_nothing_twice(client, instructor, session, person):
    mark_rest_present(session, by=instructor)

    answer = client.get(url(session, "roll_list"))
    again = client.get(url(session, "roll_list"), headers={"If-None-Match": answer["ETag"]})
    EnrollmentFactory(training_class=session.training_class)
    changed = client.get(url(session, "roll_list"), headers={"If-None-Match": answer["ETag"]})

    found = answer.json()
    assert found["account"] == str(instructor.pk)
    assert found["people"][0]["name"] == person.full_name
    assert found["marks"][0][:4] == [session.pk, 0, "present", None]
    assert found["sessions"][0] | {"open": True, "minutes": 210} == found["sessions"][0]
    assert (again.status_code, again.content, changed.status_code) == (304, b"", 200)
    assert "birth" not in answer.content.decode()


def test_the_list_costs_the_same_with_one_and_with_thirty(client, organizer, session, person):
    client.force_login(organizer)
    agency = AgencyFactory()
    alone = count_queries(client, url(session, "roll_list"))

    EnrollmentFactory.create_batch(29, training_class=session.training_class, agency=agency)
    mark_rest_present(session, by=None)

    assert count_queries(client, url(session, "roll_list")) == alone <= 12


def test_the_worker_is_a_script_that_is_asked_for_anew(client, db):
    answer = client.get(reverse("enrollment:roll_worker"))

    assert answer["Content-Type"].startswith("text/javascript")
    assert answer["Cache-Control"] == "no-cache"
