"""A compiled sheet: constant pieces of its pages, and what is put between them for each row."""

import dataclasses
from collections.abc import Callable
from xml.sax.saxutils import escape

import pydyf

from certificates.pdf.stencil.alignment import Shares
from certificates.pdf.stencil.alphabet import ALPHABET
from certificates.pdf.stencil.deflating import (
    Piece,
    fresh_piece,
    join_pieces,
    stored_piece,
)
from certificates.pdf.stencil.drawing import matrix_operator
from certificates.pdf.stencil.file import SharedPart, stream_object
from certificates.pdf.stencil.qr_operators import qr_operators
from certificates.pdf.stencil.refusals import GivenUp
from certificates.pdf.stencil.rows import Row, Wording
from certificates.pdf.stencil.shaping import Face, Shaped
from certificates.qr_code import qr_version

_KNOWN = frozenset(ALPHABET)


@dataclasses.dataclass(frozen=True)
class Text:
    """A run whose glyphs change with the row."""

    wording: Wording
    face: Face
    first_width: float  # of the first probe
    widest: float


@dataclasses.dataclass(frozen=True)
class Place:
    """Where a run stands: as in the first probe, moved by shares of the growth of texts."""

    x: float
    y: bytes
    shares: Shares


# What stands between the constant pieces of a page; None for the code.
Cut = Place | int | None
Page = tuple[int, tuple[Piece | Cut, ...]]


@dataclasses.dataclass(frozen=True)
class Label:
    """An object outside the drawing with a changing text in it."""

    number: int
    wording: Wording
    encode: Callable[[str], bytes]


@dataclasses.dataclass(frozen=True)
class Stencil:
    shared: SharedPart
    texts: tuple[Text, ...]
    pages: tuple[Page, ...]  # number of the content object, and its parts
    labels: tuple[Label, ...]
    qr_version: int

    def ending(self, row: Row) -> bytes:
        """What follows on the shared part in the file of this row."""
        fresh = [
            (number, stream_object(body, b"/Filter /FlateDecode"))
            for (number, _), body in zip(self.pages, self.contents(row), strict=True)
        ]
        fresh += [(label.number, label.encode(label.wording.text(row))) for label in self.labels]
        return self.shared.ending(fresh)

    def contents(self, row: Row) -> list[bytes]:
        """The compressed drawing of each page."""
        _check(row)
        if qr_version(row.qr) != self.qr_version:
            raise GivenUp("code")
        shaped = [_shaped(text, row) for text in self.texts]
        growth = [s.width - t.first_width for s, t in zip(shaped, self.texts, strict=True)]
        return [
            join_pieces([_piece(part, row, shaped, growth) for part in parts])
            for _, parts in self.pages
        ]


def encode_string(text: str) -> bytes:
    return bytes(pydyf.String(text).data)


def encode_xml(text: str) -> bytes:
    return escape(text).encode()


def _check(row: Row) -> None:
    for field in row.fields:
        if not _KNOWN.issuperset(field):
            raise GivenUp("letter")
        # An empty line is not drawn at all, and WeasyPrint draws many spaces as one.
        if not field or field != " ".join(field.split()):
            raise GivenUp("space")


def _shaped(text: Text, row: Row) -> Shaped:
    shaped = text.face.shape(text.wording.text(row))
    if shaped.width > text.widest:
        raise GivenUp("width")
    return shaped


def _piece(part: Piece | Cut, row: Row, shaped: list[Shaped], growth: list[float]) -> Piece:
    if isinstance(part, Piece):
        return part
    if isinstance(part, Place):
        move = sum(share * growth[number] for number, share in part.shares)
        return stored_piece(matrix_operator(part.x + move, part.y))
    if part is None:
        return fresh_piece(qr_operators(row.qr))
    return stored_piece(shaped[part].show)
