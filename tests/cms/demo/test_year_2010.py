"""The year 2010 of the demo: its totals, classes, agencies, certificates, acts and plan."""

import datetime as dt
from collections import Counter
from itertools import pairwise

import pytest

from django.db.models import Count
from django.utils import timezone

from certificates.entitlement import entitlements
from certificates.models import Certificate, IssueRun
from certificates.year_book.summary import yearly_summary
from cms.demo.source import data
from courses.models import CostLine, CostSettlement, TrainingClass
from enrollment.models import Agency, Enrollment
from enrollment.planning.progress import plan_progress, unplanned_classes
from enrollment.planning.standing import totals_of
from enrollment.year_costs import year_costs

pytestmark = pytest.mark.django_db


@pytest.mark.database
def test_year_2010_has_the_totals_of_the_article(of_2010):
    assert TrainingClass.objects.held_in(2010).count() == 23
    assert of_2010.count() == 537
    assert of_2010.values("trainee").distinct().count() == 412
    levels = of_2010.values_list("agency_level__code").annotate(Count("pk"))
    assert dict(levels.order_by()) == {"province": 222, "district": 315}


def test_year_2010_has_the_invented_totals(of_2010):
    assert of_2010.filter(trainee__gender="female").count() == 214
    assert Counter(of_2010.values_list("outcome", flat=True)) == {
        "completed": 529,
        "not_completed": 8,
    }
    assert Counter(of_2010.exclude(ranking="").values_list("ranking", flat=True)) == {
        "Xuất sắc": 21,
        "Giỏi": 118,
        "Khá": 203,
        "Trung bình": 58,
    }


def test_attendance_only_classes_of_2010_have_no_ranks(of_2010):
    unranked = of_2010.filter(training_class__ranking_scheme__scale_max=None)

    assert sorted(set(unranked.values_list("training_class__code", flat=True))) == [
        *("2010-01", "2010-02", "2010-17", "2010-18", "2010-19"),
    ]
    assert Counter(unranked.values_list("outcome", "ranking")) == {
        ("completed", ""): 129,
        ("not_completed", ""): 2,
    }


def test_classes_of_2010_are_those_of_the_file(demo):
    for known in data("demo2010")["classes"]:
        training_class = TrainingClass.objects.get(code=known["code"])
        sent = training_class.enrollments.values_list("agency__code").annotate(Count("pk"))
        assert training_class.title == known["title"]
        assert training_class.audience == known["audience"]
        assert training_class.venue.name == known["venue"]
        assert f"{training_class.starts_on}/{training_class.ends_on}" == (
            f"{known['start']}/{known['end']}"
        )
        assert [s.periods for s in training_class.sessions.all()] == [4] * known["half_days"]
        assert dict(sent.order_by()) == known["by_agency"]
        assert training_class.is_demo


def test_agencies_are_those_of_2010(demo):
    known = data("demo2010")["agencies"]

    agencies = Agency.objects.in_bulk(known, field_name="code")
    assert {code: agency.name for code, agency in agencies.items()} == {
        code: fields["name"] for code, fields in known.items()
    }
    assert {agency.get_parent().code for agency in agencies.values()} == {"TU"}
    for code in ("KS", "LT"):
        assert not Agency.objects.get(code=code).enrollments.filter(
            training_class__ends_on__year=2010
        )
    assert all(agency.version_on(dt.date(2010, 1, 1)) for agency in Agency.objects.all())


@pytest.mark.database
def test_who_of_2010_gets_no_certificate_is_told_why(demo):
    classes = TrainingClass.objects.filter(ends_on__year=2010, status="published")
    everybody = [one for held in classes for one in entitlements(held)]
    refused = [one for one in everybody if not one.is_entitled]

    given = [one for one in everybody if one.certificate is not None]
    assert (len(everybody), len(given), len(refused)) == (537, 529, 8)
    assert all(one.reasons for one in refused)
    assert not any(one.certificate for one in refused)


def test_files_of_every_class_are_ordered_once(demo):
    given = TrainingClass.objects.filter(enrollments__certificates__revoked_at=None)
    numbered = given.filter(enrollments__certificates__isnull=False).distinct()
    runs = IssueRun.objects.filter(kind=IssueRun.Kind.CERTIFICATES)

    assert runs.count() == numbered.count() == 24
    assert sum(runs.values_list("total", flat=True)) == Certificate.objects.valid().count()


def test_certificates_of_2010_are_numbered_without_gap(demo):
    of_2010 = Certificate.objects.filter(register__year=2010).order_by("number")

    assert [one.serial for one in of_2010] == [f"CN-2010-{n:06d}" for n in range(1, 530)]
    dates = [one.issued_on for one in of_2010]
    assert dates == sorted(dates)
    assert {day.year for day in dates} == {2010}
    assert all(one.content["is_sample"] for one in of_2010)


def test_acts_of_2010_are_dated_in_2010(of_2010):
    opened = {held["code"]: held["start"] for held in data("demo2010")["classes"]}

    for enrollment in of_2010.select_related("training_class").prefetch_related("changes"):
        times = [change.at for change in enrollment.changes.all()]
        assert [change.to_state for change in enrollment.changes.all()] == ["pending", "confirmed"]
        assert times == sorted(times)
        assert timezone.localdate(times[-1]).isoformat() < opened[enrollment.training_class.code]


def test_nobody_is_in_two_classes_at_once(demo):
    active = Enrollment.objects.active().filter(training_class__status="published")
    by_person: dict[int, list[tuple]] = {}
    for trainee, first, last in active.values_list(
        "trainee", "training_class__starts_on", "training_class__ends_on"
    ):
        by_person.setdefault(trainee, []).append((first, last))

    for days in by_person.values():
        for (_first, last), (next_first, _last) in pairwise(sorted(days)):
            assert last < next_first


def test_costs_are_invented_add_up_and_are_settled_for_nearly_all_of_2010(demo):
    lines = CostLine.objects.of_year(2010)
    settled = CostSettlement.objects.filter(training_class__ends_on__year=2010, reopened_at=None)
    assert set(CostLine.objects.values_list("is_demo", flat=True)) == {True}
    assert lines.values("training_class").distinct().count() == 23
    assert settled.count() == 21

    spent = sum(line.spent for line in lines)

    assert yearly_summary(2010).spent == spent
    assert spent == year_costs(2010, CostLine.objects.all()).sheet.total.spent
    of_settled = lines.filter(training_class__in=settled.values("training_class"))
    assert sum(one.spent for one in settled) == sum(line.spent for line in of_settled)


def test_the_plan_of_2010_is_invented_and_one_line_of_it_stays_undone(demo):
    assert data("plans")["note"].startswith("Invented")
    lines = plan_progress(2010)

    totals = totals_of(lines)

    assert (totals.lines, totals.planned_classes, totals.planned_participations) == (14, 24, 540)
    assert (totals.done_classes, totals.done_participations) == (23, 537)
    assert [one.state for one in lines].count("done") == 13
    assert [one.line.title for one in lines if one.is_late] == [lines[-1].line.title]
    assert unplanned_classes(2010) == ()
