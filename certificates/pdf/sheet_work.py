"""The child's side of a job of many sheets."""

from typing import Any

from certificates.pdf.press import Press
from certificates.pdf.stencil.rows import Probe, Row, Skeleton
from certificates.pdf.stencil.shelf import fill, reasons
from certificates.pdf.stencil.stencil import Stencil


def fill_sheets(
    press: Press, job: dict[str, Any], parts: list[bytes]
) -> tuple[dict[str, Any], list[bytes]]:
    """For each skeleton what its sheets share, then for each filled row what is its own.

    What they share is the head of their files, or a whole file when only pages are asked for.
    """
    variant, as_files = job["variant"], job["as_files"]
    rows = _rows(job)
    stencils = [
        press.stencil(key, skeleton, variant, is_alone=is_alone)
        for key, skeleton, is_alone in zip(
            job["keys"], _skeletons(job, parts), job["alone"], strict=True
        )
    ]
    filled = [fill(stencils[place], row, as_file=as_files) for place, row in rows]
    shared = [
        _shared(stencil, place, rows, as_files=as_files) for place, stencil in enumerate(stencils)
    ]
    own = [body for answer in filled if not isinstance(answer, str) for body in answer]
    answer = {
        "reasons": reasons(filled),
        "pages": [0 if isinstance(stencil, str) else len(stencil.pages) for stencil in stencils],
    }
    return answer, [*shared, *own]


def _shared(
    stencil: Stencil | str, place: int, rows: list[tuple[int, Row]], *, as_files: bool
) -> bytes:
    if isinstance(stencil, str):
        return b""
    if as_files:
        return stencil.shared.head
    endings = (fill(stencil, row, as_file=True) for number, row in rows if number == place)
    ending = next((answer for answer in endings if not isinstance(answer, str)), [b""])
    return stencil.shared.head + ending[0]


def _skeletons(header: dict[str, Any], parts: list[bytes]) -> list[Skeleton]:
    pages = iter(parts)
    return [
        Skeleton(
            (
                Probe(next(pages), Row(tuple(first[0]), first[1])),
                Probe(next(pages), Row(tuple(second[0]), second[1])),
            ),
            tuple(widths),
        )
        for (first, second), widths in zip(header["probes"], header["widths"], strict=True)
    ]


def _rows(header: dict[str, Any]) -> list[tuple[int, Row]]:
    return [(place, Row(tuple(fields), qr)) for place, fields, qr in header["rows"]]
