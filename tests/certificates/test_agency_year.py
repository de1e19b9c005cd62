"""The year of an agency: its figures, its page for the desk and its paper."""

import dataclasses
import datetime as dt

import pytest

from django.urls import reverse

from certificates.models import Certificate
from certificates.papers.agency_year import agency_year
from certificates.pdf.render import render_document
from certificates.register.issuing import issue_certificates
from certificates.sums import TotalsDisagree
from enrollment.models import AgencyCoordinator
from enrollment.nominating.agency_year import year_of
from tests.certificates import papers
from tests.certificates.classes import held_class, held_on
from tests.enrollment.pages import count_queries
from tests.factories.courses import days_ahead
from tests.factories.enrollment import AgencyFactory, TraineeFactory, UserFactory

IN_MARCH = held_on(dt.date(2010, 3, 1))
IN_JULY = held_on(dt.date(2010, 7, 5))


@pytest.fixture
def agency(db):
    return AgencyFactory(code="YT", name="Huyện ủy Yên Thủy")


@pytest.fixture
def year(agency):
    """Two people in March, of whom one came, and one of them again in July."""
    person = TraineeFactory(full_name="Bùi Thị Ước")
    first = held_class([person, "Lê Văn Vắng"], absent=["Lê Văn Vắng"], agency=agency, **IN_MARCH)
    held_class([person], agency=agency, **IN_JULY)
    issue_certificates(first, by=None, issued_on=dt.date(2010, 3, 9))
    held_class([person], agency=agency, **held_on(dt.date(2009, 5, 4)))
    held_class(["Người Khác"], agency=AgencyFactory(name="CANARY"), **IN_MARCH)
    return year_of([agency.path], 2010)


@pytest.mark.database
def test_figures_of_the_agency_add_up(year):
    assert (year.participations, year.persons, year.completed, year.not_completed) == (3, 2, 2, 1)
    assert (year.certificates, year.undecided) == (1, 0)
    assert (year.months[2], year.months[6], sum(year.months)) == (2, 1, 3)


def test_years_stand_beside_the_one_shown(year):
    assert [(one.year, one.people) for one in year.beside] == [(2009, 1), (2010, 3)]
    assert year.before.people == 1


def test_agencies_below_have_a_line_each(agency, year):
    below = AgencyFactory(parent=agency, name="Văn phòng Huyện ủy")
    held_class(["Hà Thị Ba"], agency=below, **IN_JULY)

    units = year_of([agency.path], 2010).units

    assert [(unit.name, unit.people) for unit in units] == [
        ("Huyện ủy Yên Thủy", 3),
        ("Văn phòng Huyện ủy", 1),
    ]


def test_desk_sees_the_year_of_any_agency(client, organizer, agency, year):
    client.force_login(organizer)

    page = client.get(reverse("enrollment:manage_agency_year", args=["YT"]), {"year": 2010})

    assert page.context["figures"].participations == 3
    assert "CANARY" not in page.content.decode()


def test_agency_that_is_none_is_not_found(client, organizer, db):
    client.force_login(organizer)

    assert client.get(reverse("enrollment:manage_agency_year", args=["NO"])).status_code == 404


def test_page_costs_the_same_for_two_classes_and_for_many(client, organizer, agency, year):
    client.force_login(organizer)
    url = reverse("enrollment:manage_agency_year", args=["YT"]) + "?year=2010"
    two = count_queries(client, url)
    for day in range(1, 6):
        held_class(["Một Người"], agency=agency, **held_on(dt.date(2010, 8, day)))

    assert count_queries(client, url) == two


@pytest.mark.pdf
def test_paper_names_people_with_results_and_certificates(agency, year):
    text = papers.text_of(render_document(agency_year([agency], 2010, is_signed=True)))

    for words in ("Huyện ủy Yên Thủy", "Bùi Thị Ước", "Lê Văn Vắng"):
        assert words in text
    assert Certificate.objects.get().serial in "".join(text.split())  # broken into two lines
    assert "CANARY" not in text


def test_paper_whose_sums_disagree_is_refused(agency, year):
    paper = agency_year([agency], 2010, is_signed=False)
    paper.check()

    with pytest.raises(TotalsDisagree):
        dataclasses.replace(paper, people=paper.people[1:]).check()


def test_coordinator_is_told_when_there_is_nothing_to_print(client, agency):
    user = UserFactory()
    AgencyCoordinator.objects.create(user=user, agency=agency, valid_from=days_ahead(-9))
    client.force_login(user)

    answer = client.get(reverse("certificates:agency_year_pdf"), {"year": 2001})

    assert answer.url == reverse("enrollment:agency_year") + "?year=2001"


def test_whoever_coordinates_nothing_has_no_year_to_print(client, db):
    client.force_login(UserFactory())

    assert client.get(reverse("certificates:agency_year_pdf")).status_code == 404
