"""Which column of an old list holds what: found by its heading, or chosen by a person."""

from collections.abc import Mapping
from typing import Final

from django.utils.translation import gettext_lazy

from enrollment.roster import headings, legacy
from enrollment.roster.sheets import BIRTHS, NAMES, PARTS, Roster

CODE: Final = "class_code"
TITLE: Final = "class_title"
FIELD: Final = "class_field"
STARTS: Final = "starts_on"
ENDS: Final = "ends_on"
PERIODS: Final = "periods"
HALF_DAYS: Final = "half_days"
VENUE: Final = "venue"
BODY: Final = "issuing_body"
RESULT: Final = "result"
RANKING: Final = "ranking"
SERIAL: Final = "serial"
REGISTER: Final = "register_number"
ISSUED: Final = "issued_on"
ISSUER: Final = "issuer"

# As `headings.plain` reduces a heading; divided by |.
WORDS: Final = {
    CODE: "ma lop|lop|ma khoa|so lop|ky hieu lop|ma so lop|lop so|khoa"
    "|class|class code|code of class",
    TITLE: "ten lop|ten lop tap huan|lop tap huan|ten khoa|ten khoa hoc|ten khoa tap huan|khoa hoc"
    "|noi dung|noi dung tap huan|chuong trinh|ten chuong trinh|chuyen de|ten chuyen de"
    "|lop dao tao|ten lop dao tao|class title|title|title of class|course title|course",
    FIELD: "linh vuc|linh vuc dao tao|linh vuc tap huan|mang|mang noi dung|nhom linh vuc"
    "|field|field of training|category",
    STARTS: "tu ngay|ngay khai giang|khai giang|ngay bat dau|bat dau|ngay mo lop|ngay mo"
    "|thoi gian bat dau|ngay dau|first day|from|start|start date|starts on|date from",
    ENDS: "den ngay|ngay be giang|be giang|ngay ket thuc|ket thuc|thoi gian ket thuc|ngay cuoi"
    "|last day|to|until|end|end date|ends on|date to",
    PERIODS: "so tiet|tiet|tong so tiet|so tiet hoc|thoi luong|periods|number of periods",
    HALF_DAYS: "so buoi|buoi|tong so buoi|so buoi hoc|half days|sessions|number of sessions"
    "|number of half days",
    VENUE: "dia diem|noi hoc|noi to chuc|dia diem to chuc|dia diem mo lop|dia diem hoc|venue|place",
    BODY: "co quan to chuc|don vi to chuc|co quan mo lop|don vi mo lop|noi mo lop"
    "|co quan chu tri|don vi chu tri|issuing body|organizer|organizing body|organiser",
    RESULT: "ket qua|ket qua hoc tap|hoan thanh|ket qua hoan thanh|result|outcome|completed",
    RANKING: "xep loai|loai|xep loai tot nghiep|xep hang|ranking|rank|grade",
    SERIAL: "so chung chi|so chung nhan|so giay chung nhan|so hieu|so hieu chung chi"
    "|so hieu chung nhan|so hieu giay chung nhan|so gcn|so cc|so bang|so van bang|so hieu van bang"
    "|chung chi so|giay chung nhan so|certificate number|certificate no|serial number|serial no"
    "|serial|number of certificate",
    REGISTER: "so vao so|so vao so cap|vao so|so vao so goc|so vao so cap chung chi|so dang ky"
    "|register number|register no|number in register|registration number",
    ISSUED: "ngay cap|cap ngay|ngay cap chung chi|ngay cap giay|ngay ky|issued on|date of issue"
    "|issue date|issued",
    ISSUER: "noi cap|co quan cap|don vi cap|co quan cap chung chi|noi cap chung chi"
    "|issuer|issued by|issuing authority",
}
FIELD_OF: Final = {word: field for field, words in WORDS.items() for word in words.split("|")}
LABELS: Final = {
    CODE: gettext_lazy("Class code"),
    TITLE: gettext_lazy("Class title"),
    FIELD: gettext_lazy("Field of training"),
    STARTS: gettext_lazy("First day"),
    ENDS: gettext_lazy("Last day"),
    PERIODS: gettext_lazy("Periods"),
    HALF_DAYS: gettext_lazy("Half-days"),
    VENUE: gettext_lazy("Venue"),
    BODY: gettext_lazy("Organizing body"),
    headings.FULL_NAME: gettext_lazy("Full name"),
    headings.BIRTH: gettext_lazy("Date of birth"),
    headings.GENDER: gettext_lazy("Sex"),
    headings.POSITION: gettext_lazy("Position"),
    headings.AGENCY: gettext_lazy("Agency"),
    RESULT: gettext_lazy("Result"),
    RANKING: gettext_lazy("Ranking"),
    SERIAL: gettext_lazy("Certificate number"),
    REGISTER: gettext_lazy("Register number"),
    ISSUED: gettext_lazy("Issued on"),
    ISSUER: gettext_lazy("Issuer"),
}
# What tells one class from another.
OF_CLASS: Final = (CODE, TITLE, STARTS, ENDS)
DAYS: Final = (STARTS, ENDS, ISSUED)
_PERSON: Final = {*NAMES, *BIRTHS, *PARTS, headings.GENDER, headings.POSITION, headings.AGENCY}
_KEPT: Final = _PERSON | {headings.NUMBER}


def announced(text: str) -> str:
    """What a heading announces of a class or a certificate; old encodings are seen through."""
    for written in (text, *(legacy.convert(text, one) for one in legacy.NAMES)):
        if field := FIELD_OF.get(headings.plain(written)):
            return field
    return ""


def find_columns(roster: Roster) -> None:
    """Name the columns of classes and certificates; the roster has named those of people."""
    fields: dict[int, str] = {}
    for column, text in sorted(roster.texts.items()):
        field = announced(text)
        if field and field not in fields.values():
            fields[column] = field
    of_people = {c: f for c, f in roster.fields.items() if f in _KEPT and c not in fields}
    roster.fields = of_people | fields


def chosen_columns(roster: Roster) -> dict[str, int]:
    """Field to column, as the boxes show it; a name in two columns has none of its own."""
    return {name: column for column, name in roster.fields.items() if name in LABELS}


def choose_columns(roster: Roster, chosen: Mapping[str, int | None]) -> None:
    """Take the columns that a person has named; what is not named keeps the column it had."""
    for name, column in chosen.items():
        if roster.column_of(name) == column:
            continue
        parts = {headings.FULL_NAME: NAMES, headings.BIRTH: (*BIRTHS, *PARTS)}.get(name, (name,))
        gone = parts if column is not None else (name,)
        roster.fields = {c: f for c, f in roster.fields.items() if f not in gone and c != column}
        if column is not None:
            roster.fields[column] = name
