"""What all papers have in common: heading, signature, language, marks and written figures."""

import dataclasses
import datetime as dt
from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import ClassVar, Literal

from django.utils.formats import number_format
from django.utils.translation import pgettext

from courses.dates import long_date, short_date

NOTHING = "–"  # printed for zero, so that an empty cell always means "not known"
_ROMAN = (
    (100, "C"),
    (90, "XC"),
    (50, "L"),
    (40, "XL"),
    (10, "X"),
    (9, "IX"),
    (5, "V"),
    (4, "IV"),
    (1, "I"),
)


@dataclasses.dataclass(frozen=True)
class PaperHeading:
    """Who speaks. The lines are dated data of the issuing body, printed as they stand."""

    issuer: str
    left_lines: tuple[str, ...] = ()  # bodies above the issuer, highest first
    mark: Literal["star", "rule", "none"] = "rule"
    right_lines: tuple[str, ...] = ()
    place: str = ""

    def place_and_date(self, day: dt.date | None) -> str:
        """ "Hoa Binh, 16 July 2010"; dots to be filled by hand when there is no date yet."""
        when = long_date(day) if day else pgettext("date left open", "…… …………… 20……")
        return f"{self.place}, {when}" if self.place else when


@dataclasses.dataclass(frozen=True)
class SignatureBlock:
    """Who signs: authority ("T/L …"), office, name; all may be empty for signing by hand."""

    office: str = ""
    authority: str = ""
    name: str = ""


@dataclasses.dataclass(frozen=True, kw_only=True)
class Paper:
    """Fields of every paper. `check` refuses false sums, `context` gives the template its words."""

    template: ClassVar[str]

    heading: PaperHeading
    language: str = "vi"  # of the issuing body, whatever the screen shows
    is_sample: bool = False
    is_draft: bool = False

    def check(self) -> None:
        """Raise TotalsDisagree when the paper contradicts itself."""

    def title(self) -> str:
        raise NotImplementedError

    def words(self) -> dict[str, object]:
        """What this kind of paper prints; called with the language of the paper active."""
        raise NotImplementedError

    def pictures(self) -> Mapping[str, bytes]:
        """PNG files the paper shows, by asset name."""
        return {}

    def page_estimate(self) -> int:
        """Roughly how many pages, so that an honest long paper is given time."""
        return 1

    def context(self) -> dict[str, object]:
        return {
            "title": self.title(),
            "language": self.language,
            "heading": self.heading,
            "watermark": self._watermark(),
            "full_stop": self._full_stop(),
            **self.words(),
        }

    def _full_stop(self) -> str:
        """State papers may end with a sign of their own; papers of the Party never do."""
        return "." if self.heading.mark == "star" else pgettext("end of a paper", ".")

    def _watermark(self) -> str:
        if self.is_sample:
            return pgettext("paper", "Sample data")
        return pgettext("paper", "Draft") if self.is_draft else ""


def css_lengths(numbers: Sequence[float], unit: str) -> list[str]:
    """Widths for a style attribute, which knows no decimal comma."""
    return [f"{number:.2f}{unit}" for number in numbers]


def moment(at: dt.datetime) -> str:
    """Time and day in a sentence; `at` is local time."""
    return pgettext("moment on paper", "{hour}:{minute} on {day}").format(
        hour=f"{at.hour:02}", minute=f"{at.minute:02}", day=short_date(at.date())
    )


def grouped(number: int) -> str:
    """A count in a sentence, grouped by the rules of the language."""
    return number_format(number, use_l10n=True, force_grouping=True)


def figure(number: int | None) -> str:
    """A count in a table: a dash for zero, nothing for unknown."""
    if number is None:
        return ""
    return grouped(number) if number else NOTHING


def share(part: int, whole: int) -> Decimal | None:
    """In thousandths, rounded half up in whole numbers: 82 of 210 is 0.390."""
    return Decimal((part * 2000 + whole) // (2 * whole)).scaleb(-3) if whole else None


def percent(part: int | None, whole: int | None) -> str:
    """One decimal: 82 of 210 is 39.0 %."""
    found = None if part is None else share(part, whole or 0)
    if found is None:
        return NOTHING
    return number_format(found * 100, decimal_pos=1, use_l10n=True, force_grouping=True) + " %"


def roman(number: int) -> str:
    """Number of a group of rows."""
    text = ""
    for value, letters in _ROMAN:
        times, number = divmod(number, value)
        text += letters * times
    return text
