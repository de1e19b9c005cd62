"""Pictures of the sample news, drawn where they are loaded: quiet shapes, no people, no places."""

import io
from collections.abc import Callable
from functools import cache
from typing import Final

from PIL import Image, ImageDraw

WIDTH, HEIGHT = 1200, 750
# Drawn twice as large and reduced, so that slanted lines are smooth.
SCALE = 2
WHITE, GRAY, INK, GOLD = (250, 250, 247), (206, 214, 216), (40, 54, 66), (226, 178, 84)
Color = tuple[int, int, int]


class Pen:
    """Draws in the measures of the finished picture."""

    def __init__(self, ground: Color) -> None:
        self.image = Image.new("RGB", (WIDTH * SCALE, HEIGHT * SCALE), ground)
        self.draw = ImageDraw.Draw(self.image)

    def box(
        self, left: float, top: float, wide: float, high: float, fill: Color, radius: int = 0
    ) -> None:
        corners = [left * SCALE, top * SCALE, (left + wide) * SCALE, (top + high) * SCALE]
        self.draw.rounded_rectangle(corners, radius * SCALE, fill=fill)

    def disc(self, x: float, y: float, size: float, fill: Color) -> None:
        corners = [(x - size) * SCALE, (y - size) * SCALE, (x + size) * SCALE, (y + size) * SCALE]
        self.draw.ellipse(corners, fill=fill)

    def line(self, points: list[tuple[float, float]], fill: Color, width: int) -> None:
        scaled = [(x * SCALE, y * SCALE) for x, y in points]
        self.draw.line(scaled, fill=fill, width=width * SCALE, joint="curve")

    def lines(self, left: float, top: float, wide: float, count: int, fill: Color) -> None:
        """Text from afar; each third line is short."""
        for row in range(count):
            short = 0.6 if row % 3 == 2 else 1
            self.box(left, top + row * 34, wide * short, 12, fill, 6)

    def jpeg(self) -> bytes:
        out = io.BytesIO()
        self.image.resize((WIDTH, HEIGHT), Image.Resampling.BOX).save(out, "JPEG", quality=84)
        return out.getvalue()


def classroom(pen: Pen) -> None:
    """A screen and three rows of desks with computers."""
    pen.box(340, 70, 520, 270, WHITE, 10)
    pen.box(370, 100, 200, 26, GOLD, 6)
    pen.lines(370, 150, 440, 5, GRAY)
    for row, (top, size) in enumerate(((400, 0.8), (490, 1.0), (600, 1.25))):
        for desk in range(4):
            left = 600 + (desk - 2) * 240 * size + 20 * size
            pen.box(left + 45 * size, top - 62 * size, 110 * size, 70 * size, INK, 6)
            pen.box(left + 52 * size, top - 55 * size, 96 * size, 56 * size, GRAY, 3)
            pen.box(left, top + 12 * size, 200 * size, (18 + row * 4) * size, WHITE, 4)


def archive(pen: Pen) -> None:
    """Shelves of folders, and a sheet that goes into a computer."""
    for shelf in range(3):
        top = 110 + shelf * 190
        for place in range(9):
            high = 132 - (place * 37 + shelf * 23) % 34
            fill = (WHITE, GOLD, GRAY)[(place + shelf) % 3]
            pen.box(90 + place * 62, top + 140 - high, 50, high, fill, 4)
            pen.box(102 + place * 62, top + 164 - high, 26, 30, INK, 3)
        pen.box(70, top + 140, 600, 14, INK)
    pen.box(760, 300, 360, 230, INK, 14)
    pen.box(780, 320, 320, 180, WHITE, 6)
    pen.lines(805, 345, 260, 4, GRAY)
    pen.box(880, 530, 120, 60, GRAY)
    pen.box(820, 590, 240, 20, GRAY, 8)


def signed(pen: Pen) -> None:
    """A sheet with a seal and a key."""
    pen.box(330, 60, 470, 630, WHITE, 10)
    pen.box(390, 120, 260, 26, INK, 6)
    pen.lines(390, 190, 340, 8, GRAY)
    pen.disc(700, 560, 84, GOLD)
    pen.disc(700, 560, 60, WHITE)
    pen.line([(668, 562), (692, 588), (736, 532)], GOLD, 16)
    pen.line([(390, 590), (450, 540), (480, 600), (540, 550), (580, 580)], INK, 8)
    pen.disc(930, 300, 62, GOLD)
    pen.disc(930, 300, 28, INK)
    pen.box(918, 355, 24, 220, GOLD, 6)
    pen.box(942, 500, 50, 22, GOLD, 4)
    pen.box(942, 545, 38, 22, GOLD, 4)


def meeting(pen: Pen) -> None:
    """A table from above, with tablets around it."""
    pen.box(250, 230, 700, 290, WHITE, 140)
    pen.box(330, 300, 540, 150, GRAY, 75)
    for place in range(5):
        left = 318 + place * 120
        for top in (246, 434):
            pen.box(left, top, 84, 58, INK, 8)
            pen.box(left + 8, top + 8, 68, 42, WHITE, 3)
        pen.disc(left + 42, 165, 38, GOLD)
        pen.disc(left + 42, 585, 38, GOLD)


def growth(pen: Pen) -> None:
    """Columns that rise, and a line above them."""
    pen.box(150, 90, 900, 560, WHITE, 14)
    heights = (110, 170, 150, 240, 300, 380)
    for column, high in enumerate(heights):
        pen.box(225 + column * 132, 590 - high, 84, high, GOLD if column == 5 else GRAY, 6)
    pen.line([(267 + n * 132, 550 - high) for n, high in enumerate(heights)], INK, 8)
    for n, high in enumerate(heights):
        pen.disc(267 + n * 132, 550 - high, 13, INK)
    pen.box(205, 592, 790, 8, INK)


def shield(pen: Pen) -> None:
    """A computer behind a shield."""
    pen.box(250, 130, 700, 430, INK, 20)
    pen.box(280, 160, 640, 370, WHITE, 8)
    pen.lines(330, 210, 220, 8, GRAY)
    pen.box(520, 560, 160, 70, GRAY)
    pen.box(420, 630, 360, 26, GRAY, 10)
    outline = [(760, 200), (900, 245), (890, 390), (760, 490), (630, 390), (620, 245)]
    pen.draw.polygon([(x * SCALE, y * SCALE) for x, y in outline], fill=GOLD)
    pen.line([(700, 345), (745, 392), (825, 290)], WHITE, 26)


SCENES: Final[dict[str, tuple[Callable[[Pen], None], Color]]] = {
    "classroom": (classroom, (32, 92, 104)),
    "archive": (archive, (108, 74, 52)),
    "signed": (signed, (118, 34, 38)),
    "meeting": (meeting, (44, 82, 66)),
    "growth": (growth, (38, 66, 104)),
    "shield": (shield, (70, 58, 96)),
}


@cache
def draw_scene(name: str) -> bytes:
    """A JPEG of 1200 x 750 pixels, the same at every load."""
    scene, ground = SCENES[name]
    pen = Pen(ground)
    scene(pen)
    return pen.jpeg()
