"""In the child: a design at its fullest is drawn, and looked at as a person with a ruler would."""

import dataclasses
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Final

from weasyprint import Document

from certificates.pdf.fetcher import Assets
from certificates.pdf.press import Press

_MILLIMETER: Final = 96 / 25.4
_EDGE: Final = 15.5  # what stands nearer to the edge of the paper lies in the frame
_SLACK: Final = 0.3
MOST_FAULTS: Final = 60

Fault = tuple[str, int, str]  # kind, number of the box or -1, detail


@dataclasses.dataclass(frozen=True)
class Ink:
    """Some letters, or the code, and where they are, in millimeters."""

    text: str
    left: float
    top: float
    right: float
    bottom: float
    box: int
    line: int  # of which line box


def try_design(
    press: Press, job: Mapping[str, Any], assets: Assets
) -> tuple[dict[str, Any], list[bytes]]:
    """Faults of the layout, told by the numbers of its boxes, and the PDF."""
    document, pdf = press.lay_out_and_print(job["html"], assets, job["variant"])
    faults = _faults(document, job["trial"])
    return {"faults": faults[:MOST_FAULTS], "pages": len(document.pages)}, [pdf]


def _faults(document: Document, trial: Mapping[str, Any]) -> list[Fault]:
    if len(document.pages) != trial["pages"]:
        return [("pages", -1, str(len(document.pages)))]
    faults: list[Fault] = []
    seen: set[int] = set()
    for page in document.pages:
        ink: list[Ink] = []
        for found in _walk(page._page_box, -1, 0.0):
            if isinstance(found, Ink):
                ink.append(found)
                continue
            box, width, looks = found
            seen.add(box)
            faults += _look_faults(box, width, looks, trial["boxes"][box])
        faults += _place_faults(ink, page.width / _MILLIMETER, page.height / _MILLIMETER)
    for box, told in enumerate(trial["boxes"]):
        if told["is_drawn"] and box not in seen:
            faults.append(("unseen", box, ""))
    return list(dict.fromkeys(faults))


def _walk(box: Any, number: int, width: float) -> Iterator[Any]:
    """All ink below a box, and (number, width, looks) of each numbered text."""
    element = box.element
    classes = element.get("class", "").split() if element is not None else []
    if "watermark" in classes or "mark" in classes:
        return
    if element is not None and element.get("data-box") and not box.element_tag.endswith("::"):
        number = int(element.get("data-box"))
    if _is_block(box):
        width = box.width / _MILLIMETER
    kind = type(box).__name__
    if kind == "TextBox":
        if box.text.strip():
            yield _ink(box, box.text, number)
            if number >= 0 and box.style is not None:
                yield number, width, _looks(box)
        return
    if "Replaced" in kind:
        yield _ink(box, "▣", number)
    for child in getattr(box, "children", ()):
        yield from _walk(getattr(child, "_box", child), number, width)


def _is_block(box: Any) -> bool:
    return type(box).__name__ in ("BlockBox", "TableCellBox", "FlexBox") and box.width != "auto"


def _ink(box: Any, text: str, number: int) -> Ink:
    left, top = box.position_x / _MILLIMETER, box.position_y / _MILLIMETER
    width, height = box.width / _MILLIMETER, box.height / _MILLIMETER
    return Ink(text, left, top, left + width, top + height, number, 0)


def _looks(box: Any) -> dict[str, Any]:
    style = box.style
    spacing = style["letter_spacing"]
    family = "sans" if "Sans" in style["font_family"][0] else "serif"
    parts = [family]
    if style["font_weight"] >= 600:
        parts.append("bold")
    if style["font_style"] != "normal":
        parts.append("italic")
    return {
        "face": "-".join(parts),
        "points": round(style["font_size"] * 0.75, 2),
        "spacing": round(0 if spacing == "normal" else spacing * 0.75, 2),
        "transform": style["text_transform"],
        "is_hidden": style["visibility"] != "visible" or style["opacity"] == 0,
        "expected": box.element.get("data-face", ""),
    }


def _look_faults(
    number: int, width: float, looks: Mapping[str, Any], told: Mapping[str, Any]
) -> list[Fault]:
    faults: list[Fault] = []
    if width + _SLACK < told["width"]:
        faults.append(("narrow", number, f"{width:.1f}"))
    if looks["expected"] and looks["expected"] != looks["face"]:
        faults.append(("face", number, looks["face"]))
    if looks["points"] != told["points"]:
        faults.append(("size", number, f"{looks['points']:g}"))
    if looks["spacing"] != told["spacing"]:
        faults.append(("spacing", number, f"{looks['spacing']:g}"))
    if looks["transform"] != "none":
        faults.append(("transform", number, ""))
    if looks["is_hidden"]:
        faults.append(("unseen", number, ""))
    return faults


def _place_faults(ink: Sequence[Ink], width: float, height: float) -> list[Fault]:
    faults: list[Fault] = []
    for one in ink:
        across = one.left < _EDGE or one.right > width - _EDGE
        if across or one.top < _EDGE or one.bottom > height - _EDGE:
            faults.append(("outside", one.box, one.text.strip()[:40]))
    ordered = sorted(ink, key=lambda one: one.top)
    for place, one in enumerate(ordered):
        for other in ordered[place + 1 :]:
            if other.top >= one.bottom:
                break
            if _lie_upon_each_other(one, other):
                faults.append(("overlap", max(one.box, other.box), other.text.strip()[:40]))
    return faults


def _lie_upon_each_other(one: Ink, other: Ink) -> bool:
    """Letters of one line reach into the next one by a fraction of their height."""
    across = min(one.right, other.right) - max(one.left, other.left)
    down = min(one.bottom, other.bottom) - max(one.top, other.top)
    least = min(one.bottom - one.top, other.bottom - other.top)
    return across > _SLACK and down > 0.4 * least
