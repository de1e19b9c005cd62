"""Sheets of an invented design which has every kind of line, and people to print on them."""

from collections.abc import Iterator

from certificates.documents.sheet import Sheet, Slot

RECORD = "AbCdEfGhIjKlMnOpQrStUvWxYz0123456789-_" * 5
ADDRESS = "https://example.org/verify/7F3K-Q2MA-9XWD-4HTB"
STYLE = """
@page { size: A4 landscape; margin: 12mm; @bottom-left { content: "Mẫu 12"; } }
html { font: 14pt/1.25 "Taphuan Serif"; }
.frame { height: 180mm; position: relative; border: 1mm solid #b5121b; }
.art { position: absolute; left: 5mm; top: 5mm; width: 60mm; }
p { margin: 1mm 8mm; }
.name { text-align: center; font: bold 24pt "Taphuan Serif"; bookmark-level: 1; }
.row { display: table; table-layout: fixed; width: 100%; }
.cell { display: table-cell; }
.middle { text-align: center; font-style: italic; }
.right { text-align: right; }
.qr { position: absolute; left: 5mm; bottom: 5mm; width: 30mm; height: 30mm; }
.address { font: 8pt "Taphuan Sans"; position: absolute; bottom: 0; left: 40mm; }
"""
ART = "".join(f'<circle cx="{n}" cy="{n * n % 40}" r="{n % 7}"/>' for n in range(1, 9))
SKELETON = f"""<!doctype html><html lang="vi"><head><meta charset="utf-8">
<title>\ue000title\ue001</title><meta name="author" content="Văn phòng Tỉnh ủy">
<style>{STYLE}</style></head><body><section class="frame">
<svg class="art" viewBox="0 0 60 40"><title>Hoa văn</title><g fill="#f2d28b">{ART}</g></svg>
<h1>GIẤY CHỨNG NHẬN</h1>
<p class="name">\ue000name\ue001</p>
<div class="row"><span class="cell">Ngày sinh: <b>\ue000birth\ue001</b></span>
<span class="cell">Chức vụ: <b>\ue000position\ue001</b> (chính)</span></div>
<p>Cơ quan: <b>\ue000agency\ue001</b></p>
<p class="middle">Lớp <b>\ue000class\ue001</b>, \ue000periods\ue001 tiết, loại <b>Khá</b></p>
<p class="right">Số hiệu: <b>\ue000serial\ue001</b></p>
\ue000qr\ue001<p class="address">\ue000address\ue001</p>
</section></body></html>"""
WIDTHS = {
    "name": 220.0,
    "birth": 60.0,
    "position": 60.0,
    "agency": 200.0,
    "class": 120.0,
    "periods": 20.0,
    "serial": 80.0,
    "address": 150.0,
}
PERSON = {
    "name": "Quách Thị Ước",
    "birth": "08/03/1979",
    "position": "Chuyên viên",
    "agency": "Huyện ủy Yên Thủy, tỉnh Hòa Bình",
    "class": "Kiểm phiếu bầu cử bằng phần mềm",
    "periods": "24",
    "serial": "CN-2010-000123",
    "address": ADDRESS,
}
_FAMILY = ("Nguyễn", "Trần", "Lê", "Bùi", "Quách", "Đinh", "Hà", "Xa", "Công Tằng Tôn Nữ")
_GIVEN = ("An", "Ánh", "Bình", "Hòa", "Ước", "Ơn", "Đào", "Yến", "Dũng", "Ý", "Thảo Nguyên")


def sheet(skeleton: str = SKELETON, record: str = RECORD[:180], **texts: str) -> Sheet:
    words = {**PERSON, **texts}
    slots = tuple(Slot(name, words[name], width) for name, width in WIDTHS.items())
    title = f"Giấy chứng nhận {words['serial']} – {words['name']}"
    return Sheet(skeleton, slots, title, f"{words['address']}#{record}", words["address"])


def people(count: int) -> Iterator[Sheet]:
    for n in range(count):
        yield sheet(
            name=f"{_FAMILY[n % 9]} Thị {_GIVEN[n // 9 % 11]}",
            birth=f"{n % 28 + 1:02}/{n % 12 + 1:02}/{1950 + n % 50}",
            agency=f"Huyện ủy {_GIVEN[n % 11]} {_FAMILY[n % 8]}",
            serial=f"CN-2010-{n:06}",
            record=f"{n:05x}" * 36,
        )
