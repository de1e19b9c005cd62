"""Versions of the schedule: what is frozen, what changed since, in words people use."""

import datetime as dt

import pytest

from django.utils import timezone, translation

from courses import releasing, scheduling
from courses.models import AuditEntry, ScheduleChange, ScheduleRelease, TrainingClass
from courses.refusals import Refusal
from courses.schedule_content import digest
from tests.factories.courses import SessionFactory, TrainingClassFactory, VenueFactory

pytestmark = [pytest.mark.django_db, pytest.mark.database]

NOW = dt.datetime(2026, 3, 2, 3, tzinfo=dt.UTC)
WINDOW = {
    "registration_opens_at": dt.datetime(2026, 3, 1, tzinfo=dt.UTC),
    "registration_closes_at": dt.datetime(2026, 5, 1, 3, tzinfo=dt.UTC),
}


def class_on(first, last=None, **said):
    """A class in May 2026."""
    days = {"starts_on": dt.date(2026, 5, first), "ends_on": dt.date(2026, 5, last or first)}
    return TrainingClassFactory(**WINDOW, **days, **said)


def release(**said):
    return releasing.release_schedule(by=None, at=NOW, **said)


def change(training_class, **said):
    TrainingClass.objects.filter(pk=training_class.pk).update(**said)


def texts(language="en"):
    """What the last version says that has changed."""
    with translation.override(language):
        return [one.text for one in ScheduleRelease.objects.first().changes.order_by("position")]


def test_a_first_version_names_its_classes_and_no_changes():
    class_on(12, code="A")
    class_on(13, code="B", status="canceled")
    class_on(14, code="C", status="draft")

    first = release(note=" Đợt 1 ")

    assert [one["code"] for one in first.content["classes"]] == ["A", "B"]
    assert (first.number, first.class_count, first.note) == (1, 1, "Đợt 1")
    assert texts() == []


def test_a_moved_class_is_told_with_old_and_new_days():
    moved, longer = class_on(12), class_on(20, 21)
    release()
    change(moved, starts_on=dt.date(2026, 5, 14), ends_on=dt.date(2026, 5, 14))
    change(longer, starts_on=dt.date(2026, 5, 28), ends_on=dt.date(2026, 6, 1))

    release()

    assert texts() == [
        "Moved from 12 to 14 May 2026",
        "Moved from 20/05/2026 – 21/05/2026 to 28/05/2026 – 01/06/2026",
    ]


def test_each_change_is_told_by_itself():
    training_class = class_on(12, title="Văn bản", venue__name="Hội trường A")
    release()
    change(
        training_class,
        title="Quản lý văn bản",
        audience="Văn thư",
        venue=VenueFactory(name="Hội trường B"),
        registration_closes_at=dt.datetime(2026, 5, 4, 3, tzinfo=dt.UTC),
    )

    release()

    assert texts() == [
        "Place: Hội trường B instead of Hội trường A",
        "New title: “Quản lý văn bản” instead of “Văn bản”",
        "For whom: Văn thư",
        "Register by 04/05/2026 instead of 01/05/2026",
    ]


def test_other_hours_on_the_same_days_are_told():
    session = SessionFactory(training_class=class_on(12))
    release()
    session.starts_at = dt.time(8)
    session.save()

    release()

    assert texts() == ["Other hours on 12/05/2026"]


def test_sessions_that_move_with_their_class_are_no_second_change():
    training_class = SessionFactory(training_class=class_on(12)).training_class
    release()
    training_class.starts_on = training_class.ends_on = dt.date(2026, 5, 14)
    scheduling.change_class(training_class, ["starts_on", "ends_on"], by=None, instructors=[])

    release()

    assert texts() == ["Moved from 12 to 14 May 2026"]


def test_added_and_called_off():
    canceled = class_on(12)
    release()
    class_on(15, 16, venue__name="Hội trường C")
    change(canceled, status="canceled", cancel_reason="Giảng viên ốm", title="Khác")

    release()

    assert texts() == [
        "Called off (12/05/2026): Giảng viên ốm",
        "Added: 15/05/2026 – 16/05/2026, Hội trường C",
    ]


def test_a_class_that_is_gone_leaves_its_change():
    gone = class_on(12, code="GONE")
    release()
    gone.delete()

    release()

    told = ScheduleChange.objects.get()
    assert (told.training_class, told.code, told.kind) == (None, "GONE", "withdrawn")


def test_a_year_that_is_over_drops_out_without_a_word():
    class_on(12)
    release()
    days = {"starts_on": dt.date(2027, 2, 1), "ends_on": dt.date(2027, 2, 1)}
    TrainingClassFactory(**WINDOW, **days, code="NEXT")

    later = releasing.release_schedule(by=None, at=NOW.replace(year=2027))

    assert [one["code"] for one in later.content["classes"]] == ["NEXT"]
    assert [one.kind for one in later.changes.all()] == ["added"]


def test_classes_recorded_from_old_papers_were_never_announced():
    class_on(12, recorded_at=timezone.now())

    with pytest.raises(Refusal) as refusal:
        release()

    assert refusal.value.code == "no_classes"


def test_a_version_without_a_change_is_refused():
    class_on(12)
    release()

    with pytest.raises(Refusal) as refusal:
        release()

    assert refusal.value.code == "nothing_changed"
    assert ScheduleRelease.objects.count() == 1


def test_pending_changes_are_what_the_next_version_says():
    training_class = class_on(12)
    assert releasing.pending_changes(at=NOW) == []
    release()
    change(training_class, title="Khác")

    pending = releasing.pending_changes(at=NOW)
    release()

    assert [one.text for one in pending] == texts("vi")
    assert releasing.pending_changes(at=NOW) == []


def test_changes_of_one_class_the_last_first():
    mine, other = class_on(12), class_on(13)
    release()
    for number in (1, 2):
        for one in (mine, other):
            change(one, title=f"Tên {number}")
        release()

    told = list(releasing.changes_of(mine))

    assert [(one.release.number, one.after["title"]) for one in told] == [
        (3, "Tên 2"),
        (2, "Tên 1"),
    ]
    assert told[0].on == dt.date(2026, 3, 2)


def test_versions_form_a_chain_that_shows_a_hand_in_it():
    training_class = class_on(12)
    first = release()
    change(training_class, title="Khác")
    second = release()
    second.refresh_from_db()

    assert second.content["previous"] == first.content_hash
    assert digest(second.content) == second.content_hash
    assert digest(second.content | {"classes": []}) != second.content_hash


def test_a_release_stands_in_the_log():
    class_on(12)

    made = release()

    entry = AuditEntry.objects.get(action="schedule.released")
    assert (entry.subject, entry.data["hash"]) == ("1", made.content_hash)


def test_content_is_read_with_one_query(django_assert_num_queries):
    for _one in range(3):
        SessionFactory(training_class=class_on(12))

    with django_assert_num_queries(1):
        said = releasing.classes_said(dt.date(2026, 3, 2))

    assert [len(one["sessions"]) for one in said] == [1, 1, 1]
