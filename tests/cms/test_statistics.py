"""Public statistics: pages and data without names, groups, drafts and small cells."""

import csv
import dataclasses
import datetime as dt
import io
import json
from collections import Counter

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from django.core.cache import cache
from django.utils import translation

from certificates.year_book.figures import (
    AgencyRow,
    CategoryRow,
    ClassRow,
    LevelRow,
    MonthRow,
    YearlySummary,
)
from certificates.year_book.keeping.closing import close_year
from certificates.year_book.keeping.frozen import ShownYear
from cms.year_figures import statistics, statistics_tables
from cms.year_figures.statistics import published
from courses.models import TrainingClass
from enrollment.models import AgencyLevel, CountedGroup, GroupMember
from tests.certificates.classes import held_class, held_on
from tests.certificates.reader import told_exactly
from tests.factories.enrollment import AgencyFactory, AgencyLevelFactory

MARCH, MAY = dt.date(2010, 3, 9), dt.date(2010, 5, 11)


@pytest.fixture
def year_2010(site_tree):
    """A class with twelve people in March, one with two of another agency in May."""
    level = AgencyLevelFactory()
    large = AgencyFactory(code="VP", name="Văn phòng Tỉnh ủy", level=level)
    small = AgencyFactory(code="YT", name="Huyện ủy Yên Thủy", level=level)
    names = [f"Bùi Thị Ước {n}" for n in range(12)]
    first = held_class(names, finalized=False, agency=large, **held_on(MARCH))
    held_class(["Quách Văn Ơn", "Hà Thị Ý"], finalized=False, agency=small, **held_on(MAY))
    return first


def data_of(client, language=""):
    cache.clear()
    return json.loads(client.get(f"{language}/statistics/2010.json").content)


@pytest.mark.django_db
def test_list_of_years_leads_to_each_year_and_its_data(client, year_2010):
    text = client.get("/statistics/").text

    for address in ("/statistics/2010/", "/statistics/2010.csv", "/statistics/2010.json"):
        assert f'href="{address}"' in text
    assert "2.010" not in text


@pytest.mark.django_db
def test_list_is_empty_before_any_class_has_ended(client, site_tree):
    assert "empty-state" in client.get("/statistics/").text


@pytest.mark.django_db
def test_year_shows_its_totals_and_tables(client, year_2010):
    text = client.get("/statistics/2010/").text

    assert '<dd class="stat-value">14</dd>' in text
    assert text.count('<svg class="chart"') == 3
    assert 'property="og:title"' in text
    assert "2.010" not in text


@pytest.mark.django_db
def test_small_counts_are_hidden_on_the_page_and_in_the_data(client, year_2010):
    page = client.get("/statistics/2010/").text
    rows = {row["code"]: row for row in data_of(client)["tables"]["by_agency"]}

    assert "&lt;5" in page
    assert rows["YT"]["participations"] is None
    assert rows["YT"]["hidden"] == {"participations": "under_5", "classes": "hidden"}
    assert rows["VP"]["participations"] is None
    assert rows["VP"]["hidden"]["participations"] == "hidden"


@pytest.mark.django_db
def test_no_name_of_a_person_and_no_group_is_public(client, year_2010):
    group = CountedGroup.objects.create(code="ethnic", name="Dân tộc thiểu số", is_counted=True)
    for one in year_2010.enrollments.all():
        GroupMember.objects.create(group=group, trainee=one.trainee)

    for address in ("/statistics/2010/", "/statistics/2010.csv", "/statistics/2010.json"):
        text = client.get(address).content.decode()
        assert "Bùi Thị" not in text
        assert "Quách" not in text
        assert "Dân tộc" not in text
        assert "ethnic" not in text


@pytest.mark.django_db
def test_drafts_and_canceled_classes_are_not_counted(client, year_2010):
    TrainingClass.objects.filter(pk=year_2010.pk).update(status="draft")

    assert data_of(client)["totals"]["classes"] == 1


@pytest.mark.django_db
def test_year_with_fewer_than_five_people_shows_classes_alone(client, site_tree):
    held_class(["Quách Văn Ơn", "Hà Thị Ý"], finalized=False, **held_on(MAY))

    form = data_of(client)

    assert {name: value for name, value in form["totals"].items() if value is not None} == {
        "classes": 1,
        "hidden": form["totals"]["hidden"],
    }
    assert form["tables"] == {}


@pytest.mark.django_db
@pytest.mark.parametrize("year", ["1999", "9999", "0", "123456789"])
@pytest.mark.parametrize("ending", ["/", ".csv", ".json"])
def test_year_without_classes_is_unknown(client, year_2010, year, ending):
    assert client.get(f"/statistics/{year}{ending}").status_code == 404


@pytest.mark.django_db
def test_present_year_is_labelled_as_so_far(client, site_tree):
    held_class([f"Người {n}" for n in range(6)], finalized=False)
    year = TrainingClass.objects.get().ends_on.year

    form = json.loads(client.get(f"/statistics/{year}.json").content)

    today = dt.date.fromisoformat(form["as_of"])
    assert form["state"] == ("over" if (today.month, today.day) == (12, 31) else "so_far")


@pytest.mark.django_db
def test_closed_year_shows_what_was_closed(client, year_2010, administrator):
    at = dt.datetime(2011, 1, 5, 3, tzinfo=dt.UTC)
    close_year(2010, by=administrator, note="Đã đối chiếu", leaves_open=True, at=at)
    TrainingClass.objects.filter(pk=year_2010.pk).update(status="draft")

    form = data_of(client)

    assert (form["state"], form["closed_on"]) == ("closed", "2011-01-05")
    assert form["totals"]["classes"] == 2
    assert "05/01/2011" in client.get("/statistics/2010/").text


@pytest.mark.django_db
def test_closed_year_is_read_in_english_too(client, year_2010, administrator):
    at = dt.datetime(2011, 1, 5, 3, tzinfo=dt.UTC)
    level = AgencyLevel.objects.get(code=data_of(client)["tables"]["by_level"][0]["code"])
    close_year(2010, by=administrator, note="Đã đối chiếu", leaves_open=True, at=at)

    (vietnamese,), (english,) = (
        data_of(client, language)["tables"]["by_level"] for language in ("", "/en")
    )

    assert (vietnamese["name"], english["name"]) == (level.name, level.name_en)


@pytest.mark.django_db
def test_csv_and_json_say_the_same(client, year_2010):
    text = client.get("/statistics/2010.csv").content.decode("utf-8-sig")
    lines = list(csv.DictReader(io.StringIO(text)))
    form = data_of(client)

    totals = {one["figure"]: one["value"] for one in lines if one["table"] == "total"}
    assert totals == {
        name: "" if value is None else str(value)
        for name, value in form["totals"].items()
        if name != "hidden"
    }
    for table, rows in form["tables"].items():
        for row in rows:
            for name in ("classes", "participations"):
                (line,) = [
                    one
                    for one in lines
                    if (one["table"], one["code"], one["figure"]) == (table, row["code"], name)
                ]
                assert line["value"] == ("" if row[name] is None else str(row[name]))
                assert line["hidden"] == row.get("hidden", {}).get(name, "")


@pytest.mark.django_db
def test_codes_are_the_same_in_both_languages(client, year_2010):
    def codes(form):
        return {name: [row["code"] for row in rows] for name, rows in form["tables"].items()}

    assert codes(data_of(client)) == codes(data_of(client, "/en"))


@pytest.mark.django_db
@pytest.mark.parametrize("address", ["/statistics/2010.csv", "/statistics/2010.json"])
def test_unchanged_data_is_not_sent_twice(client, year_2010, address):
    first = client.get(address)

    again = client.get(address, headers={"If-None-Match": first["ETag"]})

    assert first["Last-Modified"]
    assert "public" in first["Cache-Control"]
    assert (again.status_code, again.content) == (304, b"")


@pytest.mark.django_db
def test_unchanged_page_is_not_sent_twice(client, year_2010):
    first = client.get("/statistics/2010/")

    again = client.get("/statistics/2010/", headers={"If-None-Match": first["ETag"]})

    assert first["Last-Modified"]
    assert again.status_code == 304


@pytest.mark.django_db
def test_footer_leads_to_the_statistics(client, site_tree):
    assert 'href="/statistics/"' in client.get("/").text
    assert 'href="/en/statistics/"' in client.get("/en/").text


@pytest.mark.django_db
def test_search_machines_find_every_year_in_both_languages(client, year_2010):
    text = client.get("/sitemap.xml").text

    for path in ("/statistics/", "/en/statistics/", "/statistics/2010/", "/en/statistics/2010/"):
        assert f"{path}</loc>" in text


@pytest.mark.django_db
def test_queries_do_not_grow_with_the_year(client, year_2010, django_assert_max_num_queries):
    for n in range(10):
        agency = AgencyFactory(code=f"CQ{n}")
        names = [f"Người {n} {m}" for m in range(3)]
        held_class(names, finalized=False, agency=agency, **held_on(MAY))
    cache.clear()

    with django_assert_max_num_queries(22):
        client.get("/statistics/2010/")
    with django_assert_max_num_queries(8):
        client.get("/statistics/2010/")


def classes_of(people) -> tuple[ClassRow, ...]:
    """One of each field in each month."""
    counts = Counter((str(one[0]), one[3]) for one in people)
    return tuple(
        ClassRow(
            code=f"{field}-{month}", title="", category_code=field, category=field, audience="",
            starts_on=dt.date(2010, month, 9), ends_on=dt.date(2010, month, 9), sessions=1,
            periods=4, venue="", issuing_body="", participations=count, women=0, completed=0,
            not_completed=0, undecided=count, certificates=0, by_level={}, rankings={},
        )
        for (field, month), count in sorted(counts.items())
    )  # fmt: skip


def summary_of(people) -> YearlySummary:
    """People as (field, level, agency, month, is a woman), as the summary would count them."""

    def parts(place, kind, **more):
        rows = []
        for code in sorted({one[place] for one in people}):
            own = [one for one in people if one[place] == code]
            counts = {"participations": len(own), "persons": len(own), "classes": 1}
            counts |= {"women": sum(one[4] for one in own), "completed": 0, "certificates": 0}
            rows.append(kind(code=str(code), name=str(code), **counts, **more))
        return tuple(rows)

    agencies = Counter((one[1], one[2]) for one in people)
    months = Counter(one[3] for one in people)
    return YearlySummary(
        year=2010,
        as_of=dt.date(2010, 12, 31),
        structure_on=None,
        classes=3,
        participations=len(people),
        persons=len(people),
        women=sum(one[4] for one in people),
        completed=0,
        not_completed=0,
        undecided=len(people),
        certificates=0,
        sessions=3,
        periods=12,
        spent=None,
        rankings=(),
        groups=(),
        by_group={},
        attended=((1, len(people)),),
        by_level=parts(1, LevelRow),
        by_agency=tuple(
            AgencyRow(
                code=f"{level}-{agency}", name="", level_code=str(level), level=str(level),
                classes=1, participations=count, persons=count, women=0, completed=0,
                certificates=0,
            )
            for (level, agency), count in sorted(agencies.items())
        ),
        by_category=parts(0, CategoryRow, periods=4),
        by_class=classes_of(people),
        by_month=tuple(MonthRow(month, 0, months[month]) for month in range(1, 13)),
    )  # fmt: skip


def test_figures_that_disagree_are_not_public(monkeypatch, caplog):
    summary = summary_of([("field", "level", "agency", 3, True)] * 7)
    false = dataclasses.replace(summary, by_month=summary.by_month[:2])
    monkeypatch.setattr(statistics, "shown_year", lambda year: ShownYear(false, (), ()))

    assert statistics.count_year(2010) is None
    assert "2010" in caplog.text


crowd = st.tuples(
    st.tuples(
        st.integers(1, 2), st.integers(1, 2), st.integers(1, 2), st.integers(1, 3), st.booleans()
    ),
    st.integers(1, 6),
)


@given(st.lists(crowd, min_size=1, max_size=5))
@settings(max_examples=60)
def test_no_hidden_figure_of_a_year_can_be_worked_out_from_its_tables(crowds):
    people = [one for one, count in crowds for _unused in range(count)]
    assume(5 <= len(people) <= 16)
    summary = summary_of(people)

    assert told_exactly([*statistics._parts(summary)]) == []
    assert told_exactly([*statistics._months(summary)]) == []


@given(st.lists(crowd, max_size=8))
def test_no_small_count_is_ever_published(crowds):
    people = [one for one, count in crowds for _unused in range(count)]

    with translation.override("vi"):
        year = published(ShownYear(summary_of(people), (), ()))

    people_figures = ("participations", "persons", "women", "completed", "certificates")
    shown = [year.totals[name].value for name in people_figures]
    for table in year.tables:
        names = [name for name in table.columns if name != "classes"]
        shown += [row.figures[name].value for row in table.rows for name in names]
        for row in table.rows:
            texts = statistics_tables.words(row.figures["participations"])
            assert texts not in ("1", "2", "3", "4")
    assert not {1, 2, 3, 4} & set(shown)
