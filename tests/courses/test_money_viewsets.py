"""Lists about money in Wagtail admin: kinds of cost, layouts of the accounting software."""

import pytest

from django.urls import reverse

from courses.models import AccountingExport, CostKind
from tests.factories.courses import CostLineFactory

pytestmark = pytest.mark.django_db
ADD = "accounting_exports:add"


@pytest.fixture
def admin(client, administrator, site_tree):
    client.force_login(administrator)
    return client


def typed(*columns, **changed):
    form = {
        "name": "Phần mềm kế toán",
        "lines": "paid",
        "separator": "tab",
        "date_form": "%Y%m%d",
        "has_headings": "on",
        "columns-TOTAL_FORMS": len(columns),
        "columns-INITIAL_FORMS": 0,
        "columns-MIN_NUM_FORMS": 0,
        "columns-MAX_NUM_FORMS": 1000,
    }
    for place, (field, heading, fixed) in enumerate(columns):
        row = {"field": field, "heading": heading, "fixed": fixed}
        # The order is what was dragged, not that of the boxes.
        row |= {"ORDER": len(columns) - place, "id": "", "DELETE": ""}
        form |= {f"columns-{place}-{name}": value for name, value in row.items()}
    return form | changed


def test_an_administrator_chooses_columns_their_order_and_headings(admin):
    columns = [("spent", "SO_TIEN", ""), ("fixed", "LOAI", "CHI"), ("class_code", " MA  LOP ", "")]

    response = admin.post(reverse(ADD), typed(*columns))

    assert response.status_code == 302
    export = AccountingExport.objects.get(name="Phần mềm kế toán")
    chosen = [(one.field, one.heading, one.fixed) for one in export.columns.all()]
    assert chosen == [("class_code", "MA LOP", ""), *columns[1::-1]]
    assert (export.sign, export.lines, export.has_mark) == ("\t", "paid", False)


NO_FILE_COULD_BE_MADE = [
    ([], {}),
    ([("exchange_rate", "H", "")], {}),
    ([("spent", "", "")], {}),
    ([("spent", "H", "x")], {}),
    ([("spent", "H\0", "")], {}),
    ([("spent", "H" * 61, "")], {}),
    ([("spent", "H", "")], {"separator": "x"}),
    ([("spent", "H", "")], {"name": "\u200b"}),
]


def test_what_no_file_could_be_made_of_is_refused(admin):
    before = AccountingExport.objects.count()

    for columns, changed in NO_FILE_COULD_BE_MADE:
        response = admin.post(reverse(ADD), typed(*columns, **changed))
        assert response.status_code == 200, (columns, changed)
        assert AccountingExport.objects.count() == before


def test_layouts_are_the_business_of_administrators(client, organizer, site_tree):
    client.force_login(organizer)

    assert client.get(reverse(ADD)).status_code == 302
    assert client.get(reverse("cost_kinds:index")).status_code == 200


def test_a_kind_of_cost_that_is_in_use_stays(admin):
    kind = CostLineFactory().kind

    admin.post(reverse("cost_kinds:delete", args=[kind.pk]))

    assert CostKind.objects.filter(pk=kind.pk).exists()


def test_the_code_of_a_kind_is_made_from_its_name(admin):
    admin.post(reverse("cost_kinds:add"), {"name": "Thuê phòng họp", "position": "5"})

    assert CostKind.objects.get(code="thue-phong-hop").position == 5


def test_a_fresh_site_has_kinds_sources_and_a_layout(site_tree):
    export = AccountingExport.objects.get()

    assert CostKind.objects.count() == 10
    assert [column.field for column in export.columns.all()][:2] == ["number", "class_code"]
