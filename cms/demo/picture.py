"""The illustration of the article, drawn where it is loaded: offices on one network."""

import io
import math
from collections.abc import Iterator

from PIL import Image, ImageDraw, ImageFilter

WIDTH, HEIGHT = 1600, 900
# Drawn twice as large and reduced, so that slanted lines are smooth.
SCALE = 2
TOP, BOTTOM = (12, 44, 72), (28, 104, 118)
LINE, LIGHT, SCREEN, PAPER, GOLD = (
    (96, 168, 184),
    (222, 240, 242),
    (18, 60, 88),
    (246, 250, 250),
    (232, 184, 92),
)
CENTER = (800, 450)
# Workstations on two rings around the server: distance, how many, size, first angle in degrees.
RINGS = ((310, 5, 62, -90), (570, 10, 46, -108))
FLATTENED = 0.68

Point = tuple[float, float]


def draw_network() -> bytes:
    """A JPEG of 1600 x 900 pixels, the same at every load."""
    image = _background()
    pen = ImageDraw.Draw(image, "RGBA")
    inner, outer = (list(_ring(*ring)) for ring in RINGS)
    for place, _size in inner:
        _cable(pen, CENTER, place, width=5)
    for number, (place, _size) in enumerate(outer):
        _cable(pen, inner[number // 2][0], place, width=3)
    for place, size in (*outer, *inner):
        _workstation(pen, place, size)
    _server(pen)
    out = io.BytesIO()
    image.resize((WIDTH, HEIGHT), Image.Resampling.LANCZOS).save(out, "JPEG", quality=86)
    return out.getvalue()


def _background() -> Image.Image:
    """A quiet gradient with a glow behind the server."""
    column = Image.new("RGB", (1, HEIGHT))
    for y in range(HEIGHT):
        part = y / HEIGHT
        column.putpixel(
            (0, y), tuple(round(a + (b - a) * part) for a, b in zip(TOP, BOTTOM, strict=True))
        )
    image = column.resize((WIDTH * SCALE, HEIGHT * SCALE))
    glow = Image.new("L", (WIDTH // 4, HEIGHT // 4))
    ImageDraw.Draw(glow).ellipse((110, 40, 290, 185), fill=90)
    glow = glow.filter(ImageFilter.GaussianBlur(40)).resize(image.size)
    image.paste(Image.new("RGB", image.size, LINE), mask=glow)
    return image


def _ring(distance: int, count: int, size: int, first: int) -> Iterator[tuple[Point, int]]:
    for number in range(count):
        angle = math.radians(first + 360 * number / count)
        x = CENTER[0] + distance * 1.2 * math.cos(angle)
        yield (x, CENTER[1] + distance * FLATTENED * math.sin(angle)), size


def _cable(pen: ImageDraw.ImageDraw, start: Point, end: Point, *, width: int) -> None:
    """A line with three letters under way."""
    pen.line([_at(*start), _at(*end)], fill=(*LINE, 150), width=width * SCALE)
    for part in (0.35, 0.5, 0.65):
        x, y = (a + (b - a) * part for a, b in zip(start, end, strict=True))
        _box(pen, x - width, y - width, x + width, y + width, fill=GOLD, radius=width)


def _workstation(pen: ImageDraw.ImageDraw, place: Point, size: int) -> None:
    x, y = place
    high = size * 0.66
    _box(pen, x - size, y - high, x + size, y + high * 0.8, fill=LIGHT, radius=size * 0.14)
    edge = size * 0.11
    _box(
        *(pen, x - size + edge, y - high + edge, x + size - edge, y + high * 0.8 - edge),
        fill=SCREEN,
        radius=size * 0.08,
    )
    for line, length in enumerate((1.2, 0.8, 1.0)):
        top = y - high * 0.55 + line * high * 0.38
        _box(pen, x - size * 0.7, top, x + size * (length - 0.7), top + high * 0.14, fill=LINE)
    _box(pen, x - size * 0.16, y + high * 0.8, x + size * 0.16, y + high * 1.15, fill=LIGHT)
    _box(
        *(pen, x - size * 0.55, y + high * 1.1, x + size * 0.55, y + high * 1.25),
        fill=LIGHT,
        radius=size * 0.06,
    )


def _server(pen: ImageDraw.ImageDraw) -> None:
    """A stack of drawers with a sheet of paper in front."""
    x, y = CENTER
    for drawer in range(4):
        top = y - 112 + drawer * 54
        _box(pen, x - 92, top, x + 92, top + 46, fill=LIGHT, radius=9)
        _box(pen, x - 76, top + 19, x + 10, top + 27, fill=SCREEN, radius=4)
        for lamp, color in enumerate((GOLD, LINE, LINE)):
            left = x + 34 + lamp * 18
            _box(pen, left, top + 17, left + 11, top + 28, fill=color, radius=5)
    _box(pen, x + 34, y + 38, x + 110, y + 140, fill=PAPER, radius=6)
    for line in range(5):
        top = y + 53 + line * 16
        _box(pen, x + 46, top, x + 98 - line % 2 * 16, top + 5, fill=LINE)


def _box(
    pen: ImageDraw.ImageDraw,
    left: float,
    top: float,
    right: float,
    bottom: float,
    *,
    fill: tuple[int, int, int],
    radius: float = 0,
) -> None:
    pen.rounded_rectangle((*_at(left, top), *_at(right, bottom)), radius * SCALE, fill=fill)


def _at(x: float, y: float) -> Point:
    return x * SCALE, y * SCALE
