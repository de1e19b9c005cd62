"""Today in the demo: a class in every state, with its seats, roll, results and plan."""

from collections import Counter

import pytest

from django.db.models import Count
from django.utils import timezone

from certificates.models import Certificate
from courses.models import AuditEntry, TrainingClass
from enrollment.planning.progress import plan_progress
from tests.cms.demo.known import PHASES

Phase = TrainingClass.Phase

pytestmark = pytest.mark.django_db


def test_classes_of_today_are_in_every_state(classes_now):
    assert {code: one.phase for code, one in classes_now.items()} == PHASES
    assert all(one.is_demo for one in classes_now.values())
    held = {one.phase for one in classes_now.values()}
    assert held == set(Phase) - {Phase.CLOSED}


@pytest.mark.database
def test_seats_of_the_classes_of_today(classes_now):
    seats = {
        code: (one.capacity, one.seats_taken, one.waiting_count)
        for code, one in classes_now.items()
    }

    assert seats["OPEN-1"] == (40, 0, 0)
    assert seats["NEAR-1"] == (25, 23, 0)
    assert seats["FULL-1"] == (20, 20, 5)
    assert seats["CANC-1"] == (25, 0, 0)
    assert classes_now["OPEN-1"].registration == "open"
    assert classes_now["CANC-1"].cancel_reason != ""
    assert classes_now["APPR-1"].enrollments.pending().count() == 7


@pytest.mark.database
def test_round_of_the_demo_has_named_held_and_free_seats(classes_now):
    seats = {row.agency.code: row for row in classes_now["ROUND-1"].round.seats.all()}
    numbers = {code: (row.given, row.taken, row.held) for code, row in seats.items()}

    assert classes_now["ROUND-1"].round.is_open_at(timezone.now())
    assert numbers["YT"] == (4, 2, 1)
    assert numbers["TL"] == (3, 0, 2)
    assert numbers["CP"] == (3, 0, 0)
    assert numbers["LS"] == (3, 3, 0)
    letters = classes_now["ROUND-1"].batches.exclude(letter_number="")
    assert sorted(letters.values_list("letter_number", flat=True)) == [
        "112-CV/HU",
        "75-CV/HU",
        "88-CV/HU",
    ]
    replaced = classes_now["ROUND-1"].enrollments.get(state="substituted")
    assert replaced.replaced_by.state == "confirmed"


def test_trainee_of_the_demo_has_an_open_offer_and_others_wait(classes_now):
    [offered] = classes_now["OFFER-1"].enrollments.filter(state="offered")

    assert offered.trainee.user.email == "trainee@demo.example"
    assert offered.offers.get(answer="").expires_at > timezone.now()
    assert classes_now["OFFER-1"].waiting_count == 3


def test_registrations_await_the_coordinator_of_the_demo(classes_now):
    asked = classes_now["ASK-1"].enrollments.filter(state="pending_agency")

    assert Counter(one.agency.code for one in asked) == {"YT": 3}


def test_roll_of_the_classes_of_today(classes_now):
    def marks_missing(code: str) -> list[int]:
        people = classes_now[code].enrollments.confirmed().count()
        sessions = classes_now[code].sessions.annotate(attended=Count("attendance"))
        return [people - session.attended for session in sessions.order_by("held_on", "starts_at")]

    assert set(marks_missing("END-1")) == {0}
    today = timezone.localdate()
    first_today = classes_now["RUN-1"].sessions.filter(held_on__lt=today).count()
    assert set(marks_missing("RUN-1")[:first_today]) <= {0}
    assert 0 < marks_missing("RUN-1")[first_today] < 24
    assert set(marks_missing("RUN-1")[first_today + 1 :]) == {24}


def test_class_that_ended_has_someone_one_period_short(classes_now):
    totals = classes_now["END-1"].enrollments.with_attendance()

    assert min(enrollment.attended for enrollment in totals) == 19
    assert not classes_now["END-1"].enrollments.filter(score=None)


def test_history_of_every_class_begins_with_its_creation(demo):
    first = AuditEntry.objects.filter(chain__key__startswith="class:", number=1)

    assert set(first.values_list("action", flat=True)) == {"class.added"}
    assert first.count() == TrainingClass.objects.count()


def test_certificates_of_the_recognized_class(classes_now):
    done = classes_now["DONE-1"].enrollments

    assert Counter(done.values_list("outcome", flat=True)) == {"completed": 18, "not_completed": 1}
    assert Certificate.objects.of_class(classes_now["DONE-1"]).count() == 18


def test_the_plan_of_today_has_late_lines_from_the_second_quarter_on(demo):
    today = timezone.localdate()
    lines = plan_progress(today.year)

    assert any(one.is_late for one in lines) == (today.month > 3)
    assert {one.line.plan.is_demo for one in lines} == {True}
