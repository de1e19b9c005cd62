"""The document on which a design is tried: at its fullest, and at its barest."""

import dataclasses
import re
import unicodedata
from typing import Any, Literal

from django.utils import translation

from certificates.designs.layout import Box
from certificates.designs.source import Design
from certificates.designs.worst import fullest
from certificates.documents.certificate import CertificatePaper
from certificates.documents.certificate_samples import STATE, bare, usual
from certificates.documents.certificate_words import certificate_values
from certificates.documents.shared import PaperHeading
from certificates.documents.sheet import TITLE_SLOT, marker
from certificates.paper_drawings import qr_drawing


@dataclasses.dataclass(frozen=True)
class Trial:
    html: str
    pages: int
    # (box of the form, line) of each numbered box, and what it promises.
    lines: tuple[tuple[str, int], ...]
    promises: tuple[dict[str, Any], ...]


def trial_of(design: Design, language: str) -> Trial:
    """With both marks of a heading, where the design distinguishes them."""
    papers = [usual(design.source, heading=heading, language=language) for heading in _of(design)]
    boxes = [
        (field, box)
        for field, layout in (("markup", design.front), ("back", design.back))
        if layout is not None
        for box in layout.boxes()
    ]
    with translation.override(language):
        bodies = [_fullest_page(paper, design) for paper in papers]
        bodies += [bare(paper).bare_sheet().html() for paper in papers]
        html = papers[0].document("\n".join(bodies)).replace(marker(TITLE_SLOT), "–")
    drawn = {int(number) for number in re.findall(r'data-box="(\d+)"', html)}
    return Trial(
        html=unicodedata.normalize("NFC", html),
        pages=len(bodies) * design.pages,
        lines=tuple((field, box.line) for field, box in boxes),
        promises=tuple(
            {**_promise(box), "is_drawn": number in drawn}
            for number, (_field, box) in enumerate(boxes)
        ),
    )


def _of(design: Design) -> list[PaperHeading]:
    """Two lines at the right in any case; each mark where the design tells them apart."""
    layouts = [layout for layout in (design.front, design.back) if layout is not None]
    is_told_apart = any(layout.flags() for layout in layouts)
    marks: tuple[Literal["star", "rule"], ...] = ("star", "rule") if is_told_apart else ("rule",)
    return [dataclasses.replace(STATE, mark=mark) for mark in marks]


def _fullest_page(paper: CertificatePaper, design: Design) -> str:
    values = certificate_values(paper)
    code = qr_drawing(f"{paper.verify_url}#{paper.record}", paper.verify_url)
    values = dataclasses.replace(values, blocks={**values.blocks, "qr": code})
    front = "".join(fullest(design.front, values, 0))
    pages = [paper.page(design, "front", front)]
    if design.back is not None:
        first = sum(1 for _box in design.front.boxes())
        pages.append(paper.page(design, "back", "".join(fullest(design.back, values, first))))
    return "\n".join(pages)


def _promise(box: Box) -> dict[str, Any]:
    room = box.room
    return {"width": room.width, "points": room.tallest[1], "spacing": room.spacing}
