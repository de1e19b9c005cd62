"""QR codes made quickly: equal to segno's own, and readable from the picture of a page."""

import io
import random
import string

import pytest
import segno
import zxingcpp
from PIL import Image

from certificates import qr_code
from certificates.paper_drawings import qr_drawing
from certificates.pdf.render import render_html, render_sheets
from tests.certificates import papers, sheets

LETTERS = string.ascii_letters + string.digits + "-_/:#.%&=?"


def by_segno(text: str) -> tuple[str, ...]:
    version = qr_code.qr_version(text)
    code = segno.make(
        text, error="m", version=version, mask=0, mode="byte", boost_error=False, micro=False
    )
    return tuple("".join(str(module) for module in row) for row in code.matrix)


def test_every_length_up_to_a_long_record_equals_segno():
    luck = random.Random(1)
    for length in [*range(1, 330, 5), *(qr_code._capacity(v) - 3 for v in qr_code.VERSIONS)]:
        text = "".join(luck.choices(LETTERS, k=length))
        assert qr_code.qr_rows(text) == by_segno(text), length


def test_each_changed_letter_is_seen():
    text = f"{sheets.ADDRESS}#{sheets.RECORD[:180]}"
    luck = random.Random(2)
    for place in range(0, len(text), 9):
        changed = text[:place] + luck.choice(LETTERS) + text[place + 1 :]
        assert qr_code.qr_rows(changed) == by_segno(changed)


def test_letters_outside_ascii_are_left_to_segno():
    assert qr_code.qr_rows("Hòa Bình") == by_segno("Hòa Bình")


@pytest.mark.parametrize("version", qr_code.VERSIONS)
def test_version_steps_up_only_when_the_text_does_not_fit(version):
    room = qr_code._capacity(version) - 3

    assert qr_code.qr_version("x" * room) == version
    if version < 40:
        assert qr_code.qr_version("x" * (room + 1)) > version


def test_drawing_escapes_its_label():
    assert 'aria-label="&lt;a&gt;"' in qr_drawing("text", "<a>")


def read_codes(pdf: bytes, resolution: int = 150) -> list[str]:
    with Image.open(io.BytesIO(papers.picture_of(pdf, resolution))) as picture:
        return [code.text for code in zxingcpp.read_barcodes(picture)]


@pytest.mark.pdf
def test_code_of_a_printed_page_is_read_from_its_picture():
    people = list(sheets.people(3))

    for sheet, pdf in zip(people, render_sheets(people), strict=True):
        assert read_codes(pdf) == [sheet.qr]
        assert sheet.qr.startswith(f"{sheets.ADDRESS}#")


@pytest.mark.pdf
def test_code_drawn_the_plain_way_is_read_too():
    sheet = sheets.sheet()

    assert read_codes(render_html(sheet.html())) == [sheet.qr]
