"""Cards with names: badges to wear, ten to a sheet, and cards that stand on the table."""

import dataclasses
from collections.abc import Sequence
from typing import ClassVar

from django.utils.translation import pgettext

from certificates.documents.shared import Paper
from certificates.paper_drawings import qr_drawing
from courses.paper_fonts import largest_size, line_count, text_width

BADGES_PER_SHEET = 10
CARDS_PER_SHEET = 2
# Millimeters within the card, and the sizes a name may take there.
_BADGE_NAME, _BADGE_NAME_BESIDE_CODE = 82.0, 60.0
_BADGE_SIZES = tuple(float(size) for size in range(18, 7, -1))
_CARD_NAME = 184.0
_CARD_SIZES = tuple(float(size) for size in range(54, 15, -2))
_MOST_LINES = 2


@dataclasses.dataclass(frozen=True)
class NameCard:
    """One person. `check_in` is what the QR code says; empty prints none."""

    full_name: str
    position: str = ""
    agency: str = ""
    number: int | None = None
    check_in: str = ""
    typed_code: str = ""


@dataclasses.dataclass(frozen=True, kw_only=True)
class NameBadges(Paper):
    """90 by 55 millimeters each, to be cut out."""

    template: ClassVar[str] = "certificates/pdf/name_badges.html"

    class_title: str
    held: str
    cards: tuple[NameCard, ...]

    def title(self) -> str:
        return pgettext("paper", "Name badges – {title}").format(title=self.class_title)

    def page_estimate(self) -> int:
        return 1 + len(self.cards) // BADGES_PER_SHEET

    def words(self) -> dict[str, object]:
        return {
            "paper": self,
            "sheets": [
                [_badge(card) for card in sheet] for sheet in _sheets(self.cards, BADGES_PER_SHEET)
            ],
        }


@dataclasses.dataclass(frozen=True, kw_only=True)
class DeskCards(Paper):
    """Half a sheet each, folded in the middle: the name is read from both sides."""

    template: ClassVar[str] = "certificates/pdf/desk_cards.html"

    class_title: str
    cards: tuple[NameCard, ...]

    def title(self) -> str:
        return pgettext("paper", "Desk cards – {title}").format(title=self.class_title)

    def page_estimate(self) -> int:
        return 1 + len(self.cards) // CARDS_PER_SHEET

    def words(self) -> dict[str, object]:
        return {
            "paper": self,
            "sheets": [
                [(card, size_for(card.full_name, _CARD_NAME, _CARD_SIZES)) for card in sheet]
                for sheet in _sheets(self.cards, CARDS_PER_SHEET)
            ],
        }


def size_for(name: str, width: float, sizes: Sequence[float]) -> float:
    """The largest size at which a name takes two lines at most and no word is broken."""
    longest = max(name.split() or [name], key=lambda word: text_width(word, "serif-bold", 1))
    for size in sizes:
        word_fits = largest_size(longest, "serif-bold", width, (size,)) is not None
        if word_fits and line_count(name, "serif-bold", size, width) <= _MOST_LINES:
            return size
    return sizes[-1]


def _badge(card: NameCard) -> dict[str, object]:
    width = _BADGE_NAME_BESIDE_CODE if card.check_in else _BADGE_NAME
    label = pgettext("paper", "Check-in code")
    return {
        "card": card,
        "size": size_for(card.full_name, width, _BADGE_SIZES),
        "qr": qr_drawing(card.check_in, label) if card.check_in else "",
    }


def _sheets(cards: Sequence[NameCard], count: int) -> list[Sequence[NameCard]]:
    return [cards[start : start + count] for start in range(0, len(cards), count)]
