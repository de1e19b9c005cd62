import datetime as dt
import os

import pytest

from django.db.models import F
from django.utils import timezone

from certificates.content import hash_of
from certificates.invariants import find_breaches
from certificates.models import Certificate, CertificateCopy, IssueRun, Register
from certificates.register.copies import give_copy
from certificates.register.issuing import issue_certificates
from certificates.register.reissuing import reissue
from courses.models import AuditEntry, TrainingClass
from enrollment.models import (
    AgencySeats,
    Attendance,
    AttendanceMark,
    Enrollment,
    EnrollmentChange,
    Letter,
    SeatOffer,
)
from enrollment.nominating import rounds
from enrollment.registering.registration import withdraw
from tests.certificates.classes import held_class
from tests.factories.courses import TrainingClassFactory
from tests.factories.enrollment import AgencyFactory, EnrollmentFactory

VOID = {"revoked_at": timezone.now(), "revoked_reason": "Tự ý"}
LONG_AGO = timezone.now() - dt.timedelta(days=1)

pytestmark = [pytest.mark.django_db, pytest.mark.database]


@pytest.fixture
def site():
    """One class with certificates, one with a waiting list from which somebody was promoted."""
    over = held_class(["Lê Văn Anh", "Bùi Thị An", "Hà Ánh"], absent=["Hà Ánh"])
    first, _second = issue_certificates(over, by=None)
    reissue(first, by=None, reason="In sai tên")
    full = TrainingClassFactory(code="FULL", capacity=1)
    agency = AgencyFactory()
    seated = EnrollmentFactory(training_class=full, agency=agency)
    EnrollmentFactory.create_batch(2, training_class=full, agency=agency)
    withdraw(seated, by=None)


def broken() -> list[str]:
    return sorted({breach.invariant for breach in find_breaches()})


def test_an_honest_site_has_no_breach(site):
    assert find_breaches() == []


def full_class():
    return TrainingClass.objects.filter(code="FULL")


def issued():
    return Certificate.objects.valid().order_by("pk")


def change_content():
    one = issued().first()
    one.content["person"]["full_name"] = "Kẻ Gian"
    Certificate._base_manager.filter(pk=one.pk).update(content=one.content)


def change_copy():
    give_copy(issued().get(number=2), by=None)
    CertificateCopy.objects.update(content={"entry": {}})


def change_content_and_hash():
    one = issued().first()
    one.content["person"]["full_name"] = "Kẻ Gian"
    Certificate._base_manager.filter(pk=one.pk).update(
        content=one.content, content_hash=hash_of(one.content)
    )


def promote_out_of_order():
    last = Enrollment.objects.waiting().last()
    EnrollmentChange.objects.create(
        enrollment_id=last.pk - 1, to_state="waiting", at=timezone.now(), rule="x"
    )
    EnrollmentChange.objects.create(
        enrollment=last, to_state="confirmed", at=timezone.now(), rule="first_come"
    )


def with_round():
    """A class with two seats of an agency, one of them taken, and people who wait for a third."""
    training_class = TrainingClassFactory(code="ROUND", capacity=3, offer_hours=24)
    agency, other = AgencyFactory.create_batch(2)
    deadline = timezone.now() + dt.timedelta(days=3)
    rounds.open_round(training_class, deadline=deadline, seats={agency: 2}, by=None)
    EnrollmentFactory(training_class=training_class, agency=agency)
    seated = EnrollmentFactory(training_class=training_class, agency=other)
    EnrollmentFactory.create_batch(3, training_class=training_class, agency=other)
    withdraw(seated, by=None)
    return training_class


def break_round(damage):
    """The damage, done to a class with seats of agencies and an open offer."""

    def damage_it():
        damage(TrainingClass.objects.filter(pk=with_round().pk))

    return damage_it


def in_round():
    return Enrollment.objects.filter(training_class__code="ROUND").order_by("pk")


def switch_evidence(change):
    """The log of the last move from the queue says something else than what happened."""

    def damage_it():
        with_round()
        moved = AuditEntry.objects.filter(action="enrollment.offered").last()
        AuditEntry.objects.filter(pk=moved.pk).update(data=change(moved.data))

    return damage_it


def pass_the_queue():
    """Somebody registers and gets a common seat, although others wait."""
    with_round()
    waiting = in_round().filter(state="waiting").last()
    entry = AuditEntry.objects.get(subject=f"enrollment:{waiting.pk}")
    AuditEntry.objects.filter(pk=entry.pk).update(
        data=entry.data | {"to": "confirmed", "seat": None}
    )


def forget_run():
    IssueRun.objects.create(
        training_class=TrainingClass.objects.first(),
        requested_at=timezone.now(),
        lease_until=timezone.now() - dt.timedelta(minutes=5),
    )


def hang_letter():
    Letter.objects.create(
        kind="confirmed",
        key="x",
        to="a@example.org",
        language="vi",
        state="sending",
        due_at=timezone.now() - dt.timedelta(minutes=11),
    )


@pytest.mark.parametrize(
    ("damage", "invariants"),
    [
        (lambda: full_class().update(seats_taken=0), ["I1", "I4"]),
        (lambda: full_class().update(waiting_count=0), ["I1"]),
        (lambda: full_class().update(capacity=2), ["I4"]),
        (promote_out_of_order, ["I10", "I4"]),
        (break_round(lambda one: None), []),
        (break_round(lambda one: one.update(seats_reserved=0)), ["I1", "I4"]),
        (break_round(lambda one: AgencySeats.objects.update(taken=0, given=1)), ["I1"]),
        (
            break_round(
                lambda one: (
                    in_round().filter(seat_of=None).update(seat_of=AgencySeats.objects.get())
                )
            ),
            ["I1"],
        ),
        (break_round(lambda one: one.update(capacity=4)), ["I4"]),
        (
            # Somebody of the agency waits, although it has a seat.
            break_round(
                lambda one: (
                    in_round()
                    .filter(state="waiting")
                    .update(agency=AgencySeats.objects.get().agency)
                )
            ),
            ["I4"],
        ),
        (break_round(lambda one: SeatOffer.objects.update(answer="void")), ["I4"]),
        (break_round(lambda one: SeatOffer.objects.update(expires_at=LONG_AGO)), ["I4"]),
        (
            break_round(lambda one: in_round().filter(state="offered").update(state="confirmed")),
            ["I10", "I4"],
        ),
        (switch_evidence(lambda data: data | {"rule": "fewest_seats"}), ["I10", "I4"]),
        (pass_the_queue, ["I10", "I4"]),
        (
            lambda: EnrollmentChange.objects.filter(rule="first_come").update(rule="withdrawn"),
            ["I10"],
        ),
        (lambda: Register.objects.update(last_number=F("last_number") + 1), ["I5"]),
        (change_content, ["I6"]),
        (change_content_and_hash, ["I6"]),
        (lambda: Certificate._base_manager.filter(number=1).update(content_hash="0" * 64), ["I6"]),
        (lambda: Certificate._base_manager.filter(number=1).update(number=9), ["I5", "I6"]),
        (lambda: issued().filter(number=2).update(**VOID), ["I5"]),
        (change_copy, ["I6"]),
        (lambda: Enrollment.objects.update(outcome="not_completed"), ["I15", "I7"]),
        (hang_letter, ["I8"]),
        (lambda: Attendance.objects.filter(mark="absent").update(mark="excused"), ["I9"]),
        (lambda: AttendanceMark.objects.filter(mark="absent").update(mark="late"), ["I9"]),
        (lambda: Attendance.objects.filter(mark="present").delete(), ["I9"]),
        (
            lambda: Enrollment.objects.filter(state="waiting").update(state="declined"),
            ["I1", "I10"],
        ),
        (lambda: EnrollmentChange.objects.last().delete(), ["I10"]),
        (lambda: AuditEntry.objects.filter(number=1).update(data={"x": 1}), ["I10", "I6"]),
        (lambda: issued().filter(pk=issued()[0].pk).update(pdf="certificates/no.pdf"), ["I11"]),
        (forget_run, ["I12"]),
    ],
)
def test_each_damage_is_found(damage, invariants, site):
    damage()

    assert broken() == invariants


def test_a_file_nobody_names_is_found_after_a_day(site, settings):
    folder = settings.PRIVATE_MEDIA_ROOT / "certificates"
    folder.mkdir(parents=True)
    (folder / "young.pdf").write_bytes(b"x")
    (folder / "old.pdf").write_bytes(b"x")
    os.utime(folder / "old.pdf", (1, 1))

    breaches = find_breaches()

    assert [(breach.invariant, breach.subject) for breach in breaches] == [("I11", "old.pdf")]


def test_an_empty_file_is_found(site, settings):
    folder = settings.PRIVATE_MEDIA_ROOT / "certificates"
    folder.mkdir(parents=True)
    (folder / "a.pdf").write_bytes(b"")
    issued().filter(pk=issued()[0].pk).update(pdf="certificates/a.pdf")

    assert broken() == ["I11"]


@pytest.mark.django_db(transaction=True)
def test_the_check_leaves_the_connection_as_it_was(django_db_serialized_rollback):
    held_class()

    assert find_breaches() == []
    Attendance.objects.all().delete()
    assert Attendance.objects.count() == 0
