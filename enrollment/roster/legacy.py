"""Letters of before Unicode: TCVN3 (fonts .Vn...) and VNI; recognized, and written anew.

The tables follow TCVN 5712 and the VNI fonts; see `docs/decisions/0011-reading-rosters.md`.
"""

import re
import unicodedata
from collections.abc import Iterable, Sequence
from typing import Final, NamedTuple

TCVN3: Final = "TCVN3"
VNI: Final = "VNI"
NAMES: Final = {TCVN3: "TCVN3 (.VnTime)", VNI: "VNI-Windows"}

_TONES: Final = {"ù": "\u0301", "ø": "\u0300", "û": "\u0309", "õ": "\u0303", "ï": "\u0323"}
_WITH_HAT: Final = {
    "â": "",
    "á": "\u0301",
    "à": "\u0300",
    "å": "\u0309",
    "ã": "\u0303",
    "ä": "\u0323",
}
_WITH_BREVE: Final = {
    "ê": "",
    "é": "\u0301",
    "è": "\u0300",
    "ú": "\u0309",
    "ü": "\u0303",
    "ë": "\u0323",
}
_ALONE: Final = {
    "ô": "ơ",
    "ö": "ư",
    "ñ": "đ",
    "æ": "ỉ",
    "ó": "ĩ",
    "ò": "ị",
    "î": "ỵ",
}
_TRUE_LETTERS: Final = re.compile("[ăđơưĂĐƠƯ\u1ea0-\u1ef9]")
_FOREIGN: Final = re.compile("[\u00a1-\u00ff]")
_SYLLABLE: Final = re.compile(
    r"(?:ngh?|gh|gi|kh|ch|nh|ph|qu|th|tr|[bcdđghklmnprstvx])?"
    r"(?:oai|oay|oeo|uây|uôi|uya|uyê|uyu|iêu|yêu|ươi|ươu|uao|oao"
    r"|ai|ao|au|ay|âu|ây|eo|êu|ia|iê|iu|oa|oă|oe|oi|ôi|ơi|ua|uâ|uê|ui|uô|uơ|uy|ưa|ưi|ươ|ưu|ya|yê|oo"
    r"|[aăâeêioôơuưy])"
    r"(?:ch|ng|nh|[cmnpt])?"
)
_MARKS_OF_TONES: Final = {"\u0300", "\u0301", "\u0303", "\u0309", "\u0323"}
# Of the words with foreign letters, how many must turn into Vietnamese ones.
ENOUGH: Final = 0.6
MOST_SAMPLES: Final = 3_000


def _tcvn3_map() -> dict[int, str]:
    """The letters in the order of their bytes, with the gaps that the standard leaves."""
    runs = {
        0xA1: "ĂÂÊÔƠƯĐăâêôơưđ",
        0xB5: "àảãáạ",
        0xBB: "ằẳẵắ",
        0xC6: "ặầẩẫấậè",
        0xCE: "ẻẽéẹềểễếệìỉ",
        0xDC: "ĩíịò",
        0xE1: "ỏõóọồổỗốộờởỡớợù",
        0xF1: "ủũúụừửữứựỳỷỹýỵ",
    }
    return {start + n: letter for start, run in runs.items() for n, letter in enumerate(run)}


def _vni_map() -> dict[str, str]:
    pairs: dict[str, str] = {}
    for base in "aeou":
        pairs |= {base + mark: base + tone for mark, tone in _TONES.items()}
    pairs |= {"y" + mark: "y" + tone for mark, tone in _TONES.items()}
    pairs |= {"ô" + mark: "ơ" + tone for mark, tone in _TONES.items()}
    pairs |= {"ö" + mark: "ư" + tone for mark, tone in _TONES.items()}
    for base in "aeo":
        pairs |= {base + mark: base + "\u0302" + tone for mark, tone in _WITH_HAT.items()}
    pairs |= {"a" + mark: "a\u0306" + tone for mark, tone in _WITH_BREVE.items()}
    pairs |= _ALONE
    return {key: unicodedata.normalize("NFC", letter) for key, letter in pairs.items()}


TCVN3_LETTERS: Final = _tcvn3_map()
VNI_LETTERS: Final = _vni_map()
_VNI_PARTS: Final = re.compile("|".join(sorted(VNI_LETTERS, key=len, reverse=True)), re.IGNORECASE)


def convert(text: str, encoding: str, font: str = "") -> str:
    """The text in Unicode; in fonts of capitals small letters stand for capitals."""
    if encoding == TCVN3:
        written = text.translate(TCVN3_LETTERS)
        if (font.startswith(".Vn") and font.endswith("H")) or _is_shouted(text):
            written = written.upper()
    else:
        written = _VNI_PARTS.sub(_vni_letter, text)
    return unicodedata.normalize("NFC", written)


def _is_shouted(text: str) -> bool:
    """Capitals with accents did not exist: NGUY\u00d4N is all there was for NGUYỄN."""
    plain = [c for c in text if c.isascii() and c.isalpha()]
    return len(plain) > 2 and all(c.isupper() for c in plain)


def _vni_letter(found: re.Match[str]) -> str:
    part = found.group()
    letter = VNI_LETTERS[part.lower()]
    return letter.upper() if part[0].isupper() else letter


class Sample(NamedTuple):
    text: str
    font: str = ""


def encoding_of_column(cells: Iterable[Sample]) -> str:
    """TCVN3, VNI, or nothing for text that is what it says."""
    samples = [cell for cell in cells if cell.font or _FOREIGN.search(cell.text)]
    fonts = [cell.font for cell in samples if cell.font]
    if any(font.startswith(".Vn") for font in fonts):
        return TCVN3
    if any(font.startswith("VNI-") for font in fonts):
        return VNI
    texts = [cell.text for cell in samples if not _TRUE_LETTERS.search(cell.text)]
    return encoding_of_texts(texts[:MOST_SAMPLES])


def encoding_of_texts(texts: Sequence[str]) -> str:
    """By what the words would become: Vietnamese syllables in one of them, or in none."""
    words = [word for text in texts for word in _words(text) if _FOREIGN.search(word)]
    if not words:
        return ""
    plain = _share(words, words)
    best, encoding = max((_share(words, [convert(w, e) for w in words]), e) for e in (TCVN3, VNI))
    return encoding if best >= ENOUGH and best > plain else ""


def has_unicode(cells: Iterable[Sample]) -> bool:
    """Whether some cells have letters that only true Unicode has."""
    return any(_TRUE_LETTERS.search(cell.text) for cell in cells)


def convert_cell(sample: Sample, encoding: str, *, is_mixed: bool = False) -> str:
    """One cell of a column in an old encoding; one that is Unicode already stays as it is.

    In a column that is mixed, "Hà Ý" is taken for what it says.
    """
    if _TRUE_LETTERS.search(sample.text) or not (sample.font or _FOREIGN.search(sample.text)):
        return sample.text
    if is_mixed and not sample.font and all(map(_is_syllable, _words(sample.text))):
        return sample.text
    return convert(sample.text, encoding, sample.font)


def share_of_syllables(texts: Sequence[str]) -> float:
    """How many of the words with accents are Vietnamese syllables, from 0 to 1."""
    words = [w for text in texts for w in _words(text) if not w.isascii()]
    return _share(words, words) if words else 0.0


def _words(text: str) -> list[str]:
    return [word for word in re.split(r"[\s,;/()\[\]\"0-9_:!?+=*&%#@<>|{}.-]+", text) if word]


def _share(words: Sequence[str], written: Sequence[str]) -> float:
    good = sum(map(_is_syllable, written))
    return good / len(words)


def _is_syllable(word: str) -> bool:
    """One Vietnamese syllable with at most one tone."""
    parts = unicodedata.normalize("NFD", word.lower())
    tones = [c for c in parts if c in _MARKS_OF_TONES]
    bare = unicodedata.normalize("NFC", "".join(c for c in parts if c not in _MARKS_OF_TONES))
    return len(tones) <= 1 and _SYLLABLE.fullmatch(bare) is not None
