"""Indicators: figures of the article of 2011, their parts, shares and what is worked out."""

import datetime as dt
from decimal import Decimal

import pytest

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils import translation

from cms.models import Indicator, IndicatorValue
from cms.year_figures import indicators
from tests.factories.cms import IndicatorFactory

pytestmark = pytest.mark.django_db

END_OF_2010 = dt.date(2010, 12, 31)


def value_of(indicator, **fields):
    return IndicatorValue(indicator=indicator, as_of=fields.pop("as_of", END_OF_2010), **fields)


def shown(**fields):
    return indicators.shown(value_of(IndicatorFactory(), **fields))


def code_of(refused):
    return next(iter(refused.value.error_list)).code


def test_count_is_grouped_and_bears_its_unit_and_day():
    documents = IndicatorFactory(name="Văn kiện", unit="tài liệu", value=Decimal(74292))

    read = indicators.shown(documents.values.get())

    assert (read.text, read.unit, read.label) == ("74.292", "tài liệu", "Văn kiện")
    assert "31/12/2010" in read.notes[-1]


def test_share_is_shown_as_counted_with_its_percentage():
    assert shown(value=Decimal(82), denominator=Decimal(210)).text == "82/210 (39,0 %)"
    with translation.override("en"):
        assert shown(value=Decimal(82), denominator=Decimal(210)).text == "82/210 (39.0 %)"


def test_share_is_never_reduced_by_storing_it():
    indicator = IndicatorFactory(value=Decimal(82), value__denominator=Decimal(210))

    stored = indicator.values.get()

    assert (stored.value, stored.denominator) == (82, 210)


@pytest.mark.parametrize(
    ("number", "other", "text"),
    [(151290, 74292, "2,04"), (54288, 27478, "1,98"), (97002, 46814, "2,07"), (537, 23, "23,35")],
)
def test_what_is_worked_out_is_rounded_to_hundredths_and_says_so(number, other, text):
    pages = IndicatorFactory(unit="trang", value=Decimal(number)).values.get()
    documents = IndicatorFactory(unit="tài liệu", value=Decimal(other)).values.get()

    read = indicators.shown_per(pages, documents)

    assert (read.text, read.unit, read.is_computed) == (text, "trang/tài liệu", True)
    assert " : " in read.notes[0]


def test_rest_of_the_whole_is_computed_and_says_from_what():
    whole = IndicatorFactory(value=Decimal(74292)).values.get()
    part = IndicatorFactory(value=Decimal(27478), part_of=whole.indicator).values.get()

    read = indicators.shown_rest(part, whole)

    assert (read.text, read.is_computed) == ("46.814", True)
    assert "74.292 – 27.478" in read.notes[0]


def test_nothing_for_each_of_none():
    number = IndicatorFactory(value=Decimal(5)).values.get()
    nothing = IndicatorFactory(value=Decimal(0)).values.get()

    assert indicators.shown_per(number, nothing) is None


def test_what_was_not_quantified_is_no_zero_and_shows_its_note():
    read = shown(value=None, note="Bài viết không nêu số lượng.")

    assert "0" not in read.text
    assert read.notes[0] == "Bài viết không nêu số lượng."


@pytest.mark.parametrize(
    "fields",
    [
        {"value": None},
        {"value": Decimal(3), "denominator": Decimal(0)},
        {"value": Decimal(211), "denominator": Decimal(210)},
        {"value": Decimal(-1), "denominator": Decimal(210)},
        {"value": None, "denominator": Decimal(210), "note": "?"},
    ],
)
@pytest.mark.database
def test_false_values_are_refused_by_the_form_and_by_the_database(fields):
    value = value_of(IndicatorFactory(), **fields)

    with pytest.raises(ValidationError):
        value.full_clean()
    with pytest.raises(IntegrityError), transaction.atomic():
        value.save()


def test_second_value_of_a_day_is_refused():
    indicator = IndicatorFactory(value=Decimal(110))

    with pytest.raises(ValidationError):
        value_of(indicator, value=Decimal(111)).full_clean()


@pytest.fixture
def archive():
    """74.292 documents of which 27.478 are provincial, at the end of 2010."""
    whole = IndicatorFactory(code="documents", value=Decimal(74292))
    part = IndicatorFactory(code="provincial", value=Decimal(27478), part_of=whole)
    return whole, part


def test_part_is_never_more_than_its_whole_of_the_same_day(archive):
    value = archive[1].values.get()
    value.value = Decimal(74293)

    with pytest.raises(ValidationError) as refused:
        value.full_clean()

    assert refused.value.error_dict["__all__"][0].code == "part_above_whole"
    assert "74.293" in refused.value.messages[0]
    assert "74.292" in refused.value.messages[0]


def test_whole_is_never_less_than_a_part_of_the_same_day(archive):
    value = archive[0].values.get()
    value.value = Decimal(27477)

    with pytest.raises(ValidationError):
        value.full_clean()


def test_part_and_whole_of_different_days_are_not_compared(archive):
    value_of(archive[1], as_of=dt.date(2011, 6, 30), value=Decimal(80_000)).full_clean()


def test_indicator_is_no_part_of_itself_nor_of_its_parts(archive):
    whole, part = archive
    for above in (whole, part):
        whole.part_of = above
        with pytest.raises(ValidationError):
            whole.full_clean()


def test_part_has_the_unit_of_its_whole(archive):
    part = Indicator(code="pages", name="Trang", unit="trang", part_of=archive[0])

    with pytest.raises(ValidationError) as refused:
        part.full_clean()

    assert list(refused.value.error_dict) == ["part_of"]


def indicator_form(indicator=None, *values, **fields):
    """What the form of the admin sends for these values: (day, value, denominator, note)."""
    old = list(indicator.values.all()) if indicator else []
    form = {
        "name": "Chỉ tiêu", "name_en": "", "code": "chi-tieu", "unit": "máy", "unit_en": "",
        "part_of": "", "source": "", "note": "",
        "values-TOTAL_FORMS": str(len(values)), "values-INITIAL_FORMS": str(len(old)),
        "values-MIN_NUM_FORMS": "0", "values-MAX_NUM_FORMS": "1000",
    }  # fmt: skip
    for place, (day, value, denominator, note) in enumerate(values):
        form |= {
            f"values-{place}-id": str(old[place].pk) if place < len(old) else "",
            f"values-{place}-as_of": day,
            f"values-{place}-value": value,
            f"values-{place}-denominator": denominator,
            f"values-{place}-note": note,
        }
    return form | fields


@pytest.fixture
def as_editor(client, site_tree, editor):
    client.force_login(editor)
    return client


def test_editor_adds_an_indicator_with_its_values(as_editor):
    form = indicator_form(None, ("31/12/2010", "82", "210", ""), ("31/12/2011", "", "", "Chưa rõ."))

    response = as_editor.post("/admin/snippets/cms/indicator/add/", form)

    assert response.status_code == 302
    stored = Indicator.objects.get(code="chi-tieu")
    assert sorted((one.as_of.year, one.value) for one in stored.values.all()) == [
        (2010, 82),
        (2011, None),
    ]


@pytest.mark.parametrize(
    ("typed", "stored"),
    [("74.292", "74292"), ("74292", "74292"), ("2,04", "2.04"), ("1.250,5", "1250.5")],
)
def test_amounts_are_typed_as_they_are_written(as_editor, typed, stored):
    form = indicator_form(None, ("31/12/2010", typed, "", ""))

    as_editor.post("/admin/snippets/cms/indicator/add/", form)

    value = IndicatorValue.objects.get()
    assert value.value == Decimal(stored)
    page = as_editor.get(f"/admin/snippets/cms/indicator/edit/{value.indicator_id}/").text
    assert f'value="{indicators.amount(value.value)}"' in page


def test_new_part_above_its_whole_is_refused_with_what_was_typed(as_editor, archive):
    form = indicator_form(None, ("31/12/2010", "99999", "", ""), part_of=str(archive[0].pk))

    response = as_editor.post("/admin/snippets/cms/indicator/add/", form)

    assert "74.292" in response.text
    assert "99999" in response.text
    assert not Indicator.objects.filter(code="chi-tieu").exists()


def test_whole_lowered_below_its_part_is_refused(as_editor, archive):
    whole = archive[0]
    form = indicator_form(whole, ("31/12/2010", "27000", "", ""), code=whole.code)

    as_editor.post(f"/admin/snippets/cms/indicator/edit/{whole.pk}/", form)

    assert whole.values.get().value == 74292


def test_lists_of_indicators_are_for_editors_and_hold_no_persons(as_editor, archive):
    addresses = ["", "add/", f"edit/{archive[0].pk}/", f"history/{archive[0].pk}/"]

    for address in addresses:
        assert as_editor.get(f"/admin/snippets/cms/indicator/{address}").status_code == 200


def test_organizers_do_not_reach_indicators(client, site_tree, organizer):
    client.force_login(organizer)

    assert client.get("/admin/snippets/cms/indicator/").status_code != 200
