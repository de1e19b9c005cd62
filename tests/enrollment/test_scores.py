"""Scores by attempt, and score sheets that come in as a paste or a file."""

import io
from decimal import Decimal

import pytest
from openpyxl import load_workbook

from courses.models import AuditEntry
from enrollment.models import Enrollment, Score
from enrollment.roster import row_changes
from enrollment.roster.reading import Found, RosterUnreadable
from enrollment.running.recognition import finalize_class
from enrollment.running.scores import (
    ScoresRefused,
    counting_score,
    record_attempts,
    record_scores,
)
from enrollment.score_sheets import drafts
from enrollment.score_sheets.judging import judge
from enrollment.score_sheets.sheet import sheet_of
from enrollment.score_sheets.workbooks import template_workbook
from tests.enrollment.test_roster_legacy import in_tcvn3
from tests.factories.courses import TenPointSchemeFactory, TrainingClassFactory
from tests.factories.enrollment import AgencyFactory, EnrollmentFactory, TraineeFactory


@pytest.fixture
def scheme(db):
    return TenPointSchemeFactory(attempts=2)


@pytest.fixture
def scored(scheme):
    return TrainingClassFactory(over=True, ranking_scheme=scheme)


def person(training_class, name, **fields):
    agency = fields.pop("agency", None) or AgencyFactory()
    trainee = TraineeFactory(full_name=name, **fields)
    return EnrollmentFactory(training_class=training_class, trainee=trainee, agency=agency)


def score_of(enrollment):
    return Enrollment.objects.get(pk=enrollment.pk).score


@pytest.mark.parametrize(("counts", "score"), [("last", Decimal("6.0")), ("best", Decimal("8.0"))])
def test_the_scheme_says_which_attempt_counts(scored, counts, score):
    scored.ranking_scheme.counts = counts
    one = person(scored, "Bùi Thị Ước")

    record_scores(scored, {one.pk: Decimal("8.0")}, by=None)
    record_scores(scored, {one.pk: Decimal("6.0")}, by=None, attempt=2)

    assert score_of(one) == score
    known = dict(Score.objects.values_list("attempt", "value"))
    assert counting_score(scored.ranking_scheme, known) == score


@pytest.mark.parametrize(
    ("typed", "code"),
    [
        ({1: "10.1"}, "off_scale"),
        ({1: "-0.1"}, "off_scale"),
        ({1: "5.0", 2: "5.0", 3: "5.0"}, "attempt_not_allowed"),
        ({2: "5.0"}, "attempt_skipped"),
    ],
)
def test_what_cannot_be_a_score_is_refused_and_nothing_stored(scored, typed, code):
    one, right = person(scored, "Bùi Thị Ước"), person(scored, "Lê Văn Anh")
    scores = {(one.pk, attempt): Decimal(score) for attempt, score in typed.items()}

    with pytest.raises(ScoresRefused) as refused:
        record_attempts(scored, scores | {(right.pk, 1): Decimal("7.0")}, by=None)

    assert refused.value.code == code
    assert not Score.objects.exists()


def test_a_class_without_a_scale_takes_no_score(db):
    training_class = TrainingClassFactory(over=True)
    one = EnrollmentFactory(training_class=training_class)

    with pytest.raises(ScoresRefused):
        record_scores(training_class, {one.pk: Decimal("5.0")}, by=None)


@pytest.mark.database
def test_a_score_is_changed_taken_back_and_every_step_is_in_the_log(scored, organizer):
    one = person(scored, "Bùi Thị Ước")

    counts = [
        record_scores(scored, {one.pk: score}, by=organizer)
        for score in (Decimal("7.0"), Decimal("7.0"), Decimal("8.5"), None)
    ]

    assert counts == [1, 0, 1, 1]
    assert score_of(one) is None
    log = AuditEntry.objects.filter(action="class.scores").order_by("number")
    assert [entry.data["scores"] for entry in log] == [
        [[one.pk, 1, "", "7.0"]],
        [[one.pk, 1, "7.0", "8.5"]],
        [[one.pk, 1, "8.5", ""]],
    ]


def test_a_first_score_stays_while_there_is_a_second(scored):
    one = person(scored, "Bùi Thị Ước")
    record_attempts(scored, {(one.pk, 1): Decimal("4.0"), (one.pk, 2): Decimal("6.0")}, by=None)

    with pytest.raises(ScoresRefused) as refused:
        record_scores(scored, {one.pk: None}, by=None)

    assert refused.value.code == "attempt_skipped"


def test_a_score_from_before_attempts_is_the_first_one(scored):
    one = person(scored, "Bùi Thị Ước")
    Enrollment.objects.filter(pk=one.pk).update(score=Decimal("4.0"))

    record_scores(scored, {one.pk: Decimal("6.0")}, by=None, attempt=2)

    assert dict(Score.objects.values_list("attempt", "value")) == {
        1: Decimal("4.0"),
        2: Decimal("6.0"),
    }
    assert score_of(one) == Decimal("6.0")


HEAD = ("STT", "Họ và tên", "Năm sinh", "Đơn vị", "Điểm")


def read(*rows, head=HEAD, attempt=1):
    lines = [(number, list(row)) for number, row in enumerate((head, *rows), start=1)]
    return sheet_of(Found(lines, {}), attempt=attempt)


def verdicts(training_class, *rows, head=HEAD, attempt=1):
    judgment = judge(read(*rows, head=head, attempt=attempt).rows, training_class)
    return [one.verdict for one in judgment.rows]


@pytest.mark.parametrize(
    ("typed", "verdict"),
    [
        ("8,5", "new"),
        ("8.5", "new"),
        (["n", "8.5"], "new"),
        (["n", "8"], "new"),
        ("7,0", "unchanged"),
        ("7", "unchanged"),
        (None, "empty"),
        ("10,5", "off_scale"),
        ("85", "off_scale"),
        ("8.125", "not_a_number"),
        ("8,55", "not_a_number"),
        ("-1", "not_a_number"),
        ("tám", "not_a_number"),
        ("1e1", "not_a_number"),
        (["e", "#N/A"], "not_a_number"),
        (["f", ""], "not_a_number"),
        (["b", "TRUE"], "not_a_number"),
        (["d", "2026-05-08 00:00:00"], "not_a_number"),
    ],
)
def test_one_verdict_for_each_way_to_write_a_score(scored, typed, verdict):
    an = person(scored, "Bùi Thị An", birth_year=1980)
    record_scores(scored, {an.pk: Decimal("7.0")}, by=None)
    expected = "changed" if verdict == "new" else verdict

    assert verdicts(scored, ("1", "Bùi Thị An", "1980", "", typed)) == [expected]


def test_a_person_is_found_by_name_birth_agency_and_number(scored):
    agency = AgencyFactory(name="Huyện ủy Mai Châu")
    person(scored, "Bùi Thị Ước", birth_year=1980)
    person(scored, "Lê Văn Anh", birth_year=1970)
    person(scored, "Lê Văn Anh", birth_year=1975)
    person(scored, "Hà Thị Lan", birth_year=None)
    person(scored, "Hà Thị Lan", birth_year=None, agency=agency)

    found = verdicts(
        scored,
        ("", "BÙI THỊ ƯỚC", "", "", "8"),
        ("", "Bui Thi Uoc", "", "", "8"),
        ("", "Bùi Thị Uốc", "", "", "8"),
        ("", "Lê Văn Anh", "1975", "", "8"),
        ("", "Lê Văn Anh", "", "", "8"),
        ("", "Hà Thị Lan", "", "Huyện ủy Mai Châu", "8"),
        ("", "Nguyễn Văn Không", "", "", "8"),
        ("", "Bùi Thị Ước", "1999", "", "8"),
    )

    assert found == [
        *("new", "twice_in_file", "not_in_class", "new", "ambiguous"),
        *("new", "not_in_class", "ambiguous"),
    ]


def test_the_number_of_the_printed_sheet_tells_namesakes_apart(scored):
    first, second = (person(scored, "Lê Văn Anh", birth_year=y) for y in (1970, 1975))

    judgment = judge(read(("2", "Lê Văn Anh", "", "", "8")).rows, scored)

    assert judgment.rows[0].enrollment == second
    assert first.pk != second.pk


def test_old_encodings_are_seen_through(scored):
    person(scored, "Nguyễn Thị Hòa")
    person(scored, "Đỗ Văn Dũng")

    def old(text):
        return ["s", in_tcvn3(text), ".VnTime"]

    found = verdicts(
        scored,
        ("1", old("Nguyễn Thị Hòa"), "8"),
        ("2", old("Đỗ Văn Dũng"), "9"),
        head=("STT", old("Họ và tên"), old("Điểm")),
    )

    assert found == ["new", "new"]


@pytest.mark.parametrize(
    ("head", "attempts"),
    [
        (("Họ và tên", "Điểm"), {1}),
        (("Full name", "Score"), {1}),
        (("Họ và tên", "Điểm / Score"), {1}),
        (("Điểm bài kiểm tra", "Ghi chú", "Họ và tên"), {1}),
        (("Họ và tên", "Điểm lần 1", "Điểm lần 2"), {1, 2}),
        (("Họ và tên", "Điểm", "Điểm thi lại"), {1, 2}),
        (("Họ và tên", "Điểm (bằng số)", "Điểm bằng chữ"), {1}),
        (("Full name", "Score, attempt 2"), {2}),
    ],
)
def test_columns_of_scores_are_found_by_their_headings(head, attempts):
    row = ["5" if "i" in text.lower() and "ên" not in text else "Bùi Thị An" for text in head]

    cells = read(row, head=head).rows[0].cells

    assert {int(name[-1]) for name in cells if name.startswith("score_")} == attempts


def test_two_lines_of_headings_are_one(scored):
    one = person(scored, "Bùi Thị An")
    rows = (("", "", "Lần 1", "Lần 2"), ("1", "Bùi Thị An", "4", "6"))

    judgment = judge(read(*rows, head=("STT", "Họ và tên", "Điểm", "")).rows, scored)

    assert judgment.attempts == {(one.pk, 1): Decimal("4.0"), (one.pk, 2): Decimal("6.0")}


def test_a_plain_heading_means_the_attempt_that_was_chosen(scored):
    one = person(scored, "Bùi Thị An")
    record_scores(scored, {one.pk: Decimal("4.0")}, by=None)
    row = ("1", "Bùi Thị An", "", "", "6")

    judgment = judge(read(row, attempt=2).rows, scored)

    assert judgment.attempts == {(one.pk, 2): Decimal("6.0")}


def test_a_second_score_without_a_first_or_beyond_the_scheme_is_refused(scored):
    person(scored, "Bùi Thị An")
    head = ("Họ và tên", "Điểm lần 1", "Điểm lần 2", "Điểm lần 3")

    assert verdicts(scored, ("Bùi Thị An", None, "6", None), head=head) == ["attempt_not_allowed"]
    assert verdicts(scored, ("Bùi Thị An", "4", "6", "7"), head=head) == ["attempt_not_allowed"]


@pytest.mark.parametrize(
    ("head", "code"),
    [(("STT", "Điểm"), "no_heading"), (("STT", "Họ và tên"), "no_score_heading")],
)
def test_a_table_without_names_or_scores_is_refused_in_words(head, code):
    with pytest.raises(RosterUnreadable) as refused:
        read(("1", "Bùi Thị An"), head=head)

    assert refused.value.code == code


def draft_of(training_class, *rows, by, head=HEAD):
    return drafts.make_draft(read(*rows, head=head), training_class, by=by)


@pytest.mark.database
def test_a_sheet_is_stored_whole_or_not_at_all(scored, organizer):
    one = person(scored, "Bùi Thị An")
    draft = draft_of(
        scored,
        ("1", "Bùi Thị An", "", "", "8"),
        ("2", "Nguyễn Văn Không", "", "", "8"),
        by=organizer,
    )

    with pytest.raises(drafts.SheetRefused):
        drafts.commit_draft(draft, by=organizer)
    assert score_of(one) is None

    row_changes.leave_out(draft, [3])
    assert drafts.commit_draft(draft, by=organizer) == 1
    assert drafts.commit_draft(draft, by=organizer) == 0
    assert score_of(one) == Decimal("8.0")
    draft.refresh_from_db()
    assert (draft.rows, draft.committed_at is None) == ([], False)


def test_a_row_is_mended_by_saying_who_it_is_and_what_was_meant(scored, organizer):
    first, second = (person(scored, "Lê Văn Anh", birth_year=y) for y in (1970, 1975))
    draft = draft_of(scored, ("", "Lê Văn Anh", "", "", "8,,5"), by=organizer)

    row_changes.change_row(draft, 2, fixed={"score_1": "8,5"}, same=str(second.public_id))
    draft.refresh_from_db()
    drafts.commit_draft(draft, by=organizer)

    assert (score_of(first), score_of(second)) == (None, Decimal("8.5"))


def test_the_same_sheet_again_changes_nothing(scored, organizer):
    person(scored, "Bùi Thị An")
    row = ("1", "Bùi Thị An", "", "", "8")
    drafts.commit_draft(draft_of(scored, row, by=organizer), by=organizer)

    again = draft_of(scored, row, by=organizer)

    assert drafts.judge_draft(again).counts == {"unchanged": 1}
    assert drafts.commit_draft(again, by=organizer) == 0
    assert AuditEntry.objects.filter(action="class.scores").count() == 1


def test_nothing_is_stored_after_recognition(scored, organizer):
    person(scored, "Bùi Thị An")
    draft = draft_of(scored, ("1", "Bùi Thị An", "", "", "8"), by=organizer)
    finalize_class(scored, by=None)

    assert drafts.judge_draft(draft).closed.code == "finalized"
    with pytest.raises(ScoresRefused):
        drafts.commit_draft(draft, by=organizer)


def test_old_sheets_are_forgotten(scored, organizer):
    draft = draft_of(scored, ("1", "Bùi Thị An", "", "", "8"), by=organizer)

    assert drafts.forget_old_sheets() == 0
    assert drafts.forget_old_sheets(draft.made_at + drafts.KEPT * 2) == 1


def cells_of(body):
    rows = load_workbook(io.BytesIO(body)).active.iter_rows(values_only=True)
    return [[cell if cell is None else str(cell) for cell in row] for row in rows]


def test_the_sheet_of_the_class_comes_back_as_it_went_out(scored):
    people = [
        person(scored, name, birth_year=year)
        for name, year in (("Quách Thị Ước", 1980), ("O'Brien", 1970), ("Ước", None))
    ]
    record_scores(scored, {people[0].pk: Decimal("8.5")}, by=None)

    head, *rows = cells_of(template_workbook(scored))

    assert sorted(verdicts(scored, *rows, head=head)) == ["empty", "empty", "unchanged"]


def test_judging_costs_the_same_with_many(scored, django_assert_num_queries):
    for count in (1, 5):
        rows = [(str(n), f"Nguyễn Văn Số {n}", "", "", "8") for n in range(count)]
        for row in rows:
            person(scored, row[1])
        sheet = read(*rows)
        with django_assert_num_queries(2):
            judge(sheet.rows, scored)
