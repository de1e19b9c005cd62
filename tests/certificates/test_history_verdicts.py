"""Old lists: what is said of each row before anything is stored."""

import datetime as dt

import pytest

from certificates.history import drafts
from certificates.history.classes import Usual
from certificates.history.recording import record_history
from certificates.models import Certificate, PaperCertificate
from certificates.register.issuing import issue_certificates
from certificates.year_book.keeping.closing import close_year, reopen_year
from courses.models import Category, IssuingBody, TrainingClass
from courses.refusals import Refusal
from enrollment.agencies import rename_agency
from enrollment.models import Enrollment, Trainee
from enrollment.roster import row_changes
from tests.certificates.classes import held_class
from tests.certificates.old_lists import draft_of, judged, make_lists, recorded
from tests.factories.certificates import SignatoryFactory
from tests.factories.courses import (
    TrainingClassFactory,
    VenueFactory,
)
from tests.factories.enrollment import AgencyFactory, TraineeFactory

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def lists():
    make_lists()


def codes(judgment) -> list[list[str]]:
    return [[finding.code for finding in one.findings] for one in judgment.rows]


def codes_of(*rows, **options) -> list[list[str]]:
    return codes(judged(*rows, **options))


def second(**more):
    """A row of another person with another number."""
    return {"Họ và tên": "Hà Ý", "Ngày sinh": "1981", "Số chứng chỉ": "02/2005-CN"} | more


def issued_here(training_class):
    """As before classes of old lists were kept apart from our own."""
    recorded_at, training_class.recorded_at = training_class.recorded_at, None
    TrainingClass.objects.update(recorded_at=None)
    SignatoryFactory(issuing_body=training_class.issuing_body)
    issue_certificates(training_class, by=None)
    TrainingClass.objects.update(recorded_at=recorded_at)
    return Certificate.objects.get()


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


def test_who_holds_a_certificate_of_this_system_gets_none_on_paper_beside_it():
    recorded({"Số chứng chỉ": ""})
    own = issued_here(TrainingClass.objects.get())

    (row,) = judged({}).rows

    assert [one.code for one in row.findings] == ["own_certificate"]
    assert own.serial in row.findings[0].text
    with pytest.raises(Refusal, match="1"):
        recorded({})
    assert not PaperCertificate.objects.exists()
    assert codes_of({"Số chứng chỉ": "", "Số vào sổ": "", "Ngày cấp": ""}) == [[]]


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
    row_changes.change_row(draft, one.line, same=str(namesake.public_id))
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
