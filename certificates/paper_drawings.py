"""The drawing made for one paper: the QR code of a certificate."""

from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe

from certificates.qr_code import QUIET_ZONE, dark_runs, qr_rows

# The path of a code of a single dark module.
ONE_MODULE = f"M{QUIET_ZONE} {QUIET_ZONE}h1v1h-1z"


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
