"""Which column holds what: headings in Vietnamese or English, in any order, in one line or two."""

import re
from collections.abc import Iterator, Sequence
from typing import Final, NamedTuple

from courses import vietnamese
from enrollment.roster import formats, legacy
from enrollment.roster.formats import Cell, Line

FULL_NAME: Final = "full_name"
FAMILY_NAMES: Final = "family_names"
GIVEN_NAME: Final = "given_name"
BIRTH: Final = "birth"
BIRTH_MALE: Final = "birth_male"
BIRTH_FEMALE: Final = "birth_female"
GENDER: Final = "gender"
POSITION: Final = "position"
AGENCY: Final = "agency"
EMAIL: Final = "email"
PHONE: Final = "phone"
IDENTITY: Final = "identity"
NUMBER: Final = "number"
NOTE: Final = "note"

# Without accents, without what stands in brackets, without signs; divided by |.
WORDS: Final = {
    FULL_NAME: "ho va ten|ho ten|ho va ten hoc vien|ho ten hoc vien|ten hoc vien|hoc vien"
    "|ho va ten can bo|ho ten can bo|ten can bo|ho va ten khai sinh|ho dem va ten|ho dem ten"
    "|ho chu dem va ten|ho va ten day du|ho ten day du|ho va ten dong chi|dong chi|full name"
    "|name|name of trainee|trainee|trainee name|participant|participant name|name and surname",
    FAMILY_NAMES: "ho|ho dem|ho va dem|ho va ten dem|ho ten dem|ho va chu dem|ho chu dem|ho lot"
    "|ho va ten lot|ho va chu lot|surname|last name|family name|family names"
    "|surname and middle name|surname and middle names",
    GIVEN_NAME: "ten|ten goi|given name|first name",
    BIRTH: "ngay sinh|nam sinh|sinh ngay|sinh nam|ngay thang nam sinh|ngay thang sinh"
    "|ngay nam sinh|ngay sinh nam sinh|ngay thang nam sinh nam|nam sinh ngay sinh|sinh"
    "|date of birth|birth date|birthdate|birthday|dob|year of birth|birth year|birth|born"
    "|date or year of birth",
    BIRTH_MALE: "nam|male|nam sinh nam|ngay sinh nam|sinh nam nam",
    BIRTH_FEMALE: "nu|female|nam sinh nu|ngay sinh nu|sinh nam nu",
    GENDER: "gioi tinh|gioi|phai|nam nu|sex|gender|male female",
    POSITION: "chuc vu|chuc danh|chuc vu chuc danh|chuc danh chuc vu|chuc vu cong tac"
    "|chuc vu hien nay|chuc vu dang|chuc vu chinh quyen|chuc vu don vi cong tac"
    "|chuc vu don vi|chuc vu co quan|chuc vu noi cong tac|vi tri viec lam|vi tri cong tac"
    "|nhiem vu|position|title|job title|post",
    AGENCY: "don vi|don vi cong tac|co quan|co quan don vi|co quan don vi cong tac"
    "|co quan cong tac|don vi co quan|noi cong tac|noi lam viec|ten don vi|ten co quan"
    "|ma co quan|ma don vi|phong ban|agency|agency code|code of agency|unit|work unit"
    "|organization|organisation|office|workplace|employer|department",
    EMAIL: "email|e mail|mail|thu dien tu|hop thu|hom thu|dia chi email|dia chi e mail"
    "|dia chi thu dien tu|hop thu dien tu|email cong vu|thu dien tu cong vu|email address"
    "|e mail address",
    PHONE: "dien thoai|so dien thoai|sdt|so dt|dt|dtdd|di dong|so di dong|dien thoai di dong"
    "|so dien thoai di dong|dien thoai lien he|so dien thoai lien he|phone|phone number|mobile"
    "|mobile phone|telephone|tel",
    IDENTITY: "cccd|so cccd|can cuoc|so can cuoc|the can cuoc|so the can cuoc|can cuoc cong dan"
    "|so can cuoc cong dan|cmnd|so cmnd|cmnd cccd|so cmnd cccd|cccd cmnd|so cccd cmnd"
    "|so dinh danh|so dinh danh ca nhan|ma dinh danh|id|id number|id card|identity number"
    "|identity card|citizen id|national id|citizen identity number",
    NUMBER: "stt|tt|so tt|so thu tu|thu tu|so|no|number|nr|#|sn",
    NOTE: "ghi chu|note|notes|remark|remarks|comment|comments",
}
FIELD_OF: Final = {word: field for field, words in WORDS.items() for word in words.split("|")}
# Lines above the row of headings: names of bodies, title, place and day.
MOST_ABOVE: Final = 30
_BRACKETS: Final = re.compile(r"\([^)]*\)|\[[^]]*\]")
_SIGNS: Final = re.compile(r"[^a-z0-9#]+")
_COLUMN_NUMBER: Final = re.compile(r"\(?([0-9]{1,2}|[a-z])\)?", re.IGNORECASE)


class Headings(NamedTuple):
    """`fields` says for each column what it holds; `texts` is the heading as it was written."""

    fields: dict[int, str]
    texts: dict[int, str]
    line: int
    # Index of the first row below them.
    below: int


def plain(text: str) -> str:
    """A heading reduced to its words."""
    folded = _BRACKETS.sub(" ", vietnamese.fold(text))
    return " ".join(_SIGNS.sub(" ", folded).split())


def field_of(text: str) -> str:
    """What a heading announces, empty if nobody knows; old encodings are seen through."""
    for written in (text, *(legacy.convert(text, one) for one in legacy.NAMES)):
        if field := FIELD_OF.get(plain(written)):
            return field
    return ""


def text_of(cell: Cell) -> str:
    """What a person sees in the cell."""
    if cell is None:
        return ""
    if isinstance(cell, str):
        return cell
    kind, text = cell[0], str(cell[1])
    return text.removesuffix(" 00:00:00") if kind == formats.DATE else text


def find_headings(lines: Sequence[Line]) -> Headings | None:
    """The first row that names people and something else, or people alone in a single column."""
    for index, (number, cells) in enumerate(lines[:MOST_ABOVE]):
        texts = dict(_texts(cells))
        fields = _first_of_each(texts)
        if not _names_people(fields):
            continue
        if len(fields) < 2 and len(texts) > 1:
            continue
        return _with_lines_below(lines, index, number, texts)
    return None


def _texts(cells: Sequence[Cell]) -> Iterator[tuple[int, str]]:
    for column, cell in enumerate(cells):
        if text := vietnamese.clean_text(text_of(cell)):
            yield column, text


def _first_of_each(texts: dict[int, str]) -> dict[int, str]:
    """A field that is announced twice is read from the first of its columns."""
    fields: dict[int, str] = {}
    for column, text in texts.items():
        field = field_of(text)
        if field and field not in fields.values():
            fields[column] = field
    return fields


def _names_people(fields: dict[int, str]) -> bool:
    return FULL_NAME in fields.values() or GIVEN_NAME in fields.values()


def _with_lines_below(
    lines: Sequence[Line], index: int, number: int, texts: dict[int, str]
) -> Headings:
    """A second line of headings and a line of column numbers belong to the first."""
    fields, below = _first_of_each(texts), index + 1
    second = dict(_texts(lines[below][1])) if below < len(lines) else {}
    if second and lines[below][0] == number + 1 and _is_second_line(texts, second):
        texts, below = _joined(texts, second), below + 1
        fields = _fields_of_two_lines(texts, second, fields)
    if below < len(lines) and _is_column_numbers(lines[below][1], fields):
        below += 1
    if below < len(lines):
        fields = _split_name(lines[below:], texts, fields)
    return Headings(fields, texts, number, below)


def _is_second_line(first: dict[int, str], second: dict[int, str]) -> bool:
    """All of it are headings, and at least one stands below or beside one of the first line."""
    return all(field_of(text) for text in second.values()) and not any(
        field_of(text) and first.get(column) == text for column, text in second.items()
    )


def _joined(first: dict[int, str], second: dict[int, str]) -> dict[int, str]:
    joined = dict(first)
    for column, text in second.items():
        joined[column] = f"{first[column]} – {text}" if column in first else text
    return dict(sorted(joined.items()))


def _fields_of_two_lines(
    texts: dict[int, str], second: dict[int, str], fields: dict[int, str]
) -> dict[int, str]:
    """What the second line says is more precise than what stands above it."""
    found: dict[int, str] = {}
    for column in texts:
        field = field_of(second[column]) if column in second else fields.get(column, "")
        if field and field not in found.values():
            found[column] = field
    return found if _names_people(found) else fields


def _is_column_numbers(cells: Sequence[Cell], fields: dict[int, str]) -> bool:
    """(1) (2) (3) or 1 2 3 below the headings, names included."""
    texts = dict(_texts(cells))
    named = [c for c, field in fields.items() if field in (FULL_NAME, GIVEN_NAME)]
    return (
        bool(texts)
        and all(_COLUMN_NUMBER.fullmatch(text) for text in texts.values())
        and any(column in texts for column in named)
    )


def _split_name(
    lines: Sequence[Line], texts: dict[int, str], fields: dict[int, str]
) -> dict[int, str]:
    """One heading over two columns: surname and middle names, then the given name."""
    column = next((c for c, field in fields.items() if field == FULL_NAME), None)
    if column is None or column + 1 in texts or column + 1 in fields:
        return fields
    beside = [cells[column + 1] for _n, cells in lines if len(cells) > column + 1]
    words = [cell for cell in beside if isinstance(cell, str) or (cell and cell[0] == "s")]
    names = sum(bool(cells[column : column + 1] and cells[column]) for _n, cells in lines)
    if len(words) * 2 <= names:
        return fields
    return {**fields, column: FAMILY_NAMES, column + 1: GIVEN_NAME}


def column_letter(column: int) -> str:
    """A, B, ... as spreadsheets name columns."""
    letters = ""
    column += 1
    while column:
        column, rest = divmod(column - 1, 26)
        letters = chr(ord("A") + rest) + letters
    return letters
