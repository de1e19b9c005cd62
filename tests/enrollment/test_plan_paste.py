"""Lines of a plan pasted from a spreadsheet: headings, quarters, amounts, all or none."""

import pytest

from django.urls import reverse

from courses.models import FundingSource
from enrollment.models import PlanLine
from enrollment.planning.pasted import read_pasted
from tests.factories.enrollment import PlanLineFactory, TrainingPlanFactory

YEAR = 2027


@pytest.fixture
def sources(db):
    return [
        FundingSource.objects.create(code=code, name=name, position=n)
        for n, (code, name) in enumerate(
            [("nstw", "Ngân sách trung ương"), ("nsdp", "Ngân sách địa phương")]
        )
    ]


@pytest.fixture
def plan(db):
    return TrainingPlanFactory(year=YEAR, approved_at=None, decision="")


def table(*rows) -> str:
    return "\r\n".join("\t".join(row) for row in rows)


HEADINGS = ("TT", "Nội dung", "Đối tượng", "SỐ LỚP", "Số lượt học viên", "Thời gian", "Ghi chú")


def typed(text, sources=()) -> list[dict]:
    return [dict(row.typed) for row in read_pasted(text, list(sources))]


def address(plan) -> str:
    return reverse("enrollment:plan_paste", args=[plan.public_id])


def test_lines_may_end_as_on_old_systems():
    assert [row["title"] for row in typed("Ký số\tvăn thư\rTin học\tcán bộ\r")] == [
        "Ký số",
        "Tin học",
    ]


def test_columns_are_found_by_their_headings():
    text = table(
        HEADINGS,
        ("1", "Ký  số", "văn thư", "2", "1.200", "Quý II", ""),
        ("", "", "", "", "", "", ""),
        ("", "TỔNG CỘNG: 1 nội dung", "", "2", "1.200", "", ""),
    )

    assert typed(text) == [
        {
            "title": "Ký số",
            "audience": "văn thư",
            "classes": "2",
            "participations": "1200",
            "quarter": "2",
            "note": "",
        }
    ]


def test_without_headings_the_columns_have_an_order(sources):
    (line,) = typed(
        table(("Ký số", "văn thư", "1", "30", "I", "Hội trường", "VPTU", "5.000.000", "", "gấp")),
        sources,
    )

    first, second = (f"budget_{source.pk}" for source in sources)
    assert (line["title"], line["host"], line["note"]) == ("Ký số", "VPTU", "gấp")
    assert (line[first], line[second]) == ("5.000.000", "")


def test_sources_are_columns_by_name_or_code(sources):
    text = table(("Nội dung", "Ngân sách địa phương", "Kinh phí: NSTW"), ("Ký số", "7", "5"))

    (line,) = typed(text, sources)

    assert [line[f"budget_{source.pk}"] for source in sources] == ["5", "7"]
    assert line["classes"] == "1"


@pytest.mark.parametrize(
    ("text", "quarter"),
    [
        ("Quý I", "1"),
        ("QUÝ IV/2027", "4"),
        ("q3", "3"),
        ("Quarter II", "2"),
        ("2", "2"),
        ("Tháng 10", "4"),
        ("tháng 3/2027", "1"),
        ("Cả năm", ""),
        ("", ""),
        ("Quý V", "Quý V"),
        ("sau Tết", "sau Tết"),
    ],
)
def test_quarters_are_read_as_they_are_written(text, quarter):
    (line,) = typed(table(HEADINGS, ("1", "Ký số", "", "1", "5", text)))

    assert line["quarter"] == quarter


def test_other_separators_and_quoted_cells_are_read():
    assert typed('Nội dung;Số lớp\n"Ký; số";2')[0]["title"] == "Ký; số"
    assert typed('Content,Classes\n"Ký\nsố",2')[0]["title"] == "Ký số"
    assert typed("") == typed("\n \t\n") == []


def test_lines_are_looked_over_and_then_stored(desk, plan, sources):
    PlanLineFactory(plan=plan, title="Có sẵn")
    text = table(
        (*HEADINGS, "nsdp"),
        ("1", "Ký số", "", "2", "60", "Quý II", "", "12.500.000"),
        ("2", "Họp", "", "1", "40", "", "ghi chú", ""),
    )

    looked = desk.post(address(plan), {"text": text})
    assert looked.status_code == 200
    assert looked.context["is_sound"]
    assert plan.lines.count() == 1

    desk.post(address(plan), {"text": text, "save": "1"})
    lines = list(plan.lines.order_by("position"))
    assert [one.title for one in lines] == ["Có sẵn", "Ký số", "Họp"]
    assert lines[1].budgets.get().amount == 12_500_000
    assert (lines[1].quarter, lines[2].quarter, lines[2].note) == (2, None, "ghi chú")


@pytest.mark.parametrize(
    "row",
    [
        ("1", "", "", "2", "60", ""),
        ("1", "Ký số", "", "0", "60", ""),
        ("1", "Ký số", "", "hai", "60", ""),
        ("1", "Ký số", "", "2", "-3", ""),
        ("1", "Ký số", "", "2", "", ""),
        ("1", "Ký số", "", "2", "60", "Quý V"),
        ("1", "x" * 301, "", "2", "60", ""),
        ("1", "😀", "", "2", "60", ""),
    ],
)
def test_with_one_faulty_line_none_is_stored(desk, plan, row):
    text = table(HEADINGS, ("0", "Đúng", "", "1", "5", ""), row)

    answer = desk.post(address(plan), {"text": text, "save": "1"})

    assert answer.status_code == 422
    assert answer.context["form"].faulty == 1
    assert not PlanLine.objects.exists()


@pytest.mark.parametrize("text", ["", " \n ", "\0", "Nội dung\n", "x\n" * 201, '"', "x" * 100_001])
def test_a_text_without_lines_or_with_too_many_is_refused(desk, plan, text):
    answer = desk.post(address(plan), {"text": text, "save": "1"})

    assert answer.status_code == 422
    assert not PlanLine.objects.exists()


def test_into_an_approved_plan_lines_come_with_a_reason(desk):
    plan = TrainingPlanFactory(year=YEAR)
    text = table(HEADINGS, ("1", "Ký số", "", "1", "5", ""))

    assert "reason" in desk.post(address(plan), {"text": text, "save": "1"}).context["form"].errors
    desk.post(address(plan), {"text": text, "save": "1", "reason": "bổ sung"})

    assert plan.lines.count() == 1


def test_the_own_export_can_be_pasted_into_another_plan(desk, plan, sources):
    other = TrainingPlanFactory(year=YEAR + 1, approved_at=None, decision="")
    line = PlanLineFactory(plan=plan, title="Ký số", quarter=3, classes=2, participations=1200)
    line.budgets.create(source=sources[1], amount=12_500_000)
    csv = desk.get(reverse("enrollment:plan_csv", args=[plan.public_id])).content.decode(
        "utf-8-sig"
    )

    desk.post(address(other), {"text": csv, "save": "1"})

    copied = other.lines.get()
    assert (copied.title, copied.quarter, copied.classes) == ("Ký số", 3, 2)
    assert (copied.participations, copied.budgets.get().source) == (1200, sources[1])
