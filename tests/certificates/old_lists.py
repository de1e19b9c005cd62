"""Old lists as they come in: headings of the trade, rows pasted from a spreadsheet."""

from collections.abc import Sequence

from certificates.history import drafts
from certificates.history.classes import Usual
from certificates.history.recording import record_history
from enrollment.roster.reading import Found
from tests.factories.courses import (
    AttendanceRuleFactory,
    CategoryFactory,
    IssuingBodyFactory,
    RankingSchemeFactory,
)
from tests.factories.enrollment import AgencyFactory

HEADINGS = (
    *("Mã lớp", "Tên lớp tập huấn", "Lĩnh vực", "Từ ngày", "Đến ngày", "Số tiết", "Số buổi"),
    *("Địa điểm", "Cơ quan tổ chức", "Họ và tên", "Ngày sinh", "Giới tính", "Chức vụ", "Đơn vị"),
    *("Kết quả", "Xếp loại", "Số chứng chỉ", "Số vào sổ", "Ngày cấp", "Nơi cấp"),
)
ROW = {
    "Mã lớp": "2005-01",
    "Tên lớp tập huấn": "Tin học văn phòng",
    "Lĩnh vực": "Tin học",
    "Từ ngày": "14/03/2005",
    "Đến ngày": "16/03/2005",
    "Số tiết": "24",
    "Số buổi": "6",
    "Địa điểm": "Hội trường cũ",
    "Cơ quan tổ chức": "Văn phòng Tỉnh ủy",
    "Họ và tên": "Bùi Thị Én",
    "Ngày sinh": "1970",
    "Giới tính": "Nữ",
    "Chức vụ": "Văn thư",
    "Đơn vị": "Huyện ủy Tân Lạc",
    "Kết quả": "Hoàn thành",
    "Xếp loại": "Giỏi",
    "Số chứng chỉ": "01/2005-CN",
    "Số vào sổ": "1",
    "Ngày cấp": "20/03/2005",
    "Nơi cấp": "",
}


def make_lists() -> None:
    """What the rows of a list name: field, body and agencies; and the rules of its classes."""
    AttendanceRuleFactory()
    RankingSchemeFactory()
    CategoryFactory(name="Tin học", slug="tin-hoc")
    IssuingBodyFactory(name="Văn phòng Tỉnh ủy")
    AgencyFactory(name="Huyện ủy Tân Lạc", code="TL")
    AgencyFactory(name="Huyện ủy Mai Châu", code="MC")


def lines_of(*rows: dict[str, str], headings: Sequence[str] = HEADINGS) -> Found:
    """What reading a sheet gives: the row of ROW with what is told beside it."""
    cells = [[(ROW | row).get(name) or None for name in headings] for row in rows]
    return Found([(1, list(headings)), *enumerate(cells, start=2)], {"format": "XLSX"})


def draft_of(*rows: dict[str, str], headings: Sequence[str] = HEADINGS, usual=None, by=None):
    found = lines_of(*rows, headings=headings)
    return drafts.make_draft(found, by=by, usual=usual or Usual(), source_name="So cu.xlsx")


def judged(*rows: dict[str, str], **options):
    return drafts.judge_draft(draft_of(*rows, **options))[1]


def recorded(*rows: dict[str, str], by=None, **options):
    return record_history(draft_of(*rows, **options), by=by)
