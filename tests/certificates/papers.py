"""Papers with invented words and sums that agree, and ways to read a printed PDF."""

import dataclasses
import datetime as dt
import re
import subprocess
import tempfile
import unicodedata
from decimal import Decimal

from certificates.documents import (
    AgencyCall,
    CallLetters,
    CallSession,
    CertificatePaper,
    NominationList,
    NominationReceipt,
    PaperHeading,
    PersonRow,
    RegisterEntry,
    RegisterPages,
    Roster,
    RosterGroup,
    RosterRow,
    RowGroup,
    SheetRow,
    SheetSession,
    SignatureBlock,
    SignInSheet,
    YearlySummaryPaper,
    YearTable,
)
from certificates.documents.cells import Column, Kind
from certificates.documents.figures import LINE_NUMBER

DAY = dt.date(2010, 7, 6)
PARTY = PaperHeading(
    left_lines=("Tỉnh ủy Hòa Bình",),
    issuer="Văn phòng Tỉnh ủy",
    mark="star",
    right_lines=("ĐẢNG CỘNG SẢN VIỆT NAM",),
    place="Hòa Bình",
)
STATE = PaperHeading(
    left_lines=("UBND tỉnh Hòa Bình",),
    issuer="Sở Nội vụ",
    mark="rule",
    right_lines=("CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", "Độc lập - Tự do - Hạnh phúc"),
    place="Hòa Bình",
)
SIGNATURE = SignatureBlock(
    authority="T/L Ban Thường vụ", office="Chánh Văn phòng", name="Nguyễn Văn Mẫu"
)
ADDRESS = "https://example.org/verify/7F3K-Q2MA-9XWD-4HTB"


def certificate(**fields: object) -> CertificatePaper:
    words: dict[str, object] = {
        "heading": PARTY,
        "full_name": "Quách Thị Ước",
        "class_title": "Kiểm phiếu bầu cử bằng phần mềm",
        "starts_on": DAY,
        "ends_on": DAY + dt.timedelta(days=2),
        "signature": SIGNATURE,
        "issued_on": dt.date(2010, 7, 16),
        "serial_number": "CN-2010-000123",
        "register_number": "123/2010",
        "verify_url": ADDRESS,
        "honorific": "đồng chí",
        "birth_date": dt.date(1979, 3, 8),
        "sex": "Nữ",
        "position": "Chuyên viên",
        "agency": "Huyện ủy Yên Thủy, tỉnh Hòa Bình",
        "periods": 24,
        "venue": "Trường Chính trị tỉnh",
        "ranking": "Khá",
        "decision": "Quyết định số 12-QĐ/VPTU ngày 15/7/2010",
    }
    return CertificatePaper(**{**words, **fields})


def sign_in_sheet(rows: int = 3, days: int = 1, **fields: object) -> SignInSheet:
    sessions = tuple(
        SheetSession(DAY + dt.timedelta(days=day), part)
        for day in range(days)
        for part in ("morning", "afternoon")
    )
    marks = ("present",) * len(sessions)
    words: dict[str, object] = {
        "heading": PARTY,
        "class_title": "Tin học văn phòng cơ bản",
        "starts_on": DAY,
        "ends_on": DAY + dt.timedelta(days=days - 1),
        "sessions": sessions,
        "rows": tuple(
            SheetRow(f"Bùi Văn {number:03}", "1979", "Chuyên viên", "Báo Hòa Bình", marks)
            for number in range(1, rows + 1)
        ),
        "trainee_count": rows,
        "is_filled": True,
    }
    return SignInSheet(**{**words, **fields})


def roster(rows: int = 4, **fields: object) -> Roster:
    people = tuple(
        RosterRow(f"Bùi Văn {number:03}", "1979", is_female=number % 2 == 0, agency="Báo Hòa Bình")
        for number in range(1, rows + 1)
    )
    half = rows // 2
    words: dict[str, object] = {
        "heading": STATE,
        "class_title": "Tin học văn phòng cơ bản",
        "year": 2010,
        "groups": (
            RosterGroup("Các cơ quan của tỉnh", people[:half], half),
            RosterGroup("Các huyện, thành phố", people[half:], rows - half),
        ),
        "total": rows,
        "women": rows // 2,
        "signature": SIGNATURE,
    }
    return Roster(**{**words, **fields})


def people(count: int, agency: str = "Huyện ủy Yên Thủy", **fields: str) -> tuple[PersonRow, ...]:
    """Women, men and people of whom nobody noted it, in turn; some with long names."""
    names = ("Quách Thị Ước", "Nguyễn Hoàng Phương Bảo", "Công Tằng Tôn Nữ Thị Phương Thảo Nguyên")
    sexes = (True, False, None)
    words = {"position": "Chuyên viên", "agency": agency, **fields}
    return tuple(
        PersonRow(names[n % 3], str(1970 + n % 30), sexes[n % 3], **words) for n in range(count)
    )


def call(count: int = 2, seats: int | None = 4, addressee: str = "Huyện ủy Yên Thủy") -> AgencyCall:
    return AgencyCall(addressee, seats, people(count, addressee), count)


def call_letters(*calls: AgencyCall, **fields: object) -> CallLetters:
    words: dict[str, object] = {
        "heading": PARTY,
        "letters": calls or (call(),),
        "class_title": "Chữ ký số và xác thực văn bản điện tử",
        "held": "Từ ngày 06/7/2010 đến ngày 07/7/2010",
        "audience": "Cán bộ văn thư, lưu trữ",
        "venue": "Trường Chính trị tỉnh, thành phố Hòa Bình",
        "contact": "Phòng Công nghệ thông tin",
        "sessions": tuple(
            CallSession(DAY + dt.timedelta(days=n), dt.time(7, 30), dt.time(11), topic, "Hà Thụy")
            for n, topic in enumerate(("Khái niệm và giá trị pháp lý", "Thực hành"))
        ),
        "deadline": dt.datetime(2010, 6, 30, 17, 0),  # noqa: DTZ001 - local time, as printed
        "recipients": ("Như trên", "Lưu Văn phòng"),
        "signature": SIGNATURE,
    }
    return CallLetters(**{**words, **fields})


def nomination_list(count: int = 3, agency: str = "Huyện ủy Yên Thủy", **fields) -> NominationList:
    words: dict[str, object] = {
        "heading": dataclasses.replace(PARTY, issuer=agency),
        "class_title": "Chữ ký số và xác thực văn bản điện tử",
        "held": "Từ ngày 06/7/2010 đến ngày 07/7/2010",
        "agency": agency,
        "rows": people(count, agency),
        "total": count,
    }
    return NominationList(**{**words, **fields})


def nomination_receipt(count: int = 3, **fields: object) -> NominationReceipt:
    words: dict[str, object] = {
        "heading": PARTY,
        "class_title": "Chữ ký số và xác thực văn bản điện tử",
        "class_code": "2010-30",
        "held": "Từ ngày 06/7/2010 đến ngày 07/7/2010",
        "agency": "Huyện ủy Yên Thủy",
        "reference": "7F3K9XWD",
        "received_at": dt.datetime(2010, 6, 20, 9, 5),  # noqa: DTZ001 - local time, as printed
        "printed_at": dt.datetime(2010, 6, 21, 16, 0),  # noqa: DTZ001 - as above
        "rows": people(count, note="Đã duyệt"),
        "total": count,
        "letter_number": "88-CV/HU",
        "letter_date": DAY,
        "states": (("Đã duyệt", count),),
    }
    return NominationReceipt(**{**words, **fields})


def register_book(entries: int = 3, **fields: object) -> RegisterPages:
    words: dict[str, object] = {
        "heading": PARTY,
        "year": 2010,
        "entries": tuple(
            RegisterEntry(
                register_number=f"{number}/2010",
                serial_number=f"CN-2010-{number:06}",
                full_name=f"Bùi Văn {number:03}",
                birth="1979",
                agency="Báo Hòa Bình",
                class_title="Tin học văn phòng cơ bản",
                held="06/07–08/07/2010",
                issued_on=dt.date(2010, 7, 16),
            )
            for number in range(1, entries + 1)
        ),
        "total": entries,
    }
    return RegisterPages(**{**words, **fields})


def class_table() -> YearTable:
    """Three classes of two fields."""
    columns = (
        LINE_NUMBER,
        Column("name", "Lớp", Kind.TEXT),
        Column("from", "Từ", Kind.DAY, group="Thời gian", year=2010),
        Column("to", "Đến", Kind.DAY, group="Thời gian", year=2010),
        Column("participations", "Tổng", group="Lượt học viên"),
        *(
            Column(name, name, group="Lượt học viên", splits=("participations", "Theo cấp"))
            for name in ("Cấp tỉnh", "Cấp huyện")
        ),
        Column("completed", "Hoàn thành", within="participations"),
        Column("spent", "Kinh phí (nghìn đồng)", Kind.MONEY, decimals=1),
    )

    def held(name: str, *figures: int, spent: str) -> tuple[object, ...]:
        return (None, name, DAY, DAY, *figures, Decimal(spent))

    return YearTable(
        letter="A",
        title="Kết quả theo lớp",
        label="Theo lớp",
        columns=columns,
        groups=(
            RowGroup(
                "Tin học",
                (
                    held("Tin học cơ bản (lớp 1)", 20, 12, 8, 20, spent="1250.5"),
                    held("Tin học cơ bản (lớp 2)", 15, 5, 10, 14, spent="0"),
                ),
                (*[None] * 4, 35, 17, 18, 34, Decimal("1250.5")),
            ),
            RowGroup(
                "Văn thư",
                (held("Văn thư", 5, 5, 0, 5, spent="1250.5"),),
                (*[None] * 4, 5, 5, 0, 5, Decimal("1250.5")),
            ),
        ),
        total=(*[None] * 4, 40, 22, 18, 39, Decimal(2501)),
        total_label="TỔNG CỘNG: 3 lớp, 40 lượt học viên",
    )


def agency_table() -> YearTable:
    """One agency sent nobody."""
    columns = (
        LINE_NUMBER,
        Column("name", "Cơ quan, đơn vị", Kind.TEXT),
        # One class is attended by several agencies, so their numbers of classes do not add up.
        Column("classes", "Số lớp", adds=False),
        Column("participations", "Lượt học viên"),
        Column("persons", "Số người", adds=False, within="participations"),
        Column("completed", "Hoàn thành", within="participations"),
        Column("rate", "Tỷ lệ", Kind.SHARE, ratio=("completed", "participations")),
    )
    districts = (
        (None, "Huyện ủy Yên Thủy", 2, 18, 14, 17, None),
        (None, "Huyện ủy Kỳ Sơn", 0, 0, 0, 0, None),
    )
    return YearTable(
        letter="B",
        title="Kết quả theo cơ quan",
        label="Theo cơ quan",
        columns=columns,
        groups=(
            RowGroup(
                "Cấp tỉnh",
                ((None, "Báo", 3, 22, 15, 22, None),),
                (None, None, 3, 22, 15, 22, None),
            ),
            RowGroup("Cấp huyện", districts, (None, None, 2, 18, 14, 17, None)),
        ),
        total=(None, None, 3, 40, 27, 39, None),
        total_label="Tổng cộng",
    )


def yearly_summary(**fields: object) -> YearlySummaryPaper:
    """Tables A and B of three classes."""
    words: dict[str, object] = {
        "heading": PARTY,
        "year": 2010,
        "as_of": dt.date(2010, 12, 31),
        "tables": (class_table(), agency_table()),
        "class_count": 3,
        "participations": 40,
        "persons": 27,
        "recipients": ("Thường trực Tỉnh ủy",),
        "signature": SIGNATURE,
    }
    return YearlySummaryPaper(**{**words, **fields})


def text_of(pdf: bytes, mode: str = "-raw") -> str:
    """What a reader can copy out, in the order of the file, in NFC and with single spaces."""
    text = _output("pdftotext", pdf, mode, "-enc", "UTF-8", "{}", "-")
    return re.sub(r"[^\S\f]+", " ", unicodedata.normalize("NFC", text))


def pages_of(pdf: bytes, mode: str = "-raw") -> list[str]:
    return text_of(pdf, mode).split("\f")[:-1]


def fonts_of(pdf: bytes) -> list[tuple[str, str]]:
    """Name without its subset tag, and whether it is embedded."""
    rows = _output("pdffonts", pdf, "{}").splitlines()[2:]
    return sorted({(row.split()[0].partition("+")[2], row.split()[-5]) for row in rows})


def information_of(pdf: bytes) -> dict[str, str]:
    lines = _output("pdfinfo", pdf, "{}").splitlines()
    return {name: value.strip() for name, _, value in (line.partition(":") for line in lines)}


def words_with_places(pdf: bytes) -> list[tuple[str, float, float, float, float]]:
    """Each word with left, top, right and bottom in millimeters."""
    found = re.findall(
        r'<word xMin="([\d.-]+)" yMin="([\d.-]+)" xMax="([\d.-]+)" yMax="([\d.-]+)">(.*?)</word>',
        _output("pdftotext", pdf, "-bbox", "{}", "-"),
    )
    return [(word, *(float(place) / 72 * 25.4 for place in places)) for *places, word in found]


def picture_of(pdf: bytes, resolution: int) -> bytes:
    """First page as a gray PGM picture."""
    return _bytes("pdftoppm", pdf, "-gray", "-r", str(resolution), "-singlefile", "{}")


def objects_of(pdf: bytes) -> bytes:
    """The file unpacked; fails when it is damaged."""
    return _bytes("qpdf", pdf, "--qdf", "--object-streams=disable", "{}", "-")


def _output(program: str, pdf: bytes, *options: str) -> str:
    return _bytes(program, pdf, *options).decode()


def _bytes(program: str, pdf: bytes, *options: str) -> bytes:
    with tempfile.NamedTemporaryFile(suffix=".pdf") as file:
        file.write(pdf)
        file.flush()
        command = [program, *(file.name if option == "{}" else option for option in options)]
        return subprocess.run(command, capture_output=True, check=True).stdout
