"""The desk plans a year: each screen without barriers, and the way to the decision."""

import pytest

from courses.models import FundingSource
from enrollment.models import TrainingPlan
from enrollment.models.people import ORGANIZERS
from tests.factories.courses import IssuingBodyFactory
from tests.factories.enrollment import AgencyFactory, UserFactory
from tests.journeys.year_stage import build_year

PAGES = [
    "/manage/plans/?page=1",
    "/manage/plans/new/",
    "/manage/plans/{plan}/?state=late",
    "/manage/plans/{plan}/edit/",
    "/manage/plans/{plan}/approve/",
    "/manage/plans/{plan}/copy/",
    "/manage/plans/{plan}/lines/new/",
    "/manage/plans/{plan}/lines/paste/",
    "/manage/plans/lines/{line}/",
    "/manage/plans/lines/{line}/edit/",
    "/manage/plans/lines/{line}/drop/",
    "/manage/classes/2010-01/plan/",
    "/manage/classes/new/?line={line}",
]


@pytest.fixture
def organizer(site):
    return UserFactory(email="the-planner@example.org", role=ORGANIZERS)


@pytest.mark.parametrize(
    ("language", "phone"), [("vi", True), ("en", False)], ids=["vi-phone", "en-desktop"]
)
def test_every_screen_of_a_plan_is_without_barriers(language, phone, organizer, visit):
    words = build_year(organizer)
    visitor = visit(f"plan-{'phone' if phone else 'desktop'}", language=language, phone=phone)
    visitor.sign_in(organizer)

    answers = {path: visitor.go(path.format(**words), picture=False) for path in PAGES}

    assert [path for path, status in answers.items() if status != 200] == []


def test_a_plan_is_made_approved_and_carried_out(organizer, visit):
    body = IssuingBodyFactory(name="Văn phòng Tỉnh ủy")
    source = FundingSource.objects.get(code="nsdp")
    AgencyFactory(name="Huyện ủy Lạc Sơn")
    visitor = visit("planner", language="en")
    visitor.sign_in(organizer)
    page = visitor.page

    visitor.go("/manage/plans/new/")
    page.fill("[name=year]", "2031")
    if page.locator("[name=issuing_body] option[value='']").count():
        page.select_option("[name=issuing_body]", str(body.pk))
    page.locator("main form button.btn-primary").click()
    page.wait_for_load_state()
    plan = TrainingPlan.objects.get(issuing_body=body)
    page.locator(f"main a[href$='/{plan.public_id}/lines/new/']").first.click()
    page.fill("[name=title]", "Chữ ký số")
    page.fill("[name=participations]", "60")
    page.fill(f"[name=budget_{source.pk}]", "12,500,000")
    page.fill("[name=find]", "lac son")
    page.locator("button[value=find]").click()
    page.wait_for_load_state()
    visitor.look()
    page.locator("[name=agencies]").check()
    page.locator("main form button.btn-primary").click()
    page.wait_for_load_state()
    visitor.look()
    line = plan.lines.get()
    assert (line.title, line.budgets.get().amount) == ("Chữ ký số", 12_500_000)
    assert line.target_agencies.get().name == "Huyện ủy Lạc Sơn"

    visitor.go(f"/manage/plans/{plan.public_id}/approve/")
    page.fill("[name=decision]", "05-QĐ/VPTU")
    page.fill("[name=decided_on]", "10/01/2031")
    page.locator("main form button.btn-primary").click()
    page.wait_for_load_state()
    visitor.look()
    plan.refresh_from_db()
    assert plan.is_approved
