"""Which column holds what: headings in Vietnamese or English, in any order, in one line or two."""

import re
import unicodedata
from collections.abc import Iterator, Sequence
from typing import Final, NamedTuple

from courses import vietnamese
from enrollment.roster import formats, legacy
from enrollment.roster.formats import Cell, Line

FULL_NAME: Final = "full_name"
FAMILY_NAMES: Final = "family_names"
MIDDLE_NAME: Final = "middle_name"
GIVEN_NAME: Final = "given_name"
BIRTH: Final = "birth"
BIRTH_MALE: Final = "birth_male"
BIRTH_FEMALE: Final = "birth_female"
BIRTH_DAY: Final = "birth_day"
BIRTH_MONTH: Final = "birth_month"
BIRTH_YEAR: Final = "birth_year"
GENDER: Final = "gender"
POSITION: Final = "position"
AGENCY: Final = "agency"
EMAIL: Final = "email"
PHONE: Final = "phone"
IDENTITY: Final = "identity"
STAFF: Final = "staff"
NUMBER: Final = "number"
NOTE: Final = "note"

# Without accents, without what stands in brackets, without signs; divided by |.
WORDS: Final = {
    FULL_NAME: "ho va ten|ho ten|ho va ten hoc vien|ho ten hoc vien|ten hoc vien|hoc vien"
    "|ho va ten can bo|ho ten can bo|ten can bo|ho va ten khai sinh|ho dem va ten|ho dem ten"
    "|ho chu dem va ten|ho va ten day du|ho ten day du|ho va ten dong chi|dong chi|full name"
    "|ho va ten nguoi duoc cu|ho va ten nguoi hoc|ho ten nguoi hoc|ho va ten can bo cong chuc"
    "|ho va ten can bo cong chuc vien chuc|ho va ten cong chuc|ho va ten vien chuc"
    "|ho va ten dang vien|ho va ten nhan vien|ho ten nhan vien|ten nhan vien|fullname"
    "|name|name of trainee|trainee|trainee name|participant|participant name|name and surname"
    "|employee name|student name",
    FAMILY_NAMES: "ho|ho dem|ho va dem|ho va ten dem|ho ten dem|ho va chu dem|ho chu dem|ho lot"
    "|ho va ten lot|ho va chu lot|surname|last name|family name|family names"
    "|surname and middle name|surname and middle names",
    MIDDLE_NAME: "dem|ten dem|chu dem|ten lot|chu lot|middle name|middle names",
    GIVEN_NAME: "ten|ten goi|given name|first name|given names",
    BIRTH: "ngay sinh|nam sinh|sinh ngay|sinh nam|ngay thang nam sinh|ngay thang sinh"
    "|ngay nam sinh|ngay sinh nam sinh|ngay thang nam sinh nam|nam sinh ngay sinh|sinh"
    "|date of birth|birth date|birthdate|birthday|dob|year of birth|birth year|birth|born"
    "|date or year of birth|n sinh|d o b",
    BIRTH_MALE: "nam|male|nam sinh nam|ngay sinh nam|sinh nam nam",
    BIRTH_FEMALE: "nu|female|nam sinh nu|ngay sinh nu|sinh nam nu",
    BIRTH_DAY: "ngay|day|day of birth",
    BIRTH_MONTH: "thang|thang sinh|month|month of birth|birth month",
    BIRTH_YEAR: "year",
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
    "|mobile phone|telephone|tel|so dtdd|phone no|mobile no|mobile number|mobile phone number"
    "|telephone number|telephone no|tel no|cell phone|contact number",
    IDENTITY: "cccd|so cccd|can cuoc|so can cuoc|the can cuoc|so the can cuoc|can cuoc cong dan"
    "|so can cuoc cong dan|cmnd|so cmnd|cmnd cccd|so cmnd cccd|cccd cmnd|so cccd cmnd"
    "|so dinh danh|so dinh danh ca nhan|ma dinh danh|id|id number|id card|identity number"
    "|identity card|citizen id|national id|citizen identity number|cmt|so cmt|cmtnd|so cmtnd"
    "|id no|id card number|national id number|identity card number",
    STAFF: "ma nhan vien|ma can bo|ma so can bo|ma cong chuc|ma can bo cong chuc|so hieu"
    "|so hieu cong chuc|so hieu cong chuc vien chuc|so hieu can bo|ma hoc vien|ma so hoc vien"
    "|ma so|staff number|staff no|staff code|staff id|employee number|employee no|employee code"
    "|employee id",
    NUMBER: "stt|tt|so tt|so thu tu|thu tu|so|no|number|nr|#|sn",
    NOTE: "ghi chu|note|notes|remark|remarks|comment|comments",
}
FIELD_OF: Final = {word: field for field, words in WORDS.items() for word in words.split("|")}
# Of the words for a birth, those that ask for no more than the year.
YEARS: Final = {"nam sinh", "sinh nam", "year of birth", "birth year"}
# Lines above the row of headings: names of bodies, title, place and day.
MOST_ABOVE: Final = 30
_BRACKETS: Final = re.compile(r"\([^)]*\)|\[[^]]*\]")
_SIGNS: Final = re.compile(r"[^a-z0-9#]+")
_HUMPS: Final = re.compile(r"(?<=[a-z])(?=[A-Z])")
_PATTERN: Final = re.compile(r" dd? mm? yy(yy)?$")
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
    folded = _BRACKETS.sub(" ", vietnamese.fold(_HUMPS.sub(" ", text)))
    return _PATTERN.sub("", " ".join(_SIGNS.sub(" ", folded).split()))


def field_of(text: str) -> str:
    """What a heading announces, empty if nobody knows; old encodings are seen through."""
    for written in (text, *(legacy.convert(text, one) for one in legacy.NAMES)):
        words = plain(written)
        if words == "nam" and "ă" in unicodedata.normalize("NFC", written).casefold():
            return BIRTH_YEAR  # Năm and Nam differ in nothing else
        if field := FIELD_OF.get(words) or _field_of_both(words.split()):
            return field
    return ""


def _field_of_both(words: Sequence[str]) -> str:
    """Two languages in one heading say the same."""
    for cut in range(1, len(words)):
        field = FIELD_OF.get(" ".join(words[:cut]), "")
        if field and field == FIELD_OF.get(" ".join(words[cut:])):
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
    """The first row that names people and something else, else the first that names people."""
    names_only: Headings | None = None
    for index, (number, cells) in enumerate(lines[:MOST_ABOVE]):
        texts = dict(_texts(cells))
        fields = _first_of_each(texts)
        if not _names_people(fields):
            continue
        found = _with_lines_below(lines, index, number, texts)
        if len(fields) > 1 or len(texts) == 1:
            return found
        names_only = names_only or found
    return names_only


def _texts(cells: Sequence[Cell]) -> Iterator[tuple[int, str]]:
    for column, cell in enumerate(cells):
        if text := vietnamese.clean_text(text_of(cell)):
            yield column, text


def _first_of_each(texts: dict[int, str]) -> dict[int, str]:
    """A field that is announced twice is read from the first of its columns."""
    return _without_repeats({column: field_of(text) for column, text in texts.items()}, texts)


def _without_repeats(announced: dict[int, str], texts: dict[int, str]) -> dict[int, str]:
    fields: dict[int, str] = {}
    for column, field in announced.items():
        known = next((c for c, one in fields.items() if one == field), None)
        if field and known is None:
            fields[column] = field
        elif field == BIRTH and known is not None and BIRTH_YEAR not in fields.values():
            _divide_birth(fields, known, column, texts)
    return _parts_settled(fields, texts)


def _divide_birth(fields: dict[int, str], first: int, second: int, texts: dict[int, str]) -> None:
    """A date of birth, and the year where only that is known, in two columns."""
    if plain(texts[second]) in YEARS:
        fields[second] = BIRTH_YEAR
    elif plain(texts[first]) in YEARS:
        fields[first], fields[second] = BIRTH_YEAR, BIRTH


def _parts_settled(fields: dict[int, str], texts: dict[int, str]) -> dict[int, str]:
    """Day, month and year count together, or not at all."""
    has = set(fields.values())
    if BIRTH_MONTH in has and BIRTH_MALE in has and not {BIRTH_FEMALE, BIRTH_YEAR} & has:
        # NAM without accents beside THANG is the year.
        fields = {c: BIRTH_YEAR if f == BIRTH_MALE else f for c, f in fields.items()}
        has = set(fields.values())
    if BIRTH_MONTH in has and BIRTH_YEAR not in has:
        years = {
            c: BIRTH_YEAR for c, f in fields.items() if f == BIRTH and plain(texts[c]) in YEARS
        }
        fields = fields | years
        has = set(fields.values())
    if not (BIRTH_MONTH in has and BIRTH_YEAR in has and {BIRTH_DAY, BIRTH} & has):
        loose = {BIRTH_DAY, BIRTH_MONTH}
        return {c: f for c, f in fields.items() if f not in loose}
    return fields


def _names_people(fields: dict[int, str]) -> bool:
    return FULL_NAME in fields.values() or GIVEN_NAME in fields.values()


def _with_lines_below(
    lines: Sequence[Line], index: int, number: int, texts: dict[int, str]
) -> Headings:
    """A second line of headings and a line of column numbers belong to the first."""
    fields, below = _first_of_each(texts), index + 1
    second = dict(_texts(lines[below][1])) if below < len(lines) else {}
    if second and lines[below][0] == number + 1 and _is_second_line(texts, second, fields):
        fields = _fields_of_two_lines(texts, second, fields)
        texts, below = _joined(texts, second), below + 1
    if below < len(lines) and _is_column_numbers(lines[below][1], fields):
        below += 1
    if below < len(lines):
        fields = _split_name(lines[below:], texts, fields)
        fields = _settle_names(lines[below:], fields)
    return Headings(fields, texts, number, below)


def _is_second_line(first: dict[int, str], second: dict[int, str], fields: dict[int, str]) -> bool:
    """All of it are headings, or it divides groups and leaves the columns of people empty."""
    if any(field_of(text) and first.get(column) == text for column, text in second.items()):
        return False
    if all(field_of(text) for text in second.values()):
        return True
    people = [c for c, f in fields.items() if f in (FULL_NAME, FAMILY_NAMES, GIVEN_NAME, NUMBER)]
    has_digits = any(c.isdigit() for text in second.values() for c in text)
    divides = any(column not in first for column in second)
    return divides and not has_digits and not any(column in second for column in people)


def _joined(first: dict[int, str], second: dict[int, str]) -> dict[int, str]:
    joined = dict(first)
    for column, text in second.items():
        joined[column] = f"{first[column]} – {text}" if column in first else text
    return dict(sorted(joined.items()))


def _fields_of_two_lines(
    first: dict[int, str], second: dict[int, str], fields: dict[int, str]
) -> dict[int, str]:
    """What the second line says is more precise than what stands above it."""
    announced: dict[int, str] = {}
    for column in sorted({*first, *second}):
        announced[column] = fields.get(column, "")
        if column in second:
            # A heading over several columns lies in the first of them.
            above = max((c for c in first if c <= column), default=column)
            announced[column] = _field_below(first.get(above, ""), second[column])
    found = _without_repeats(announced, {**first, **second})
    return found if _names_people(found) else fields


def _field_below(above: str, text: str) -> str:
    """Day, month and year are those of a birth only below one."""
    field = field_of(text)
    is_part = field in (BIRTH_DAY, BIRTH_MONTH, BIRTH_YEAR)
    return "" if is_part and field_of(above) != BIRTH else field


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


def _settle_names(lines: Sequence[Line], fields: dict[int, str]) -> dict[int, str]:
    """“Họ và tên” beside “Tên”, or “Name” beside “Surname”: the whole name, or what is left."""
    columns = {field: column for column, field in fields.items()}
    for part, rest in ((GIVEN_NAME, FAMILY_NAMES), (FAMILY_NAMES, GIVEN_NAME)):
        if FULL_NAME not in columns or part not in columns:
            continue
        whole, piece = columns[FULL_NAME], columns[part]
        held = [
            _holds(cells, whole, piece) for _n, cells in lines if len(cells) > max(whole, piece)
        ]
        if sum(held) * 2 >= len(held):
            aside = (FAMILY_NAMES, MIDDLE_NAME, GIVEN_NAME)
            return {c: f for c, f in fields.items() if f not in aside}
        return {**fields, whole: rest}
    return fields


def _holds(cells: Sequence[Cell], whole: int, piece: int) -> bool:
    words = vietnamese.fold(text_of(cells[whole])).split()
    return set(vietnamese.fold(text_of(cells[piece])).split()) <= set(words)


def column_letter(column: int) -> str:
    """A, B, ... as spreadsheets name columns."""
    letters = ""
    column += 1
    while column:
        column, rest = divmod(column - 1, 26)
        letters = chr(ord("A") + rest) + letters
    return letters
