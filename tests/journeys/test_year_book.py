"""The head of training reads a year; the administrator closes it; a correction stands beside."""

import re

import pytest

from certificates.models import ClosedYearFile
from enrollment.models import Enrollment
from enrollment.models.people import ADMINISTRATORS, ORGANIZERS
from tests.factories.enrollment import UserFactory
from tests.journeys.year_stage import YEAR, build_year

PAGES = [
    "/manage/years/",
    "/manage/years/2010/",
    "/manage/years/2010/tables/",
    "/manage/years/2010/tables/?on=2026-01-01",
    "/manage/years/2010/lists/participations/",
    "/manage/years/2010/lists/persons/",
    "/manage/years/2010/lists/silent/",
    "/manage/years/2010/lists/classes/?by=month:3",
    "/manage/years/2010/plan/",
    "/manage/years/2010/costs/",
    "/manage/years/2010/closing/",
    "/manage/years/2009/",
    "/manage/plans/",
    "/manage/plans/{plan}/",
    "/manage/classes/2010-01/costs/",
    "/statistics/",
    "/statistics/2010/",
]


@pytest.fixture
def organizer(site):
    return UserFactory(email="the-organizer@example.org", role=ORGANIZERS)


@pytest.fixture
def words(organizer):
    return build_year(organizer)


@pytest.mark.parametrize(
    ("language", "phone"), [("vi", True), ("en", False)], ids=["vi-phone", "en-desktop"]
)
def test_every_page_of_a_year_is_without_barriers(language, phone, words, organizer, visit):
    visitor = visit(f"year-{'phone' if phone else 'desktop'}", language=language, phone=phone)
    visitor.sign_in(organizer)

    answers = {path: visitor.go(path.format(**words)) for path in PAGES}

    assert [path for path, status in answers.items() if status != 200] == []


def test_a_figure_opens_the_list_that_adds_up_to_it(words, organizer, visit):
    visitor = visit("year-reader")
    visitor.sign_in(organizer)
    visitor.go("/manage/years/2010/")
    page = visitor.page

    page.locator("main a[href$='/lists/participations/']").first.click()
    page.wait_for_load_state()
    visitor.look()

    assert page.locator("tbody tr").count() == 5
    assert re.search(r"\b5 lượt", page.locator("main").inner_text())


def test_a_year_is_closed_corrected_and_read(words, organizer, visit):
    administrator = UserFactory(email="head@example.org", role=ADMINISTRATORS)
    visitor = visit("year-closing")
    visitor.sign_in(administrator)
    page = visitor.page
    visitor.go("/manage/years/2010/closing/")

    page.locator("main a[href$='/closing/close/']").first.click()
    page.wait_for_load_state()
    visitor.look()
    page.locator("main form button[type=submit]").first.click()
    page.wait_for_load_state()
    visitor.go("/manage/years/2010/closing/")

    assert ClosedYearFile.objects.filter(closed_year__year=YEAR).count() > 0
    assert "SHA-256" in page.locator("main").inner_text()

    # Somebody is found not to have taken part after all.
    Enrollment.objects.filter(public_id=words["late_entry"]).update(state="withdrawn")
    visitor.go("/manage/years/2010/closing/amend/")
    page.locator("main textarea, main input[name=reason]").first.fill("Ghi nhầm người dự lớp")
    page.locator("main form button[type=submit]").first.click()
    page.wait_for_load_state()
    visitor.go("/manage/years/2010/")

    # The frozen figure stays, and what it has become stands beside it.
    text = page.locator("main").inner_text()
    assert "Ghi nhầm người dự lớp" in text
    assert re.search(r"\b5\b", text)
    visitor.go("/statistics/2010/")
