"""Text to glyphs as Pango and WeasyPrint do it, with the very font file that is embedded."""

import dataclasses
import functools
from collections.abc import Mapping

from certificates.pdf.stencil.alphabet import ALPHABET
from certificates.pdf.stencil.refusals import GivenUp

try:
    import uharfbuzz
except ImportError:  # everything works without it, only slower
    uharfbuzz = None

_PANGO_UNITS = 1024
_KNOWN = frozenset(ALPHABET)
MAX_SHAPED_TEXTS = 4096


@dataclasses.dataclass(frozen=True)
class Shaped:
    show: bytes  # the operator
    width: float  # pixels


class Face:
    """One face at one size."""

    def __init__(
        self,
        file: bytes,
        size: float,
        language: str | None,
        widths: Mapping[int, int],
        letters: Mapping[int, str],
    ) -> None:
        scale = round(size * _PANGO_UNITS)
        # WeasyPrint writes six digits of it, Pango knows it in whole units.
        self._size = scale / _PANGO_UNITS
        self._language = language
        self._widths, self._letters = widths, letters
        self._font = uharfbuzz.Font(uharfbuzz.Face(file))
        self._font.scale = (scale, scale)
        self.shape = functools.lru_cache(MAX_SHAPED_TEXTS)(self._shape)

    def _shape(self, text: str) -> Shaped:
        if not _KNOWN.issuperset(text):
            raise GivenUp("letter")
        buffer = self._shaped_buffer(text)
        infos, positions = buffer.glyph_infos, buffer.glyph_positions
        ends = [info.cluster for info in infos[1:]] + [len(text)]
        glyphs, total = ["<"], 0
        for info, position, end in zip(infos, positions, ends, strict=True):
            glyph, advance = info.codepoint, position.x_advance
            # The same glyph and meaning must be embedded, and on the line where its turn comes.
            if self._letters.get(glyph) != text[info.cluster : end]:
                raise GivenUp("glyph")
            if position.y_offset:
                raise GivenUp("raised")
            offset = position.x_offset / self._size
            if offset:
                glyphs.append(f">{-offset}<")
            glyphs.append(f"{glyph:04x}")
            pixels = advance * 1000 * (1 / _PANGO_UNITS) / self._size
            kerning = self._widths[glyph] + offset - pixels
            if kerning:
                glyphs.append(f">{int(kerning)}<")
            total += advance
        line = "".join(glyphs)
        line = line[:-1] if line.endswith("<") else f"{line}>"
        return Shaped(f"[{line}] TJ".encode(), total / _PANGO_UNITS)

    def _shaped_buffer(self, text: str) -> "uharfbuzz.Buffer":
        buffer = uharfbuzz.Buffer()
        buffer.add_str(text)
        buffer.guess_segment_properties()
        if buffer.direction != "ltr":
            raise GivenUp("direction")
        if self._language:
            buffer.language = self._language
        uharfbuzz.shape(self._font, buffer)
        return buffer
