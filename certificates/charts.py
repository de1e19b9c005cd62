"""Charts of figures as inline SVG: one drawing for the page and for the paper.

Each bar bears its name and its figure, and a second series is hollow, so nothing is told by color
alone. Texts are measured and broken into lines; none leaves the drawing. The page's own style
sheet overrides the colors below, which are those of the paper.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final, Literal, NamedTuple

from django.template.loader import render_to_string
from django.utils.safestring import SafeString

from courses.paper_fonts import POINTS_PER_MILLIMETER, text_width

USUAL_WIDTH: Final = 400
_BESIDE_FROM: Final = 560  # from this width on the names of rows stand beside the bars
_MOST_COLUMNS: Final = 16
_WIDEST_STEP: Final = 84
_PLOT: Final = 180  # height of the highest column
_SIZE: Final = 12
_LINE: Final = 15
_GAP: Final = 6
_THICK, _THIN = 14, 10  # a bar in a row, and the one of comparison below it
_OTHER_FACES: Final = 1.1  # screens may have wider letters than our papers


@dataclass(frozen=True)
class Bar:
    """One bar: its name, its height, the figure printed at it; `beside` is the other series."""

    label: str
    value: float
    shown: str
    beside: float | None = None
    beside_shown: str = ""


@dataclass(frozen=True)
class Chart:
    """`columns` stand for months and years, `rows` for whatever has a long name.

    `series` names what the filled and the hollow bars mean, when there are two; a `width` of 560
    and more puts the names of rows beside their bars.
    """

    title: str
    bars: Sequence[Bar]
    kind: Literal["columns", "rows"] = "columns"
    series: tuple[str, str] | None = None
    width: int = USUAL_WIDTH


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


@dataclass(frozen=True)
class _Sketch:
    """What has been laid out so far."""

    rects: list[Rect]
    texts: list[Text]
    axes: list[str]
    width: float
    height: float


def drawing(chart: Chart) -> SafeString:
    """The chart as an `<svg>` element, for a page or a paper."""
    sketch = _as_columns(chart) if _fits_columns(chart) else _as_rows(chart)
    context = {
        "title": _clean(chart.title),
        "description": "; ".join(_in_words(chart)),
        "width": _number(sketch.width),
        "height": _number(sketch.height),
        "rects": sketch.rects,
        "texts": sketch.texts,
        "axes": sketch.axes,
    }
    return render_to_string("certificates/_chart.svg", context)


def _in_words(chart: Chart) -> Iterator[str]:
    names = chart.series or ("", "")
    for bar in chart.bars:
        said = [
            f"{name} {shown}".strip() for name, shown in zip(names, _figures(bar), strict=False)
        ]
        yield f"{_clean(bar.label)}: {', '.join(said)}"


def _figures(bar: Bar) -> list[str]:
    return [bar.shown] if bar.beside is None else [bar.shown, bar.beside_shown]


def _step(chart: Chart) -> float:
    """Room for one name on the base line: as much as there is, at least what its figures need."""
    figures = [sum(_width(text, bold=True) + 4 for text in _figures(bar)) for bar in chart.bars]
    words = [_width(word) + 4 for bar in chart.bars for word in _clean(bar.label).split()]
    needed = max([24.0, *figures, *words])
    return max(needed, min(chart.width / max(len(chart.bars), 1), _WIDEST_STEP))


def _fits_columns(chart: Chart) -> bool:
    if chart.kind == "rows" or not 0 < len(chart.bars) <= _MOST_COLUMNS:
        return False
    return _step(chart) * len(chart.bars) <= chart.width * 1.6


def _as_columns(chart: Chart) -> _Sketch:
    step = _step(chart)
    width = max(chart.width, step * len(chart.bars))
    sketch = _Sketch([], [], [], width, 0)
    base = _legend(chart, sketch, width) + _LINE + 4 + _PLOT
    highest = _highest(chart.bars)
    left = (width - step * len(chart.bars)) / 2
    lines = 1
    for place, bar in enumerate(chart.bars):
        middle = left + step * (place + 0.5)
        _columns_of(bar, sketch, middle, base, step, highest)
        wrapped = _lines(bar.label, step - 2)
        lines = max(lines, len(wrapped))
        for row, text in enumerate(wrapped):
            sketch.texts.append(_text(middle, base + _LINE * (row + 1), "middle", text))
    sketch.axes.append(f"M0 {_number(base)}H{_number(width)}")
    return _Sketch(sketch.rects, sketch.texts, sketch.axes, width, base + _LINE * lines + 6)


def _columns_of(
    bar: Bar, sketch: _Sketch, middle: float, base: float, step: float, highest: float
) -> None:
    values = [bar.value] if bar.beside is None else [bar.value, bar.beside]
    share = step * 0.84 / len(values)
    thick = min(share if len(values) > 1 else share * 0.8, 44)
    for place, (value, shown) in enumerate(zip(values, _figures(bar), strict=True)):
        center = middle + (place - (len(values) - 1) / 2) * max(thick, share)
        height = max(value, 0) / highest * _PLOT
        if height:
            sketch.rects.append(
                _rect(center - thick / 2, base - height, thick, height, is_beside=place > 0)
            )
        sketch.texts.append(_text(center, base - height - 5, "middle", shown, is_bold=place == 0))


def _as_rows(chart: Chart) -> _Sketch:
    is_beside = chart.width >= _BESIDE_FROM
    name_width = chart.width * 0.4 if is_beside else chart.width
    start = name_width + _GAP if is_beside else 1.0
    figures = [_width(text, bold=True) for bar in chart.bars for text in _figures(bar)]
    room = chart.width - start - max(figures, default=0) - _GAP - 2
    sketch = _Sketch([], [], [], chart.width, 0)
    highest = _highest(chart.bars)
    top = _legend(chart, sketch, chart.width)
    for bar in chart.bars:
        names = _lines(bar.label, name_width)
        bars_high = _THICK if bar.beside is None else _THICK + _THIN + 3
        named = _LINE * len(names)
        bars_top = top + max((named - bars_high) / 2, 0) if is_beside else top + named + 3
        name_top = top + max((bars_high - named) / 2, 0) if is_beside else top
        anchor_at, anchor = (name_width, "end") if is_beside else (0.0, "start")
        for row, text in enumerate(names):
            sketch.texts.append(_text(anchor_at, name_top + _LINE * row + 11.5, anchor, text))
        _row_of(bar, sketch, start, bars_top, highest, room)
        sketch.axes.append(
            f"M{_number(start)} {_number(bars_top - 2)}V{_number(bars_top + bars_high + 2)}"
        )
        top = max(bars_top + bars_high, name_top + named) + _GAP + 2
    return _Sketch(sketch.rects, sketch.texts, sketch.axes, chart.width, max(top, _LINE))


def _row_of(
    bar: Bar, sketch: _Sketch, start: float, top: float, highest: float, room: float
) -> None:
    values = [bar.value] if bar.beside is None else [bar.value, bar.beside]
    for place, (value, shown) in enumerate(zip(values, _figures(bar), strict=True)):
        height = _THIN if place else _THICK
        length = max(value, 0) / highest * room
        if length:
            sketch.rects.append(_rect(start, top, length, height, is_beside=place > 0))
        words = _text(
            start + length + _GAP, top + height / 2 + 4.2, "start", shown, is_bold=not place
        )
        sketch.texts.append(words)
        top += height + 3


def _legend(chart: Chart, sketch: _Sketch, width: float) -> float:
    """The two kinds of bars with their names, at the top; returns where the bars may begin."""
    top, x = 2.0, 0.0
    for place, name in enumerate(chart.series or ()):
        length = 18 + _width(_clean(name)) + 20
        if x and x + length > width:
            top, x = top + _LINE + 4, 0.0
        sketch.rects.append(_rect(x + 1, top + 1, 11, 11, is_beside=place > 0))
        sketch.texts.append(_text(x + 18, top + 11, "start", _clean(name)))
        x += length
    return top + _LINE + 8 if chart.series else top


def _lines(label: str, width: float) -> list[str]:
    """The name in lines of at most that width; a word too long for a line is cut."""
    lines = [""]
    for word in _pieces(_clean(label), width):
        longer = f"{lines[-1]} {word}".strip()
        if _width(longer) <= width or not lines[-1]:
            lines[-1] = longer
        else:
            lines.append(word)
    return lines


def _pieces(text: str, width: float) -> Iterator[str]:
    for word in text.split():
        rest = word
        while _width(rest) > width and len(rest) > 1:
            size = max((n for n in range(1, len(rest)) if _width(rest[:n]) <= width), default=1)
            yield rest[:size]
            rest = rest[size:]
        yield rest


def _highest(bars: Sequence[Bar]) -> float:
    return max((max(bar.value, bar.beside or 0) for bar in bars), default=0) or 1


def _width(text: str, *, bold: bool = False) -> float:
    face = "sans-bold" if bold else "sans"
    return text_width(text, face, _SIZE) * POINTS_PER_MILLIMETER * _OTHER_FACES


def _clean(text: str) -> str:
    """In one line, without signs that XML does not know."""
    return " ".join("".join(sign if sign.isprintable() else " " for sign in str(text)).split())


def _rect(x: float, y: float, width: float, height: float, *, is_beside: bool) -> Rect:
    # A hollow bar is drawn inside its own edge, so that it is as long as it says.
    edge = 0.6 if is_beside else 0.0
    size = (max(width - 2 * edge, 0.4), max(height - 2 * edge, 0.4))
    return Rect(_number(x + edge), _number(y + edge), _number(size[0]), _number(size[1]), is_beside)


def _text(x: float, y: float, anchor: str, text: str, *, is_bold: bool = False) -> Text:
    return Text(_number(x), _number(y), anchor, is_bold, text)


def _number(value: float) -> str:
    """As SVG writes it, whatever the language of the page."""
    return f"{value:.1f}".removesuffix(".0")
