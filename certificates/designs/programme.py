"""The programme of a class as a table that fits its place: topics with their periods."""

from html import escape

from django.utils.translation import gettext_lazy, pgettext

from certificates.designs.fitting import Room
from courses.paper_fonts import POINTS_PER_MILLIMETER, line_count
from courses.refusals import Refusal

Programme = tuple[tuple[str, int], ...]  # (topic, periods)

_NUMBER_WIDTH = 14.0
_PERIODS_WIDTH = 26.0
_PADDING = 2.4  # millimeters above and below the lines of a cell, and its border
_LINE = 1.25


def programme_table(rows: Programme, room: Room, height: float) -> str:
    """At the largest size at which all rows stay within the height."""
    topic_width = room.width - _NUMBER_WIDTH - _PERIODS_WIDTH - 4.0
    for size in room.sizes[0]:
        line = size * _LINE / POINTS_PER_MILLIMETER
        lines = sum(line_count(topic, room.face, size, topic_width) for topic, _ in rows)
        if (lines + 2) * line + (len(rows) + 2) * _PADDING <= height:
            return _table(rows, size, room.width)
    raise Refusal(
        gettext_lazy("The programme of the class is too long for its place on the certificate."),
        code="text_too_long",
    )


def _table(rows: Programme, size: float, width: float) -> str:
    head = "".join(
        f"<th>{escape(text)}</th>"
        for text in (
            pgettext("paper, number of a row", "No."),
            pgettext("paper", "Topic"),
            pgettext("paper", "Periods"),
        )
    )
    body = "".join(
        f'<tr><td class="middle">{number}</td><td>{escape(topic)}</td>'
        f'<td class="middle">{periods}</td></tr>'
        for number, (topic, periods) in enumerate(rows, 1)
    )
    periods = sum(periods for _topic, periods in rows)
    total = escape(pgettext("paper", "Total"))
    foot = f'<td></td><td>{total}</td><td class="middle">{periods}</td>'
    columns = "".join(
        f'<col style="width: {column}">'
        for column in (f"{_NUMBER_WIDTH:g}mm", "auto", f"{_PERIODS_WIDTH:g}mm")
    )
    return (
        f'<table class="programme" style="font-size: {size:g}pt; width: {width:g}mm">'
        f"<colgroup>{columns}</colgroup><thead><tr>{head}</tr></thead>"
        f'<tbody>{body}<tr class="total">{foot}</tr></tbody></table>'
    )
