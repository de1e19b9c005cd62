"""Old lists: verdicts per row, recording all or nothing, the same again, taking back."""

import datetime as dt

import pytest

from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from certificates.history import drafts, writing
from certificates.history.classes import Usual
from certificates.history.recording import record_history
from certificates.history.undoing import undo_history
from certificates.history.voiding import void_paper
from certificates.invariants import certificates, enrollments, results
from certificates.models import HistoryImport, PaperCertificate
from certificates.register.issuing import issue_certificates
from certificates.year_book.summary import yearly_summary
from courses.models import Category, IssuingBody, TrainingClass, Venue
from courses.refusals import Refusal
from enrollment.due_at_desk import due_at_desk
from enrollment.models import Enrollment, Letter, Trainee
from enrollment.roster.reading import Found, read_file
from enrollment.running.recognition import undo_recognition
from tests.certificates.old_lists import (
    HEADINGS,
    ROW,
    draft_of,
    judged,
    lines_of,
    make_lists,
    recorded,
)
from tests.factories.courses import (
    CostLineFactory,
    TrainingClassFactory,
    VenueFactory,
)
from tests.factories.enrollment import StoredEnrollmentFactory

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def lists():
    make_lists()


def second(**more):
    """A row of another person with another number."""
    return {"Họ và tên": "Hà Ý", "Ngày sinh": "1981", "Số chứng chỉ": "02/2005-CN"} | more


@pytest.mark.database
def test_a_row_becomes_a_class_a_person_a_participation_and_a_certificate():
    recorded({})
    (training_class,) = TrainingClass.objects.all()
    assert training_class.code == "2005-01"
    assert training_class.status == "published"
    assert training_class.finalized_at
    assert training_class.list_closed_at
    assert (training_class.recorded_periods, training_class.recorded_sessions) == (24, 6)
    assert (training_class.capacity, training_class.seats_taken) == (1, 1)
    assert training_class.venue.name == "Hội trường cũ"
    (enrollment,) = Enrollment.objects.all()
    assert (enrollment.full_name, enrollment.outcome) == ("Bùi Thị Én", "completed")
    assert (enrollment.agency_name, enrollment.source) == ("Huyện ủy Tân Lạc", "recorded")
    (paper,) = PaperCertificate.objects.all()
    assert (paper.serial, paper.issuer) == ("01/2005-CN", "Văn phòng Tỉnh ủy")
    assert paper.issued_on == dt.date(2005, 3, 20)
    assert not Letter.objects.exists()


def test_the_year_counts_what_was_recorded():
    recorded({}, {"Họ và tên": "Hà Ý", "Giới tính": "Nam", "Số chứng chỉ": ""})
    year = yearly_summary(2005)
    year.check()
    assert (year.classes, year.participations, year.persons, year.women) == (1, 2, 2, 1)
    assert (year.completed, year.certificates) == (2, 1)
    assert (year.sessions, year.periods) == (6, 24)


def test_nothing_is_stored_before_it_is_recorded():
    judgment = judged({}, {"Họ và tên": "Hà Ý", "Số chứng chỉ": "2"})
    assert judgment.totals == {
        "classes": 1,
        "known_classes": 0,
        "participations": 2,
        "persons": 2,
        "known_persons": 0,
        "certificates": 2,
        "same": 0,
    }
    assert not TrainingClass.objects.exists()
    assert not Trainee.objects.exists()


def test_the_same_file_again_changes_nothing_and_says_so():
    recorded({})
    again = draft_of({})
    assert drafts.recorded_before(again)
    assert [one.level for one in drafts.judge_draft(again)[1].rows] == ["same"]
    with pytest.raises(Refusal) as refusal:
        record_history(again, by=None)
    assert refusal.value.code == "nothing_new"
    assert Enrollment.objects.count() == 1


@pytest.mark.database
def test_the_same_draft_recorded_twice_makes_nothing_twice():
    draft = draft_of({})
    record_history(draft, by=None)
    record_history(draft, by=None)
    assert Enrollment.objects.count() == PaperCertificate.objects.count() == 1


@pytest.mark.database
def test_one_wrong_row_keeps_back_the_whole_file():
    with pytest.raises(Refusal) as refusal:
        recorded({}, {"Họ và tên": "Hà Ý", "Đơn vị": "Sao Hỏa", "Số chứng chỉ": "2"})
    assert refusal.value.code == "rows_refused"
    assert not TrainingClass.objects.exists()
    assert not Venue.objects.filter(name="Hội trường cũ").exists()


@pytest.mark.database
def test_taken_back_leaves_void_numbers_and_nothing_else():
    source = recorded({})
    undo_history(source, by=None, reason="Nhầm sổ")
    assert not TrainingClass.objects.exists()
    assert not Trainee.objects.exists()
    assert not Venue.objects.filter(name="Hội trường cũ").exists()
    (paper,) = PaperCertificate.objects.all()
    assert (paper.voided_reason, paper.enrollment) == ("Nhầm sổ", None)
    recorded({})
    assert PaperCertificate.objects.valid().count() == 1


def test_letters_of_before_unicode_wait_for_a_yes():
    old = {"Họ và tên": "NguyÔn ThÞ B×nh", "Đơn vị": "Huyện ủy Tân Lạc"}
    draft = draft_of(old, {"Họ và tên": "TrÇn V¨n §øc", "Số chứng chỉ": "2"})
    assert {one.level for one in drafts.judge_draft(draft)[1].rows} == {"error"}
    drafts.set_conversion(draft, convert=True)
    draft.refresh_from_db()
    names = [one.entry.person.full_name for one in drafts.judge_draft(draft)[1].rows]
    assert names == ["Nguyễn Thị Bình", "Trần Văn Đức"]


def test_headings_in_another_language_and_order_are_found():
    english = ["Full name", "Class code", "Class title", "First day", "Last day", "Agency"]
    mapped = dict(
        zip(
            english,
            ["Họ và tên", "Mã lớp", "Tên lớp tập huấn", "Từ ngày", "Đến ngày", "Đơn vị"],
            strict=True,
        )
    )
    cells = [ROW[mapped[name]] for name in english]
    draft = drafts.make_draft(Found([(1, english), (2, cells)], {}), by=None)
    (one,) = drafts.judge_draft(draft)[1].rows
    assert one.entry.code == "2005-01"
    assert one.entry.starts_on == dt.date(2005, 3, 14)


def test_columns_may_be_chosen_by_hand():
    headings = ["Cột lạ" if name == "Số chứng chỉ" else name for name in HEADINGS]
    found = lines_of({})
    draft = drafts.make_draft(Found([(1, headings), *found.lines[1:]], {}), by=None)
    assert not drafts.judge_draft(draft)[1].rows[0].has_certificate
    drafts.set_columns(draft, {"serial": HEADINGS.index("Số chứng chỉ")})
    draft.refresh_from_db()
    assert drafts.judge_draft(draft)[1].rows[0].entry.text("serial") == "01/2005-CN"


def test_nothing_is_due_for_a_class_of_the_past():
    recorded({}, second(**{"Số chứng chỉ": ""}))
    assert list(due_at_desk(timezone.now())) == []


def test_no_certificate_of_our_own_and_no_second_recognition():
    recorded({"Số chứng chỉ": ""})
    training_class = TrainingClass.objects.get()
    for act in (
        lambda: issue_certificates(training_class, by=None),
        lambda: undo_recognition(training_class, by=None, reason="Nhầm"),
    ):
        with pytest.raises(Refusal) as refusal:
            act()
        assert refusal.value.code == "recorded_class"


def test_what_must_always_hold_holds_for_recorded_classes():
    source = recorded({}, second(**{"Kết quả": "", "Xếp loại": "", "Số chứng chỉ": ""}))
    checks = (
        enrollments.seats_are_counted_right,
        enrollments.history_matches_state,
        results.results_agree,
        certificates.summaries_agree,
    )
    assert [found for check in checks for found in check()] == []
    undo_history(source, by=None, reason="Nhầm sổ")
    assert [found for check in checks for found in check()] == []


def test_what_something_stands_upon_is_not_taken_back():
    source = recorded({})
    CostLineFactory(training_class=TrainingClass.objects.get())
    with pytest.raises(Refusal) as refusal:
        undo_history(source, by=None, reason="Nhầm sổ")
    assert refusal.value.code == "built_upon"
    assert PaperCertificate.objects.valid().exists()


def test_a_person_found_elsewhere_since_stays_when_the_import_goes():
    source = recorded({})
    StoredEnrollmentFactory(trainee=Trainee.objects.get())
    undo_history(source, by=None, reason="Nhầm sổ")
    assert Trainee.objects.filter(full_name="Bùi Thị Én").exists()
    assert not TrainingClass.objects.filter(code="2005-01").exists()


def test_taking_back_the_second_file_leaves_the_first_as_it_was():
    recorded({})
    source = recorded({}, second())
    undo_history(source, by=None, reason="Nhầm sổ")
    training_class = TrainingClass.objects.get()
    assert (training_class.capacity, training_class.seats_taken) == (1, 1)
    assert PaperCertificate.objects.valid().count() == 1


def test_a_paper_declared_void_no_longer_counts():
    recorded({})
    void_paper(PaperCertificate.objects.get(), by=None, reason="Cấp sai")
    assert yearly_summary(2005).certificates == 0
    with pytest.raises(Refusal):
        void_paper(PaperCertificate.objects.get(), by=None, reason="Cấp sai")


def test_what_stands_on_a_paper_is_never_changed_or_deleted():
    recorded({})
    paper = PaperCertificate.objects.get()
    with pytest.raises(Refusal):
        PaperCertificate.objects.update(serial="2")
    with pytest.raises(Refusal):
        paper.delete()


def test_files_nobody_recorded_are_forgotten_and_recorded_ones_stay():
    draft_of({}), recorded({})
    later = timezone.now() + dt.timedelta(days=31)
    assert drafts.forget_old_imports(later) == 1
    assert HistoryImport.objects.get().committed_at


def test_the_number_of_queries_does_not_grow_with_the_rows():
    counts = []
    for number in (1, 30):
        rows = [
            {"Họ và tên": f"Bùi Thị Số {n}", "Mã lớp": f"2005-{n}", "Số chứng chỉ": str(n)}
            for n in range(number)
        ]
        draft = draft_of(*rows)
        with CaptureQueriesContext(connection) as queries:
            drafts.judge_draft(draft)
        counts.append(len(queries))
    assert counts[0] == counts[1]


def test_what_was_recorded_is_told_in_the_list_of_imports():
    totals = recorded({}, second(**{"Số chứng chỉ": ""})).totals
    assert totals == {
        "classes": 1,
        "known_classes": 0,
        "participations": 2,
        "persons": 2,
        "known_persons": 0,
        "certificates": 1,
        "same": 0,
    }


@pytest.mark.database
def test_killed_half_way_nothing_is_there_and_the_repeat_makes_it_once(monkeypatch):
    draft = draft_of({}, second())
    with monkeypatch.context() as patched:
        patched.setattr("certificates.history.writing.Writer._add_papers", _killed)
        with pytest.raises(KeyboardInterrupt):
            record_history(draft, by=None)
    assert not TrainingClass.objects.exists()
    assert not Trainee.objects.exists()
    record_history(draft, by=None)
    assert PaperCertificate.objects.count() == Enrollment.objects.count() == 2


def _killed(*_args):
    raise KeyboardInterrupt


@pytest.mark.database
def test_a_class_of_the_same_code_that_came_meanwhile_is_told(monkeypatch):
    draft = draft_of({})
    whole = writing.Writer._venues

    def slow(writer, fresh):
        TrainingClassFactory(code="2005-01")
        return whole(writer, fresh)

    monkeypatch.setattr(writing.Writer, "_venues", slow)
    with pytest.raises(Refusal) as refusal:
        record_history(draft, by=None)
    assert refusal.value.code == "changed_meanwhile"


def test_an_old_text_file_in_tcvn3_is_read_and_recorded():
    rows = [
        "M· líp;Tªn líp;Tõ ngµy;§Õn ngµy;Hä vµ tªn;N¨m sinh;§¬n vÞ;Sè chøng chØ;Ngµy cÊp",
        "2005-01;Tin häc v¨n phßng;14/03/2005;16/03/2005;NguyÔn ThÞ B×nh;1970;HuyÖn ñy T©n L¹c;1;",
        "2005-01;Tin häc v¨n phßng;14/03/2005;16/03/2005;TrÇn V¨n §øc;1971;HuyÖn ñy T©n L¹c;2;",
    ]
    usual = Usual(Category.objects.get().pk, IssuingBody.objects.get().pk, VenueFactory().pk)
    draft = drafts.make_draft(read_file("\n".join(rows).encode("cp1252")), by=None, usual=usual)
    drafts.set_conversion(draft, convert=True)
    record_history(draft, by=None)
    names = Enrollment.objects.order_by("pk").values_list("full_name", "agency__code")
    assert list(names) == [("Nguyễn Thị Bình", "TL"), ("Trần Văn Đức", "TL")]
    assert TrainingClass.objects.get().title == "Tin học văn phòng"


@pytest.mark.parametrize("number", [5_001, 5_200])
def test_more_rows_than_are_allowed_are_refused_before_anything_is_kept(number):
    lines = [(1, ["Họ và tên", "Năm sinh"]), *((n + 2, ["Lê An", "1970"]) for n in range(number))]
    with pytest.raises(Refusal) as refusal:
        drafts.make_draft(Found(lines, {}), by=None)
    assert refusal.value.code == "too_many_rows"
    assert not HistoryImport.objects.exists()
