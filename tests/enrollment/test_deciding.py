"""A class will be held, or moves: who is told, once, and what can still be taken back."""

import datetime as dt

import pytest

from django.utils import timezone

from courses.models import AuditEntry, TrainingClass
from courses.refusals import Refusal
from enrollment.letters import outbox
from enrollment.letters.rehearsal import affected_by_agency, affected_by_state, rehearse
from enrollment.letters.tasks import send_due_letters
from enrollment.models import Attendance, Enrollment, Letter
from enrollment.registering import registration
from enrollment.running import class_changes
from enrollment.running.class_changes import cancel_class
from enrollment.running.deciding import (
    Move,
    decide_held,
    may_undo_held,
    move_class,
    people_who_clash,
    undo_held,
)
from tests.factories.courses import SessionFactory, TrainingClassFactory, VenueFactory, days_ahead
from tests.factories.enrollment import AgencyFactory, EnrollmentFactory, TraineeFactory

pytestmark = [pytest.mark.django_db, pytest.mark.database]


@pytest.fixture
def training_class():
    training_class = TrainingClassFactory(starts_on=days_ahead(14), ends_on=days_ahead(15))
    for days in (14, 15):
        SessionFactory(training_class=training_class, held_on=days_ahead(days))
    return training_class


@pytest.fixture
def seated(training_class):
    return EnrollmentFactory(
        training_class=training_class, trainee=TraineeFactory(email="an@example.org")
    )


@pytest.fixture
def waiting(training_class, seated):
    TrainingClass.objects.update(capacity=1)
    one = EnrollmentFactory(
        training_class=training_class, trainee=TraineeFactory(email="binh@example.org")
    )
    assert one.state == "waiting"
    return one


def fresh(training_class):
    return TrainingClass.objects.get(pk=training_class.pk)


def told(kind):
    return sorted(Letter.objects.filter(kind=kind).values_list("to", flat=True))


def refused(verb, *args, **options):
    with pytest.raises(Refusal) as caught:
        verb(*args, by=None, **options)
    return caught.value.code


def to(training_class, days=7, **options):
    venue = options.pop("venue", training_class.venue)
    return Move(training_class.starts_on + dt.timedelta(days=days), venue, **options)


def test_that_it_will_be_held_is_told_to_those_with_a_seat(training_class, seated, waiting):
    decide_held(fresh(training_class), by=None)

    assert fresh(training_class).held_decided_at
    assert told("class_held") == ["an@example.org"]
    assert Letter.objects.get(kind="class_held").due_at > timezone.now()


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"status": "draft"}, "not_held"),
        ({"status": "canceled"}, "not_held"),
        ({"starts_on": days_ahead(0)}, "begun"),
        ({"held_decided_at": timezone.now()}, "decided"),
    ],
)
def test_some_classes_cannot_be_decided(training_class, change, code):
    TrainingClass.objects.update(**change)

    assert refused(decide_held, fresh(training_class)) == code


def test_the_decision_can_be_taken_back_until_somebody_is_told(training_class, seated):
    decide_held(fresh(training_class), by=None)
    assert may_undo_held(fresh(training_class))
    undo_held(fresh(training_class), by=None)
    assert (fresh(training_class).held_decided_at, told("class_held")) == (None, [])

    decide_held(fresh(training_class), by=None)
    Letter.objects.update(due_at=timezone.now())
    send_due_letters()
    assert not may_undo_held(fresh(training_class))
    assert refused(undo_held, fresh(training_class)) == "announced"
    assert fresh(training_class).held_decided_at


def test_moving_shifts_days_sessions_and_last_day_to_withdraw(training_class, seated):
    TrainingClass.objects.update(withdraw_until=days_ahead(10))
    venue = VenueFactory()

    moved = move_class(fresh(training_class), to(training_class, venue=venue), by=None)

    assert (moved.starts_on, moved.ends_on) == (days_ahead(21), days_ahead(22))
    assert moved.withdraw_until == days_ahead(17)
    assert [s.held_on for s in moved.sessions.all()] == [days_ahead(21), days_ahead(22)]
    assert fresh(training_class).venue == venue
    assert fresh(training_class).calendar_sequence == 1


def test_moving_changes_the_hours_of_a_half_day(training_class):
    hours = {"morning": (dt.time(8), dt.time(11, 30))}

    move_class(fresh(training_class), to(training_class, days=0, hours=hours), by=None)

    times = {(s.starts_at, s.ends_at) for s in training_class.sessions.all()}
    assert times == {hours["morning"]}


def test_everybody_who_is_seated_or_waits_hears_of_a_move(training_class, seated, waiting):
    move_class(fresh(training_class), to(training_class), by=None)

    assert told("class_changed") == ["an@example.org", "binh@example.org"]


def test_a_move_can_be_refused(training_class, seated):
    assert refused(move_class, fresh(training_class), to(training_class, days=0)) == (
        "nothing_changed"
    )
    assert refused(move_class, fresh(training_class), to(training_class, days=-20)) == "in_past"
    Attendance.objects.create(
        session=training_class.sessions.first(),
        enrollment=seated,
        mark="present",
        periods=4,
        marked_at=timezone.now(),
    )
    assert refused(move_class, fresh(training_class), to(training_class)) == "roll_taken"
    TrainingClass.objects.update(status="canceled")
    assert refused(move_class, fresh(training_class), to(training_class)) == "not_changeable"


def test_several_edits_within_minutes_are_one_letter_with_the_last_word(training_class, seated):
    move_class(fresh(training_class), to(training_class, days=1), by=None)
    session = training_class.sessions.first()
    session.starts_at = dt.time(9)
    class_changes.save_sessions(fresh(training_class), changed=[session], deleted=[], by=None)
    move_class(fresh(training_class), to(training_class, days=3), by=None)

    assert told("class_changed") == ["an@example.org"]
    assert fresh(training_class).calendar_sequence == 3
    assert send_due_letters() == 1  # of the registration; the news waits for a pause
    Letter.objects.update(due_at=timezone.now())
    send_due_letters()
    letter = Letter.objects.get(kind="class_changed")
    assert f"{days_ahead(17):%d/%m/%Y}" in letter.body


def test_an_edit_after_the_letter_went_out_is_a_new_letter(training_class, seated):
    move_class(fresh(training_class), to(training_class, days=1), by=None)
    Letter.objects.update(due_at=timezone.now())
    send_due_letters()

    move_class(fresh(training_class), to(training_class, days=3), by=None)

    assert told("class_changed") == ["an@example.org"] * 2


def test_a_letter_in_the_hands_of_a_sender_is_not_reused(training_class, seated):
    move_class(fresh(training_class), to(training_class, days=1), by=None)
    outbox.claim(Letter.objects.get(kind="class_changed").pk, at=timezone.now())

    move_class(fresh(training_class), to(training_class, days=3), by=None)

    assert told("class_changed") == ["an@example.org"] * 2


def test_other_words_of_a_class_are_no_news(training_class, seated):
    training_class = fresh(training_class)
    training_class.contact = "0210 123 456"
    class_changes.edit_class(training_class, ["contact"], by=None, instructors=[])

    session = training_class.sessions.first()
    session.topic = "Soạn thảo văn bản"
    class_changes.save_sessions(training_class, changed=[session], deleted=[], by=None)

    assert told("class_changed") == []
    assert fresh(training_class).calendar_sequence == 0


def test_another_venue_is_news(training_class, seated):
    training_class = fresh(training_class)
    training_class.venue = VenueFactory()
    class_changes.edit_class(training_class, ["venue"], by=None, instructors=[])

    assert told("class_changed") == ["an@example.org"]


def test_a_draft_tells_nobody(training_class):
    TrainingClass.objects.update(status="draft")

    move_class(fresh(training_class), to(training_class), by=None)

    assert fresh(training_class).calendar_sequence == 0


def test_news_of_a_class_that_is_called_off_meanwhile_is_not_sent(training_class, seated):
    move_class(fresh(training_class), to(training_class), by=None)
    cancel_class(fresh(training_class), by=None, reason="Bão số 7")
    Letter.objects.update(due_at=timezone.now())

    send_due_letters()

    assert told("class_changed") == []
    assert told("class_canceled") == ["an@example.org"]


def test_a_rehearsal_tells_what_would_be_done_and_leaves_no_trace(training_class, seated, waiting):
    before = (Letter.objects.count(), AuditEntry.objects.count())
    acted_on = fresh(training_class)

    found = rehearse(acted_on, lambda: cancel_class(acted_on, by=None, reason="Bão số 7"))

    [mailing] = found.mailings
    assert (mailing.kind, mailing.count, mailing.calendar) == ("class_canceled", 2, {"CANCEL": 1})
    assert "Bão số 7" in mailing.sample.body
    assert fresh(training_class).status == "published"
    assert Enrollment.objects.get(pk=seated.pk).state == "confirmed"
    assert (Letter.objects.count(), AuditEntry.objects.count()) == before


def test_a_rehearsal_says_exactly_what_is_sent_afterwards(training_class, seated, waiting):
    acted_on = fresh(training_class)
    found = rehearse(acted_on, lambda: move_class(acted_on, to(training_class), by=None))

    move_class(fresh(training_class), to(training_class), by=None)
    Letter.objects.update(due_at=timezone.now())
    send_due_letters()

    letter = Letter.objects.filter(kind="class_changed").order_by("pk").first()
    [mailing] = found.mailings
    assert (mailing.count, mailing.calendar) == (2, {"REQUEST": 1})
    assert (mailing.sample.subject, mailing.sample.body + "\n") == (letter.subject, letter.body)


def test_a_rehearsal_counts_a_letter_that_waits_to_be_sent(training_class, seated):
    move_class(fresh(training_class), to(training_class, days=1), by=None)
    acted_on = fresh(training_class)

    found = rehearse(acted_on, lambda: move_class(acted_on, to(training_class, days=3), by=None))

    assert found.letters == 1


def test_a_rehearsal_refuses_what_the_act_refuses(training_class):
    acted_on = fresh(training_class)

    with pytest.raises(Refusal):
        rehearse(acted_on, lambda: move_class(acted_on, to(training_class, days=0), by=None))


def test_who_is_affected_is_counted_by_state_and_agency(training_class, seated, waiting):
    agency = AgencyFactory(name="Sở Nội vụ")
    EnrollmentFactory(training_class=fresh(training_class), agency=agency)
    EnrollmentFactory(training_class=fresh(training_class), agency=agency)

    assert [count for _label, count in affected_by_state(training_class)] == [1, 3]
    assert affected_by_agency(training_class)[0] == ("Sở Nội vụ", 2)


def test_people_with_another_class_at_the_same_half_day_are_found(training_class, seated):
    other = TrainingClassFactory(starts_on=days_ahead(21), ends_on=days_ahead(21))
    SessionFactory(training_class=other, held_on=days_ahead(21))
    EnrollmentFactory(trainee=seated.trainee, training_class=other)
    assert not people_who_clash(training_class)

    move_class(fresh(training_class), to(training_class), by=None)
    assert list(people_who_clash(training_class)) == [seated]

    registration.withdraw(
        Enrollment.objects.get(training_class=other), by=None, reason="Trùng lịch"
    )
    assert not people_who_clash(training_class)
