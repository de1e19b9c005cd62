"""The screens of the training plan: lists, one plan, lines, the decision, classes on lines."""

import csv
import datetime as dt
import io
import re
from decimal import Decimal

import openpyxl
import pytest
import time_machine

from django.urls import reverse

from courses.models import FundingSource, TrainingClass
from enrollment.models import PlanLine, PlannedClass, TrainingPlan
from enrollment.planning.lines import drop_line
from tests.enrollment.pages import count_queries
from tests.enrollment.test_views_planning import typed
from tests.factories.courses import (
    CourseFactory,
    IssuingBodyFactory,
    TrainingClassFactory,
    VenueFactory,
)
from tests.factories.enrollment import (
    AgencyFactory,
    AgencyLevelFactory,
    PlanLineFactory,
    TrainingPlanFactory,
    UserFactory,
)

YEAR = 2025
DECEMBER = dt.date(YEAR, 12, 30)


@pytest.fixture
def source(db):
    return FundingSource.objects.create(code="nsdp", name="Ngân sách địa phương")


@pytest.fixture
def draft(db):
    return TrainingPlanFactory(year=YEAR, approved_at=None, decision="", decided_on=None)


@pytest.fixture
def approved(db):
    return TrainingPlanFactory(year=YEAR)


def url(name, subject, **query) -> str:
    key = getattr(subject, "public_id", None) or subject.code
    return reverse(f"enrollment:{name}", args=[key], query=query or None)


def line_typed(**changed):
    form = {"title": "Tin học", "classes": "2", "participations": "50", "quarter": "1"}
    return form | changed


def held(day=DECEMBER, **fields) -> TrainingClass:
    return TrainingClassFactory(starts_on=day, ends_on=day, **fields)


def errors(response, name="form") -> dict:
    return response.context[name].errors


# Who may.


@pytest.mark.parametrize("name", ["plan", "plan_edit", "plan_approve", "plan_copy", "plan_xlsx"])
def test_plans_are_of_the_desk(client, approved, name):
    client.force_login(UserFactory())

    assert client.get(url(name, approved)).status_code == 403
    assert not TrainingPlan.objects.visible_to(UserFactory()).exists()
    assert not PlanLine.objects.visible_to(UserFactory()).exists()


# Lists and pages.


def test_without_a_plan_the_page_says_what_one_is_for(desk):
    page = desk.get(reverse("enrollment:plans")).content.decode()

    assert "empty-state" in page
    assert reverse("enrollment:plan_new") in page


def test_plans_are_listed_with_the_latest_year_first(desk, approved):
    PlanLineFactory(plan=approved, classes=2, participations=50, quarter=1)
    TrainingPlanFactory(year=YEAR + 1)

    response = desk.get(reverse("enrollment:plans"))

    years = [
        (plan.year, totals.planned_classes, totals.short)
        for plan, totals in response.context["rows"]
    ]
    assert years == [(YEAR + 1, 0, 0), (YEAR, 2, 1)]


def test_lists_cost_the_same_with_one_plan_and_with_thirty(desk):
    def grow(count):
        for n in range(count):
            plan = TrainingPlanFactory(year=1990 + TrainingPlan.objects.count() + n)
            PlannedClass.objects.create(line=PlanLineFactory(plan=plan), training_class=held())

    grow(1)
    few = count_queries(desk, reverse("enrollment:plans"))
    grow(14)
    grow(15)

    assert count_queries(desk, reverse("enrollment:plans")) == few


def test_a_plan_costs_the_same_with_one_line_and_with_thirty(desk, approved, source):
    def grow(count):
        for _n in range(count):
            line = PlanLineFactory(plan=approved, course=CourseFactory(), quarter=1 + _n % 4)
            line.budgets.create(source=source, amount=1)
            PlannedClass.objects.create(line=line, training_class=held())
            held(issuing_body=approved.issuing_body)

    grow(1)
    few = count_queries(desk, url("plan", approved))
    grow(29)

    assert count_queries(desk, url("plan", approved)) == few


def test_lines_are_narrowed_by_words_time_state_and_source(desk, approved, source):
    short = PlanLineFactory(plan=approved, title="Đấu thầu", quarter=1)
    done = PlanLineFactory(plan=approved, title="Ký số", quarter=None)
    done.budgets.create(source=source, amount=5)
    PlannedClass.objects.create(line=done, training_class=held())

    def found(**query):
        page = desk.get(url("plan", approved, **query)).context["page"]
        return [one.line for one in page]

    assert found() == [short, done]
    assert found(q="dau THAU") == [short]
    assert found(quarter="1") == [short]
    assert found(quarter="year") == [done]
    assert found(state="short") == [short]
    assert found(state="done", source="nsdp") == [done]
    assert found(state="none", quarter="9", source="x", q="\0") == [short, done]


@pytest.mark.parametrize(
    ("on", "badge"),
    [
        (DECEMBER, '<span class="badge badge-danger">Late</span>'),
        (dt.date(YEAR + 1, 1, 1), '<span class="badge badge-warning">Below plan</span>'),
    ],
)
def test_lines_behind_are_said_in_words(desk, approved, on, badge):
    PlanLineFactory(plan=approved, quarter=1)
    with time_machine.travel(dt.datetime.combine(on, dt.time(9)), tick=False):
        page = desk.get(f"/en{url('plan', approved)}").content.decode()

    assert badge in page


def test_the_files_hold_the_lines_and_their_sum(desk, approved, source):
    line = PlanLineFactory(plan=approved, title="=1+1", classes=2, participations=50, quarter=3)
    line.budgets.create(source=source, amount=Decimal("12500000.00"))
    PlanLineFactory(plan=approved, classes=1, participations=30)

    book = openpyxl.load_workbook(io.BytesIO(desk.get(url("plan_xlsx", approved)).content))
    rows = [list(row) for row in book.active.iter_rows(values_only=True)]
    text = desk.get(url("plan_csv", approved)).content.decode("utf-8-sig")

    assert rows[1][1] == "'=1+1"
    assert rows[1][4:8] == [3, 2, 50, 0]
    assert rows[1][11] == 12_500_000
    assert rows[-1][5:7] == [3, 80]
    as_text = [["" if cell is None else str(cell) for cell in row] for row in rows]
    assert list(csv.reader(io.StringIO(text))) == as_text


# A new plan, the decision, a copy.


def test_a_plan_is_opened_and_gets_lines(desk, source):
    body = IssuingBodyFactory()
    form = {"year": str(YEAR), "issuing_body": body.pk, "note": ""}

    opened = desk.post(reverse("enrollment:plan_new"), form)

    plan = TrainingPlan.objects.get()
    assert opened.url == url("plan", plan)
    agency = AgencyFactory()
    budget = {f"budget_{source.pk}": "12.500.000"}
    desk.post(url("plan_line_new", plan), line_typed(agencies=[agency.pk], **budget))
    line = plan.lines.get()
    assert (line.title, line.classes, line.participations, line.quarter) == ("Tin học", 2, 50, 1)
    assert line.budgets.get().amount == 12_500_000
    assert line.target_agencies.get() == agency
    assert desk.post(reverse("enrollment:plan_new"), form).status_code == 422


@pytest.mark.parametrize("year", ["", "0", "1989", "2101", "-5", "năm", "20 25", "9" * 30, "\0"])
def test_a_year_of_no_plan_is_refused(desk, year):
    body = IssuingBodyFactory()

    answer = desk.post(reverse("enrollment:plan_new"), {"year": year, "issuing_body": body.pk})

    assert answer.status_code == 422
    assert "year" in errors(answer)


def test_the_decision_makes_the_plan_count(desk, draft):
    PlanLineFactory(plan=draft)
    form = {"decision": "05-QĐ/VPTU", "decided_on": "10/01/2025"}

    assert desk.post(url("plan_approve", draft), {**form, "decided_on": "31/02"}).status_code == 422
    desk.post(url("plan_approve", draft), form)

    draft.refresh_from_db()
    assert (draft.is_approved, draft.decided_on) == (True, dt.date(YEAR, 1, 10))
    again = desk.post(url("plan_approve", draft), form)
    assert "reason" in errors(again)


def test_an_administrator_takes_an_approval_back(desk, administrator, approved):
    PlanLineFactory(plan=approved)
    address = url("plan_take_back", approved)
    assert desk.post(address, {"reason": "chưa ký"}).status_code == 403
    assert address not in desk.get(url("plan_approve", approved)).content.decode()

    desk.force_login(administrator)
    assert address in desk.get(url("plan_approve", approved)).content.decode()
    assert desk.post(address, {"reason": ""}).status_code == 422
    desk.post(address, {"reason": "chưa ký"})

    approved.refresh_from_db()
    assert not approved.is_approved
    assert "chưa ký" in desk.get(url("plan", approved)).content.decode()
    assert desk.post(address, {"reason": "nữa"}).status_code == 422


def test_a_plan_is_copied_into_another_year(desk, approved):
    PlanLineFactory(plan=approved)

    answer = desk.post(url("plan_copy", approved), {"year": YEAR + 1})

    copied = TrainingPlan.objects.get(year=YEAR + 1)
    assert answer.url == url("plan", copied)
    assert desk.post(url("plan_copy", approved), {"year": YEAR + 1}).status_code == 422


def test_a_draft_is_discarded_and_an_approved_plan_is_not(desk, draft, approved):
    desk.post(url("plan_edit", draft), {"discard": "1"})
    desk.post(url("plan_edit", approved), {"discard": "1"})
    desk.post(url("plan_edit", approved), {"note": "Chờ kinh phí"})

    assert list(TrainingPlan.objects.values_list("pk", "note")) == [(approved.pk, "Chờ kinh phí")]


# Lines.


@pytest.mark.parametrize(
    ("box", "value"),
    [
        ("classes", "0"),
        ("classes", "-1"),
        ("classes", "501"),
        ("participations", "-1"),
        ("participations", "100001"),
        ("participations", "nhiều"),
        ("quarter", "5"),
        ("quarter", "0"),
        ("title", "x" * 301),
        ("title", "a\0b"),
        ("title", "😀"),
        ("title", ""),
        ("note", "x" * 301),
        ("host", "x" * 201),
        ("course", "999999999999999999999"),
        ("course", "\0"),
        ("agencies", "9" * 25),
        ("agencies", "x"),
    ],
)
def test_what_is_wrong_in_a_line_is_told_beside_its_box(desk, draft, box, value):
    answer = desk.post(url("plan_line_new", draft), line_typed(**{box: value}))

    assert answer.status_code == 422
    assert box in errors(answer)
    assert not draft.lines.exists()


@pytest.mark.parametrize("amount", ["-1", "12,5", "1" * 14, "mười", "\0", "1.25"])
def test_an_amount_that_is_none_is_refused(desk, draft, source, amount):
    box = f"budget_{source.pk}"

    answer = desk.post(url("plan_line_new", draft), line_typed(**{box: amount}))

    assert (answer.status_code, list(errors(answer))) == (422, [box])
    if "\0" not in amount:
        assert f'value="{amount}"' in answer.content.decode()


def test_three_hundred_letters_are_a_title(desk, draft):
    desk.post(url("plan_line_new", draft), line_typed(title="ễ" * 300))

    assert draft.lines.get().title == "ễ" * 300


def test_a_line_without_words_is_called_like_its_course(desk, draft):
    course = CourseFactory(name="Ký số")

    desk.post(url("plan_line_new", draft), line_typed(title="", course=course.pk, quarter=""))

    line = draft.lines.get()
    assert (line.title, line.course, line.quarter) == ("Ký số", course, None)


def test_a_line_of_an_approved_plan_is_changed_with_a_reason(desk, approved):
    line = PlanLineFactory(plan=approved, title="Cũ")
    form = line_typed(title="Mới")

    assert "reason" in errors(desk.post(url("plan_line_edit", line), form))
    desk.post(url("plan_line_edit", line), form | {"reason": "bổ sung"})

    line.refresh_from_db()
    assert line.title == "Mới"
    assert "bổ sung" in desk.get(url("plan", approved)).content.decode()


def test_an_old_page_does_not_put_back_what_another_one_changed(desk, draft):
    line = PlanLineFactory(plan=draft, title="Cũ")
    seen = desk.get(url("plan_line_edit", line)).context["form"]["seen"].value()
    desk.post(url("plan_line_edit", line), line_typed(title="Người khác"))

    answer = desk.post(url("plan_line_edit", line), line_typed(title="Mới", seen=seen))

    assert answer.status_code == 422
    line.refresh_from_db()
    assert line.title == "Người khác"


def test_agencies_are_found_by_name_without_losing_what_was_typed(desk, draft):
    chosen = AgencyFactory(name="Báo Hòa Bình")
    AgencyFactory(name="Huyện ủy Lạc Sơn")
    AgencyFactory(name="Thành ủy")
    form = line_typed(title="", classes="-3", agencies=[chosen.pk], act="find", find="lac son")

    answer = desk.post(url("plan_line_new", draft), form)

    page = answer.content.decode()
    assert answer.status_code == 200
    assert 'value="-3"' in page
    assert "Huyện ủy Lạc Sơn" in page
    assert "Thành ủy" not in page
    assert f'value="{chosen.pk}" checked' in page
    assert not draft.lines.exists()


@pytest.mark.parametrize("find", ["\0", "x" * 5000, "%_'\"", "🙂"])
def test_odd_words_find_no_agency(desk, draft, find):
    AgencyFactory.create_batch(2)

    answer = desk.post(url("plan_line_new", draft), line_typed(act="find", find=find))

    assert answer.status_code == 200


def test_all_agencies_of_a_level_are_ticked_at_once(desk, draft):
    district = AgencyLevelFactory(code="district", name="Huyện", rank=2)
    meant = AgencyFactory.create_batch(3, level=district)
    AgencyFactory()

    form = desk.post(
        url("plan_line_new", draft), line_typed(act="level", level=district.pk)
    ).context["form"]

    assert form.chosen() == {agency.pk for agency in meant}
    for level in ("", "x", "9" * 30):
        answer = desk.post(url("plan_line_new", draft), line_typed(act="level", level=level))
        assert answer.status_code == 200


def test_many_agencies_are_not_all_listed(desk, draft):
    AgencyFactory.create_batch(61)

    form = desk.get(url("plan_line_new", draft)).context["form"]

    assert form.agencies_shown() == []


def test_a_line_is_moved_and_dropped(desk, draft, approved):
    first, second = PlanLineFactory.create_batch(2, plan=draft)

    desk.post(url("plan_line_move", second), {"to": "up"})
    assert list(draft.lines.in_order()) == [second, first]
    desk.post(url("plan_line_drop", second))
    assert list(draft.lines.in_order()) == [first]

    line = PlanLineFactory(plan=approved)
    assert desk.post(url("plan_line_drop", line), {"reason": ""}).status_code == 422
    desk.post(url("plan_line_drop", line), {"reason": "không có kinh phí"})
    page = desk.get(url("plan", approved)).content.decode()
    assert "không có kinh phí" in page
    assert desk.get(url("plan_line", line)).status_code == 200
    assert desk.get(url("plan_line_edit", line)).status_code == 302
    desk.post(url("plan_line_drop", line), {"reason": "có rồi"})
    line.refresh_from_db()
    assert not line.is_dropped


# Classes on lines.


def test_classes_are_put_on_a_line_and_taken_off(desk, approved):
    course = CourseFactory()
    line = PlanLineFactory(plan=approved, course=course)
    held(dt.date(YEAR, 1, 2), title="Khác")
    same = held(title="Cùng chuyên đề", course=course)

    shown = desk.get(url("plan_line", line)).context["page"]
    assert [one.title for one in shown] == ["Cùng chuyên đề", "Khác"]
    desk.post(url("plan_line", line), {"act": "link", "code": same.code})
    assert PlannedClass.objects.get().line == line
    assert same.title in desk.get(url("plan_line", line)).content.decode()

    other = PlanLineFactory(plan=approved)
    told = desk.post(url("plan_line", other), {"act": "link", "code": same.code}, follow=True)
    assert line.title in told.content.decode()
    desk.post(url("plan_line", line), {"act": "unlink", "code": same.code})
    assert not PlannedClass.objects.exists()
    for code in ("NOBODY-1", "\0", ""):
        assert desk.post(url("plan_line", line), {"code": code}).status_code == 404


def test_the_class_tells_its_line_and_lets_it_be_changed(desk, approved):
    first, second = PlanLineFactory.create_batch(2, plan=approved)
    PlanLineFactory(plan=TrainingPlanFactory(year=YEAR - 1), title="Năm trước")
    training_class = held()
    page = url("manage_class_plan", training_class)

    offered = desk.get(page).context["form"].fields["plan_line"].queryset
    assert list(offered) == [first, second]
    desk.post(page, {"plan_line": first.pk})
    assert first.title in desk.get(url("manage_class", training_class)).content.decode()
    desk.post(page, {"plan_line": second.pk})
    assert PlannedClass.objects.get().line == second
    desk.post(page, {"plan_line": ""})
    assert not PlannedClass.objects.exists()
    for wrong in ("x", "\0", "9" * 30):
        assert desk.post(page, {"plan_line": wrong}).status_code == 422


def test_a_class_is_opened_from_a_line(desk):
    today = dt.date.today()  # noqa: DTZ011 - the year alone matters
    plan = TrainingPlanFactory(year=today.year + 1)
    venue = VenueFactory(name="Hội trường Tỉnh ủy")
    line = PlanLineFactory(plan=plan, title="Ký số", classes=3, participations=50, place=venue.name)
    address = f"{reverse('enrollment:manage_class_new')}?line={line.public_id}"

    response = desk.get(address)

    initial = response.context["form"].initial
    assert re.fullmatch(r"Ký số \(\w+ 1\)", initial["title"])
    assert (initial["capacity"], initial["venue"]) == (17, venue.pk)
    assert response.context["planned"].initial["plan_line"] == line
    day = f"{dt.date(today.year + 1, 3, 3):%d/%m/%Y}"
    form = typed(TrainingClassFactory(), code="KS-1", starts_on=day, ends_on=day)
    desk.post(address, form | {"plan_line": line.pk})
    assert TrainingClass.objects.get(code="KS-1").planned.line == line


def test_a_new_class_of_another_year_is_told_beside_the_line(desk):
    line = PlanLineFactory(plan=TrainingPlanFactory(year=dt.date.today().year))  # noqa: DTZ011
    form = typed(TrainingClassFactory(), code="KS-2", starts_on="05/05/2031", ends_on="05/05/2031")

    answer = desk.post(reverse("enrollment:manage_class_new"), form | {"plan_line": line.pk})

    assert answer.status_code == 422
    assert "plan_line" in errors(answer, "planned")
    assert not TrainingClass.objects.filter(code="KS-2").exists()


@pytest.mark.parametrize("asked", ["x", "\0", "00000000-0000-4000-8000-000000000000"])
def test_a_line_that_is_none_prefills_nothing(desk, asked):
    address = reverse("enrollment:manage_class_new", query={"line": asked})

    assert desk.get(address).context["line"] is None


def test_a_dropped_line_is_not_offered(desk, approved, organizer):
    line = PlanLineFactory(plan=approved)
    drop_line(line, by=organizer, reason="x")

    page = desk.get(url("manage_class_plan", held()))

    assert not page.context["form"].fields["plan_line"].queryset.exists()
