"""The QR code as WeasyPrint draws its SVG path: one closed rectangle for each dark stretch."""

import functools

from certificates.qr_code import QUIET_ZONE, dark_runs, qr_rows

_MAX_STRETCHES = 100_000


def qr_operators(text: str) -> bytes:
    """All of them, one a line."""
    return b"\n".join([_rectangle(*stretch) for stretch in dark_runs(qr_rows(text))])


@functools.lru_cache(_MAX_STRETCHES)
def _rectangle(row: int, start: int, end: int) -> bytes:
    left, right = start + QUIET_ZONE, end + QUIET_ZONE
    top, bottom = row + QUIET_ZONE, row + QUIET_ZONE + 1
    lines = f"{left} {top} m\n{right} {top} l\n{right} {bottom} l\n{left} {bottom} l\nh"
    return lines.encode()


# What a probe shows in place of its code.
ONE_MODULE = tuple(_rectangle(0, 0, 1).split(b"\n"))
