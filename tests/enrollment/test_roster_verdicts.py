"""Each row gets one verdict with its reason; what is committed is what was judged."""

import datetime as dt
import io
import json

import pytest

from django.core.management import call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext

from courses.refusals import Refusal
from enrollment.models import (
    AgencySeats,
    Enrollment,
    EntryRule,
    NominationBatch,
    NominationRound,
    TargetGroup,
    Trainee,
)
from enrollment.people.profile import work_at
from enrollment.registering.registration import register_trainee
from enrollment.roster.committing import RosterRefused, commit_roster
from enrollment.roster.judging import judge
from enrollment.roster.reading import Found, read_file
from enrollment.roster.sheets import Roster, roster_of
from enrollment.roster.workbooks import refused_workbook, template_workbook
from tests.enrollment import sheets
from tests.factories.courses import CourseFactory, TrainingClassFactory, days_ahead
from tests.factories.enrollment import AgencyFactory, EnrollmentFactory, TraineeFactory

pytestmark = pytest.mark.django_db
HEAD = ("Họ và tên", "Ngày sinh", "Đơn vị", "E-mail", "Chức vụ")


@pytest.fixture
def agency():
    return AgencyFactory(name="Huyện ủy Tân Lạc", code="TL")


@pytest.fixture
def training_class():
    return TrainingClassFactory(capacity=30)


def roster(*rows, head=HEAD) -> Roster:
    lines = [(n, list(row)) for n, row in enumerate((head, *rows), start=1)]
    return roster_of(Found(lines, {}))


def verdicts(training_class, agency, *rows, head=HEAD) -> list[str]:
    judged = judge(roster(*rows, head=head), training_class, agency)
    return [one.verdict for one in judged.rows]


def on_record(agency, name="Lê Văn An", birth=dt.date(1980, 3, 16), **fields) -> Trainee:
    trainee = TraineeFactory(full_name=name, birth_date=birth, **fields)
    work_at(trainee, agency, "", on=days_ahead(-30))
    return trainee


def test_known_person_is_found_by_name_and_birth(training_class, agency):
    on_record(agency)

    rows = [("LÊ VĂN AN", "16/3/1980"), ("Lê  Văn An ", "1980-03-16"), ("Hà Ý", "1990")]

    assert verdicts(training_class, agency, *rows) == ["known", "twice_in_file", "new"]


def test_tone_placement_makes_no_other_person_but_another_tone_does(training_class, agency):
    on_record(agency, "Lê Thị Hòa")

    assert verdicts(training_class, agency, ("Lê Thị Hoà", "16/03/1980")) == ["known"]
    assert verdicts(training_class, agency, ("Le Thi Hoa", "16/03/1980")) == ["namesake"]
    assert verdicts(training_class, agency, ("Lê Thị Hoạ", "16/03/1980")) == ["new"]


@pytest.mark.parametrize("birth", ["17/03/1980", "1981", None])
def test_namesake_is_asked_about_and_never_merged(training_class, agency, birth):
    on_record(agency)

    judged = judge(roster(("Lê Văn An", birth)), training_class, agency).rows[0]

    assert judged.verdict == "namesake"
    assert "16/03/1980" in judged.message


def test_answer_about_a_namesake_is_followed(training_class, agency):
    trainee = on_record(agency)
    asked = roster(("Lê Văn An", "1981"))

    asked.rows[0].same = str(trainee.public_id)
    assert judge(asked, training_class, agency).rows[0].trainee == trainee
    asked.rows[0].same = "other"
    assert judge(asked, training_class, agency).rows[0].verdict == "new"


def test_stranger_cannot_be_chosen_as_the_same(training_class, agency):
    stranger = on_record(AgencyFactory())
    asked = roster(("Lê Văn An", "1981"))
    asked.rows[0].same = str(stranger.public_id)

    assert judge(asked, training_class, agency).rows[0].verdict == "new"


def test_people_of_other_agencies_are_neither_shown_nor_taken(training_class, agency):
    on_record(AgencyFactory(name="CANARY"), email="canary@example.org")

    certain = judge(roster(("Lê Văn An", "16/03/1980")), training_class, agency).rows[0]
    other_birth = judge(roster(("Lê Văn An", "17/03/1980")), training_class, agency).rows[0]

    assert certain.verdict == "foreign_agency"
    assert "CANARY" not in certain.message
    assert certain.trainee is None
    assert other_birth.verdict == "new"


def test_agency_of_a_row_is_the_sender_or_one_below(training_class, agency):
    below = AgencyFactory(name="Văn phòng Huyện ủy", code="TL-VP", parent=agency)
    AgencyFactory(name="Huyện ủy Yên Thủy", code="YT")
    rows = [
        ("An", "1980", "văn phòng huyện ủy"),
        ("Bình", "1980", "TL-VP"),
        ("Chi", "1980", "Huyện uỷ Tân Lạc"),
        ("Dung", "1980", "Phòng Tổng hợp"),
        ("Giang", "1980", "Huyện ủy Yên Thủy"),
        ("Hà", "1980", "YT"),
    ]

    judged = judge(roster(*rows), training_class, agency).rows

    assert [one.agency for one in judged] == [below, below, agency, agency, None, None]
    assert [one.verdict for one in judged][4:] == ["foreign_agency", "foreign_agency"]


def test_registered_clashing_and_unfit_people_are_told_apart(agency):
    course = CourseFactory(name="Nhập môn")
    training_class = TrainingClassFactory(course=CourseFactory(name="Nâng cao"))
    registered, clashing = on_record(agency, "Lê An"), on_record(agency, "Lê Bình")
    register_trainee(registered, training_class, agency=agency, source="desk")
    register_trainee(clashing, TrainingClassFactory(title="Lớp khác"), agency=agency, source="desk")
    rule = EntryRule.objects.create(training_class=training_class)
    rule.prerequisites.add(course)
    rows = [("Lê An", "16/03/1980"), ("Lê Bình", "16/03/1980"), ("Lê Chi", "1990")]

    judged = judge(roster(*rows), training_class, agency).rows

    assert [one.verdict for one in judged] == [
        "already_registered",
        "clash",
        "prerequisite_missing",
    ]
    assert "Lớp khác" in judged[1].message
    assert "Nhập môn" in judged[2].message


def test_target_group_is_judged_by_the_position_of_the_row(training_class, agency):
    group = TargetGroup.objects.create(name="Văn thư", position_words="văn thư")
    EntryRule.objects.create(training_class=training_class).target_groups.add(group)
    rows = [("An", "1980", None, None, "Cán bộ Văn thư"), ("Bình", "1980", None, None, "Lái xe")]

    assert verdicts(training_class, agency, *rows) == ["new", "not_target_group"]


@pytest.mark.parametrize(
    ("row", "heading"),
    [
        (("\u200b", "1980"), "Họ và tên"),
        (("Lê \u0430n", "1980"), "Họ và tên"),
        (("Lê" + "\u0301" * 9, "1980"), "Họ và tên"),
        (("Lê An \U0001f600", "1980"), "Họ và tên"),
        (("x" * 121, "1980"), "Họ và tên"),
        ((["n", "7"], "1980"), "Họ và tên"),
        (("Lê An", "31/02/1980"), "Ngày sinh"),
        (("Lê An", "03/25/1980"), "Ngày sinh"),
        (("Lê An", "16/03/80"), "Ngày sinh"),
        (("Lê An", "2568"), "Ngày sinh"),
        (("Lê An", ["n", "38000.5"]), "Ngày sinh"),
        (("Lê An", ["n", "38000"]), "Ngày sinh"),
        (("Lê An", ["e", "#REF!"]), "Ngày sinh"),
        (("Lê An", "#N/A"), "Ngày sinh"),
        (("Lê An", ["b", "TRUE"]), "Ngày sinh"),
        (("Lê An", ["f", ""]), "Ngày sinh"),
        (("Lê An", "1980", None, "a@b"), "E-mail"),
        (("Lê An", "1980", None, "a@b.vn\r\nBcc: c@d.vn"), "E-mail"),
        (("Lê An", "1980", None, None, "x" * 201), "Chức vụ"),
        (("Lê An", "1980", None, None, ["e", "#NAME?"]), "Chức vụ"),
        ((None, "1980", None, "a@b.vn"), "Họ và tên"),
    ],
)
def test_faulty_cell_is_told_with_its_column(training_class, agency, row, heading):
    judged = judge(roster(row), training_class, agency).rows[0]

    assert judged.verdict == "invalid"
    assert f"{heading}: " in judged.message


@pytest.mark.parametrize(
    "name",
    ["O", "Y Brăng Niê", "H'Hen Niê", "H’Hen Niê", "Ơ", "{{7*7}}", "=HYPERLINK(A1)x", "<b>An</b>"],
)
def test_real_and_odd_names_are_kept_as_they_are(training_class, agency, name):
    judged = judge(roster((name, "1980")), training_class, agency).rows[0]

    assert (judged.verdict, judged.person.full_name) == ("new", name)


def test_month_and_year_keep_the_year(training_class, agency):
    person = judge(roster(("Lê An", "3/1980")), training_class, agency).rows[0].person

    assert person.birth_text == "1980"
    assert person.notes


@pytest.mark.parametrize(
    ("cell", "stored", "verdict", "is_noted"),
    [
        ("001080000001", "001080000001", "new", False),
        (["n", "17080001234"], "017080001234", "new", True),
        (["n", "100000000000"], "100000000000", "new", True),
        ("12AB", "12AB", "new", True),
        ("1E+11", "1E+11", "invalid", False),
        (["n", "1.5"], "1.5", "invalid", True),
        (["b", "TRUE"], "TRUE", "invalid", True),
        (["e", "#REF!"], "#REF!", "invalid", True),
    ],
)
def test_identity_numbers_are_text_for_ever(
    training_class, agency, cell, stored, verdict, is_noted
):
    head = ("Họ và tên", "Số CCCD")
    judged = judge(roster(("Lê An", cell), head=head), training_class, agency).rows[0]

    assert judged.person.values == {"Số CCCD": stored}
    assert judged.verdict == verdict
    if verdict == "new":
        assert bool(judged.message) == is_noted


def test_legacy_rows_wait_for_consent(training_class, agency):
    rows = roster(("NguyÔn V¨n B×nh", "1980"), ("TrÇn ThÞ Hµ", "1981"), ("Le An", "1982"))

    judged = judge(rows, training_class, agency)
    assert [one.verdict for one in judged.rows] == ["legacy_encoding", "legacy_encoding", "new"]
    assert "TCVN3" in judged.rows[0].message
    with pytest.raises(RosterRefused):
        commit_roster(rows, training_class, agency, by=None)
    assert not Trainee.objects.exists()

    rows.convert = True
    commit_roster(rows, training_class, agency, by=None)
    names = set(Trainee.objects.values_list("full_name", flat=True))
    assert names == {"Nguyễn Văn Bình", "Trần Thị Hà", "Le An"}


def test_more_rows_than_seats_by_the_exact_rule(agency):
    training_class = TrainingClassFactory(capacity=3)
    EnrollmentFactory(training_class=training_class)
    rows = [(f"Lê {name}", "1980") for name in ("An", "Bình", "Chi", "Dung")]

    done = commit_roster(roster(*rows), training_class, agency, by=None)

    assert [one.verdict for one in done.judgment.rows] == ["new", "new", "waiting", "waiting"]
    states = dict(done.batch.enrollments.values_list("full_name", "state"))
    assert states == {
        "Lê An": "confirmed",
        "Lê Bình": "confirmed",
        "Lê Chi": "waiting",
        "Lê Dung": "waiting",
    }


def test_own_seats_come_before_common_ones(agency):
    training_class = TrainingClassFactory(capacity=4, seats_reserved=3)
    now = dt.datetime.now(dt.UTC)
    round_ = NominationRound.objects.create(
        training_class=training_class, opened_at=now, deadline=now + dt.timedelta(days=5)
    )
    AgencySeats.objects.create(round=round_, agency=agency, given=1)
    AgencySeats.objects.create(round=round_, agency=AgencyFactory(), given=2)
    rows = [(f"Lê {name}", "1980") for name in ("An", "Bình", "Chi")]

    done = commit_roster(roster(*rows), training_class, agency, by=None)

    assert [one.state for one in done.judgment.rows] == ["confirmed", "confirmed", "waiting"]
    given = done.batch.enrollments.exclude(seat_of=None).values_list("full_name", flat=True)
    assert list(given) == ["Lê An"]


@pytest.mark.parametrize("births", [("1980", "1981"), ("16/03/1980", "17/03/1980"), (None, None)])
def test_the_same_file_again_changes_nothing(training_class, agency, births):
    rows = [("Lê An", births[0]), ("Lê Bình", births[1])]
    commit_roster(roster(*rows), training_class, agency, by=None)
    before = (Trainee.objects.count(), Enrollment.objects.count(), NominationBatch.objects.count())

    again = commit_roster(roster(*rows), training_class, agency, by=None)

    assert again.batch is None
    assert [one.verdict for one in again.judgment.rows] == ["already_registered"] * 2
    assert again.judgment.refused == 0
    after = (Trainee.objects.count(), Enrollment.objects.count(), NominationBatch.objects.count())
    assert after == before == (2, 2, 1)


def test_one_bad_row_keeps_all_from_being_stored(training_class, agency):
    rows = [(f"Người Thứ {n}", "1980") for n in range(200)]
    rows[198] = ("Người Thứ 198", "31/02/1980")

    with pytest.raises(RosterRefused) as caught:
        commit_roster(roster(*rows), training_class, agency, by=None)

    assert caught.value.judgment.refused == 1
    assert not Trainee.objects.exists()
    assert not NominationBatch.objects.exists()


def test_class_that_takes_no_names_is_told_for_the_file(agency):
    closed = TrainingClassFactory(over=True)

    assert judge(roster(("An", "1980")), closed, agency).closed.code == "closed"
    with pytest.raises(Refusal) as caught:
        commit_roster(roster(("An", "1980")), closed, agency, by=None)
    assert caught.value.code == "closed"


def test_verdicts_cost_the_same_with_thirty_rows(training_class, agency):
    on_record(agency)
    EntryRule.objects.create(training_class=training_class).prerequisites.add(CourseFactory())
    counted = []
    for number in (1, 30):
        rows = [("Lê Văn An", "16/03/1980", "TL", "a@b.vn")]
        rows += [(f"Lê Thứ {n}", "1980", "TL", f"n{n}@b.vn") for n in range(1, number)]
        with CaptureQueriesContext(
            connection,
        ) as queries:
            judge(roster(*rows), training_class, agency)
        counted.append(len(queries))

    assert counted[0] == counted[1] <= 20


def test_refused_rows_come_back_as_a_workbook_that_can_be_sent_in_again(training_class, agency):
    head = ("Họ và tên", "Ngày sinh", "Số CCCD", "Ghi chú")
    rows = [
        ("Lê An", "31/02/1980", "001080000001", "=1+1"),
        ("+Hà", "x", "", "''a"),
        ("Ý", "1980", "", ""),
    ]
    first = roster(*rows, head=head)
    judged = judge(first, training_class, agency)

    again = roster_of(read_file(refused_workbook(first, judged)))

    rejudged = judge(again, training_class, agency)
    assert [one.person.full_name for one in rejudged.rows] == ["Lê An", "+Hà"]
    assert [one.verdict for one in rejudged.rows] == ["invalid", "invalid"]
    assert rejudged.rows[0].person.values["Số CCCD"] == "001080000001"
    assert [one.person.values["Ghi chú"] for one in rejudged.rows] == ["=1+1", "'a"]


def test_empty_list_to_fill_in_is_understood_in_both_languages():
    found = read_file(template_workbook())

    assert set(dict(_fields(found)).values()) >= {"full_name", "birth", "gender", "position"}


def _fields(found: Found):
    lines = [*found.lines, (2, ["1", "An"])]
    return roster_of(Found(lines, {})).fields.items()


def run(*arguments) -> tuple[int, dict]:
    out, code = io.StringIO(), 0
    try:
        call_command("import_roster", *map(str, arguments), "--format", "json", stdout=out)
    except SystemExit as end:
        code = end.code
    return code, json.loads(out.getvalue())


def test_command_tells_and_then_stores(training_class, agency, tmp_path):
    path = tmp_path / "ds.xlsx"
    path.write_bytes(
        sheets.xlsx(
            [
                ("DANH SÁCH",),
                ("Họ và tên", "Ngày sinh", "Điện thoại"),
                ("Nguye\u0302\u0303n An", dt.date(1980, 3, 16), "0912345678"),
                ("Lê Bình", 1981, None),
            ]
        )
    )
    arguments = (training_class.code, path, "--agency", agency.code)

    code, told = run(*arguments)
    assert (code, told["message"], told["accepted"], told["refused"]) == (0, "", 2, 0)
    assert told["rows"][0] == {
        "line": 3,
        "verdict": "new",
        "message": "",
        "full_name": "Nguyễn An",
        "birth": "1980-03-16",
        "values": {"Điện thoại": "0912345678"},
    }
    assert told["rows"][1]["birth"] == "1981"
    assert not Enrollment.objects.exists()

    code, stored = run(*arguments, "--commit")
    assert (code, stored["accepted"], Enrollment.objects.count()) == (0, 2, 2)
    code, again = run(*arguments, "--commit")
    assert (code, again["refused"], again["unchanged"], Enrollment.objects.count()) == (0, 0, 2, 2)


@pytest.mark.parametrize("name", ["missing.csv", "", "\0"])
def test_command_answers_a_missing_file_with_a_message(training_class, agency, tmp_path, name):
    code, told = run(training_class.code, tmp_path / name, "--agency", agency.code)

    assert (code, told["rows"]) == (1, [])
    assert told["message"]


def test_command_answers_broken_files_and_unknown_codes(training_class, agency, tmp_path):
    path = tmp_path / "ds.xlsx"
    path.write_bytes(b"PK\x03\x04 broken")
    calls = [
        (training_class.code, path, "--agency", agency.code),
        ("NO-SUCH", path, "--agency", agency.code),
        (training_class.code, path, "--agency", "NO-SUCH"),
        ("\0", path, "--agency", agency.code, "--commit"),
    ]
    for arguments in calls:
        code, told = run(*arguments)
        assert (code, told["rows"], told["accepted"]) == (1, [], 0)
        assert told["message"]


def test_command_stores_nothing_when_a_row_is_refused(training_class, agency, tmp_path):
    path = tmp_path / "ds.csv"
    path.write_text("Họ và tên,Ngày sinh\nLê An,1980\nLê Bình,31/02/1980\n")

    code, told = run(training_class.code, path, "--agency", agency.code, "--commit")

    assert code == 1
    assert [row["verdict"] for row in told["rows"]] == ["new", "invalid"]
    assert told["message"]
    assert not Trainee.objects.exists()


def test_command_converts_only_when_asked(training_class, agency, tmp_path):
    path = tmp_path / "ds.csv"
    path.write_bytes("Hä vµ tªn,N¨m sinh\nNguyÔn V¨n B×nh,1980\n".encode("latin-1"))
    arguments = (training_class.code, path, "--agency", agency.code, "--commit")

    code, told = run(*arguments)
    assert (code, told["rows"][0]["verdict"]) == (1, "legacy_encoding")
    assert "TCVN3" in told["rows"][0]["message"]

    code, told = run(*arguments, "--convert-legacy")
    assert (code, told["rows"][0]["full_name"]) == (0, "Nguyễn Văn Bình")
