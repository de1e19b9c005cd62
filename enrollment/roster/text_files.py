"""Reads CSV and what is pasted: which letters, which delimiter, which lines."""

import csv
import unicodedata
from typing import Any, Final

from enrollment.roster import legacy
from enrollment.roster.formats import LONGEST_CELL, Sheet, Unreadable, text_cell

DELIMITERS: Final = "\t;,|"
LOOKED_AT: Final = 30
BOMS: Final = ((b"\xef\xbb\xbf", "utf-8"), (b"\xff\xfe", "utf-16-le"), (b"\xfe\xff", "utf-16-be"))
# Fewer real syllables than that among the words with accents: nobody can tell what it is.
ENOUGH: Final = 0.5


def read_text_file(body: bytes) -> tuple[Sheet, dict[str, Any]]:
    text, encoding = decode(body)
    sheet, facts = read_text(text)
    return sheet, facts | {"encoding": encoding}


def read_text(text: str) -> tuple[Sheet, dict[str, Any]]:
    """Rows as a spreadsheet would number them: an empty line is a row, a quoted break is none."""
    if "\0" in text:
        raise Unreadable("binary")
    lines = text.lstrip("\ufeff").rstrip().replace("\r\n", "\n").replace("\r", "\n").split("\n")
    delimiter, first = _delimiter_of(lines), 1
    if lines and lines[0].lower().startswith("sep=") and len(lines[0]) == 5:
        delimiter, lines, first = lines[0][4], lines[1:], 2
    sheet = Sheet()
    csv.field_size_limit(LONGEST_CELL * 8)
    reader = csv.reader((f"{line}\n" for line in lines), delimiter=delimiter, strict=True)
    number = first - 1
    try:
        for number, row in enumerate(reader, start=first):
            sheet.add(number, [text_cell(cell) for cell in row])
    except csv.Error as error:
        code = "line_too_long" if "field limit" in str(error) else "quotes"
        raise Unreadable(code, line=number + 1) from error
    if not sheet.lines:
        raise Unreadable("empty")
    return sheet, {"delimiter": delimiter}


def _delimiter_of(lines: list[str]) -> str:
    """The one that cuts the most lines into the same number of parts."""
    looked_at = [line for line in lines if line.strip()][:LOOKED_AT]

    def worth(delimiter: str) -> tuple[int, int]:
        counts = [_fields(line, delimiter) for line in looked_at]
        cut = [count for count in counts if count > 1]
        usual = max(cut, key=cut.count, default=1)
        return counts.count(usual) if cut else 0, usual

    return max(DELIMITERS, key=worth)


def _fields(line: str, delimiter: str) -> int:
    """Parts of a line, not counting delimiters between quotation marks."""
    return sum(part.count(delimiter) for part in line.split('"')[::2]) + 1


def decode(body: bytes) -> tuple[str, str]:
    """The text and the name of its encoding; old fonts stay as they are, for the columns tell."""
    for mark, encoding in BOMS:
        if body.startswith(mark):
            return _strictly(body[len(mark) :], encoding), encoding.upper()
    if guessed := _utf_16_without_mark(body):
        return _strictly(body, guessed), guessed.upper()
    if b"\0" in body:
        raise Unreadable("binary")
    try:
        return body.decode("utf-8"), "UTF-8"
    except UnicodeDecodeError:
        return _decode_bytes(body)


def _strictly(body: bytes, encoding: str) -> str:
    try:
        return body.decode(encoding)
    except UnicodeDecodeError as error:
        raise Unreadable("unknown_encoding") from error


def _utf_16_without_mark(body: bytes) -> str:
    """Every other byte of plain letters is empty."""
    start = body[:2000]
    if len(start) < 4:
        return ""
    odd, even = start[1::2].count(0), start[0::2].count(0)
    if odd > len(start) / 6 and not even:
        return "utf-16-le"
    return "utf-16-be" if even > len(start) / 6 and not odd else ""


def _decode_bytes(body: bytes) -> tuple[str, str]:
    """One byte a letter: an old font, or the code page of Vietnamese Windows."""
    # Latin-1 keeps every byte, which the columns in old fonts need.
    raw = body.decode("latin-1")
    lines = raw.splitlines()
    windows = unicodedata.normalize("NFC", body.decode("cp1258", errors="replace"))
    best = legacy.share_of_syllables(windows.splitlines()[: legacy.MOST_SAMPLES])
    encoding = legacy.encoding_of_texts(lines[: legacy.MOST_SAMPLES])
    if encoding:
        written = [legacy.convert(line, encoding) for line in lines[: legacy.MOST_SAMPLES]]
        if legacy.share_of_syllables(written) > best or best < ENOUGH:
            return raw, legacy.NAMES[encoding]
    if best >= ENOUGH and "\ufffd" not in windows:
        return windows, "Windows-1258"
    raise Unreadable("unknown_encoding")
