"""The settlement list: groups of sources, sums that must agree, and what the paper says."""

import dataclasses
import datetime as dt
from decimal import Decimal

import pytest

from django.urls import reverse

from certificates import papers as papers_of_records
from certificates.documents import SettlementGroup, SettlementList, SettlementRow
from certificates.invariants.costs import settled_costs_agree
from certificates.pdf.render import render_document
from certificates.sums import TotalsDisagree
from courses.costs.settling import settle_costs
from courses.models import CostLine
from tests.certificates import papers
from tests.enrollment.pages import count_queries
from tests.factories.certificates import SignatoryFactory
from tests.factories.courses import (
    CostKindFactory,
    CostLineFactory,
    FundingSourceFactory,
    TrainingClassFactory,
)
from tests.factories.enrollment import EnrollmentFactory


def settlement(**changed) -> SettlementList:
    rows = (
        SettlementRow(
            "Thuê hội trường", "Nhà khách", "HĐ 12", "05/04/2026", Decimal(3), Decimal(2)
        ),
        SettlementRow("Nước uống", planned=Decimal(1)),
    )
    fields = {
        "heading": papers.STATE,
        "class_title": "Tin học văn phòng",
        "held": "Ngày 05/4/2026",
        "groups": (SettlementGroup("Ngân sách địa phương", rows, Decimal(4), Decimal(2)),),
        "planned": Decimal(4),
        "spent": Decimal(2),
    }
    return SettlementList(**fields | changed)


@pytest.mark.parametrize("name", ["planned", "spent"])
def test_a_list_whose_sums_disagree_is_not_made(name):
    settlement().check()

    for changed in (
        {name: Decimal(5)},
        {"groups": (dataclasses.replace(settlement().groups[0], **{name: Decimal(7)}),)},
    ):
        with pytest.raises(TotalsDisagree):
            settlement(**changed).check()


def test_amounts_not_known_stay_empty_and_zero_is_a_dash():
    groups = settlement().words()["groups"]

    assert groups[0]["rows"][1][2] == ("1", "", "1")
    assert settlement(spent=Decimal()).words()["total"] == ("4", "–", "4")


@pytest.fixture
def training_class(db):
    found = TrainingClassFactory(
        code="LOP-A",
        title="Tin học văn phòng cơ bản",
        starts_on=dt.date(2026, 4, 5),
        ends_on=dt.date(2026, 4, 6),
        decision="QĐ 12-QĐ/VPTU",
    )
    EnrollmentFactory.create_batch(4, training_class=found)
    local, other = FundingSourceFactory(name="Ngân sách địa phương"), FundingSourceFactory()
    paid = {"payee": "Nhà khách Tỉnh ủy", "voucher": "HĐ 12/2026", "paid_on": dt.date(2026, 4, 9)}
    planned = {"training_class": found, "planned": Decimal(3_000_000)}
    spent = Decimal(2_900_000)
    CostLineFactory(source=local, text="Thuê hội trường", spent=spent, **planned, **paid)
    CostLineFactory(source=other, kind=CostKindFactory(name="Nước uống"), **planned)
    return found


def text_of(training_class) -> str:
    lines = CostLine.objects.filter(training_class=training_class).for_lists()
    return papers.text_of(render_document(papers_of_records.settlement_list(training_class, lines)))


@pytest.mark.pdf
def test_the_paper_of_settled_costs_says_everything(training_class, organizer):
    SignatoryFactory(issuing_body=training_class.issuing_body, full_name="Nguyễn Văn Mẫu")
    settle_costs(training_class, by=organizer)

    text = text_of(training_class)

    for words in (
        "TỈNH ỦY HÒA BÌNH",
        "ĐẢNG CỘNG SẢN VIỆT NAM",
        "BẢNG KÊ QUYẾT TOÁN KINH PHÍ",
        "Lớp: Tin học văn phòng cơ bản",
        "Từ ngày 05/4/2026 đến ngày 06/4/2026",
        "Đơn vị tính: đồng",
        *("Số chứng từ", "Người, đơn vị", "Dự toán", "Quyết toán"),
        *("Ngân sách địa phương", "Thuê hội trường", "Nhà khách Tỉnh ủy", "HĐ 12/2026"),
        *("09/04/2026", "3.000.000", "2.900.000", "100.000", "6.000.000", "3.100.000"),
        "Tổng số tiền đã chi: 2.900.000 đồng (48,3 % dự toán)",
        "Bình quân một lượt học viên (4 lượt): 725.000 đồng",
        *("NGƯỜI LẬP BẢNG", "KẾ TOÁN", "Nguyễn Văn Mẫu"),
    ):
        assert words in text
    assert "CHƯA QUYẾT TOÁN" not in text


@pytest.mark.pdf
def test_before_the_settlement_the_paper_is_a_draft_without_a_date(training_class):
    text = text_of(training_class)

    assert "CHƯA QUYẾT TOÁN" in text
    assert "…… tháng ……" in text
    assert "THỦ TRƯỞNG ĐƠN VỊ" in text


@pytest.mark.pdf
def test_the_desk_takes_the_paper_with_as_many_questions_for_thirty_lines(
    client, organizer, editor, training_class, monkeypatch
):
    monkeypatch.setattr("certificates.views.answers.render_document", lambda paper: b"%PDF")
    address = reverse("certificates:settlement_pdf", args=["LOP-A"])
    client.force_login(organizer)
    few = count_queries(client, address)
    CostLineFactory.create_batch(28, training_class=training_class)

    assert count_queries(client, address) == few

    client.force_login(editor)
    assert client.get(address).status_code == 403


def test_a_line_that_changed_behind_a_settlement_is_found(training_class, organizer):
    settle_costs(training_class, by=organizer)
    assert list(settled_costs_agree()) == []

    CostLine.objects.filter(text="Thuê hội trường").update(spent=1)

    ((subject, text),) = settled_costs_agree()
    assert subject == "class LOP-A"
    assert "2900000.00 spent; now 2, 6000000.00, 1.00" in text
