"""How amounts of money are written and read, by the currency of the house and the language.

What can be read in two ways is refused: "1,250" is 1250 in English and one and a quarter in
Vietnamese, and nobody may find out which from the books.
"""

import re
from decimal import ROUND_HALF_UP, Decimal
from typing import Any, Final

from django.conf import settings
from django.utils import formats
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext, pgettext_lazy

from courses import vietnamese
from courses.refusals import Refusal

# Before the decimals; the column of the database holds two more.
LONGEST: Final = 13
# The words of currencies that the catalogue knows; others are written by their code.
_WORDS: Final[dict[str, Promise]] = {"VND": pgettext_lazy("currency", "dong")}
_SIGNS: Final = {"VND": ("₫", "đ", "dong", "đồng", "vnđ")}
_PLAIN: Final = re.compile(r"[0-9]+")
# Groups of three by one sign, the first without leading zero; then decimals by the other sign.
_GROUPED: Final = re.compile(r"([1-9][0-9]{0,2})((?P<by>[ .,])[0-9]{3}(?:(?P=by)[0-9]{3})*)")
_WHOLE_AND_PART: Final = re.compile(r"(?P<whole>.*)[.,](?P<part>[0-9]{1,2})")


def decimals() -> int:
    """How many digits stand after the sign: none for dong."""
    return int(settings.CURRENCY["decimals"])


def currency() -> str:
    """The word of the currency in the active language, as it follows an amount."""
    code = settings.CURRENCY["code"]
    return str(settings.CURRENCY["word"] or _WORDS.get(code, code))


def figures(amount: Decimal | int | None) -> str:
    """ "1.250.000" for a column whose heading says the unit; nothing for what is not known."""
    if amount is None:
        return ""
    return formats.number_format(_rounded(amount), decimal_pos=decimals(), force_grouping=True)


def money(amount: Decimal | int | None) -> str:
    """ "1.250.000 đồng" in a sentence."""
    if amount is None:
        return ""
    form = pgettext("amount of money", "{amount} {currency}")
    return form.format(amount=figures(amount), currency=currency())


def unit() -> str:
    """What stands above a table of amounts."""
    return pgettext("above a table of amounts", "Unit: {currency}").format(currency=currency())


def read_amount(typed: str) -> Decimal:
    """The amount that was typed, in whichever of the usual ways; refused when it may be another.

    The sign of thousands of the active language groups by itself ("1.250" in Vietnamese). The
    other sign groups only where it cannot be that of the decimals ("1,250,000").
    """
    text = _bare(typed)
    if len(text) > 2 * LONGEST:
        raise _not_an_amount(typed)
    amount = _read(text)
    if amount is None:
        raise _not_an_amount(typed)
    if amount >= 10**LONGEST:
        raise Refusal(_("This amount is too large."), code="too_large")
    if amount != _rounded(amount):
        raise Refusal(_too_fine(), code="too_fine")
    return amount


def _read(text: str) -> Decimal | None:
    if _PLAIN.fullmatch(text):
        return Decimal(text)
    if grouped := _GROUPED.fullmatch(text):
        _refuse_ambiguous(grouped, text)
        return Decimal(re.sub(r"[ .,]", "", text))
    found = _WHOLE_AND_PART.fullmatch(text)
    if found is None:
        return None
    whole, part = found["whole"], found["part"]
    grouped = _GROUPED.fullmatch(whole)
    if grouped and grouped["by"] == text[len(whole)]:
        return None  # "1.250.00": the sign of thousands cannot be that of the decimals too
    if not grouped and not _PLAIN.fullmatch(whole):
        return None
    return Decimal(f"{re.sub('[ .,]', '', whole)}.{part}")


def _refuse_ambiguous(grouped: re.Match[str], text: str) -> None:
    by = grouped["by"]
    is_single = text.count(by) == 1
    if is_single and by == formats.get_format("DECIMAL_SEPARATOR"):
        whole = Decimal(text.replace(by, ""))
        raise Refusal(
            _("“%(typed)s” can be read in two ways. Type %(plain)s or %(grouped)s."),
            code="ambiguous",
            params={"typed": text, "plain": str(whole), "grouped": figures(whole)},
        )


def _bare(typed: str) -> str:
    """Without the currency behind or before it."""
    text = vietnamese.clean_text(typed)
    code = settings.CURRENCY["code"]
    for sign in sorted({currency(), code, *_SIGNS.get(code, ())}, key=len, reverse=True):
        folded, sign = text.casefold(), sign.casefold()
        if folded.endswith(sign):
            return text[: -len(sign)].strip()
        if folded.startswith(sign):
            return text[len(sign) :].strip()
    return text


def _rounded(amount: Decimal | int) -> Decimal:
    return Decimal(amount).quantize(Decimal(1).scaleb(-decimals()), ROUND_HALF_UP)


def _not_an_amount(typed: str) -> Refusal:
    example = {"plain": "1250000", "grouped": figures(1_250_000)}
    return Refusal(
        _("This is not an amount. Type it like %(plain)s or %(grouped)s."),
        code="not_an_amount",
        params=example,
    )


def _too_fine() -> Any:
    if decimals():
        return _("There are too many digits after the sign of the decimals.")
    return _("Amounts are whole numbers, without decimals.")
