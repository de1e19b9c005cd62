"""Where bars, names and figures of a chart stand: as columns or as rows."""

from typing import Final, NamedTuple

from certificates.charts.model import Bar, Chart
from certificates.charts.shapes import Sketch, clean, lines_of, number, width_of

_BESIDE_FROM: Final = 560  # from this width on the names of rows stand beside the bars
_MOST_COLUMNS: Final = 16
_WIDEST_STEP: Final = 84
_PLOT: Final = 180  # height of the highest column
_LINE: Final = 15
_GAP: Final = 6
_THICK, _THIN = 14, 10  # a bar in a row, and the one of comparison below it


class Scale(NamedTuple):
    """How long the highest value is drawn in a row."""

    highest: float
    room: float


def sketch_of(chart: Chart) -> Sketch:
    """Columns that would be too many or too narrow become rows."""
    return _as_columns(chart) if _fits_columns(chart) else _as_rows(chart)


def _step(chart: Chart) -> float:
    """Room for one name on the base line: as much as there is, at least what its figures need."""
    figures = [sum(width_of(text, bold=True) + 4 for text in bar.figures) for bar in chart.bars]
    words = [width_of(word) + 4 for bar in chart.bars for word in clean(bar.label).split()]
    needed = max([24.0, *figures, *words])
    return max(needed, min(chart.width / max(len(chart.bars), 1), _WIDEST_STEP))


def _fits_columns(chart: Chart) -> bool:
    if chart.kind == "rows" or not 0 < len(chart.bars) <= _MOST_COLUMNS:
        return False
    return _step(chart) * len(chart.bars) <= chart.width * 1.6


def _as_columns(chart: Chart) -> Sketch:
    step = _step(chart)
    sketch = Sketch(max(chart.width, step * len(chart.bars)))
    base = _legend(chart, sketch) + _LINE + 4 + _PLOT
    highest = _highest(chart)
    left = (sketch.width - step * len(chart.bars)) / 2
    lines = 1
    for place, bar in enumerate(chart.bars):
        middle = left + step * (place + 0.5)
        _column(bar, sketch, middle, base, step, highest)
        named = lines_of(bar.label, step - 2)
        lines = max(lines, len(named))
        for row, text in enumerate(named, 1):
            sketch.text(middle, base + _LINE * row, "middle", text)
    sketch.axes.append(f"M0 {number(base)}H{number(sketch.width)}")
    sketch.height = base + _LINE * lines + 6
    return sketch


def _column(
    bar: Bar, sketch: Sketch, middle: float, base: float, step: float, highest: float
) -> None:
    count = len(bar.values)
    share = step * 0.84 / count
    thick = min(share if count > 1 else share * 0.8, 44)
    for place, (value, shown) in enumerate(zip(bar.values, bar.figures, strict=True)):
        center = middle + (place - (count - 1) / 2) * max(thick, share)
        height = max(value, 0) / highest * _PLOT
        if height:
            sketch.bar(center - thick / 2, base - height, thick, height, is_beside=place > 0)
        sketch.text(center, base - height - 5, "middle", shown, is_bold=place == 0)


def _as_rows(chart: Chart) -> Sketch:
    sketch = Sketch(chart.width)
    top = _legend(chart, sketch)
    figures = [width_of(text, bold=True) for bar in chart.bars for text in bar.figures]
    longest, highest = max(figures, default=0), _highest(chart)
    for bar in chart.bars:
        top = _row(bar, sketch, top, longest, highest)
    sketch.height = max(top, _LINE)
    return sketch


def _row(bar: Bar, sketch: Sketch, top: float, longest: float, highest: float) -> float:
    """Names beside the bars or above them; returns where the next row may begin."""
    is_beside = sketch.width >= _BESIDE_FROM
    name_width = sketch.width * 0.4 if is_beside else sketch.width
    names = lines_of(bar.label, name_width)
    named = _LINE * len(names)
    high = _THICK if bar.beside is None else _THICK + _THIN + 3
    bars_top = top + (max((named - high) / 2, 0) if is_beside else named + 3)
    name_top = top + (max((high - named) / 2, 0) if is_beside else 0)
    x, anchor = (name_width, "end") if is_beside else (0.0, "start")
    for row, text in enumerate(names):
        sketch.text(x, name_top + _LINE * row + 11.5, anchor, text)
    start = name_width + _GAP if is_beside else 1.0
    scale = Scale(highest, sketch.width - start - longest - _GAP - 2)
    _bars(bar, sketch, start, bars_top, scale)
    sketch.axes.append(f"M{number(start)} {number(bars_top - 2)}V{number(bars_top + high + 2)}")
    return max(bars_top + high, name_top + named) + _GAP + 2


def _bars(bar: Bar, sketch: Sketch, start: float, top: float, scale: Scale) -> None:
    for place, (value, shown) in enumerate(zip(bar.values, bar.figures, strict=True)):
        height = _THIN if place else _THICK
        length = max(value, 0) / scale.highest * scale.room
        if length:
            sketch.bar(start, top, length, height, is_beside=place > 0)
        middle = top + height / 2 + 4.2
        sketch.text(start + length + _GAP, middle, "start", shown, is_bold=place == 0)
        top += height + 3


def _legend(chart: Chart, sketch: Sketch) -> float:
    """The two kinds of bars with their names, at the top; returns where the bars may begin."""
    top, x = 2.0, 0.0
    for place, name in enumerate(chart.series or ()):
        length = 18 + width_of(clean(name)) + 20
        if x and x + length > sketch.width:
            top, x = top + _LINE + 4, 0.0
        sketch.bar(x + 1, top + 1, 11, 11, is_beside=place > 0)
        sketch.text(x + 18, top + 11, "start", clean(name))
        x += length
    return top + _LINE + 8 if chart.series else top


def _highest(chart: Chart) -> float:
    return max((max(bar.values) for bar in chart.bars), default=0) or 1
