"""Old lists: verdicts per row, recording all or nothing, the same again, taking back."""

import datetime as dt

import pytest

from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from certificates.history import drafts
from certificates.history.classes import Usual
from certificates.history.recording import record_history
from certificates.history.undoing import undo_history
from certificates.history.voiding import void_paper
from certificates.invariants import certificates, enrollments, results
from certificates.models import HistoryImport, PaperCertificate
from certificates.register.issuing import issue_certificates
from certificates.year_book.closing import close_year, reopen_year
from certificates.year_book.summary import yearly_summary
from courses.models import Category, IssuingBody, TrainingClass, Venue
from courses.refusals import Refusal
from enrollment.agencies import rename_agency
from enrollment.due_at_desk import due_at_desk
from enrollment.models import Enrollment, Letter, Trainee
from enrollment.roster.reading import Found
from enrollment.running.recognition import undo_recognition
from tests.certificates.classes import held_class
from tests.certificates.old_lists import HEADINGS, ROW, draft_of, judged, lines_of, recorded
from tests.factories.courses import (
    AttendanceRuleFactory,
    CategoryFactory,
    CostLineFactory,
    IssuingBodyFactory,
    RankingSchemeFactory,
    TrainingClassFactory,
    VenueFactory,
)
from tests.factories.enrollment import AgencyFactory, StoredEnrollmentFactory, TraineeFactory

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def lists():
    AttendanceRuleFactory()
    RankingSchemeFactory()
    CategoryFactory(name="Tin học", slug="tin-hoc")
    IssuingBodyFactory(name="Văn phòng Tỉnh ủy")
    AgencyFactory(name="Huyện ủy Tân Lạc", code="TL")
    AgencyFactory(name="Huyện ủy Mai Châu", code="MC")


def codes(judgment) -> list[list[str]]:
    return [[finding.code for finding in one.findings] for one in judgment.rows]


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


def test_the_same_draft_recorded_twice_makes_nothing_twice():
    draft = draft_of({})
    record_history(draft, by=None)
    record_history(draft, by=None)
    assert Enrollment.objects.count() == PaperCertificate.objects.count() == 1


def test_one_wrong_row_keeps_back_the_whole_file():
    with pytest.raises(Refusal) as refusal:
        recorded({}, {"Họ và tên": "Hà Ý", "Đơn vị": "Sao Hỏa", "Số chứng chỉ": "2"})
    assert refusal.value.code == "rows_refused"
    assert not TrainingClass.objects.exists()
    assert not Venue.objects.filter(name="Hội trường cũ").exists()


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


def codes_of(*rows, **options) -> list[list[str]]:
    return codes(judged(*rows, **options))


def second(**more):
    """A row of another person with another number."""
    return {"Họ và tên": "Hà Ý", "Ngày sinh": "1981", "Số chứng chỉ": "02/2005-CN"} | more


@pytest.mark.parametrize(
    ("row", "code"),
    [
        ({"Đơn vị": "Huyện ủy Sao Hỏa"}, "agency_unknown"),
        ({"Đơn vị": ""}, "invalid"),
        ({"Từ ngày": "17/03/2005"}, "date_order"),
        ({"Ngày cấp": "01/03/2005"}, "date_order"),
        ({"Ngày sinh": "1999"}, "date_order"),
        ({"Từ ngày": "01/03/2090", "Đến ngày": "02/03/2090", "Ngày cấp": ""}, "year_future"),
        ({"Từ ngày": "31/02/2005"}, "invalid"),
        ({"Tên lớp tập huấn": ""}, "class_incomplete"),
        ({"Lĩnh vực": "Thiên văn"}, "class_incomplete"),
        ({"Cơ quan tổ chức": "Ai đó"}, "class_incomplete"),
        ({"Địa điểm": ""}, "class_incomplete"),
        ({"Số tiết": "nhiều"}, "invalid"),
        ({"Kết quả": "Không hoàn thành"}, "certificate_not_completed"),
        ({"Kết quả": "có lẽ"}, "invalid"),
        ({"Mã lớp": "§§"}, "invalid"),
        ({"Số chứng chỉ": "–.–"}, "invalid"),
        ({"Họ và tên": ""}, "invalid"),
    ],
)
def test_what_is_wrong_with_a_row_is_said_beside_it(row, code):
    (found,) = judged(row).rows
    assert found.level == "error"
    assert code in [finding.code for finding in found.findings]


def test_rows_of_one_class_say_the_same_of_it():
    other = second(**{"Tên lớp tập huấn": "Soạn thảo văn bản"})
    assert codes_of({}, other) == [[], ["class_differs"]]
    assert codes_of({}, second(**{"Đến ngày": "17/03/2005"})) == [[], ["class_differs"]]
    assert codes_of({}, second(**{"Số tiết": "30"})) == [[], ["class_differs"]]


def test_a_class_of_this_system_takes_nobody_from_a_file():
    TrainingClassFactory(code="2005-01")
    assert codes_of({})[0][0] == "class_ours"


def test_a_class_without_a_code_gets_one_of_its_year_and_keeps_it():
    recorded({"Mã lớp": ""})
    assert TrainingClass.objects.get().code == "2005-R01"
    again = judged({"Mã lớp": ""}, second(**{"Mã lớp": ""}))
    assert [one.level for one in again.rows] == ["same", "ok"]
    other = {"Mã lớp": "", "Tên lớp tập huấn": "Soạn thảo văn bản"}
    assert judged(second(**other)).rows[0].training_class.code == "2005-R02"


def test_a_code_with_a_slash_fits_into_an_address():
    recorded({"Mã lớp": "Lớp 12/2005"})
    assert TrainingClass.objects.get().code == "LOP-12-2005"


def test_more_people_come_into_a_class_that_was_recorded_before():
    recorded({})
    judgment = judged({}, second())
    assert judgment.totals["known_classes"] == 1
    assert judgment.totals["participations"] == 1
    recorded({}, second())
    training_class = TrainingClass.objects.get()
    assert (training_class.capacity, training_class.seats_taken) == (2, 2)


def test_a_certificate_may_come_later_than_its_participation():
    recorded({"Số chứng chỉ": "", "Ngày cấp": ""})
    (one,) = judged({}).rows
    assert one.adds_certificate
    recorded({})
    assert PaperCertificate.objects.get().enrollment == Enrollment.objects.get()
    assert [one.level for one in judged({}).rows] == ["same"]


def test_what_is_recorded_already_is_never_changed_by_a_file():
    recorded({})
    assert codes_of({"Xếp loại": "Khá"}) == [["recorded_differently"]]
    assert codes_of({"Số chứng chỉ": "99/2005-CN"}) == [["recorded_differently"]]
    assert codes_of({"Đơn vị": "Huyện ủy Mai Châu"}) == [["recorded_differently"]]


def test_merged_cells_the_class_stands_in_its_first_row_alone():
    blank = dict.fromkeys(
        ["Mã lớp", "Tên lớp tập huấn", "Lĩnh vực", "Từ ngày", "Đến ngày", "Địa điểm"], ""
    )
    judgment = judged({}, second(**blank))
    assert codes(judgment) == [[], []]
    assert judgment.totals["classes"] == 1


def test_the_same_person_in_two_classes_is_one_person():
    other = {"Mã lớp": "2005-02", "Số chứng chỉ": "02/2005-CN"}
    totals = judged({}, other).totals
    assert (totals["participations"], totals["persons"]) == (2, 1)
    recorded({}, other)
    assert Trainee.objects.count() == 1


def test_the_same_person_twice_in_one_class_is_refused():
    assert codes_of({}, {"Số chứng chỉ": "2"}) == [[], ["twice_in_file"]]


def test_a_person_on_record_is_known_by_name_birth_and_agency():
    recorded({})
    other = {"Mã lớp": "2005-02", "Số chứng chỉ": "02/2005-CN"}
    judgment = judged(other)
    assert judgment.totals["known_persons"] == 1
    recorded(other)
    assert Trainee.objects.count() == 1


def test_a_namesake_is_told_and_somebody_may_say_who_it_is():
    namesake = TraineeFactory(full_name="Bùi Thị Én", birth_year=None)
    draft = draft_of({})
    (one,) = drafts.judge_draft(draft)[1].rows
    assert (one.level, one.findings[0].code) == ("warning", "namesake")
    drafts.change_row(draft, one.line, same=str(namesake.public_id))
    record_history(draft, by=None)
    assert Enrollment.objects.get().trainee == namesake


def test_another_full_date_of_birth_is_another_person():
    TraineeFactory(full_name="Bùi Thị Én", birth_date=dt.date(1960, 1, 1))
    (one,) = judged({"Ngày sinh": "05/04/1970"}).rows
    assert (one.level, one.person.trainee) == ("ok", None)


def test_a_number_stands_once_in_the_file_and_in_the_old_books():
    assert codes_of({}, second(**{"Số chứng chỉ": "01 / 2005 cn"})) == [[], ["number_used"]]
    recorded({})
    assert codes_of(second(**{"Số chứng chỉ": "01/2005-CN"})) == [["number_used"]]
    # Another issuer counts for itself.
    other = second(**{"Số chứng chỉ": "01/2005-CN", "Nơi cấp": "Trường Chính trị tỉnh"})
    assert codes_of(other) == [[]]


def test_the_numbers_of_our_own_register_are_taken():
    (own,) = issue_certificates(held_class([TraineeFactory()]), by=None)
    assert codes_of({"Số chứng chỉ": own.serial.lower()}) == [["number_used"]]


def test_an_agency_is_found_by_the_name_that_it_had_on_the_day():
    office = AgencyFactory(name="Huyện ủy Kỳ Sơn", code="KS")
    rename_agency(office, "Thành ủy Kỳ Sơn", on=dt.date(2019, 12, 17))
    (now,) = judged({"Đơn vị": "Thành ủy Kỳ Sơn"}).rows
    assert [finding.code for finding in now.findings] == ["agency_not_then"]
    assert [place.name for place in now.suggested] == ["Huyện ủy Kỳ Sơn"]
    draft = draft_of({"Đơn vị": "Thành ủy Kỳ Sơn"})
    drafts.say_agency(draft, "Thành ủy Kỳ Sơn", "KS")
    record_history(draft, by=None)
    assert Enrollment.objects.get().agency_name == "Huyện ủy Kỳ Sơn"


def test_a_slip_of_the_pen_gets_suggestions():
    (one,) = judged({"Đơn vị": "Huyện ủy Tân Lạch"}).rows
    assert one.suggested[0].code == "TL"


def test_a_closed_year_takes_nothing_until_it_is_opened_again():
    recorded({})
    closed = close_year(2005, by=None)
    assert codes_of(second()) == [["year_closed"]]
    reopen_year(closed.year, by=None, reason="Bổ sung sổ cũ")
    assert codes_of(second()) == [[]]


def test_what_stands_for_rows_that_do_not_say_it():
    usual = Usual(
        category=Category.objects.get().pk,
        body=IssuingBody.objects.get().pk,
        venue=VenueFactory(name="Hội trường A").pk,
    )
    blank = {"Lĩnh vực": "", "Cơ quan tổ chức": "", "Địa điểm": ""}
    recorded(blank, usual=usual)
    assert TrainingClass.objects.get().venue.name == "Hội trường A"


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
