"""A design at its fullest: every box with as many and as long lines as it may ever hold.

Whatever stays within the sheet and apart here can never overflow later, whoever is named.
"""

from collections.abc import Iterator
from html import escape
from typing import Final

from certificates.designs.fitting import unit_width
from certificates.designs.layout import Block, Box, Layout, Values, When
from courses.paper_fonts import POINTS_PER_MILLIMETER

# High and low letters, so that lines are as tall as lines can be.
_WORD: Final = "Ẫpg"


def fullest(layout: Layout, values: Values, first: int) -> Iterator[str]:
    """HTML whose boxes are numbered from `first` on, in the order of `layout.boxes()`."""
    numbers = {id(box): number for number, box in enumerate(layout.boxes(), first)}
    yield from _parts(layout.parts, values, numbers)


def _parts(parts: tuple[object, ...], values: Values, numbers: dict[int, int]) -> Iterator[str]:
    for part in parts:
        if isinstance(part, str):
            yield part
        elif isinstance(part, When):
            if all(map(values.has, part.names)):
                yield from _parts(part.parts, values, numbers)
        elif isinstance(part, Box):
            yield _box(part, values, numbers[id(part)])
        elif isinstance(part, Block):
            yield _block(part, values)


def _block(block: Block, values: Values) -> str:
    if block.room is not None:
        size = f"width: {block.room.width:g}mm; height: {block.height:g}mm"
        return f'<div style="{size}">{_WORD}</div>'
    return values.blocks.get(block.name, "")


def _box(box: Box, values: Values, number: int) -> str:
    lines, size = box.room.tallest
    shown = [piece for piece in box.pieces if all(map(values.has, piece.when))]
    width, words = 0.0, []
    for piece in shown:
        text = piece.text or (_WORD if piece.place else "")
        text = text.upper() if piece.is_upper else text
        width += unit_width(text, piece.face) * size + _spread(text, box)
        words.append(f"{piece.before}{_in_face(text, piece.face)}{piece.after}")
    rest = [_filler(box, box.room.width - width, size)]
    rest += [_filler(box, box.room.width, size) for _ in range(lines - 1)]
    face = box.room.face
    filled = "<br>".join(_in_face(text, face) for text in rest)
    before, after = box.opening
    # The first attribute of the element: what the child finds its measures by.
    head = before.replace(" ", f' data-box="{number}" ', 1)
    return f"{head}{size:g}{after}{''.join(words)}{filled}{box.closing}"


def _in_face(text: str, face: str) -> str:
    return f'<span data-face="{face}">{escape(text)}</span>' if text else ""


def _filler(box: Box, width: float, size: float) -> str:
    """So many words as the width holds."""
    word = f" {_WORD}"
    each = unit_width(word, box.room.face) * size + _spread(word, box)
    return word * int(width / each)


def _spread(text: str, box: Box) -> float:
    return len(text) * box.room.spacing / POINTS_PER_MILLIMETER
