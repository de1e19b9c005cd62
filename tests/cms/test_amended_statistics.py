"""A closed year that was amended, as the public finds it: in the list of years and in the data."""

import csv
import io

import pytest

from django.utils import timezone
from django.utils.translation import gettext

from certificates.year_book.keeping.amending import amend_year
from certificates.year_book.keeping.closing import close_year
from courses.dates import short_date
from enrollment.models import Enrollment
from tests.certificates.classes import body_with_signatory, held_class, held_on
from tests.cms.test_statistics import MARCH, data_of
from tests.factories.enrollment import AgencyFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def amended(site_tree, administrator):
    """Twelve people when it was closed, eleven since."""
    names = [f"Bùi Thị Ước {n}" for n in range(12)]
    held_class(names, issuing_body=body_with_signatory(), agency=AgencyFactory(), **held_on(MARCH))
    close_year(2010, by=administrator, note="Chưa cấp hết", leaves_open=True)
    Enrollment.objects.filter(full_name=names[-1]).update(state="withdrawn")
    amend_year(2010, by=administrator, reason="Cử nhầm bà Bùi Thị Ước")


def lines_of(client):
    text = client.get("/statistics/2010.csv").content.decode("utf-8-sig")
    return list(csv.DictReader(io.StringIO(text)))


def test_the_data_says_of_each_amended_figure_what_it_became_and_when(client, amended):
    form, today = data_of(client), timezone.localdate().isoformat()
    lines = lines_of(client)

    told = {one["figure"]: one for one in lines if one["table"] == "amendments"}
    closed = {one["figure"]: one["value"] for one in lines if one["table"] == "total"}
    assert (closed["participations"], told["participations"]["value"]) == ("12", "11")
    assert {name: int(one["value"]) for name, one in told.items()} == {
        name: one["value"] for name, one in form["amendments"].items()
    }
    assert {one["amended_on"] for one in told.values()} == {today}
    assert {one["amended_on"] for one in lines if one["table"] != "amendments"} == {""}
    assert not any("nhầm" in str(one) for one in lines)


def test_the_list_of_years_marks_it(client, amended):
    text = client.get("/statistics/").text

    told = gettext("amended on %(day)s") % {"day": short_date(timezone.localdate())}
    assert told in text
    assert "nhầm" not in text
