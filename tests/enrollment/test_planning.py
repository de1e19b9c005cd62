"""The training plan of a year: its verbs, and how far it has come."""

import datetime as dt
import random
from decimal import Decimal

import pytest

from django.db import connection
from django.test.utils import CaptureQueriesContext

from courses.models import AuditEntry, FundingSource, TrainingClass
from courses.refusals import Refusal
from enrollment.due_at_desk import due_at_desk
from enrollment.models import PlanLine, PlannedClass, TrainingPlan
from enrollment.planning.copying import copy_plan
from enrollment.planning.lines import add_line, change_line, drop_line, move_line, restore_line
from enrollment.planning.links import add_class_for, link_class, unlink_class
from enrollment.planning.plans import (
    adjusted_on,
    approve_plan,
    discard_plan,
    open_plan,
    take_back_approval,
)
from enrollment.planning.progress import (
    last_day_of,
    late_lines,
    plan_progress,
    progress_by_plan,
    progress_of,
    unplanned_classes,
)
from enrollment.planning.standing import share_of, totals_of
from tests.factories.courses import CourseFactory, IssuingBodyFactory, TrainingClassFactory
from tests.factories.enrollment import (
    AgencyFactory,
    EnrollmentFactory,
    PlanLineFactory,
    TrainingPlanFactory,
)

YEAR = 2025
DECEMBER = dt.date(YEAR, 12, 31)


@pytest.fixture
def plan(db):
    return TrainingPlanFactory(year=YEAR, approved_at=None, decision="", decided_on=None)


@pytest.fixture
def approved(db):
    return TrainingPlanFactory(year=YEAR)


@pytest.fixture
def sources(db):
    return [
        FundingSource.objects.create(code=f"s{n}", name=f"Nguồn {n}", position=n) for n in (1, 2)
    ]


def held(day: dt.date, people: int = 0, *, status: str = "published", **fields) -> TrainingClass:
    training_class = TrainingClassFactory(starts_on=day, ends_on=day, **fields)
    EnrollmentFactory.create_batch(people, training_class=training_class)
    training_class.status = status
    training_class.save(update_fields=["status"])
    return training_class


def linked(line, *classes) -> None:
    for training_class in classes:
        PlannedClass.objects.create(line=line, training_class=training_class)


def acts(plan) -> list[str]:
    entries = AuditEntry.objects.filter(chain__key=f"plan:{plan.pk}")
    return list(entries.order_by("number").values_list("action", flat=True))


def refused(verb, *args, **options) -> str:
    with pytest.raises(Refusal) as info:
        verb(*args, **options)
    return info.value.code


# The plan as a whole.


def test_a_body_has_one_plan_for_a_year(plan, organizer):
    twin = TrainingPlan(year=YEAR, issuing_body=plan.issuing_body)

    assert refused(open_plan, twin, by=organizer) == "exists"
    assert open_plan(TrainingPlan(year=YEAR, issuing_body=IssuingBodyFactory()), by=organizer).pk


def test_a_plan_is_approved_by_a_decision_and_not_without_lines(plan, organizer):
    day = dt.date(YEAR, 1, 10)
    decided = {"decision": "05-QĐ/VPTU", "decided_on": day, "by": organizer}
    assert refused(approve_plan, plan, **decided) == "no_lines"
    PlanLineFactory(plan=plan)
    assert refused(approve_plan, plan, **decided | {"decision": ""}) == "no_decision"

    done = approve_plan(plan, **decided)

    assert (done.is_approved, done.decision, done.decided_on) == (True, "05-QĐ/VPTU", day)
    assert done.approved_by == organizer


def test_the_decision_of_an_approved_plan_is_corrected_with_a_reason(approved, organizer):
    PlanLineFactory(plan=approved)
    again = {"decision": "06-QĐ/VPTU", "decided_on": approved.decided_on, "by": organizer}

    assert refused(approve_plan, approved, **again) == "no_reason"
    done = approve_plan(approved, **again, reason="ghi nhầm số")

    assert (done.decision, done.approved_at) == ("06-QĐ/VPTU", approved.approved_at)
    assert acts(approved) == ["plan.decision_corrected"]


def test_an_approval_is_taken_back_with_a_reason(approved, organizer):
    line = PlanLineFactory(plan=approved)
    assert refused(take_back_approval, approved, by=organizer, reason="") == "no_reason"

    draft = take_back_approval(approved, by=organizer, reason="chưa ký")

    assert (draft.is_approved, draft.decision, draft.decided_on) == (False, "", None)
    change_line(line, {"classes": 4}, by=organizer)
    assert refused(take_back_approval, draft, by=organizer, reason="x") == "not_approved"
    assert acts(approved) == ["plan.approval_taken_back", "plan.line_changed"]
    entry = AuditEntry.objects.get(action="plan.approval_taken_back")
    assert entry.data["decision"].startswith("05-QĐ/VPTU, ")


def test_only_a_draft_without_classes_is_discarded(plan, organizer):
    line = PlanLineFactory(plan=plan)
    linked(line, held(DECEMBER))
    assert refused(discard_plan, plan, by=organizer) == "has_classes"
    PlannedClass.objects.all().delete()

    discard_plan(plan, by=organizer)

    assert not TrainingPlan.objects.exists()
    assert refused(add_line, PlanLine(plan=plan, title="x"), by=organizer) == "gone"
    assert refused(discard_plan, TrainingPlanFactory(), by=organizer) == "approved"


# Lines.


def test_a_new_line_stands_last_with_its_agencies_and_budget(plan, organizer, sources):
    first = add_line(PlanLine(plan=plan, title="Một"), by=organizer)
    agency = AgencyFactory()

    second = add_line(
        PlanLine(plan=plan, title="Hai", course=CourseFactory(), quarter=2),
        by=organizer,
        agencies=[agency],
        budget={sources[0]: Decimal(5_000_000), sources[1]: Decimal(0)},
    )

    assert second.position > first.position
    assert list(second.target_agencies.all()) == [agency]
    assert [(row.source, row.amount) for row in second.budgets.all()] == [
        (sources[0], Decimal(5_000_000))
    ]


def test_lines_of_an_approved_plan_change_with_a_reason_only(approved, organizer, sources):
    line = PlanLineFactory(plan=approved, classes=2)
    fresh = PlanLine(plan=approved, title="Thêm")

    assert refused(add_line, fresh, by=organizer) == "no_reason"
    assert refused(change_line, line, {"classes": 3}, by=organizer) == "no_reason"
    money = {sources[0]: Decimal(1)}
    assert refused(change_line, line, {}, budget=money, by=organizer) == "no_reason"
    assert refused(drop_line, line, by=organizer) == "no_reason"
    assert refused(move_line, line, to="up", by=organizer) == "approved"
    line.refresh_from_db()
    assert (line.classes, line.budgets.count(), acts(approved)) == (2, 0, [])

    change_line(line, {"classes": 3}, by=organizer, reason="bổ sung")

    entry = AuditEntry.objects.get(chain__key=f"plan:{approved.pk}")
    assert entry.data["was"] == {"classes": 2}
    assert entry.data["now"] == {"classes": 3}
    assert entry.data["reason"] == "bổ sung"


def test_a_change_that_changes_nothing_is_not_logged(approved, organizer, sources):
    line = PlanLineFactory(plan=approved)
    line.budgets.create(source=sources[0], amount=Decimal(7))
    said = {"title": line.title, "classes": line.classes}

    change_line(line, said, by=organizer, agencies=[], budget={sources[0]: Decimal("7.00")})

    assert acts(approved) == []


def test_a_line_moves_among_those_of_its_quarter(plan, organizer):
    rows = [PlanLineFactory(plan=plan, title=name, quarter=1) for name in "ABC"]
    PlanLineFactory(plan=plan, title="D", quarter=2)

    move_line(rows[2], to="up", by=organizer)
    move_line(rows[0], to="up", by=organizer)
    move_line(rows[1], to="down", by=organizer)

    assert "".join(one.title for one in plan.lines.in_order()) == "ACBD"


def test_a_line_without_a_quarter_stands_last(plan):
    for quarter in (None, 4, 1):
        PlanLineFactory(plan=plan, quarter=quarter)

    assert [one.quarter for one in plan.lines.in_order()] == [1, 4, None]


def test_a_line_of_a_draft_is_gone_and_one_of_an_approved_plan_is_seen_dropped(
    plan, approved, organizer
):
    drop_line(PlanLineFactory(plan=plan), by=organizer)
    line = PlanLineFactory(plan=approved)
    drop_line(line, by=organizer, reason="không có kinh phí")

    line.refresh_from_db()
    assert (plan.lines.count(), line.is_dropped) == (0, True)
    assert progress_of(approved) == ()
    assert refused(change_line, line, {"classes": 3}, by=organizer, reason="x") == "dropped"
    assert refused(drop_line, line, by=organizer, reason="x") == "dropped"

    restore_line(line, by=organizer, reason="có kinh phí")
    assert len(progress_of(approved)) == 1
    assert refused(restore_line, line, by=organizer, reason="x") == "not_dropped"


def test_a_line_with_classes_is_not_dropped(approved, organizer):
    line = PlanLineFactory(plan=approved)
    linked(line, held(DECEMBER))

    assert refused(drop_line, line, by=organizer, reason="x") == "line_has_classes"


def test_the_annex_says_when_an_approved_plan_was_adjusted(plan, organizer):
    line = add_line(PlanLine(plan=plan, title="Một"), by=organizer)
    decided = approve_plan(
        plan, decision="1", decided_on=dt.date(2010, 1, 5), by=organizer, reason=""
    )
    assert adjusted_on(decided) is None

    change_line(line, {"classes": 2}, by=organizer, reason="bổ sung")

    assert adjusted_on(decided) == AuditEntry.objects.latest("pk").at.astimezone().date()


# Another year.


def test_last_years_lines_are_the_beginning_of_a_plan(approved, organizer, sources):
    line = PlanLineFactory(plan=approved, title="Giữ", quarter=2, participations=44)
    line.budgets.create(source=sources[0], amount=Decimal(9))
    line.target_agencies.add(AgencyFactory(code="BTC"))
    linked(line, held(DECEMBER))
    drop_line(PlanLineFactory(plan=approved), by=organizer, reason="x")

    copied = copy_plan(approved, year=YEAR + 1, by=organizer)

    kept = copied.lines.get()
    assert (copied.year, copied.is_approved, copied.decision) == (YEAR + 1, False, "")
    assert (kept.title, kept.quarter, kept.participations) == ("Giữ", 2, 44)
    assert kept.budgets.get().amount == 9
    assert kept.target_agencies.get().code == "BTC"
    assert not kept.planned_classes.exists()
    assert refused(copy_plan, approved, year=YEAR + 1, by=organizer) == "exists"


def test_the_copy_fills_an_empty_draft(approved, organizer):
    PlanLineFactory(plan=approved)
    draft = TrainingPlanFactory(
        year=YEAR + 1, issuing_body=approved.issuing_body, approved_at=None, decision=""
    )

    assert copy_plan(approved, year=YEAR + 1, by=organizer) == draft


# Classes on lines.


@pytest.mark.database
def test_of_two_organizers_the_second_is_told_where_the_class_stands(approved, organizer):
    first, second = PlanLineFactory.create_batch(2, plan=approved)
    training_class = held(DECEMBER)

    link_class(first, training_class, by=organizer)

    assert refused(link_class, second, training_class, by=organizer) == "linked_elsewhere"
    assert link_class(first, training_class, by=organizer).line == first
    assert PlannedClass.objects.get().line == first

    link_class(second, training_class, by=organizer, instead=True)
    assert PlannedClass.objects.get().line == second
    unlink_class(training_class, by=organizer)
    unlink_class(training_class, by=organizer)
    chain = AuditEntry.objects.filter(chain__key=f"class:{training_class.pk}")
    assert [one.action for one in chain.order_by("number")] == [
        "class.planned",
        "class.planned",
        "class.unplanned",
    ]


@pytest.mark.database
def test_the_constraint_stands_behind_the_lock(approved, organizer, monkeypatch):
    first, second = PlanLineFactory.create_batch(2, plan=approved)
    training_class = held(DECEMBER)
    linked(first, training_class)
    # As if the other one had linked between the look and the insert.
    empty = PlannedClass.objects.none()
    looks = iter([empty, PlannedClass.objects.filter(training_class=training_class)])
    monkeypatch.setattr(PlannedClass.objects, "filter", lambda **how: next(looks))

    assert refused(link_class, second, training_class, by=organizer) == "linked_elsewhere"


def test_a_class_of_another_year_or_called_off_carries_out_nothing(approved, organizer):
    line = PlanLineFactory(plan=approved)
    dropped = PlanLineFactory(plan=approved)
    drop_line(dropped, by=organizer, reason="x")

    assert refused(link_class, line, held(dt.date(2024, 5, 5)), by=organizer) == "other_year"
    canceled = held(DECEMBER, status="canceled")
    assert refused(link_class, line, canceled, by=organizer) == "canceled"
    assert refused(link_class, dropped, held(DECEMBER), by=organizer) == "dropped"


def test_a_class_for_a_line_is_stored_with_it_or_not_at_all(approved, organizer):
    line = PlanLineFactory(plan=approved)
    body = approved.issuing_body
    like = held(DECEMBER, issuing_body=body)

    def draft(code, day):
        names = ["course", "venue", "attendance_rule", "ranking_scheme"]
        names += ["title", "capacity", "registration_opens_at", "registration_closes_at"]
        said = {name: getattr(like, name) for name in names}
        return TrainingClass(code=code, starts_on=day, ends_on=day, issuing_body=body, **said)

    added = add_class_for(line, draft("A-1", DECEMBER), by=organizer, instructors=[])
    assert (added.planned.line, added.status) == (line, "draft")

    wrong = draft("A-2", dt.date(2024, 1, 2))
    assert refused(add_class_for, line, wrong, by=organizer, instructors=[]) == "other_year"
    assert not TrainingClass.objects.filter(code="A-2").exists()


# Progress.


def test_done_is_counted_as_the_year_counts(approved):
    line = PlanLineFactory(plan=approved, classes=3, participations=50, quarter=1)
    over = held(dt.date(YEAR, 2, 3), people=2)
    EnrollmentFactory(training_class=over, agency=AgencyFactory())
    today = held(dt.date(YEAR, 3, 10), people=1)
    tomorrow = held(dt.date(YEAR, 3, 11), people=1)
    draft = held(dt.date(YEAR, 2, 4), status="draft")
    moved = held(dt.date(YEAR + 1, 1, 5), people=1)
    linked(line, over, today, tomorrow, draft, moved)

    (one,) = progress_of(approved, on=dt.date(YEAR, 3, 10))

    assert (one.done_classes, one.done_participations) == (2, 4)
    assert (one.coming_classes, one.draft_classes, one.missing_classes) == (2, 1, 0)
    assert (one.share, one.state, one.is_late) == (8, "begun", False)


@pytest.mark.parametrize(
    ("quarter", "on", "is_late"),
    [
        (1, dt.date(YEAR, 3, 31), False),
        (1, dt.date(YEAR, 4, 1), True),
        (2, dt.date(YEAR, 6, 30), False),
        (2, dt.date(YEAR, 7, 1), True),
        (3, dt.date(YEAR, 9, 30), False),
        (3, dt.date(YEAR, 10, 1), True),
        (4, dt.date(YEAR, 12, 31), False),
        (4, dt.date(YEAR + 1, 1, 1), True),
        (None, dt.date(YEAR, 12, 31), False),
        (None, dt.date(YEAR + 1, 1, 1), True),
    ],
)
def test_a_line_is_late_after_its_quarter_and_below_plan_after_the_year(
    approved, quarter, on, is_late
):
    line = PlanLineFactory(plan=approved, quarter=quarter, classes=2)
    linked(line, held(dt.date(YEAR, 1, 8)))

    (one,) = progress_of(approved, on=on)

    assert one.is_late is is_late
    behind = "short" if on.year > YEAR else "late"
    assert one.state == (behind if is_late else "begun")
    totals = totals_of([one])
    assert (totals.late, totals.short) == (int(behind == "late" and is_late), int(on.year > YEAR))
    linked(line, held(dt.date(YEAR, 1, 9)))
    (one,) = progress_of(approved, on=on)
    assert (one.is_late, one.state) == (False, "done")


def test_nothing_is_late_in_a_draft(plan):
    PlanLineFactory(plan=plan, quarter=1)

    (one,) = progress_of(plan, on=DECEMBER)

    assert (one.is_late, one.state) == (False, "open")


def test_last_days_of_quarters():
    days = [last_day_of(2024, quarter) for quarter in (1, 2, 3, 4, None)]

    assert [f"{day:%d/%m/%Y}" for day in days] == [
        *("31/03/2024", "30/06/2024", "30/09/2024", "31/12/2024", "31/12/2024")
    ]


def test_shares_are_rounded_in_whole_numbers():
    shares = [share_of(*pair) for pair in ((1, 3), (2, 3), (1, 200), (1, 201), (537, 540), (3, 2))]

    assert shares == [33, 67, 1, 0, 99, 150]
    assert share_of(5, 0) is None


def test_only_approved_plans_count_in_the_year(plan, approved):
    PlanLineFactory(plan=plan)
    line = PlanLineFactory(plan=approved)

    assert [one.line for one in plan_progress(YEAR)] == [line]
    assert len(progress_of(plan)) == 1


def random_plan(rng: random.Random) -> TrainingPlan:
    plan = TrainingPlanFactory(year=YEAR)
    for _n in range(rng.randint(1, 6)):
        line = PlanLineFactory(
            plan=plan,
            quarter=rng.choice([1, 2, 3, 4, None]),
            classes=rng.randint(1, 3),
            participations=rng.randint(0, 9),
        )
        for _class in range(rng.randint(0, 3)):
            day = dt.date(rng.choice([YEAR, YEAR, YEAR, YEAR + 1]), rng.randint(1, 12), 7)
            status = rng.choice(["published", "published", "draft", "canceled"])
            linked(line, held(day, rng.randint(0, 2), status=status))
    return plan


def by_hand(line: PlanLine, on: dt.date) -> tuple[int, int, bool]:
    """Classes done, participations done, late: one query after the other."""
    done = [
        one.training_class
        for one in line.planned_classes.all()
        if one.training_class.status == "published"
        and one.training_class.ends_on.year == YEAR
        and one.training_class.ends_on <= on
    ]
    people = sum(one.enrollments.filter(state="confirmed").count() for one in done)
    over = {1: (3, 31), 2: (6, 30), 3: (9, 30)}.get(line.quarter, (12, 31))
    return len(done), people, on > dt.date(YEAR, *over) and len(done) < line.classes


@pytest.mark.parametrize("seed", range(6))
def test_progress_is_what_counting_by_hand_gives(seed, db):
    rng = random.Random(seed)
    plan = random_plan(rng)
    days = [dt.date(YEAR, rng.randint(1, 12), rng.randint(1, 28)) for _n in range(4)]
    for on in (*days, dt.date(YEAR + 1, 6, 1)):
        rows = progress_of(plan, on=on)
        for one in rows:
            counted = (one.done_classes, one.done_participations, one.is_late)
            assert counted == by_hand(one.line, on)
        totals = totals_of(rows)
        assert totals.planned_classes == sum(one.line.classes for one in rows)
        assert totals.done_participations == sum(by_hand(one.line, on)[1] for one in rows)
        if on.year == YEAR:
            late = {one.line for one in rows if one.is_late}
            assert set(late_lines(on)) == late


def test_budgets_add_up_by_source(approved, sources):
    for amounts in ((5, 7), (1, None)):
        line = PlanLineFactory(plan=approved)
        for source, amount in zip(sources, amounts, strict=True):
            if amount:
                line.budgets.create(source=source, amount=amount)

    totals = totals_of(progress_of(approved))

    assert totals.budget == ((sources[0], 6), (sources[1], 7))
    assert totals.money == 13


def test_classes_outside_the_plan_are_listed_apart(approved):
    inside, outside = held(DECEMBER), held(DECEMBER, people=1)
    linked(PlanLineFactory(plan=approved), inside)
    held(DECEMBER, status="canceled")
    held(dt.date(YEAR - 1, 12, 31))
    draft = held(DECEMBER, status="draft", issuing_body=approved.issuing_body)

    found = unplanned_classes(YEAR, on=dt.date(YEAR + 1, 1, 1))

    assert [(one.training_class, one.is_done) for one in found] == [
        (outside, True),
        (draft, False),
    ]
    assert found[0].participations == 1
    own = unplanned_classes(YEAR, body=approved.issuing_body)
    assert [one.training_class for one in own] == [draft]


def test_the_number_of_queries_does_not_grow_with_the_lines(approved, sources):
    def grow(count):
        for _n in range(count):
            line = PlanLineFactory(plan=approved, course=CourseFactory())
            line.budgets.create(source=sources[0], amount=1)
            line.target_agencies.add(AgencyFactory())
            linked(line, held(DECEMBER, people=1))

    def queries() -> int:
        with CaptureQueriesContext(connection) as captured:
            rows = plan_progress(YEAR)
            totals_of(rows)
            assert [one.has_words("noi dung") for one in rows]
            assert all(one.state for one in rows)
        return len(captured)

    grow(1)
    few = queries()
    grow(14)
    assert queries() == few == 5
    plans = [approved, TrainingPlanFactory(year=YEAR)]
    assert [len(rows) for rows in progress_by_plan(plans).values()] == [15, 0]


def test_late_lines_are_told_at_the_desk(db, monkeypatch):
    today = dt.datetime(2026, 5, 4, 10, tzinfo=dt.UTC)
    plan = TrainingPlanFactory(year=2026)
    PlanLineFactory.create_batch(2, plan=plan, quarter=1)
    PlanLineFactory(plan=plan, quarter=2)
    PlanLineFactory(plan=TrainingPlanFactory(year=2025), quarter=1)

    (line,) = due_at_desk(today)

    assert (line.count, line.day, line.is_late) == (2, dt.date(2026, 3, 31), True)
    assert line.url.endswith(f"{plan.public_id}/?state=late")
