"""What Vietnamese text asks of a database: clean text, folding for search, sort keys, slugs.

Pure functions used by all apps. Source of the rules: `docs/glossary.md` and Unicode TR 15; the
measured orders are literal expectations in `tests/courses/test_vietnamese.py`.
"""

import functools
import re
import unicodedata
from typing import Final

from django.utils.text import slugify as django_slugify

ALPHABET: Final = "aăâbcdđeêfghijklmnoôơpqrstuưvwxyz"
RANKS: Final = {letter: rank for rank, letter in enumerate(ALPHABET, start=1)}
# Combining marks of the five written tones; the sixth tone has no mark.
TONES: Final = {"\u0300": 1, "\u0309": 2, "\u0303": 3, "\u0301": 4, "\u0323": 5}
# Letters that look like đ and are typed for it: Icelandic eth and African d.
DJ_LOOKALIKES: Final = str.maketrans({"\u00d0": "\u0110", "\u0189": "\u0110", "\u0256": "\u0111"})
INVISIBLE: Final = dict.fromkeys(
    [
        0x00AD,
        0x180E,
        0xFEFF,
        *range(0x200B, 0x2010),
        *range(0x202A, 0x202F),
        *range(0x2060, 0x2070),
    ],
)
END_OF_WORD: Final = "00"
# Both are taught and typed; in "quý" the u belongs to the first letter, so nothing moves there.
NEW_TONE_PLACE: Final = dict(
    zip(
        ("oà", "oá", "oả", "oã", "oạ", "oè", "oé", "oẻ", "oẽ", "oẹ", "uỳ", "uý", "uỷ", "uỹ", "uỵ"),
        ("òa", "óa", "ỏa", "õa", "ọa", "òe", "óe", "ỏe", "õe", "ọe", "ùy", "úy", "ủy", "ũy", "ụy"),
        strict=True,
    )
)
OLD_TONE_PLACE: Final = re.compile(rf"(?<!q)({'|'.join(NEW_TONE_PLACE)})$")


def clean_text(text: str) -> str:
    """One line as it is stored: NFC, no invisible or control characters, single spaces."""
    visible = unicodedata.normalize("NFC", text)
    if visible.isprintable():
        # Nothing to take out, as in nearly all text: lists of thousands of cells are read here.
        return " ".join(visible.split())
    visible = unicodedata.normalize("NFC", text.translate(INVISIBLE))
    kept = (" " if unicodedata.category(c) in ("Cc", "Zs", "Zl", "Zp") else c for c in visible)
    return " ".join("".join(kept).split())


def clean_name(text: str) -> str:
    """A person's name as it is stored: clean, with look-alikes of đ set right."""
    return clean_text(text).translate(DJ_LOOKALIKES)


def fold(text: str) -> str:
    """The form in which text is searched: no case, no marks, đ as d, single spaces."""
    bare = unicodedata.normalize("NFD", clean_text(text)).casefold().replace("đ", "d")
    without_marks = "".join(c for c in bare if not unicodedata.combining(c))
    return " ".join(without_marks.replace("\u2019", "'").split())


def new_tone_place(word: str) -> str:
    """A word in small letters with its tone where it is written today: "hòa" for "hoà"."""
    return OLD_TONE_PLACE.sub(lambda match: NEW_TONE_PLACE[match[1]], word)


def given_name(full_name: str) -> str:
    """The last word: the name by which Vietnamese people are addressed and sorted."""
    words = clean_name(full_name).split()
    return words[-1] if words else ""


def initials(full_name: str) -> str:
    """For pages that others may see: "N. T. Hòa" for "Nguyễn Thị Hòa"."""
    *before, last = full_name.split() or [""]
    return " ".join([*(f"{word[0]}." for word in before), last])


def sort_key(full_name: str, given: str = "") -> str:
    """Digits that sort like a Vietnamese roster: given name, then surname, then middle names.

    Each letter is two digits, each word ends with `00` and its tone, so a word is finished
    (letters, then tone) before the next begins and "An" comes before "Anh" under every collation.
    `given` overrides the derived given name when a clerk corrected it by hand.
    """
    words = clean_name(full_name).split()
    first = len(words) - 1
    if given in words:
        first = len(words) - 1 - words[::-1].index(given)
    ordered = words[first : first + 1] + words[:first] + words[first + 1 :]
    return "".join(_word_key(word) for word in ordered)


@functools.lru_cache(maxsize=4096)
def _word_key(word: str) -> str:
    # Names are made of few words: lists of thousands of people hold some hundreds of them.
    digits, tone = [], 0
    for character in word.casefold():
        marks = unicodedata.normalize("NFD", character)
        tone = next((TONES[mark] for mark in marks if mark in TONES), tone)
        letter = unicodedata.normalize("NFC", "".join(m for m in marks if m not in TONES))
        digits.append(_letter_key(letter))
    return "".join(digits) + END_OF_WORD + str(tone)


def _letter_key(letter: str) -> str:
    rank = RANKS.get(letter)
    if rank is not None:
        return f"{rank:02d}"
    # Letters of other peoples' names come after z, in the order of Unicode.
    return "".join(f"99{ord(character):07d}" for character in letter)


def slug(text: str) -> str:
    """An address without accents: Django's own drops đ instead of writing d."""
    return django_slugify(fold(text))


def is_readable(text: str) -> bool:
    """Whether a name can be read from it; a number or mere signs are none, odd ones may be."""
    return bool(re.search(r"\w", text)) and not re.fullmatch(r"[\d\s.,:/-]+", text)
