"""Costs of a class and of a year at the desk: what is shown, typed, refused and taken as a file."""

import datetime as dt
from decimal import Decimal

import pytest

from django.urls import reverse
from django.utils import timezone

from courses.costs.settling import settle_costs
from courses.models import CostLine
from tests.enrollment.pages import count_queries
from tests.factories.courses import (
    AccountingExportFactory,
    CostKindFactory,
    CostLineFactory,
    FundingSourceFactory,
    TrainingClassFactory,
    days_ahead,
)
from tests.factories.enrollment import EnrollmentFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def training_class(db):
    return TrainingClassFactory(code="LOP-A")


@pytest.fixture
def line(training_class):
    return CostLineFactory(training_class=training_class, text="Thuê hội trường")


def url(name: str, *more) -> str:
    return reverse(f"enrollment:{name}", args=["LOP-A", *more])


def typed(line=None, **changed):
    form = {
        "kind": line.kind_id if line else CostKindFactory().pk,
        "source": line.source_id if line else FundingSourceFactory().pk,
        "text": "Tài liệu",
        "planned": "1.250.000",
        "spent": "",
        "payee": "",
        "voucher": "",
        "paid_on": "",
        "edition": line.edition if line else "",
    }
    return form | changed


def test_a_class_without_costs_offers_to_add_them(desk, training_class):
    page = desk.get(url("manage_costs")).text

    assert "Chưa nhập kinh phí" in page
    assert url("manage_cost_new") in page


def test_planned_spent_and_left_stand_with_their_share_and_the_cost_of_a_participation(
    desk, training_class
):
    source = FundingSourceFactory(name="Ngân sách địa phương")
    for spent in ("2900000", "1300000"):
        CostLineFactory(
            training_class=training_class,
            source=source,
            planned=Decimal(2_500_000),
            spent=Decimal(spent),
        )
    EnrollmentFactory.create_batch(3, training_class=training_class)

    page = desk.get(url("manage_costs")).text

    for words in ("5.000.000", "4.200.000", "800.000", "84,0 %", "1.400.000", "116,0 %", "vượt"):
        assert words in page
    assert "Đơn vị tính: đồng" in page


@pytest.mark.parametrize("amount", ["1.250.000", "1,250,000", "1250000", "1 250 000"])
def test_a_line_is_typed_in_the_usual_ways(desk, training_class, amount):
    response = desk.post(url("manage_cost_new"), typed(planned=amount))

    assert response.url == url("manage_costs")
    assert CostLine.objects.get().planned == 1_250_000


@pytest.mark.parametrize(
    ("changed", "told"),
    [
        ({"planned": "1,250"}, "có thể hiểu theo hai cách"),
        ({"planned": "12,5"}, "Số tiền là số nguyên"),
        ({"planned": "="}, "Số tiền không hợp lệ"),
        ({"planned": "9" * 14}, "Số tiền này quá lớn"),
        ({"planned": ""}, "Hãy nhập số dự toán hoặc số đã chi."),
        ({"paid_on": "05/04/2026"}, "Có ngày chi thì phải có số đã chi."),
        ({"spent": "1", "paid_on": f"{days_ahead(1):%d/%m/%Y}"}, "Ngày này chưa đến."),
        ({"text": "x" * 201}, "200"),
        ({"payee": "a\0b"}, ""),
        ({"kind": "9" * 30}, ""),
    ],
)
def test_what_is_refused_stays_as_it_was_typed_with_a_reason(desk, training_class, changed, told):
    response = desk.post(url("manage_cost_new"), typed(**changed))

    assert response.status_code == 422
    assert told in response.text
    assert 'value="Tài liệu"' in response.text or "text" in changed
    assert not CostLine.objects.exists()


def test_another_line_can_be_added_at_once_from_the_same_source(desk, training_class):
    response = desk.post(url("manage_cost_new"), typed(another="1"), follow=True)

    assert response.request["PATH_INFO"] == url("manage_cost_new")
    assert response.context["form"].initial["source"] == CostLine.objects.get().source_id


def test_a_line_is_changed_and_shown_grouped(desk, line):
    page = desk.get(url("manage_cost", line.public_id)).text
    assert 'value="1.000.000"' in page

    desk.post(url("manage_cost", line.public_id), typed(line, spent="990.000"))

    line.refresh_from_db()
    assert (line.text, line.planned, line.spent) == ("Tài liệu", 1_250_000, 990_000)


def test_the_fifth_of_april_is_typed_with_the_day_first(desk, line):
    desk.post(url("manage_cost", line.public_id), typed(line, spent="1", paid_on="05/04/2010"))

    line.refresh_from_db()
    assert line.paid_on == dt.date(2010, 4, 5)
    assert "chi ngày 05/04/2010" in desk.get(url("manage_costs")).text


def test_a_page_that_is_older_than_the_line_does_not_overwrite_it(desk, line):
    CostLine.objects.update(edition=2)

    response = desk.post(url("manage_cost", line.public_id), typed(line))

    assert response.status_code == 422
    assert "vừa được người khác sửa" in response.text


def test_a_payment_is_noted_with_the_planned_amount_offered(desk, line):
    page = desk.get(url("manage_cost_pay", line.public_id)).text
    assert 'value="1.000.000"' in page

    paid = {"spent": "995.000", "paid_on": f"{days_ahead(0):%d/%m/%Y}", "voucher": "PC 1"}
    desk.post(url("manage_cost_pay", line.public_id), paid | {"edition": 1})

    line.refresh_from_db()
    assert (line.spent, line.paid_on, line.voucher) == (995_000, timezone.localdate(), "PC 1")


def test_removing_asks_first(desk, line):
    page = desk.get(url("manage_cost_remove", line.public_id)).text
    assert "Xóa khoản chi này?" in page
    assert CostLine.objects.exists()

    desk.post(url("manage_cost_remove", line.public_id))

    assert not CostLine.objects.exists()
    assert "Xóa khoản chi" in desk.get(reverse("enrollment:manage_class", args=["LOP-A"])).text


def test_settling_shows_what_is_not_paid_and_then_takes_the_buttons_away(desk, line):
    CostLineFactory(
        training_class=line.training_class, text="Nước uống", spent=Decimal(1), voucher=""
    )
    page = desk.get(url("manage_costs_settle")).text
    assert "Thuê hội trường: có dự toán nhưng chưa chi" in page
    assert "Nước uống: chưa có ngày chi" in page
    assert "Nước uống: chưa có số chứng từ" in page

    settled = desk.post(url("manage_costs_settle"), follow=True).text

    assert "Đã quyết toán ngày" in settled
    assert url("manage_cost_new") not in settled
    assert desk.post(url("manage_cost", line.public_id), typed(line)).status_code == 422


def test_settled_costs_are_opened_with_a_reason_that_stays_to_be_seen(desk, line, organizer):
    settle_costs(line.training_class, by=organizer)
    assert desk.post(url("manage_costs_reopen"), {"reason": ""}).status_code == 422

    page = desk.post(url("manage_costs_reopen"), {"reason": "Sai nguồn"}, follow=True).text

    assert "Các lần quyết toán trước" in page
    assert "Sai nguồn" in page


def test_a_line_is_found_under_its_own_class_alone(desk, line):
    TrainingClassFactory(code="LOP-B")

    for name in ("manage_cost", "manage_cost_pay", "manage_cost_remove"):
        address = reverse(f"enrollment:{name}", args=["LOP-B", line.public_id])
        assert desk.get(address).status_code == 404
        assert desk.post(address).status_code == 404
    assert CostLine.objects.exists()


def test_nobody_but_the_desk_sees_a_line(line, organizer, editor, administrator):
    seen = [CostLine.objects.visible_to(user).count() for user in (organizer, administrator)]

    assert seen == [1, 1]
    assert CostLine.objects.visible_to(editor).count() == 0


def test_hostile_text_is_shown_as_text(desk, line):
    CostLine.objects.update(text='<b onclick="x">=1+1</b>', payee="x" * 200, voucher="y" * 60)

    page = desk.get(url("manage_costs")).text

    assert "<b onclick" not in page
    assert "&lt;b onclick" in page


@pytest.mark.parametrize("extension", ["csv", "xlsx"])
def test_files_of_a_class_and_of_a_year_are_handed_out_to_the_desk_alone(
    client, desk, editor, line, extension
):
    export = AccountingExportFactory()
    year = line.training_class.year
    addresses = [
        url("manage_costs_file", extension),
        url("manage_cost_export_file", export.pk, extension),
        reverse("enrollment:year_costs_file", args=[year, extension]),
        reverse("enrollment:year_cost_export_file", args=[year, export.pk, extension]),
    ]
    for address in addresses:
        response = desk.get(address)
        assert response.status_code == 200
        assert f".{extension}" in response["Content-Disposition"]
        assert "no-store" in response["Cache-Control"]

    client.force_login(editor)
    assert {client.get(address).status_code for address in addresses} == {403}


def test_an_export_is_shown_before_it_is_taken(desk, line):
    CostLine.objects.update(spent=Decimal(990_000))
    AccountingExportFactory(name="Mẫu A")
    export = AccountingExportFactory(name="Mẫu B", fields=["class_code", "spent", "text"])

    page = desk.get(url("manage_cost_export"), {"export": export.pk}).text

    for words in ("CLASS_CODE", "LOP-A", "990000", "Thuê hội trường", "1 khoản (đã có số chi)"):
        assert words in page


def test_an_export_that_cannot_be_made_says_why(desk, line):
    export = AccountingExportFactory()
    export.columns.all().delete()

    shown = desk.get(url("manage_cost_export")).text
    taken = desk.get(url("manage_cost_export_file", export.pk, "csv"), follow=True).text

    assert "Mẫu xuất này chưa có cột nào." in shown
    assert "Mẫu xuất này chưa có cột nào." in taken
    assert desk.get(url("manage_cost_export_file", 10**30, "csv")).status_code == 404


def test_without_a_layout_the_page_says_who_makes_one(desk, line):
    assert "Chưa có mẫu xuất" in desk.get(url("manage_cost_export")).text


def test_a_year_adds_up_its_classes_and_opens_each(desk, organizer):
    last_year = {"starts_on": dt.date(2010, 3, 9), "ends_on": dt.date(2010, 3, 9)}
    first = TrainingClassFactory(code="MOT", **last_year)
    second = TrainingClassFactory(code="HAI", status="canceled", **last_year)
    TrainingClassFactory(code="BA", **last_year)
    EnrollmentFactory.create_batch(2, training_class=first)
    CostLineFactory(training_class=first, planned=Decimal(900), spent=Decimal(700))
    CostLineFactory(training_class=second, planned=Decimal(100), spent=Decimal(50))
    CostLineFactory(spent=Decimal(5_000_000))
    settle_costs(first, by=organizer)

    response = desk.get(reverse("enrollment:year_costs", args=[2010]))

    costs = response.context["costs"]
    assert [row.training_class.code for row in costs.classes] == ["BA", "HAI", "MOT"]
    assert (costs.sheet.total.planned, costs.sheet.total.spent) == (1000, 750)
    assert (costs.people, costs.per_person, costs.settled) == (2, 375, 1)
    assert costs.called_off.spent == 50
    assert reverse("enrollment:manage_costs", args=["MOT"]) in response.text
    assert "2 lớp có kinh phí, 1 lớp đã quyết toán." in response.text


def test_a_year_without_costs_says_so(desk):
    assert "Năm này chưa có kinh phí" in desk.get("/manage/years/1999/costs/").text


@pytest.mark.parametrize("address", ["/manage/classes/LOP-A/costs/", "/manage/years/{year}/costs/"])
def test_thirty_lines_ask_the_database_as_often_as_one(desk, line, address):
    address = address.format(year=line.training_class.year)
    few = count_queries(desk, address)
    for number in range(29):
        other = TrainingClassFactory(starts_on=line.training_class.starts_on)
        CostLineFactory(training_class=line.training_class if number % 2 else other)

    assert count_queries(desk, address) == few
