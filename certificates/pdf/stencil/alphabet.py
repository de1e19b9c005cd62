"""The characters that a stencil can print: Vietnamese, ASCII and the signs of printed papers."""

import string
import unicodedata

_TONES = ("", "\u0300", "\u0309", "\u0303", "\u0301", "\u0323")
_VOWELS = "aăâeêioôơuưy"
_SIGNS = "–—‘’“”…°×·«»"  # noqa: RUF001  quotation marks as printed


def _letters() -> str:
    vowels = [unicodedata.normalize("NFC", vowel + tone) for vowel in _VOWELS for tone in _TONES]
    small = "".join(dict.fromkeys([*vowels, *string.ascii_lowercase, "đ"]))
    return small + small.upper()


ALPHABET = _letters() + string.digits + string.punctuation + _SIGNS + " "
# Faces may join these into one glyph of its own.
LIGATURES = ("ff", "fi", "fl", "ffi", "ffl")
