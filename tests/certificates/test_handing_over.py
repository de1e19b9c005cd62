import datetime as dt

import pytest

from django.db import IntegrityError, transaction
from django.utils import timezone

from certificates.models import Certificate
from certificates.register.handing_over import (
    HandingOverRefused,
    hand_over,
    in_lines,
    numbers_in,
    undo_hand_over,
    with_numbers,
)
from certificates.register.issuing import issue_certificates
from courses import audit
from courses.models import AuditEntry
from tests.certificates.classes import held_class, revoked

pytestmark = [pytest.mark.django_db, pytest.mark.database]
NAMES = ["Bùi Thị An", "Lê Văn Anh", "Hà Ánh", "Quách Thị Ước"]


@pytest.fixture
def today():
    return timezone.localdate()


@pytest.fixture
def certificates():
    return issue_certificates(held_class(NAMES), by=None)


@pytest.mark.parametrize(
    ("text", "numbers"),
    [
        ("1-3, 5", [1, 2, 3, 5]),
        ("7", [7]),
        (" 2 - 4 ;9, ", [2, 3, 4, 9]),
        ("1-2,2-3", [1, 2, 3]),
        ("4–5", [4, 5]),
        ("", []),
    ],
)
def test_numbers_are_typed_as_on_paper(text, numbers):
    assert numbers_in(text) == numbers


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("a", "unreadable"),
        ("3-1", "unreadable"),
        ("-5", "unreadable"),
        ("1-2-3", "unreadable"),
        ("1 2", "unreadable"),
        ("9999999", "unreadable"),
        ("1-999999", "too_many"),
        ("١٢", "unreadable"),
    ],
)
def test_what_is_no_number_is_refused(text, code):
    with pytest.raises(HandingOverRefused) as refusal:
        numbers_in(text)

    assert refusal.value.code == code


def test_lines_are_those_of_the_list_that_is_signed(certificates):
    assert in_lines(certificates, "1-2, 4") == [*certificates[:2], certificates[3]]

    for text in ("5", "0", "3-9"):
        with pytest.raises(HandingOverRefused) as refusal:
            in_lines(certificates, text)
        assert refusal.value.code == "unknown_line"


def test_a_number_of_another_class_is_refused(certificates):
    with pytest.raises(HandingOverRefused) as refusal:
        with_numbers(certificates, "1-9")

    assert refusal.value.code == "unknown_number"
    assert refusal.value.params == {"numbers": "5, 6, 7, 8, 9"}


def test_some_of_a_class_are_marked_and_the_log_has_their_numbers(certificates, today, organizer):
    chosen = with_numbers(certificates, "1-2, 4")

    assert hand_over(chosen, on=today, by=organizer) == 3

    marked = Certificate.objects.exclude(handed_over_on=None)
    entry = AuditEntry.objects.get(chain__key__startswith="register:", action__contains="handed")
    assert [one.number for one in marked] == [1, 2, 4]
    assert entry.data == {"on": today.isoformat(), "numbers": [1, 2, 4]}
    assert audit.broken_chains() == []


def test_marking_again_changes_nothing(certificates, today, organizer):
    hand_over(certificates, on=today - dt.timedelta(days=0), by=organizer)

    assert hand_over(certificates, on=today, by=None) == 0
    assert AuditEntry.objects.filter(action="certificates.handed_over").count() == 2


def test_queries_do_not_grow_with_the_people(certificates, today, django_assert_num_queries):
    with django_assert_num_queries(21):
        hand_over(certificates, on=today, by=None)


@pytest.mark.parametrize(
    ("days", "code"), [(1, "in_future"), (-1, "before_issue"), (-4000, "before_issue")]
)
def test_never_before_the_issue_nor_in_the_future(days, code, certificates, today):
    with pytest.raises(HandingOverRefused) as refusal:
        hand_over(certificates, on=today + dt.timedelta(days=days), by=None)

    assert refusal.value.code == code
    assert not Certificate.objects.exclude(handed_over_on=None).exists()


def test_the_database_knows_that_it_comes_after_the_issue(certificates, today):
    mine = Certificate.objects.filter(pk=certificates[0].pk)

    with pytest.raises(IntegrityError), transaction.atomic():
        mine.update(handed_over_on=today - dt.timedelta(days=1))


def test_one_void_certificate_stops_them_all(certificates, today):
    revoked(certificates[0])

    with pytest.raises(HandingOverRefused) as refusal:
        hand_over(certificates, on=today, by=None)

    assert refusal.value.code == "not_valid"
    assert not Certificate.objects.exclude(handed_over_on=None).exists()


def test_somebody_else_takes_one_at_a_time(certificates, today):
    with pytest.raises(HandingOverRefused) as refusal:
        hand_over(certificates, on=today, by=None, to="Trần Thị Văn thư")
    hand_over(certificates[:1], on=today, by=None, to="Trần Thị Văn thư")

    assert refusal.value.code == "one_to_another"
    assert Certificate.objects.get(number=1).handed_over_to == "Trần Thị Văn thư"


def test_taking_it_back_needs_a_reason_that_stays(certificates, today, organizer):
    hand_over(certificates[:1], on=today, by=organizer, to="Trần Thị Văn thư")
    with pytest.raises(HandingOverRefused):
        undo_hand_over(certificates[0], by=organizer, reason=" ")

    undo_hand_over(certificates[0], by=organizer, reason="Đánh dấu nhầm")

    stored = Certificate.objects.get(number=1)
    entry = AuditEntry.objects.filter(action="certificate.hand_over_undone").first()
    assert (stored.handed_over_on, stored.handed_over_to, stored.handed_over_by) == (None, "", None)
    assert entry.data == {"reason": "Đánh dấu nhầm", "was": today.isoformat()}
    with pytest.raises(HandingOverRefused):
        undo_hand_over(certificates[0], by=organizer, reason="Lần nữa")
