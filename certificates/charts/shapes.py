"""Rectangles and texts of a drawing; texts are measured, so that none leaves it."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Final, NamedTuple

from courses.paper_fonts import POINTS_PER_MILLIMETER, text_width

FONT_SIZE: Final = 12
_OTHER_FACES: Final = 1.1  # screens may have wider letters than our papers


class Rect(NamedTuple):
    x: str
    y: str
    width: str
    height: str
    is_beside: bool


class Text(NamedTuple):
    x: str
    y: str
    anchor: str
    is_bold: bool
    text: str


@dataclass
class Sketch:
    """What has been laid out so far."""

    width: float
    height: float = 0
    rects: list[Rect] = field(default_factory=list)
    texts: list[Text] = field(default_factory=list)
    axes: list[str] = field(default_factory=list)

    def bar(self, x: float, y: float, width: float, height: float, *, is_beside: bool) -> None:
        # A hollow bar is drawn inside its own edge, so that it is as long as it says.
        edge = 0.6 if is_beside else 0.0
        wide, high = max(width - 2 * edge, 0.4), max(height - 2 * edge, 0.4)
        corner = number(x + edge), number(y + edge)
        self.rects.append(Rect(*corner, number(wide), number(high), is_beside))

    def text(self, x: float, y: float, anchor: str, text: str, *, is_bold: bool = False) -> None:
        self.texts.append(Text(number(x), number(y), anchor, is_bold, text))


def lines_of(label: str, width: float) -> list[str]:
    """The name in lines of at most that width; a word too long for a line is cut."""
    lines = [""]
    for word in _pieces(clean(label), width):
        longer = f"{lines[-1]} {word}".strip()
        if width_of(longer) <= width or not lines[-1]:
            lines[-1] = longer
        else:
            lines.append(word)
    return lines


def _pieces(text: str, width: float) -> Iterator[str]:
    for word in text.split():
        rest = word
        while width_of(rest) > width and len(rest) > 1:
            size = max((n for n in range(1, len(rest)) if width_of(rest[:n]) <= width), default=1)
            yield rest[:size]
            rest = rest[size:]
        yield rest


def width_of(text: str, *, bold: bool = False) -> float:
    face = "sans-bold" if bold else "sans"
    return text_width(text, face, FONT_SIZE) * POINTS_PER_MILLIMETER * _OTHER_FACES


def clean(text: str) -> str:
    """In one line, without signs that XML does not know."""
    return " ".join("".join(sign if sign.isprintable() else " " for sign in str(text)).split())


def number(value: float) -> str:
    """As SVG writes it, whatever the language of the page."""
    return f"{value:.1f}".removesuffix(".0")
