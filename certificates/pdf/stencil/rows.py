"""What differs from sheet to sheet, and where a differing text gets it from."""

import dataclasses
import re

from certificates.pdf.stencil.refusals import Unfit


@dataclasses.dataclass(frozen=True)
class Row:
    """One sheet: the texts of its slots, then its title and the label of its code."""

    fields: tuple[str, ...]
    qr: str


@dataclasses.dataclass(frozen=True)
class Probe:
    """A sheet with invented texts, as HTML and as a row."""

    body: bytes
    row: Row


@dataclasses.dataclass(frozen=True)
class Skeleton:
    """What a stencil is made of: two probes that differ in every field, and room for each slot."""

    probes: tuple[Probe, Probe]
    widths: tuple[float, ...]  # pixels, one for each slot


@dataclasses.dataclass(frozen=True)
class Wording:
    """A text of the page: fields, by number, and constant words between them."""

    parts: tuple[str | int, ...]

    @property
    def fields(self) -> list[int]:
        return [part for part in self.parts if isinstance(part, int)]

    def text(self, row: Row) -> str:
        return "".join(row.fields[part] if isinstance(part, int) else part for part in self.parts)


def wording_of(texts: tuple[str, str], rows: tuple[Row, Row]) -> Wording | None:
    """How fields make the text of the first probe and that of the second; None if constant."""
    if texts[0] == texts[1]:
        return None
    numbers = {sample: number for number, sample in enumerate(rows[0].fields)}
    longest_first = sorted(numbers, key=len, reverse=True)
    pieces = re.split(f"({'|'.join(map(re.escape, longest_first))})", texts[0])
    wording = Wording(tuple(numbers.get(piece, piece) for piece in pieces if piece))
    if wording.text(rows[1]) != texts[1]:
        raise Unfit("wording")
    return wording
