"""Lines of costs: who changes them, what is kept of it, their sums, and the settlement."""

import datetime as dt
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction

from courses.costs.figures import cost_sheet
from courses.costs.lines import add_line, change_line, pay_line, remove_line
from courses.costs.settling import reopen_costs, settle_costs, standing_settlement
from courses.models import AuditEntry, CostKind, CostLine, CostSettlement, FundingSource
from courses.refusals import Refusal
from tests.factories.courses import (
    CostKindFactory,
    CostLineFactory,
    FundingSourceFactory,
    TrainingClassFactory,
)

pytestmark = pytest.mark.django_db
DAY = dt.date(2026, 3, 16)


@pytest.fixture
def training_class(db):
    return TrainingClassFactory()


def values(**changed):
    given = {"kind": CostKindFactory(code="phong"), "source": FundingSourceFactory(code="nsdp")}
    return given | {"text": "Thuê hội trường", "planned": Decimal(3_000_000)} | changed


def last_act() -> AuditEntry:
    return AuditEntry.objects.latest("pk")


def code_of(refused) -> str:
    return refused.value.code


def test_a_line_is_added_with_an_entry_in_the_log_that_names_no_payee(training_class, organizer):
    line = add_line(training_class, values(payee="Nguyễn Văn An"), by=organizer)

    assert CostLine.objects.get() == line
    assert (last_act().action, last_act().subject) == ("cost.added", f"cost:{line.pk}")
    assert last_act().data["planned"] == "3000000.00"
    assert "Nguyễn" not in str(last_act().data)


def test_a_change_notes_only_what_became_different(training_class, organizer):
    line = add_line(training_class, values(), by=organizer)

    change_line(line, {"planned": Decimal(2_500_000)}, by=organizer, edition=1)

    line.refresh_from_db()
    assert (line.planned, line.edition) == (2_500_000, 2)
    changed = {"planned": ["3000000.00", "2500000.00"], "line": "Thuê hội trường"}
    assert last_act().data == changed


def test_saving_without_a_change_leaves_no_trace(training_class, organizer):
    line = add_line(training_class, values(), by=organizer)

    change_line(line, {"planned": Decimal(3_000_000)}, by=organizer, edition=1)

    assert last_act().action == "cost.added"


def test_whoever_saves_what_another_has_changed_is_told(training_class, organizer):
    line = add_line(training_class, values(), by=organizer)
    change_line(line, {"planned": Decimal(1)}, by=organizer, edition=1)

    with pytest.raises(Refusal) as refused:
        change_line(line, {"planned": Decimal(2)}, by=organizer, edition=1)

    assert code_of(refused) == "changed_meanwhile"
    assert CostLine.objects.get().planned == 1


def test_a_line_that_is_gone_cannot_be_changed_paid_or_removed(training_class, organizer):
    line = add_line(training_class, values(), by=organizer)
    stale = CostLine.objects.get()
    remove_line(line, by=organizer)
    assert last_act().data["planned"] == "3000000.00"

    for act in (
        lambda: change_line(stale, {"text": "x"}, by=organizer),
        lambda: pay_line(stale, paid_on=DAY, by=organizer),
        lambda: remove_line(stale, by=organizer),
    ):
        with pytest.raises(Refusal) as refused:
            act()
        assert code_of(refused) == "gone"


def test_a_payment_is_that_of_the_plan_unless_another_amount_is_said(training_class, organizer):
    line = add_line(training_class, values(), by=organizer)

    paid = pay_line(line, paid_on=DAY, voucher="PC 12", by=organizer)
    assert (paid.spent, paid.paid_on, paid.voucher) == (3_000_000, DAY, "PC 12")

    again = pay_line(line, paid_on=DAY, spent=Decimal(2_900_000), by=organizer)
    assert (again.spent, again.voucher, last_act().action) == (2_900_000, "PC 12", "cost.paid")


@pytest.mark.parametrize(
    "wrong",
    [
        {"planned": None, "spent": None},
        {"planned": Decimal(-1)},
        {"spent": Decimal(-1)},
        {"paid_on": DAY},
        {"planned": Decimal(10) ** 13},
        {"text": "x" * 201},
    ],
)
def test_a_line_that_says_nothing_or_too_much_is_refused_in_words(training_class, wrong):
    with pytest.raises(ValidationError):
        add_line(training_class, values(**wrong), by=None)

    assert not CostLine.objects.exists()


@pytest.mark.database
@pytest.mark.parametrize(
    "wrong",
    [
        {"planned": None},
        {"planned": Decimal(-1)},
        {"spent": Decimal(-1)},
        {"paid_on": DAY},
    ],
)
def test_the_table_itself_keeps_false_lines_out(training_class, wrong):
    with pytest.raises(IntegrityError), transaction.atomic():
        CostLineFactory(training_class=training_class, **wrong)


@pytest.mark.database
def test_settled_costs_stand_still_until_they_are_opened_with_a_reason(training_class, organizer):
    line = add_line(training_class, values(spent=Decimal(2_900_000)), by=organizer)
    settlement = settle_costs(training_class, by=organizer)
    assert (settlement.lines, settlement.planned, settlement.spent) == (1, 3_000_000, 2_900_000)
    assert last_act().data["spent"] == "2900000.00"
    another = {"kind": line.kind, "source": line.source, "planned": Decimal(1)}

    for act in (
        lambda: add_line(training_class, another, by=organizer),
        lambda: change_line(line, {"text": "x"}, by=organizer),
        lambda: pay_line(line, paid_on=DAY, by=organizer),
        lambda: remove_line(line, by=organizer),
        lambda: settle_costs(training_class, by=organizer),
    ):
        with pytest.raises(Refusal) as refused:
            act()
        assert code_of(refused) == "settled"

    with pytest.raises(Refusal) as refused:
        reopen_costs(training_class, by=organizer, reason="")
    assert code_of(refused) == "no_reason"
    reopened = reopen_costs(training_class, by=organizer, reason="Sai số chứng từ")
    assert (reopened.reopened_by, standing_settlement(training_class)) == (organizer, None)
    remove_line(line, by=organizer)


def test_nothing_is_settled_without_a_line_nor_opened_without_a_settlement(training_class):
    with pytest.raises(Refusal) as refused:
        settle_costs(training_class, by=None)
    assert code_of(refused) == "no_costs"

    with pytest.raises(Refusal) as refused:
        reopen_costs(training_class, by=None, reason="Nhầm")
    assert code_of(refused) == "not_settled"


@pytest.mark.database
def test_the_table_has_one_standing_settlement_of_a_class(training_class, organizer):
    add_line(training_class, values(), by=organizer)
    first = settle_costs(training_class, by=organizer)
    reopen_costs(training_class, by=organizer, reason="Bổ sung")
    settle_costs(training_class, by=organizer)

    first.pk, first.reopened_at, first.reopened_reason = None, None, ""
    with pytest.raises(IntegrityError), transaction.atomic():
        first.save(force_insert=True)
    assert CostSettlement.objects.count() == 2


KINDS = [CostKind(pk=n, code=f"k{n}", name=f"Nội dung {n}", position=9 - n) for n in range(3)]
SOURCES = [FundingSource(pk=n, code=f"s{n}", name=f"Nguồn {n}", position=n) for n in range(2)]
cents = st.none() | st.integers(0, 10**15 - 1).map(lambda number: Decimal(number) / 100)
some_lines = st.lists(
    st.builds(
        CostLine,
        kind=st.sampled_from(KINDS),
        source=st.sampled_from(SOURCES),
        planned=cents,
        spent=cents,
    ),
    max_size=12,
)


@given(lines=some_lines)
def test_every_sum_equals_what_is_counted_by_hand(lines):
    sheet = cost_sheet(lines)

    def by_hand(name: str, **of) -> Decimal:
        amounts = [
            getattr(line, name) or Decimal()
            for line in lines
            if all(getattr(line, key) == wanted for key, wanted in of.items())
        ]
        return sum(amounts, Decimal())

    rows = [({}, sheet.total)]
    for part in sheet.by_source:
        rows.append(({"source": part.source}, part.sums))
        rows += [({"source": part.source, "kind": one.kind}, one.sums) for one in part.kinds]
    for of, sums in rows:
        assert (sums.planned, sums.spent) == (by_hand("planned", **of), by_hand("spent", **of))
    assert sum(part.sums.lines for part in sheet.by_source) == len(lines)
    for part in sheet.by_source:
        places = [one.kind.position for one in part.kinds]
        assert places == sorted(places)


@pytest.mark.database
def test_stored_amounts_are_exact_to_the_last_digit(training_class):
    """SQLite keeps decimals as floats: thirteen digits and two decimals still come back whole."""
    odd = Decimal("9999999999999.99")
    for _line in range(9):
        CostLineFactory(training_class=training_class, planned=odd, spent=Decimal("0.01"))

    sheet = cost_sheet(CostLine.objects.for_lists())

    assert (sheet.total.planned, sheet.total.spent) == (odd * 9, Decimal("0.09"))
