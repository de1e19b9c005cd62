"""Old lists: verdicts per row, recording all or nothing, the same again, taking back."""

import datetime as dt

import pytest

from certificates.history import drafts
from certificates.history.classes import Usual
from certificates.history.recording import record_history
from certificates.history.undoing import undo_history
from certificates.invariants import results, enrollments
from certificates.models import HistoryImport, PaperCertificate
from certificates.year_book.summary import yearly_summary
from courses.models import TrainingClass, Venue
from courses.refusals import Refusal
from enrollment.models import Enrollment, Letter, Trainee
from tests.certificates.old_lists import HEADINGS, draft_of, judged, lines_of, recorded
from tests.factories.courses import (
    AttendanceRuleFactory,
    CategoryFactory,
    IssuingBodyFactory,
    RankingSchemeFactory,
    TrainingClassFactory,
)
from tests.factories.enrollment import AgencyFactory, TraineeFactory

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
