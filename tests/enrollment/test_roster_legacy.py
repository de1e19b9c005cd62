"""TCVN3 and VNI are recognized per column, shown before and after, and never taken for Unicode."""

import pytest
from openpyxl.styles import Font

from enrollment.roster import legacy
from enrollment.roster.reading import read_file
from enrollment.roster.sheets import roster_of
from tests.enrollment import sheets

NAMES = [
    "Nguyễn Văn Ánh",
    "Trần Thị Hòa",
    "Đinh Công Ước",
    "Quách Thị Ơn",
    "Bùi Đức Dũng",
    "Xa Thị Yến",
    "Hà Ý",
    "Lò Thị Bưởi",
    "Vì A Páo",
    "Đặng Quỳnh Mỹ",
    "Lương Thuỵ Khuê",
    "Phạm Ngọc Ẩn",
]
TO_TCVN3 = {letter: chr(code) for code, letter in legacy.TCVN3_LETTERS.items()}
TO_VNI = {letter: parts for parts, letter in legacy.VNI_LETTERS.items()}


def in_tcvn3(text: str) -> str:
    """As it was typed: capitals with accents did not exist."""
    return "".join(TO_TCVN3.get(c, TO_TCVN3.get(c.lower(), c)) for c in text)


def in_vni(text: str) -> str:
    def write(letter: str) -> str:
        parts = TO_VNI.get(letter.lower(), letter)
        return parts.upper() if letter.isupper() else parts

    return "".join(map(write, text))


def names_of(body: bytes) -> list[str]:
    roster = roster_of(read_file(body))
    assert roster.encodings
    roster.convert = True
    return [roster.text_at(row, 1) for row in roster.rows]


def rows_in(write, names=NAMES) -> list[tuple[str, str]]:
    rows = [(str(number), name) for number, name in enumerate(names, start=1)]
    return [("STT", write("Họ và tên")), *((number, write(name)) for number, name in rows)]


def test_both_tables_are_as_documented():
    assert legacy.convert("NguyÔn V¨n \u00b8nh", legacy.TCVN3) == "Nguyễn Văn ánh"
    assert legacy.convert("Nguyeãn Vaên AÙnh", legacy.VNI) == "Nguyễn Văn Ánh"
    assert len(legacy.TCVN3_LETTERS) == 74
    # í and ì are themselves in VNI.
    assert len(set(legacy.VNI_LETTERS.values())) == 65


@pytest.mark.parametrize("write", [in_tcvn3, in_vni])
@pytest.mark.parametrize("make", [sheets.xlsx, sheets.xls, sheets.ods])
def test_roster_in_an_old_encoding_gives_the_names(write, make):
    assert names_of(make(rows_in(write))) == NAMES


@pytest.mark.parametrize("write", [in_tcvn3, in_vni])
def test_csv_in_an_old_encoding_gives_the_names(write):
    text = "\n".join(";".join(row) for row in rows_in(write))

    assert names_of(text.encode("latin-1")) == NAMES


def test_font_of_capitals_gives_capitals():
    rows = rows_in(lambda text: in_tcvn3(text.lower()))

    found = names_of(sheets.xlsx(rows, font=Font(name=".VnTimeH")))

    assert found == [name.upper() for name in NAMES]


def test_names_typed_in_capitals_become_capitals():
    rows = [("STT", "Họ và tên"), ("1", "NGUYÔN V¡N \u00b8NH"), ("2", "TRÇN THÞ HOµ")]

    assert names_of(sheets.xlsx(rows)) == ["NGUYỄN VĂN ÁNH", "TRẦN THỊ HOÀ"]


@pytest.mark.parametrize(
    "names",
    [
        NAMES,
        [name.upper() for name in NAMES],
        ["Hà Lê", "Cà Thò", "Lò Hà", "Tô Hoài"],
        ["Müller", "René Dupré", "Señor Núñez", "Søren"],
        ["Y Brăng Niê", "H'Hen Niê", "Y Ban"],
        ["Nguyen Van An"],
        ["Ý", "Ê", "Ô"],
    ],
)
def test_unicode_is_left_alone(names):
    roster = roster_of(read_file(sheets.xlsx(rows_in(str, names))))

    assert roster.encodings == {}
    assert [roster.text_at(row, 1) for row in roster.rows] == names


def test_only_the_column_in_question_is_written_anew():
    rows = [("Họ và tên", "Chức vụ"), ("NguyÔn V¨n B×nh", "Phó trưởng phòng")]

    roster = roster_of(read_file(sheets.xlsx(rows)))
    roster.convert = True

    assert roster.encodings == {0: legacy.TCVN3}
    assert roster.text_at(roster.rows[0], 0) == "Nguyễn Văn Bình"
    assert roster.text_at(roster.rows[0], 1) == "Phó trưởng phòng"


def test_cell_that_is_unicode_already_stays_in_a_mixed_column():
    names = [in_tcvn3("Trần Thị Hòa"), "Nguyễn Thị Ê", in_tcvn3("Phạm Văn Đức")]

    assert names_of(sheets.xlsx(rows_in(str, names))) == [
        "Trần Thị Hòa",
        "Nguyễn Thị Ê",
        "Phạm Văn Đức",
    ]


def test_short_names_of_a_mixed_column_are_what_they_say():
    names = [in_tcvn3("Trần Thị Bưởi"), "Nguyễn Thị Ê", "Hà Ý", "Lò Thò"]

    assert names_of(sheets.xlsx(rows_in(str, names))) == [
        "Trần Thị Bưởi",
        "Nguyễn Thị Ê",
        "Hà Ý",
        "Lò Thò",
    ]
