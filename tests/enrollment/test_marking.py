"""Batches of marks from devices: verdicts, repeats, clocks, refusals, blocked devices."""

import datetime as dt
import random
import uuid

import pytest
from hypothesis import Phase, given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from django.utils import timezone

from courses.models import AuditEntry
from enrollment.models import Attendance, AttendanceMark, Enrollment, RollDevice
from enrollment.registering.registration import withdraw
from enrollment.running.attendance import lock_session, mark_rest_present, record_attendance
from enrollment.running.marking import NewMark, decide_held, take_marks
from enrollment.running.recognition import finalize_class
from enrollment.running.roll_devices import DeviceRefused, block, device_for, name_of, unblock
from tests.factories.courses import SessionFactory, TrainingClassFactory
from tests.factories.enrollment import EnrollmentFactory, UserFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def session():
    return SessionFactory(training_class=TrainingClassFactory(over=True))


@pytest.fixture
def person(session):
    return EnrollmentFactory(training_class=session.training_class)


@pytest.fixture
def device():
    return device_for(UserFactory(), uuid.uuid4(), agent="Mozilla Chrome/120 Android")


def one(session, person, mark, *, minute=0, **more) -> NewMark:
    """A mark made at that minute after the session began."""
    made = session.begins_at + dt.timedelta(minutes=minute)
    return NewMark(session.pk, person.public_id, mark, device_at=made, **more)


def take(session, *marks, **more) -> list[tuple[str, str]]:
    told = take_marks(session.training_class, marks, by=None, **more)
    return [(verdict.outcome, verdict.code) for verdict in told]


def stored() -> list[tuple[str, int | None, int]]:
    rows = Attendance.objects.order_by("session_id", "enrollment_id")
    return list(rows.values_list("mark", "minutes", "periods"))


@pytest.mark.database
def test_a_batch_sent_again_changes_nothing_and_gets_the_same_answer(session, person):
    batch = [one(session, person, "late", minutes=60), one(session, person, "present", minute=5)]

    first, again = take(session, *batch), take(session, *batch)

    assert first == again == [("applied", ""), ("applied", "")]
    assert AttendanceMark.objects.count() == 2
    assert stored() == [("present", None, 4)]


@pytest.mark.database
def test_an_earlier_mark_that_comes_later_is_kept_and_does_not_count(session, person):
    take(session, one(session, person, "present", minute=5))

    assert take(session, one(session, person, "absent", minute=1)) == [("older", "")]
    assert stored() == [("present", None, 4)]
    assert sorted(AttendanceMark.objects.values_list("mark", flat=True)) == ["absent", "present"]


def test_the_same_word_again_is_no_act(session, person):
    take(session, one(session, person, "present"))

    assert take(session, one(session, person, "present", minute=9)) == [("same", "")]
    assert AuditEntry.objects.filter(action="attendance.marked").count() == 1


def test_a_mark_taken_back_leaves_nobody_marked_and_its_history(session, person):
    take(session, one(session, person, "absent"))

    assert take(session, one(session, person, "", minute=1)) == [("applied", "")]
    assert stored() == []
    assert list(AttendanceMark.objects.values_list("mark", "replaced")) == [
        ("absent", ""),
        ("", "absent"),
    ]


def test_times_of_device_and_server_are_both_kept(session, person):
    now = timezone.now()

    take(session, one(session, person, "present", minute=3), at=now)

    row = AttendanceMark.objects.get()
    assert row.device_at == row.made_at == session.begins_at + dt.timedelta(minutes=3)
    assert row.received_at == now


def test_bad_marks_keep_back_no_good_one(session, person):
    stranger = EnrollmentFactory()
    elsewhere = SessionFactory(training_class=stranger.training_class)
    gone = EnrollmentFactory(training_class=session.training_class)
    Enrollment.objects.filter(pk=gone.pk).update(state="withdrawn")
    unborn = NewMark(session.pk, uuid.uuid4(), "present", device_at=session.begins_at)

    told = take(
        session,
        one(session, person, "asleep"),
        one(session, person, "present", minutes=5),
        one(session, person, "late", minutes=601),
        one(session, stranger, "present"),
        unborn,
        NewMark(elsewhere.pk, person.public_id, "present"),
        one(session, gone, "present"),
        one(session, person, "late", minutes=10),
    )

    assert told == [
        ("refused", "unknown_mark"),
        ("refused", "bad_minutes"),
        ("refused", "bad_minutes"),
        ("refused", "not_in_class"),
        ("refused", "not_in_class"),
        ("refused", "session_not_in_class"),
        ("refused", "withdrawn"),
        ("applied", ""),
    ]
    assert stored() == [("late", 10, 4)]
    assert AttendanceMark.objects.get(outcome="refused").refusal == "withdrawn"


def test_a_key_is_of_one_mark(session, person):
    key = uuid.uuid4()
    take(session, one(session, person, "present", client_id=key))

    assert take(session, one(session, person, "absent", client_id=key)) == [
        ("refused", "key_reused")
    ]
    assert stored() == [("present", None, 4)]


def close(session):
    mark_rest_present(session, by=None)
    lock_session(session, by=None)


def recognize(session):
    mark_rest_present(session, by=None)
    finalize_class(session.training_class, by=None)


def call_off(session):
    session.training_class.status = "canceled"
    session.training_class.save()


@pytest.mark.parametrize(
    ("happens", "code"), [(close, "locked"), (recognize, "finalized"), (call_off, "not_held")]
)
def test_what_comes_after_a_decision_is_refused_and_kept(session, person, happens, code):
    happens(session)

    assert take(session, one(session, person, "absent")) == [("refused", code)]
    assert AttendanceMark.objects.get(outcome="refused").mark == "absent"


def test_marks_of_a_day_to_come_are_refused_whatever_the_clock_of_the_device_shows():
    session = SessionFactory()
    person = EnrollmentFactory(training_class=session.training_class)
    clock = session.begins_at + dt.timedelta(hours=1)

    assert take(session, one(session, person, "present"), clock=clock) == [("refused", "not_begun")]


def test_a_closed_session_can_be_corrected_by_who_says_so(session, person):
    close(session)

    told = take(session, NewMark(session.pk, person.public_id, "absent"), closed_too=True)

    assert told == [("applied", "")]
    assert stored() == [("absent", None, 0)]


def test_at_a_screen_the_last_word_counts_even_if_a_device_runs_ahead(session, person):
    ahead = NewMark(
        session.pk,
        person.public_id,
        "present",
        device_at=timezone.now() + dt.timedelta(seconds=90),
    )
    take(session, ahead, clock=timezone.now() + dt.timedelta(seconds=95))

    record_attendance(session, person, "absent", by=None)

    assert stored() == [("absent", None, 0)]


def test_a_mark_from_before_the_history_becomes_its_beginning(session, person):
    Attendance.objects.create(
        session=session, enrollment=person, mark="absent", periods=0, marked_at=session.begins_at
    )

    default = one(session, person, "present", minute=1, only_if_unmarked=True)

    assert take(session, default) == [("older", "")]
    assert stored() == [("absent", None, 0)]
    assert AttendanceMark.objects.order_by("made_at").first().mark == "absent"


# ---------------------------------------------------------------------- devices


def test_marks_of_a_blocked_device_are_held_not_lost(session, person, device, organizer):
    block(device, by=organizer)

    told = take(session, one(session, person, "present"), device=device)

    assert told == [("held", "device_blocked")]
    assert stored() == []
    assert AttendanceMark.objects.get().device == device


@pytest.mark.parametrize(
    ("accept", "outcome", "marks"),
    [(True, "applied", [("present", None, 4)]), (False, "refused", [])],
)
def test_the_organizer_decides_about_held_marks(
    session, person, device, organizer, accept, outcome, marks
):
    block(device, by=organizer)
    take(session, one(session, person, "present"), device=device)
    held = [AttendanceMark.objects.get().pk]

    done = decide_held(session.training_class, held, accept=accept, by=organizer)
    again = decide_held(session.training_class, held, accept=not accept, by=organizer)

    assert (done, again) == (1, 0)
    assert AttendanceMark.objects.get().outcome == outcome
    assert stored() == marks


def test_an_accepted_mark_counts_by_the_time_it_was_made(session, person, device, organizer):
    block(device, by=organizer)
    take(session, one(session, person, "present", minute=1), device=device)
    unblock(device, by=organizer)
    take(session, one(session, person, "absent", minute=9), device=device)

    decide_held(
        session.training_class,
        AttendanceMark.objects.filter(outcome="held").values_list("pk", flat=True),
        accept=True,
        by=organizer,
    )

    assert stored() == [("absent", None, 0)]
    assert AttendanceMark.objects.get(mark="present").outcome == "older"


def test_a_key_belongs_to_one_account(device):
    with pytest.raises(DeviceRefused):
        device_for(UserFactory(), device.public_id)

    assert device_for(device.user, device.public_id) == device
    assert RollDevice.objects.count() == 1


@pytest.mark.parametrize(
    ("agent", "name"),
    [
        ("Mozilla/5.0 (Linux; Android 13) Chrome/120 Mobile Safari/537", "Chrome, Android"),
        ("Mozilla/5.0 (iPhone; CPU) Version/17 Mobile Safari/604", "Safari, iPhone"),
        ("Mozilla/5.0 (Windows NT 10.0) Chrome/120 Safari/537 Edg/120", "Edge, Windows"),
        ("", "?"),
    ],
)
def test_a_device_is_told_apart_by_two_words(agent, name):
    assert name_of(agent) == name


def test_who_withdrew_cannot_be_marked_any_more():
    session = SessionFactory(
        training_class=TrainingClassFactory(
            starts_on=timezone.localdate(), ends_on=timezone.localdate()
        )
    )
    gone = EnrollmentFactory(training_class=session.training_class)
    withdraw(gone, by=UserFactory(role="Organizers"), reason="Ốm")

    assert take(session, one(session, gone, "present")) == [("refused", "withdrawn")]


# -------------------------------------------------------- any order, any pieces


sent = st.lists(
    st.tuples(
        st.integers(0, 1),  # person
        st.integers(0, 1),  # session
        st.sampled_from(["present", "late", "absent", ""]),
        st.integers(0, 6),  # minute
        st.sampled_from(["device", "qr"]),
        st.booleans(),
    ),
    max_size=8,
)


class AnyOrder(TestCase):
    """However marks arrive, in pieces, repeated and shuffled, the same counts in the end."""

    @given(sent, st.integers(0, 10**6))
    @settings(max_examples=15, phases=[Phase.explicit, Phase.generate])
    def test_shuffled_repeated_and_split_batches_end_alike(self, sent, seed):
        in_class = TrainingClassFactory(over=True)
        sessions = [
            SessionFactory(training_class=in_class, part=part) for part in ("morning", "afternoon")
        ]
        people = EnrollmentFactory.create_batch(2, training_class=in_class)
        batch = [
            one(
                sessions[at],
                people[who],
                mark,
                minute=minute,
                source=source,
                only_if_unmarked=default,
                client_id=uuid.UUID(int=number + 1),
            )
            for number, (who, at, mark, minute, source, default) in enumerate(sent)
        ]
        take(sessions[0], *batch)
        at_once, kept = stored(), AttendanceMark.objects.count()
        Attendance.objects.all().delete()
        AttendanceMark.objects.all().delete()

        chance = random.Random(seed)
        twice = batch * 2
        chance.shuffle(twice)
        while twice:
            size = chance.randint(1, 4)
            take(sessions[0], *twice[:size])
            del twice[:size]

        assert stored() == at_once
        assert AttendanceMark.objects.count() == kept == len(batch)
