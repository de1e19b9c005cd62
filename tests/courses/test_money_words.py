"""Amounts as they are written and read: what may mean two things is refused."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from django.core.exceptions import ValidationError
from django.test import override_settings
from django.utils import translation

from courses.forms.money import AmountField
from courses.money_words import (
    figures,
    money,
    read_amount,
    unit,
)
from courses.refusals import Refusal

EURO = {"code": "EUR", "decimals": 2, "word": "euro"}
# With the decimals of dong and of euro: in hundredths, as large as the column holds.
amounts = st.integers(0, 10**13 - 1)


@pytest.mark.parametrize(
    ("language", "written"), [("vi", "1.250.000 đồng"), ("en", "1,250,000 dong")]
)
def test_an_amount_is_written_by_the_rules_of_the_language(language, written):
    with translation.override(language):
        assert money(Decimal("1250000.00")) == written


def test_the_unit_stands_above_a_table():
    assert unit() == "Đơn vị tính: đồng"


def test_nothing_known_is_written_as_nothing():
    assert [write(None) for write in (money, figures)] == ["", ""]


@pytest.mark.parametrize("language", ["vi", "en"])
@pytest.mark.parametrize(
    "typed",
    [
        *("1.250.000", "1,250,000", "1250000", "1 250 000", "1\u00a0250\u00a0000"),
        *("1.250.000 đồng", "1.250.000đ", "VND 1,250,000", "1 250 000 ₫", "1.250.000,00"),
        *("1,250,000.00", " 1250000 ", "1250000,0"),
    ],
)
def test_the_usual_ways_of_typing_are_read(typed, language):
    with translation.override(language):
        assert read_amount(typed) == 1_250_000


@pytest.mark.parametrize(
    ("language", "typed", "code"),
    [
        ("vi", "1,250", "ambiguous"),
        ("en", "1.250", "ambiguous"),
        ("vi", "12,5", "too_fine"),
        ("en", "12.5", "too_fine"),
        ("vi", "1.250.00", "not_an_amount"),
        ("vi", "1.25.000", "not_an_amount"),
        ("vi", "0.250", "not_an_amount"),
        ("vi", "1250,000", "not_an_amount"),
        ("vi", "1.250,000", "not_an_amount"),
        ("vi", "-5", "not_an_amount"),
        ("vi", "1e6", "not_an_amount"),
        ("vi", "đồng", "not_an_amount"),
        ("vi", "٣٤", "not_an_amount"),
        ("vi", "1\0002", "not_an_amount"),
        ("vi", "1" * 14, "too_large"),
        ("vi", "1" * 5000, "not_an_amount"),
    ],
)
def test_what_may_be_another_amount_is_refused(language, typed, code):
    with translation.override(language), pytest.raises(Refusal) as refused:
        read_amount(typed)

    assert refused.value.code == code


def test_the_refusal_shows_how_to_type_it():
    with translation.override("vi"), pytest.raises(Refusal) as refused:
        read_amount("1,250")

    assert refused.value.text == "“1,250” có thể hiểu theo hai cách. Hãy nhập 1250 hoặc 1.250."


def test_the_sign_of_thousands_groups_by_itself():
    with translation.override("vi"):
        assert read_amount("1.250") == 1250
    with translation.override("en"):
        assert read_amount("1,250") == 1250


@given(
    amount=amounts, language=st.sampled_from(["vi", "en"]), write=st.sampled_from([money, figures])
)
def test_what_is_written_is_read_back(amount, language, write):
    with translation.override(language):
        assert read_amount(write(amount)) == amount


@given(cents=amounts, language=st.sampled_from(["vi", "en"]))
def test_another_currency_has_its_decimals_and_its_word(cents, language):
    amount = Decimal(cents) / 100

    with override_settings(CURRENCY=EURO), translation.override(language):
        assert money(amount).endswith(" euro")
        assert read_amount(money(amount)) == amount


@given(amount=amounts, other=st.sampled_from(".,"))
def test_one_foreign_sign_is_never_guessed(amount, other):
    """Whatever stands around it: read as written by the language, or refused."""
    typed = f"{amount // 1000}{other}{amount % 1000:03}"
    for language in ("vi", "en"):
        with translation.override(language):
            try:
                read = read_amount(typed)
            except Refusal:
                continue
            assert figures(read) == typed


def test_the_box_keeps_what_was_typed_and_groups_what_is_stored():
    box = AmountField(required=False)

    assert box.prepare_value("12,x") == "12,x"
    assert box.prepare_value(Decimal("1250000.00")) == "1.250.000"
    assert (box.clean("  "), box.clean(None)) == (None, None)
    assert not box.has_changed(Decimal("1250000.00"), "1 250 000")
    assert box.has_changed(None, "x")


def test_decimals_of_two_digits_are_those_of_a_currency_that_has_them():
    with override_settings(CURRENCY=EURO), translation.override("vi"):
        assert read_amount("12,5") == Decimal("12.5")
        assert read_amount("1.250.000,75 euro") == Decimal("1250000.75")
        assert figures(Decimal("1250000.5")) == "1.250.000,50"


def test_a_box_that_must_be_filled_says_so():
    with pytest.raises(ValidationError) as refused:
        AmountField().clean(" ")

    assert refused.value.code == "required"
