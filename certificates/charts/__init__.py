"""Charts of figures as inline SVG: one drawing for the page and for the paper.

Each bar bears its name and its figure, and a second series is hollow, so nothing is told by
color alone. The template has the colors of the paper; the style sheet of the page overrides them.
"""

from collections.abc import Iterator

from django.template.loader import render_to_string
from django.utils.safestring import SafeString

from certificates.charts.layout import sketch_of
from certificates.charts.model import Bar, Chart
from certificates.charts.shapes import clean, number

__all__ = ["Bar", "Chart", "drawing"]


def drawing(chart: Chart) -> SafeString:
    """The chart as an `<svg>` element, for a page or a paper."""
    sketch = sketch_of(chart)
    context = {
        "title": clean(chart.title),
        "description": "; ".join(_in_words(chart)),
        "width": number(sketch.width),
        "height": number(sketch.height),
        "rects": sketch.rects,
        "texts": sketch.texts,
        "axes": sketch.axes,
    }
    return render_to_string("certificates/_chart.svg", context)


def _in_words(chart: Chart) -> Iterator[str]:
    names = chart.series or ("", "")
    for bar in chart.bars:
        pairs = zip(names, bar.figures, strict=False)
        said = ", ".join(f"{name} {shown}".strip() for name, shown in pairs)
        yield f"{clean(bar.label)}: {said}"
