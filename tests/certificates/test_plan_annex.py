"""The annex of the decision on a plan: its words, its sums, its pages."""

import dataclasses
import datetime as dt
from decimal import Decimal

import pytest

from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import translation

from certificates.papers.plan import plan_annex
from certificates.pdf.render import render_document
from certificates.sums import TotalsDisagree
from courses.models import FundingSource
from enrollment.planning.lines import change_line, drop_line
from enrollment.planning.plans import approve_plan
from tests.certificates.classes import body_with_signatory
from tests.certificates.papers import pages_of, text_of
from tests.factories.enrollment import AgencyFactory, PlanLineFactory, TrainingPlanFactory

pytestmark = pytest.mark.django_db

LONG = "Khai thác, tra cứu văn bản trên mạng diện rộng cho văn phòng huyện ủy, thành ủy " * 3


@pytest.fixture
def plan():
    body = body_with_signatory(language="en")
    return TrainingPlanFactory(
        year=2010, issuing_body=body, approved_at=None, decision="", decided_on=None
    )


@pytest.fixture
def sources():
    names = ["Central", "Local", "Fees", "Gifts"]
    return [
        FundingSource.objects.create(code=name.lower(), name=name, position=n)
        for n, name in enumerate(names)
    ]


def line(plan, budget=None, **fields):
    made = PlanLineFactory(plan=plan, **fields)
    for source, amount in (budget or {}).items():
        made.budgets.create(source=source, amount=Decimal(amount))
    return made


def texts(cells) -> list[str]:
    return [text for text, _kind in cells]


def words_of_annex(plan) -> dict:
    annex = plan_annex(plan)
    annex.check()
    with translation.override("en"):
        return annex.words()


def test_the_annex_prints_what_was_planned(plan, sources):
    line(
        plan,
        {sources[0]: 14_000_000, sources[1]: 9_000_000},
        title="Lotus Notes",
        audience="users",
        quarter=1,
        classes=3,
        participations=72,
        place="Hall",
        host="Office",
        note="with the center",
    )
    second = line(plan, {sources[1]: 13_000_000}, title="Web", quarter=None, participations=20)
    second.target_agencies.add(AgencyFactory(name="Báo Hòa Bình"))

    words = words_of_annex(plan)

    assert words["before"] == [
        *("No.", "Content", "For whom", "Classes", "Participations", "Time"),
        *("Place", "Leading unit"),
    ]
    assert (words["money"], words["after"]) == (["Central", "Local", "Total"], ["Remarks"])
    assert [texts(row) for row in words["rows"]] == [
        [
            *("1", "Lotus Notes", "users", "3", "72", "Quarter I", "Hall", "Office"),
            *("14,000,000", "9,000,000", "23,000,000", "with the center"),
        ],
        [
            *("2", "Web", "Báo Hòa Bình", "1", "20", "In the year", "", ""),
            *("–", "13,000,000", "13,000,000", ""),
        ],
    ]
    assert words["words_of_total"] == "TOTAL: 2 lines"
    assert texts(words["total"]) == [
        *("4", "92", "", "", "", "14,000,000", "22,000,000", "36,000,000", "")
    ]
    assert words["attached"] == "Attached to decision no. ……… of …/…/20…"


def test_the_decision_and_later_adjustments_are_named(plan, organizer):
    kept = line(plan)
    approved = approve_plan(
        plan, decision="16-QĐ/VPTU", decided_on=dt.date(2010, 1, 18), by=organizer
    )
    words = words_of_annex(approved)
    assert words["attached"] == "Attached to decision no. 16-QĐ/VPTU of 18/01/2010"
    assert words["adjusted"] == ""

    change_line(kept, {"classes": 2}, by=organizer, reason="x")

    assert words_of_annex(approved)["adjusted"].startswith("as adjusted up to ")


def test_a_draft_is_marked_and_dropped_lines_are_left_out(plan, organizer):
    line(plan, title="Stays")
    assert plan_annex(plan).is_draft
    gone = line(plan, title="Goes")
    approved = approve_plan(plan, decision="1", decided_on=dt.date(2010, 1, 18), by=organizer)

    drop_line(gone, by=organizer, reason="no money")

    annex = plan_annex(approved)
    assert not annex.is_draft
    assert [one.title for one in annex.lines] == ["Stays"]


def test_many_agencies_are_counted_and_many_sources_are_put_together(plan, sources):
    made = line(plan, dict.fromkeys(sources, 5))
    made.target_agencies.set(AgencyFactory.create_batch(4))

    annex = plan_annex(plan)

    annex.check()
    assert annex.sources == ("Central", "Local", "Others")
    assert (annex.budget, annex.money) == ((5, 5, 10), 20)
    assert annex.lines[0].audience == "4 agencies"


def test_one_source_needs_no_sum_beside_it_and_none_no_column(plan, sources):
    made = line(plan, {sources[0]: 5})
    assert words_of_annex(plan)["money"] == ["Central"]
    made.budgets.all().delete()
    assert words_of_annex(plan)["money"] == []


@pytest.mark.parametrize(
    "wrong",
    [{"classes": 3}, {"participations": 1}, {"line_count": 2}, {"budget": (6,)}, {"money": 4}],
)
def test_sums_that_disagree_are_not_printed(plan, sources, wrong):
    line(plan, {sources[0]: 5})

    with pytest.raises(TotalsDisagree):
        dataclasses.replace(plan_annex(plan), **wrong).check()


def test_the_number_of_queries_does_not_grow_with_the_lines(plan, sources):
    def queries() -> int:
        with CaptureQueriesContext(connection) as captured:
            plan_annex(plan)
        return len(captured)

    line(plan, {sources[0]: 5})
    few = queries()
    for _n in range(20):
        line(plan, {sources[0]: 5})

    assert queries() == few


def test_widths_fill_the_page(plan, sources):
    line(plan, {sources[0]: 10**12, sources[1]: 10**12, sources[2]: 1}, place="x", note="y")

    widths = [float(one.removesuffix("mm")) for one in words_of_annex(plan)["widths"]]

    assert sum(widths) == pytest.approx(262, abs=0.1)
    assert min(widths) > 8


@pytest.mark.pdf
def test_forty_long_lines_are_printed_with_repeated_heads_and_the_signature(plan, sources):
    for n in range(40):
        budget = dict.fromkeys(sources[:3], 1_250_000_000 + n)
        line(plan, budget, title=LONG[:290], audience=LONG[:190], place=LONG[:150], quarter=1)

    body = render_document(plan_annex(plan))

    pages = [page for page in pages_of(body) if page.strip()]
    assert len(pages) > 5
    assert all("Participations" in page for page in pages)
    assert "50,000,000,780" in pages[-1]
    assert "TOTAL: 40 lines" in pages[-1]
    assert "Leading unit" not in text_of(body)


@pytest.mark.pdf
def test_the_desk_gets_the_file(client, organizer, plan):
    line(plan)
    address = reverse("certificates:plan_annex_pdf", args=[plan.public_id])
    assert client.get(address).status_code == 302
    client.force_login(organizer)

    response = client.get(address)

    assert response["Content-Type"] == "application/pdf"
    assert response.content.startswith(b"%PDF-")
    assert "plan-2010-annex.pdf" in response["Content-Disposition"]
