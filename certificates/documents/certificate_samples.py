"""Invented certificates to look at a design with: a usual one, a bare one, the longest."""

import dataclasses
import datetime as dt
from collections.abc import Iterator
from typing import Final

from certificates.designs.source import DesignSource
from certificates.documents.certificate import CertificatePaper, SecondLanguage
from certificates.documents.shared import PaperHeading, SignatureBlock

_DAY: Final = dt.date(2026, 7, 6)
PARTY: Final = PaperHeading(
    issuer="Văn phòng Tỉnh ủy",
    left_lines=("Tỉnh ủy Hòa Bình",),
    mark="star",
    right_lines=("ĐẢNG CỘNG SẢN VIỆT NAM",),
    place="Hòa Bình",
)
STATE: Final = PaperHeading(
    issuer="Sở Nội vụ",
    left_lines=("Ủy ban nhân dân tỉnh Hòa Bình",),
    mark="rule",
    right_lines=("CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", "Độc lập - Tự do - Hạnh phúc"),
    place="Hòa Bình",
)
_PARTY_SIGNS: Final = SignatureBlock("Chánh Văn phòng", "T/L Ban Thường vụ", "Nguyễn Văn Mẫu")
_STATE_SIGNS: Final = SignatureBlock("Giám đốc", "", "Nguyễn Văn Mẫu")
# As long as the records allow, of words as they are; the last but one of a single word.
_WORDS: Final = "Phòng Hướng dẫn nghiệp vụ và Ứng dụng công nghệ thông tin, Ủy ban "
_NAMES: Final = (
    "Nguyễn Hoàng Phương Thảo Vy Trần Đặng Thị Ngọc Bích Quách Đinh Bùi Hà Lò Xa Khà Vì",
    "CÔNG TẰNG TÔN NỮ THỊ PHƯƠNG THẢO ĐƯỜNG ƯỚC",
    "Nguyễnhoàngphươngthảovytrầnđặngthịngọcbích",
    "Ư" * 40,
    "Nguyễn Hoàng Phương Thảo " * 4 + "Trần Đặng Ngọc Bích",
)
_CODE: Final = "7F3K-Q2MA-9XWD-4HTB-22AC-77PQ-K3XZ"
_RECORD: Final = "A" * 180


def usual(
    source: DesignSource, *, heading: PaperHeading = PARTY, language: str = "vi"
) -> CertificatePaper:
    """What most certificates look like; a draft, so that nobody takes it for one."""
    second = source.options.second_language
    return CertificatePaper(
        heading=heading,
        language=language,
        is_draft=True,
        full_name="Quách Thị Ước",
        honorific="đồng chí" if heading.mark == "star" else "ông/bà",
        birth_date=dt.date(1979, 3, 8),
        sex="Nữ",
        position="Chuyên viên",
        agency="Huyện ủy Yên Thủy, tỉnh Hòa Bình",
        class_title="Ứng dụng chữ ký số trong xử lý văn bản điện tử",
        starts_on=_DAY,
        ends_on=_DAY + dt.timedelta(days=2),
        periods=24,
        venue="Trường Chính trị tỉnh",
        ranking="Khá",
        decision="Quyết định số 12-QĐ/VPTU ngày 15/7/2026",
        signature=_PARTY_SIGNS if heading.mark == "star" else _STATE_SIGNS,
        issued_on=_DAY + dt.timedelta(days=10),
        serial_number="CN-2026-000123",
        register_number="123/2026",
        verify_url=f"https://tap-huan.example.org/verify/{_CODE}/",
        record=_RECORD,
        design=source,
        second=SecondLanguage(second, "Digital signatures in office work", "Good")
        if second
        else None,
        programme=(
            ("Giá trị pháp lý của chữ ký số và quy trình ký văn bản điện tử", 8),
            ("Cài đặt, cấu hình phần mềm và thiết bị lưu khóa", 8),
            ("Thực hành ký, kiểm tra chữ ký và xử lý sự cố thường gặp", 8),
        ),
    )


def bare(paper: CertificatePaper) -> CertificatePaper:
    """The same without anything that may be missing."""
    return dataclasses.replace(
        paper,
        honorific="",
        birth_date=None,
        sex="",
        position="",
        agency="",
        periods=None,
        venue="",
        ranking="",
        decision="",
        second=None,
        programme=(),
        signature=dataclasses.replace(paper.signature, authority=""),
        heading=dataclasses.replace(paper.heading, left_lines=(), right_lines=()),
    )


def longest(paper: CertificatePaper) -> Iterator[CertificatePaper]:
    """What the records may hold at most, one after the other."""
    for name in _NAMES:
        yield dataclasses.replace(paper, full_name=name)
    yield dataclasses.replace(
        paper,
        class_title=_long(300),
        venue=_long(200),
        agency=_long(400),
        position=_long(200),
        ranking=_long(60),
        decision=_long(200),
    )
    yield dataclasses.replace(
        paper,
        signature=SignatureBlock(_long(120), _long(120), _long(120)),
        heading=dataclasses.replace(
            paper.heading, issuer=_long(200), left_lines=(_long(200),), place=_long(100)
        ),
        serial_number="CHUNG-CHI1-2026-123456",
        verify_url=f"https://{'tap-huan.' * 5}example.gov.vn/en/verify/{_CODE}/",
    )


def _long(letters: int) -> str:
    return (_WORDS * 8)[:letters].strip(" ,")
