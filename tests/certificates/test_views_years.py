"""The pages of a year: at a glance, its lists, all years."""

import datetime as dt

import pytest

from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone, translation

from certificates.register.issuing import issue_certificates
from certificates.sums import TotalsDisagree
from certificates.views.manage import year_lists
from certificates.year_book.keeping.amending import amend_year
from certificates.year_book.keeping.closing import close_year
from enrollment.models import Enrollment
from tests.certificates.classes import body_with_signatory, held_class, held_on
from tests.certificates.closed_years import year_over
from tests.factories.enrollment import AgencyFactory, TraineeFactory, UserFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def held():
    training_class = held_class(
        ["Bùi Thị An", "Lê Văn Anh"],
        code="2010-01",
        title="Tin học văn phòng",
        absent=["Lê Văn Anh"],
        agency=AgencyFactory(code="VP", name="Văn phòng Tỉnh ủy"),
        issuing_body=body_with_signatory(),
        **held_on(dt.date(2010, 3, 9)),
    )
    issue_certificates(training_class, by=None, issued_on=dt.date(2010, 3, 9))
    return training_class


def page(name, *arguments):
    return reverse(f"certificates:{name}", args=arguments)


def text_of(response):
    return response.content.decode()


def test_the_year_at_a_glance_leads_to_its_lists(desk, held):
    AgencyFactory(code="KS", name="Huyện ủy Kỳ Sơn")

    text = text_of(desk.get(page("year", 2010)))

    lists = page("year_list", 2010, "participations")
    assert f'href="{lists}"' in text
    assert f'href="{lists}?by=month%3A3"' in text
    assert f'href="{lists}?by=agency%3AVP"' in text
    assert "Huyện ủy Kỳ Sơn" in text
    assert text.count('<svg class="chart"') == 5
    assert "2.010" not in text


def test_last_year_stands_beside(desk, held):
    held_class(["Hà Ánh"], **held_on(dt.date(2009, 3, 10)))

    with translation.override("en"):
        text = text_of(desk.get(page("year", 2010)))

    assert "2009: 1" in text
    assert "2009: participations" in text
    assert f'href="{page("year", 2009)}"' in text or "/manage/years/2009/" in text
    assert "3: 2010 2, 2009 1" in text  # the chart, for those who cannot see it


def test_what_was_corrected_stands_beside_the_figure_of_the_closed_year(desk, administrator):
    year_over()
    close_year(2010, by=administrator)
    Enrollment.objects.filter(full_name="Lê Văn Anh").update(state="withdrawn")
    day = timezone.make_aware(dt.datetime(2011, 2, 5, 9))  # noqa: DTZ001
    amend_year(2010, by=administrator, reason="Cử nhầm người", at=day)

    with translation.override("en"):
        text = text_of(desk.get(page("year", 2010)))
        years = text_of(desk.get(page("years")))

    assert '<span class="stat-value">4</span>' in text
    assert "corrected on 05/02/2011: 3" in text
    assert "closed on" in years


def test_a_list_says_its_figure_and_names_its_people(desk, held):
    with translation.override("en"):
        text = text_of(desk.get(page("year_list", 2010, "participations")))

    assert "Participations: 2 participations" in text
    assert "Bùi Thị An" in text
    assert reverse("enrollment:manage_class", args=["2010-01"]).split("/", 2)[2] in text


def test_a_part_of_a_list_is_chosen_and_kept(desk, held):
    text = text_of(desk.get(page("year_list", 2010, "completed"), {"by": "month:3"}))

    assert '<option value="month:3" selected>' in text
    assert page("year_list_xlsx", 2010, "completed") + "?by=month%3A3" in text
    assert "Bùi Thị An" in text
    assert "Lê Văn Anh" not in text


def test_a_list_which_does_not_agree_is_not_shown(desk, held, monkeypatch):
    def disagree(*arguments):
        raise TotalsDisagree("Participations", 1, 2)

    monkeypatch.setattr(year_lists, "list_from", disagree)

    response = desk.get(page("year_list", 2010, "participations"))

    assert response.status_code == 409
    assert "Bùi Thị An" not in text_of(response)
    assert "Participations" in text_of(response)


def test_files_of_a_list(desk, held):
    book = desk.get(page("year_list_xlsx", 2010, "persons"))
    rows = text_of(desk.get(page("year_list_csv", 2010, "persons"))).splitlines()

    assert book["Content-Disposition"] == 'attachment; filename="2010-persons.xlsx"'
    assert len(rows) == 3
    assert "Bùi Thị An" in rows[1]


def test_a_file_that_does_not_agree_leads_to_the_page_that_says_so(desk, held, monkeypatch):
    def disagree(*arguments):
        raise TotalsDisagree("Participations", 1, 2)

    monkeypatch.setattr(year_lists, "list_behind", disagree)

    response = desk.get(page("year_list_xlsx", 2010, "persons"))

    assert response["Location"] == page("year_list", 2010, "persons")


@pytest.mark.parametrize(
    ("url", "status"),
    [
        ("/manage/years/1999/", 200),
        ("/manage/years/1999/lists/classes/", 200),
        ("/manage/years/abc/", 404),
        ("/manage/years/0/", 404),
        ("/manage/years/2010/lists/anything/", 404),
        ("/manage/years/2010/lists/classes/?by=month:13", 404),
        ("/manage/years/2010/lists/classes/?by=%00", 404),
        ("/manage/years/2010/lists/classes/?page=99", 404),
        ("/manage/years/2010/lists/nothing.csv", 404),
        ("/manage/years/2010/lists/classes.xlsx?by=x", 404),
    ],
)
def test_years_and_lists_that_are_not(url, status, desk, held):
    assert desk.get(url).status_code == status


@pytest.mark.parametrize("name", ["year", "year_plan", "year_list", "year_list_csv"])
def test_strangers_see_nothing_of_a_year(name, client, held):
    arguments = [2010, "persons"] if "list" in name else [2010]
    client.force_login(UserFactory())

    assert client.get(page(name, *arguments)).status_code == 403


def test_a_year_without_a_plan_leads_to_the_plans(desk):
    assert desk.get(page("year_plan", 2010))["Location"] == reverse("enrollment:plans")


def test_pages_ask_the_same_questions_whatever_the_year_holds(desk):
    addresses = [page("year", 2010), page("years"), page("year_list", 2010, "participations")]
    held_class(agency=AgencyFactory(), **held_on(dt.date(2010, 2, 9)))
    few = [questions(desk, address) for address in addresses]
    for month in (3, 4, 5):
        people = [TraineeFactory() for _ in range(10)]
        held_class(people, agency=AgencyFactory(), **held_on(dt.date(2010, month, 9)))

    assert [questions(desk, address) for address in addresses] == few
    assert max(few) < 40


def questions(desk, address):
    desk.get(address)
    with CaptureQueriesContext(connection) as asked:
        desk.get(address)
    return len(asked)
