"""A closed year keeps what it said; what changes afterwards stands beside it, with its reason."""

import datetime as dt
import uuid

import pytest

from django.db import IntegrityError, transaction
from django.utils import timezone

from certificates.models import ClosedYear, ClosedYearFile, YearAmendment
from certificates.register.issuing import issue_certificates
from certificates.sums import TotalsDisagree
from certificates.year_book.keeping import closing, content, frozen
from certificates.year_book.keeping.amending import amend_year, differences
from certificates.year_book.keeping.closing import close_year, reopen_year
from certificates.year_book.keeping.frozen import shown_year
from certificates.year_book.lines import kept_lines
from certificates.year_book.plan_rows import PlanRow
from certificates.year_book.structure import Structure
from certificates.year_book.summary import yearly_summary
from courses.models import AuditEntry, TrainingClass
from courses.refusals import Refusal
from enrollment.agencies import merge_agencies
from enrollment.models import Agency, Enrollment
from tests.certificates.classes import held_class, held_on
from tests.certificates.closed_years import NAMES, YEAR, year_over
from tests.factories.courses import days_ahead

pytestmark = pytest.mark.django_db


@pytest.fixture
def classes():
    return year_over()


@pytest.fixture
def closed(classes, administrator):
    return close_year(YEAR, by=administrator, note="Báo cáo số 12")


def refused(verb, *arguments, **choice) -> str:
    with pytest.raises(Refusal) as refusal:
        verb(*arguments, **choice)
    return refusal.value.code


def leave_out(name="Lê Văn Anh"):
    """Somebody was on the list who should not have been: the correction that comes too late."""
    Enrollment.objects.filter(full_name=name).update(state="withdrawn")


def files(settings) -> list[str]:
    return sorted(path.name for path in settings.PRIVATE_MEDIA_ROOT.rglob("*") if path.is_file())


def test_closing_keeps_figures_and_the_lists_behind_them(closed, administrator):
    shown = shown_year(YEAR)

    assert shown.is_frozen
    assert shown.summary == yearly_summary(YEAR)
    assert (shown.summary.participations, shown.summary.persons) == (4, 4)
    assert (shown.closed.closed_by, shown.closed.note) == (administrator, "Báo cáo số 12")
    assert {line.full_name for line in kept_lines(shown.lists())} == {*NAMES, "Đỗ Văn Bé"}
    assert content.digest(content.read(closed)) == closed.content_hash
    entry = AuditEntry.objects.get(action="year.closed")
    assert (entry.data["hash"], entry.actor) == (closed.content_hash, administrator)


def test_no_birth_date_number_or_address_is_kept(closed):
    kept = content.read(closed).decode()

    assert "Hà Ánh" in kept
    assert not [word for word in ("birth", "phone", "email", "national") if word in kept]


@pytest.mark.parametrize("before", [dt.date(YEAR, 12, 31), dt.date(YEAR, 7, 1)])
def test_a_year_that_lasts_is_not_closed(before, classes):
    at = timezone.make_aware(dt.datetime.combine(before, dt.time(23, 59)))

    assert refused(close_year, YEAR, by=None, at=at) == "year_lasts"
    assert refused(close_year, days_ahead(0).year, by=None) == "year_lasts"


def test_it_may_be_closed_from_the_first_minute_of_the_next_year(classes):
    at = timezone.make_aware(dt.datetime(YEAR + 1, 1, 1, 0, 0))  # noqa: DTZ001

    assert close_year(YEAR, by=None, at=at).closed_at == at


def test_a_year_without_classes_is_not_closed(db):
    assert refused(close_year, 1999, by=None) == "no_classes"


def test_classes_without_results_are_named_or_explained():
    year_over(finalized=False)

    with pytest.raises(Refusal, match="2010-02") as refusal:
        close_year(YEAR, by=None)
    assert refusal.value.code == "results_open"
    assert refused(close_year, YEAR, by=None, leaves_open=True) == "note_needed"
    close_year(YEAR, by=None, leaves_open=True, note="Lớp cuối năm chờ kết quả")

    assert shown_year(YEAR).summary.undecided == 1
    assert AuditEntry.objects.get(action="year.closed").data["open"] == ["2010-02"]


def test_what_does_not_add_up_is_not_closed_and_leaves_no_file(classes, monkeypatch, settings):
    monkeypatch.setattr(content, "year_lists", lambda year: {"participations": []})

    with pytest.raises(TotalsDisagree, match="2010"):
        close_year(YEAR, by=None)

    assert ClosedYear.objects.count() == 0
    assert files(settings) == []


def test_a_closed_year_is_not_closed_again(closed, settings):
    before = files(settings)

    assert refused(close_year, YEAR, by=None) == "already_closed"
    assert files(settings) == before


def test_who_comes_second_leaves_no_file(closed, settings, monkeypatch):
    """Both have passed the first look; the second look is under the lock."""
    looks = iter([None, closed])
    monkeypatch.setattr(closing, "standing", lambda year: next(looks))

    assert refused(close_year, YEAR, by=None) == "already_closed"
    assert len(files(settings)) == 1


def test_a_correction_leaves_the_frozen_figure_and_is_told_as_a_difference(closed):
    leave_out()

    assert shown_year(YEAR).summary.participations == 4
    changes = {
        (one.table, one.row, one.figure): (one.before, one.after) for one in differences(closed, [])
    }
    assert changes["", "", "participations"] == (4, 3)
    assert changes["by_class", "2010-01", "participations"] == (3, 2)
    assert changes["by_agency", "YT/" + Agency.objects.get(code="YT").level.code, "persons"] == (
        3,
        2,
    )
    assert ("by_class", "2010-02", "participations") not in changes


def test_an_amendment_is_dated_and_shown_beside_the_frozen_figure(closed, administrator):
    leave_out()
    at = timezone.make_aware(dt.datetime(2011, 2, 5, 9))  # noqa: DTZ001
    amend_year(YEAR, by=administrator, reason="Cử nhầm người", at=at)

    shown = shown_year(YEAR)
    correction = shown.corrections["", "", "participations"]
    assert shown.summary.participations == 4
    assert (correction.after, correction.day, correction.reason) == (
        3,
        dt.date(2011, 2, 5),
        "Cử nhầm người",
    )
    assert differences(closed, shown.amendments) == []
    (told,) = shown.corrected_totals
    assert [(one.figure, one.before, one.after) for one in told.changes][:2] == [
        ("Lượt học viên", "4", "3"),
        ("Số người (không trùng)", "4", "3"),
    ]
    assert (told.day, told.reason) == (dt.date(2011, 2, 5), "Cử nhầm người")


def test_a_second_amendment_tells_only_what_is_new(closed):
    leave_out()
    amend_year(YEAR, by=None, reason="Một")
    leave_out("Đỗ Văn Bé")
    amend_year(YEAR, by=None, reason="Hai")

    shown = shown_year(YEAR)
    before_and_after = [
        next((c["before"], c["after"]) for c in one.changes if c["figure"] == "participations")
        for one in shown.amendments
    ]
    assert before_and_after == [(4, 3), (3, 2)]
    assert shown.corrections["", "", "participations"].number == 2
    assert shown.corrections["by_class", "2010-01", "participations"].number == 1
    _first, second = shown.corrected_totals
    assert ("3", "2") in [(one.before, one.after) for one in second.changes]


def test_nothing_is_amended_without_a_difference_a_reason_or_a_closing(closed, classes):
    assert refused(amend_year, YEAR, by=None, reason="Thử") == "nothing_to_amend"
    leave_out()
    assert refused(amend_year, YEAR, by=None, reason="  ") == "reason_needed"
    assert refused(amend_year, 2009, by=None, reason="Thử") == "not_closed"
    assert YearAmendment.objects.count() == 0


def test_a_merger_entered_after_the_closing_changes_nothing(closed):
    before = shown_year(YEAR)
    old, new = Agency.objects.get(code="YT"), Agency.objects.get(code="TC")
    merge_agencies([old], into=new, on=dt.date(2020, 7, 1), by=None)

    assert shown_year(YEAR).summary == before.summary
    assert differences(closed, []) == []
    converted = shown_year(YEAR, structure=Structure(dt.date(2021, 1, 1)))
    assert [row.code for row in converted.summary.by_agency if row.participations] == ["TC"]
    assert (converted.is_frozen, converted.closed) == (False, closed)


def test_a_converted_year_goes_with_the_plan_of_today(closed, monkeypatch):
    """Figures that are worked out anew agree with nothing that was kept."""
    today = (PlanRow(1, "Tin học", None, 2, 40, 1, 3),)
    monkeypatch.setattr(frozen, "plan_rows", lambda year: today)

    assert shown_year(YEAR).plan == ()
    assert shown_year(YEAR, structure=Structure(dt.date(2011, 1, 1))).plan == today


def test_years_beside_a_closed_one_are_kept_as_they_were_shown(closed):
    held_class(["Võ Thị Sáu"], code="2009-01", **held_on(dt.date(2009, 5, 4)))

    assert [(one.year, one.participations) for one in shown_year(YEAR).beside] == [(2010, 4)]


def test_a_class_that_is_recorded_later_is_a_difference(closed):
    held_class(["Võ Thị Sáu"], code="2010-03", **held_on(dt.date(YEAR, 5, 4)))

    classes = [one for one in differences(closed, []) if one.figure == "classes" and not one.table]
    assert [(one.before, one.after) for one in classes] == [(2, 3)]


def test_words_of_today_are_no_difference(closed):
    TrainingClass.objects.filter(code="2010-01").update(title="Tên lớp viết lại")

    assert differences(closed, []) == []
    assert "Tên lớp viết lại" not in [row.title for row in shown_year(YEAR).summary.by_class]


def test_an_opened_year_is_live_again_and_its_closings_stay(closed, administrator):
    leave_out()
    reopen_year(YEAR, by=administrator, reason="Thiếu một lớp")

    assert not shown_year(YEAR).is_frozen
    assert shown_year(YEAR).summary.participations == 3
    second = close_year(YEAR, by=administrator)
    assert shown_year(YEAR).closed == second
    assert shown_year(YEAR).amendments == ()
    assert ClosedYear.objects.filter(year=YEAR).count() == 2
    closed.refresh_from_db()
    assert (closed.reopened_by, closed.reopened_reason) == (administrator, "Thiếu một lớp")


def test_opening_needs_a_reason_and_a_closed_year(closed):
    assert refused(reopen_year, YEAR, by=None, reason=" ") == "reason_needed"
    reopen_year(YEAR, by=None, reason="Thử")
    assert refused(reopen_year, YEAR, by=None, reason="Thử") == "not_closed"


def test_rows_of_a_closing_are_neither_changed_nor_deleted(closed):
    leave_out()
    amendment = amend_year(YEAR, by=None, reason="Cử nhầm người")
    closed.note = "Khác"

    for act in (
        closed.save,
        closed.delete,
        amendment.save,
        amendment.delete,
        ClosedYear.objects.all().delete,
        YearAmendment.objects.all().delete,
        lambda: YearAmendment.objects.update(reason="Khác"),
        lambda: ClosedYear.objects.update(figures={}),
    ):
        assert refused(act) == "register_is_kept"


def file_row(closed, name="tables.pdf"):
    return ClosedYearFile(
        closed_year=closed,
        name=name,
        file="years/x.pdf",
        content_hash="0" * 64,
        size=1,
        made_at=timezone.now(),
    )


def amendment_row(closed, number=1, reason="Thử"):
    return YearAmendment(
        closed_year=closed,
        number=number,
        made_at=timezone.now(),
        reason=reason,
        changes=[],
        content_hash="0" * 64,
    )


def closed_again():
    copy = ClosedYear.objects.get()
    copy.pk, copy.public_id = None, uuid.uuid4()
    return copy


@pytest.mark.database
@pytest.mark.parametrize(
    "break_it",
    [
        lambda closed: closed_again().save(force_insert=True),
        lambda closed: ClosedYear.objects.update(reopened_at=timezone.now()),
        lambda closed: ClosedYear._base_manager.update(content_hash=""),
        lambda closed: ClosedYear._base_manager.update(content=""),
        lambda closed: [file_row(closed).save() for _time in range(2)],
        lambda closed: amendment_row(closed, reason="").save(),
        lambda closed: amendment_row(closed, number=0).save(),
        lambda closed: [amendment_row(closed).save() for _time in range(2)],
    ],
)
def test_the_database_refuses_what_must_never_be(break_it, closed):
    with pytest.raises(IntegrityError), transaction.atomic():
        break_it(closed)


def test_the_number_of_queries_of_a_closed_year_is_small(closed, django_assert_num_queries):
    with django_assert_num_queries(2):
        _ = shown_year(YEAR).corrections


def test_withdrawing_certificates_and_all_else_go_on_after_the_closing(closed, classes):
    issued = issue_certificates(classes[1], by=None, issued_on=dt.date(2011, 1, 5))

    assert len(issued) == 1
    changed = {one.figure: one.after for one in differences(closed, []) if not one.table}
    assert changed == {"certificates": 3}
