"""Drawings made for one paper: the QR code of a certificate, the months of a year."""

from collections.abc import Sequence

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe

from certificates.qr_code import QUIET_ZONE, dark_runs, qr_rows

# The path of a code of a single dark module.
ONE_MODULE = f"M{QUIET_ZONE} {QUIET_ZONE}h1v1h-1z"
_BAR_STEP = 40
_BAR_WIDTH = 24
_CHART_HEIGHT = 110


def qr_matrix(text: str) -> tuple[tuple[bool, ...], ...]:
    """Dark modules, row by row, without the quiet zone."""
    return tuple(tuple(module == "1" for module in row) for row in qr_rows(text))


def qr_drawing(text: str, label: str = "") -> SafeString:
    """Inline SVG; its alternative text is the label, or the encoded address itself."""
    return format_html(
        '<svg class="qr" viewBox="0 0 {0} {0}" role="img" aria-label="{1}">'
        '<title>{1}</title><path d="{2}" fill="#000"/></svg>',
        len(qr_rows(text)) + 2 * QUIET_ZONE,
        label or text,
        mark_safe(qr_path(text)),  # noqa: S308  figures alone
    )


def qr_path(text: str) -> str:
    """Each dark stretch of a row as a closed rectangle."""
    return "".join(
        f"M{start + QUIET_ZONE} {row + QUIET_ZONE}h{end - start}v1h-{end - start}z"
        for row, start, end in dark_runs(qr_rows(text))
    )


def bar_chart(bars: Sequence[tuple[str, int, str]], title: str) -> SafeString:
    """Bars of (label, height, figure on top); legible without color, as figures stand on them."""
    highest = max((count for _, count, _ in bars), default=0) or 1
    columns = format_html_join(
        "",
        '<rect x="{}" y="{}" width="{}" height="{}" fill="#7d8fa6" stroke="#33415c"/>'
        '<text x="{}" y="{}" font-weight="bold">{}</text><text x="{}" y="{}">{}</text>',
        (_bar(place, bar, highest) for place, bar in enumerate(bars)),
    )
    return format_html(
        '<svg class="chart" viewBox="0 0 {0} {1}" role="img" aria-label="{2}"><title>{2}</title>'
        '<path d="M0 {3}H{0}" stroke="#33415c"/>'
        '<g font-family="Taphuan Sans" font-size="12" text-anchor="middle">{4}</g></svg>',
        len(bars) * _BAR_STEP,
        _CHART_HEIGHT + 32,
        title,
        _CHART_HEIGHT + 16,
        columns,
    )


def _bar(place: int, bar: tuple[str, int, str], highest: int) -> tuple[object, ...]:
    label, count, text = bar
    height = round(count * _CHART_HEIGHT / highest)
    left = place * _BAR_STEP + (_BAR_STEP - _BAR_WIDTH) // 2
    middle = place * _BAR_STEP + _BAR_STEP // 2
    top = _CHART_HEIGHT + 16 - height
    return (
        *(left, top, _BAR_WIDTH, height),
        *(middle, top - 4, text),
        *(middle, _CHART_HEIGHT + 29, label),
    )
