"""Indicators in words: values, shares that are never reduced, and what is worked out from two."""

from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from typing import TYPE_CHECKING, Any, Final

from django.utils.formats import number_format
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from courses.dates import short_date

if TYPE_CHECKING:
    from cms.models import Indicator, IndicatorValue

VALUE, REST, PER = "value", "rest", "per"
PLACES: Final = Decimal("0.01")


@dataclass(frozen=True)
class Shown:
    """An indicator as it is read: value, what it is, and notes below."""

    text: str
    unit: str
    label: str
    notes: tuple[str, ...] = ()
    is_computed: bool = False


def amount(number: Decimal) -> str:
    """Grouped, without zeros that say nothing: 74.292 and 2,04."""
    plain = (
        number.quantize(Decimal(1)) if number == number.to_integral_value() else number.normalize()
    )
    return number_format(plain, force_grouping=True)


def share(value: Decimal, denominator: Decimal) -> str:
    """As it was counted, with its percentage: 82/210 (39,0 %)."""
    tenths = (value * 100 / denominator).quantize(Decimal("0.1"), ROUND_HALF_UP)
    return f"{amount(value)}/{amount(denominator)} ({number_format(tenths, decimal_pos=1)} %)"


def rest(whole: Decimal, part: Decimal) -> Decimal:
    """What is in the whole and not in the part."""
    return whole - part


def per(number: Decimal, other: Decimal) -> Decimal | None:
    """How many for each of the others, in hundredths; None where there is none."""
    return (number / other).quantize(PLACES, ROUND_HALF_UP) if other else None


def shown(value: "IndicatorValue") -> Shown:
    indicator = value.indicator
    if value.value is None:
        return Shown(pgettext("indicator", "not quantified"), "", str(indicator), _notes(value))
    if value.denominator is not None:
        return Shown(
            share(value.value, value.denominator),
            "",
            str(indicator),
            _notes(value),
        )
    return Shown(amount(value.value), indicator.shown_unit, str(indicator), _notes(value))


def shown_rest(value: "IndicatorValue", whole: "IndicatorValue") -> Shown | None:
    """Of the whole without this part."""
    if value.value is None or whole.value is None:
        return None
    label = _("%(whole)s, without: %(part)s") % {
        "whole": whole.indicator,
        "part": _lower(str(value.indicator)),
    }
    formula = f"{amount(whole.value)} – {amount(value.value)}"
    return _computed(
        rest(whole.value, value.value), value.indicator.shown_unit, label, formula, value
    )


def shown_per(value: "IndicatorValue", other: "IndicatorValue") -> Shown | None:
    if value.value is None or other.value is None:
        return None
    found = per(value.value, other.value)
    if found is None:
        return None
    unit = f"{value.indicator.shown_unit}/{other.indicator.shown_unit}"
    label = _("%(number)s for each: %(other)s") % {
        "number": value.indicator,
        "other": _lower(str(other.indicator)),
    }
    formula = f"{amount(value.value)} : {amount(other.value)}"
    return _computed(found, unit, label, formula, value)


def _computed(
    found: Decimal, unit: str, label: str, formula: str, value: "IndicatorValue"
) -> Shown:
    computed = _("computed: %(formula)s") % {"formula": formula}
    return Shown(amount(found), unit, label, (computed, _as_of(value)), is_computed=True)


def _notes(value: "IndicatorValue") -> tuple[str, ...]:
    return tuple(note for note in (value.note, _as_of(value)) if note)


def _as_of(value: "IndicatorValue") -> str:
    return _("as of %(day)s") % {"day": short_date(value.as_of)}


def _lower(text: str) -> str:
    return text[:1].lower() + text[1:]


def words(indicator: "Indicator | None") -> list[str]:
    """What search finds an indicator by, in both languages."""
    if indicator is None:
        return []
    parts: list[Any] = [indicator.name, indicator.name_en, indicator.unit, indicator.unit_en]
    return [part for part in parts if part]
