"""The signed sheet typed in by its numbers: read, tried with names, stored all at once."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from certificates import papers
from courses.models import AuditEntry
from enrollment.models import Attendance, AttendanceMark, PaperSheet, SheetNumber
from enrollment.registering.registration import withdraw
from enrollment.running.attendance import lock_session, mark_rest_present, record_attendance
from enrollment.running.closing import MarkRefused
from enrollment.running.paper_entry import (
    PaperRefused,
    number_rows,
    printed_rows,
    store_sheet,
    try_sheet,
    versions,
)
from enrollment.running.sheet_words import WORDS, Entry, read_sheet
from tests.factories.courses import SessionFactory, TrainingClassFactory
from tests.factories.enrollment import AgencyFactory, EnrollmentFactory, TraineeFactory, UserFactory

NAMES = ("Lê Ánh", "Trần Văn Đức", "Bùi Thị Hòa", "Quách Thị Ước")


def marks(typed: str, last_number: int = 40) -> list[tuple[int, str, int | None]]:
    reading = read_sheet(typed, last_number=last_number)
    assert reading.problems == []
    return [(one.number, str(one.mark), one.minutes) for one in reading.entries]


def codes(typed: str, last_number: int = 40) -> list[str]:
    return [one.code for one in read_sheet(typed, last_number=last_number).problems]


@pytest.mark.parametrize(
    "typed",
    [
        "absent: 4, 17, 23",
        "vắng: 4, 17, 23",
        "VANG:4 17 23",
        "4,17,23",
        "k: 4.17.23",
        "4, 17 và 23",
    ],
)
def test_numbers_of_those_who_were_absent(typed):
    assert [number for number, mark, _minutes in marks(typed)] == [4, 17, 23]
    assert {mark for _number, mark, _minutes in marks(typed)} == {"absent"}


@pytest.mark.parametrize(
    ("typed", "read"),
    [
        ("vắng có phép: 5-7", [(5, "excused", None), (6, "excused", None), (7, "excused", None)]),
        ("excused: 5 – 6", [(5, "excused", None), (6, "excused", None)]),
        ("late: 9", [(9, "late", None)]),
        ("đi muộn 15 phút: 9", [(9, "late", 15)]),
        ("left 30': 2\nabsent: 1", [(2, "left_early", 30), (1, "absent", None)]),
        ("P: 3; K: 4", [(3, "excused", None), (4, "absent", None)]),
        ("absent: none", []),
        ("vắng: không", []),
        ("", []),
    ],
)
def test_each_line_may_begin_with_a_mark(typed, read):
    assert marks(typed) == read


@pytest.mark.parametrize(
    ("typed", "code"),
    [
        ("absent: 41", "wrong_number"),
        ("absent: 0, 1", "wrong_number"),
        ("absent: 7-4", "wrong_number"),
        ("absent: 4, 4", "double"),
        ("absent: 4\nlate: 3-5", "double"),
        ("absent: 4a", "no_number"),
        ("absent: 1-2-3", "no_number"),
        ("absent: 99999999999999999999", "no_number"),
        ("asleep: 4", "unknown_word"),
        ("absent 15: 4", "wrong_minutes"),
        ("late 601: 4", "wrong_minutes"),
    ],
)
def test_what_cannot_be_read_is_named(typed, code):
    assert codes(typed) == [code]


@given(typed=st.text(max_size=200), last_number=st.integers(0, 500))
def test_whatever_is_typed_names_only_rows_of_the_sheet(typed, last_number):
    reading = read_sheet(typed, last_number=last_number)

    assert all(1 <= entry.number <= last_number for entry in reading.entries)
    if not reading.problems:
        numbers = [entry.number for entry in reading.entries]
        assert len(numbers) == len(set(numbers))


@given(
    word=st.sampled_from(sorted(WORDS)),
    numbers=st.lists(st.integers(1, 60), unique=True, min_size=1, max_size=20),
    between=st.sampled_from([", ", ",", " ", "  ", ". "]),
)
def test_a_list_of_numbers_is_read_as_it_was_written(word, numbers, between):
    typed = f"{word.upper()} : {between.join(map(str, numbers))}"

    reading = read_sheet(typed, last_number=60)

    assert reading.entries == [Entry(number, WORDS[word]) for number in numbers]
    assert reading.problems == []


@given(first=st.integers(1, 60), length=st.integers(0, 30))
def test_a_range_is_all_of_its_numbers(first, length):
    reading = read_sheet(f"{first}-{first + length}", last_number=100)

    assert [one.number for one in reading.entries] == list(range(first, first + length + 1))


@pytest.fixture
def session(db):
    return SessionFactory(training_class=TrainingClassFactory(over=True))


@pytest.fixture
def people(session):
    """In the order of the roster, numbered 1 to 4."""
    agency = AgencyFactory()
    people = [
        EnrollmentFactory(
            training_class=session.training_class,
            agency=agency,
            trainee=TraineeFactory(full_name=name),
        )
        for name in NAMES
    ]
    number_rows(session.training_class)
    return people


def mark_of(enrollment) -> str:
    return Attendance.objects.get(enrollment=enrollment).mark


def numbers(training_class, version=1) -> dict[str, int]:
    rows = printed_rows(training_class, version)
    return {row.enrollment.full_name: row.number for row in rows}


@pytest.mark.database
def test_rows_keep_their_numbers_when_people_come_and_go(session, people):
    withdraw(people[1], by=UserFactory(role="Organizers"), reason="x")
    late = EnrollmentFactory(
        training_class=session.training_class, trainee=TraineeFactory(full_name="An An")
    )

    number_rows(session.training_class)

    expected = dict(zip(NAMES, (1, 2, 3, 4), strict=True)) | {late.full_name: 5}
    assert numbers(session.training_class) == expected


def test_numbering_anew_leaves_the_printed_version_readable(session, people):
    withdraw(people[0], by=UserFactory(role="Organizers"), reason="x")

    assert number_rows(session.training_class, anew=True) == 2
    assert numbers(session.training_class, 1)[NAMES[1]] == 2
    assert numbers(session.training_class, 2)[NAMES[1]] == 1
    assert versions(session.training_class) == [2, 1]


def test_printing_again_numbers_nobody_twice(session, people):
    number_rows(session.training_class)

    assert SheetNumber.objects.count() == len(people)


@pytest.mark.database
def test_the_rest_of_the_sheet_is_present(session, people):
    store_sheet(session, "vắng: 2\nmuộn 15: 3", version=1, by=None)

    assert [mark_of(one) for one in people] == ["present", "absent", "late", "present"]
    assert Attendance.objects.get(enrollment=people[2]).minutes == 15
    assert set(AttendanceMark.objects.values_list("source", flat=True)) == {"paper"}
    assert PaperSheet.objects.get().typed == "vắng: 2\nmuộn 15: 3"


def test_a_dry_run_names_the_people_and_stores_nothing(session, people):
    run = try_sheet(session, "absent: 2", version=1)

    assert [(line.number, line.enrollment, line.mark) for line in run.named] == [
        (2, people[1], "absent")
    ]
    assert run.present == 3
    assert not Attendance.objects.exists()


def test_a_mark_made_before_stands_unless_its_row_is_named(session, people):
    record_attendance(session, people[0], "excused", by=None)
    record_attendance(session, people[1], "present", by=None)

    run = store_sheet(session, "absent: 2", version=1, by=None)

    assert [line.number for line in run.kept] == [1]
    assert [mark_of(one) for one in people] == ["excused", "absent", "present", "present"]


def test_a_sheet_that_is_not_read_in_full_stores_nothing(session, people):
    with pytest.raises(PaperRefused) as refused:
        store_sheet(session, "absent: 2, 77", version=1, by=None)

    assert refused.value.code == "not_read"
    assert not Attendance.objects.exists()
    assert not PaperSheet.objects.exists()


def test_who_left_and_who_is_not_printed_are_told(session, people):
    withdraw(people[1], by=UserFactory(role="Organizers"), reason="x")
    late = EnrollmentFactory(training_class=session.training_class)

    run = store_sheet(session, "absent: 2, 3", version=1, by=None)

    assert [row.enrollment for row in run.left] == [people[1]]
    assert run.not_printed == [late]
    assert not Attendance.objects.filter(enrollment__in=[people[1], late]).exists()


def test_a_closed_session_takes_a_sheet_only_with_a_reason(session, people):
    mark_rest_present(session, by=None)
    lock_session(session, by=None)

    with pytest.raises(MarkRefused) as refused:
        store_sheet(session, "absent: 2", version=1, by=None)
    store_sheet(session, "absent: 2", version=1, by=None, reason="Đọc nhầm dòng")

    assert refused.value.code == "reason_missing"
    assert mark_of(people[1]) == "absent"
    assert AuditEntry.objects.get(action="attendance.corrected").data["reason"] == "Đọc nhầm dòng"


def paper_url(session, name="manage_paper", *args) -> str:
    return reverse(f"enrollment:{name}", args=[session.training_class.code, *args])


def enter(desk, session, **form):
    return desk.post(f"{paper_url(session)}?session={session.pk}&sheet=1", form)


def test_names_are_shown_before_anything_is_stored(desk, session, people):
    page = enter(desk, session, typed="vắng: 2", act="check")

    assert NAMES[1] in page.content.decode()
    assert not Attendance.objects.exists()


def test_a_stored_sheet_is_listed_with_its_scan_for_the_desk_alone(desk, session, people):
    scan = SimpleUploadedFile("quét.jpeg", b"\xff\xd8\xff scan")

    enter(desk, session, typed="vắng: 2", act="store", scan=scan)
    sheet = PaperSheet.objects.get()
    address = paper_url(session, "manage_paper_scan", sheet.public_id)
    file = desk.get(address)
    elsewhere = paper_url(SessionFactory(), "manage_paper_scan", sheet.public_id)

    assert (file.content, file["Content-Type"]) == (
        b"\xff\xd8\xff scan",
        "application/octet-stream",
    )
    assert desk.get(elsewhere).status_code == 404
    desk.force_login(UserFactory())
    assert desk.get(address).status_code == 403


@pytest.mark.parametrize(
    ("form", "box"),
    [
        ({"typed": "vắng: 77"}, "typed"),
        ({"typed": "x" * 2001}, "typed"),
        ({"scan": SimpleUploadedFile("a.pdf", b"MZ program")}, "scan"),
        ({"scan": SimpleUploadedFile("a.exe", b"%PDF-1.7")}, "scan"),
    ],
    ids=["no-row", "too-long", "no-pdf", "no-name"],
)
def test_what_is_wrong_is_told_beside_its_box(desk, session, people, form, box):
    page = enter(desk, session, act="store", **({"typed": ""} | form))

    assert page.status_code == 422
    assert list(page.context["form"].errors) == [box]
    assert not Attendance.objects.exists()


def test_the_version_in_the_address_decides_which_rows_are_meant(desk, session, people):
    withdraw(people[0], by=UserFactory(role="Organizers"), reason="x")
    number_rows(session.training_class, anew=True)

    old = enter(desk, session, typed="2", act="check").context["run"]
    new = desk.post(f"{paper_url(session)}?session={session.pk}&sheet=2", {"typed": "2"})

    assert [line.enrollment for line in old.named] == [people[1]]
    assert [line.enrollment for line in new.context["run"].named] == [people[2]]


def test_printing_the_sheet_numbers_its_rows(session):
    EnrollmentFactory(training_class=session.training_class)

    sheet = papers.sign_in_sheet(session.training_class, is_filled=False)

    assert [row.number for row in sheet.rows] == [1]
    assert sheet.entry_url.endswith(
        f"/manage/classes/{session.training_class.code}/attendance/paper/?sheet=1"
    )
    assert versions(session.training_class) == [1]
