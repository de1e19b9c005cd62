"""The place of a thing among results, packed into one integer: a later day comes first.

Kind and languages stand in its lowest digits, so that counting by kind reads the index of terms
and no row of the table.
"""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from django.conf import settings

FIRST_DAY: Final = dt.date(1900, 1, 1)
LANGUAGE_BITS: Final = 8
KIND_BITS: Final = 4
NUMBER_BITS: Final = 32
DAY_BITS: Final = 17
KIND_SHIFT: Final = LANGUAGE_BITS
NUMBER_SHIFT: Final = KIND_SHIFT + KIND_BITS
DAY_SHIFT: Final = NUMBER_SHIFT + NUMBER_BITS


@dataclass(frozen=True, slots=True)
class Place:
    """The day it is sorted by, its number and kind, and the languages it is shown in."""

    day: dt.date
    number: int
    kind: int
    languages: int

    def pack(self) -> int:
        days = min(max((self.day - FIRST_DAY).days, 0), _most(DAY_BITS))
        low = (self.number << NUMBER_SHIFT) | (self.kind << KIND_SHIFT) | self.languages
        return (days << DAY_SHIFT) | low


def unpack(place: int) -> Place:
    return Place(
        day=FIRST_DAY + dt.timedelta(days=place >> DAY_SHIFT),
        number=(place >> NUMBER_SHIFT) & _most(NUMBER_BITS),
        kind=(place >> KIND_SHIFT) & _most(KIND_BITS),
        languages=place & _most(LANGUAGE_BITS),
    )


def _most(bits: int) -> int:
    return (1 << bits) - 1


def languages(codes: Iterable[str]) -> int:
    """These languages as bits, in the order of the settings; unknown ones are left out."""
    wanted = set(codes)
    known = [code for code, _name in settings.LANGUAGES[:LANGUAGE_BITS]]
    return sum(1 << at for at, code in enumerate(known) if code in wanted)


def every_language() -> int:
    return languages(code for code, _name in settings.LANGUAGES)
