"""Papers as they come out: fonts, text, pages, marks, the code on the certificate."""

import dataclasses
import datetime as dt
import unicodedata
from io import BytesIO

import pytest
import zxingcpp
from PIL import Image

from django.utils import translation

from certificates.designs.shipped import SHIPPED, shipped
from certificates.documents import PaperHeading, RosterRow, SignatureBlock
from certificates.paper_drawings import QUIET_ZONE, qr_matrix
from certificates.pdf.refusals import RenderRefused
from certificates.pdf.render import render_document
from certificates.sums import TotalsDisagree
from tests.certificates import papers
from tests.certificates.test_documents import LONG_NAME, LONG_TITLE

pytestmark = pytest.mark.pdf

TRIAL_LETTERS = "Ằ Ẵ Ữ Ỵ đ Đ"
ALL_PAPERS = [
    papers.certificate,
    papers.sign_in_sheet,
    papers.roster,
    papers.register_book,
    papers.yearly_summary,
    papers.call_letters,
    papers.nomination_list,
    papers.nomination_receipt,
]
PAGE_WIDTH, PAGE_HEIGHT = 297.0, 210.0


@pytest.mark.parametrize("make", ALL_PAPERS)
def test_only_our_fonts_are_used_and_all_are_embedded(make):
    fonts = papers.fonts_of(render_document(make()))

    assert {embedded for _name, embedded in fonts} == {"yes"}
    assert all(name.startswith(("Taphuan-Serif", "Taphuan-Sans")) for name, _ in fonts)


@pytest.mark.parametrize("name", ["Quách Thị Ước", TRIAL_LETTERS, "Y Ban", "Ama H'Ơ\u0306n"])
def test_text_of_the_paper_equals_the_name_that_was_given(name):
    decomposed = unicodedata.normalize("NFD", name)

    text = papers.text_of(render_document(papers.certificate(full_name=decomposed)))

    assert unicodedata.normalize("NFC", name) in text


def test_certificate_says_everything_in_vietnamese():
    text = papers.text_of(render_document(papers.certificate()))

    for words in (
        "TỈNH ỦY HÒA BÌNH",
        "VĂN PHÒNG TỈNH ỦY",
        "ĐẢNG CỘNG SẢN VIỆT NAM",
        "GIẤY CHỨNG NHẬN",
        "Chứng nhận đồng chí",
        "Ngày sinh: 08/03/1979",
        "Từ ngày 06/7/2010 đến ngày 08/7/2010 (24 tiết), tổ chức tại Trường Chính trị tỉnh.",
        "Xếp loại: Khá",
        "Hòa Bình, ngày 16 tháng 7 năm 2010",
        "T/L BAN THƯỜNG VỤ",
        "Số hiệu: CN-2010-000123",
        "Số vào sổ: 123/2010",
        papers.ADDRESS,
    ):
        assert words in text


def test_paper_speaks_the_language_of_the_issuer_and_not_of_the_screen():
    with translation.override("en"):
        vietnamese = papers.text_of(render_document(papers.certificate()))
    with translation.override("vi"):
        english = papers.text_of(render_document(papers.certificate(language="en")))

    assert "GIẤY CHỨNG NHẬN" in vietnamese
    assert "CERTIFICATE" in english
    assert "From 6 July 2010 to 8 July 2010 (24 periods)" in english


def test_attendance_only_certificate_of_one_day_leaves_lines_out():
    paper = papers.certificate(
        ranking="", decision="", birth_date=None, birth_year=1979, ends_on=papers.DAY
    )

    text = papers.text_of(render_document(paper))

    assert "Xếp loại" not in text
    assert "Theo" not in text
    assert "Năm sinh: 1979" in text
    assert "Ngày 06/7/2010 (24 tiết)" in text


@pytest.mark.parametrize("heading", [papers.PARTY, papers.STATE])
@pytest.mark.parametrize(
    "texts",
    [
        {},
        {"full_name": LONG_NAME},
        {"full_name": "Ư" * 80},
        {"class_title": LONG_TITLE, "agency": LONG_TITLE, "venue": LONG_TITLE},
        {"full_name": LONG_NAME, "class_title": LONG_TITLE, "agency": LONG_TITLE},
        {"class_title": "Ư" * 250},
        {"agency": "Ư" * 150, "venue": "W" * 150},
    ],
)
def test_certificate_of_any_length_stays_on_one_sheet_inside_its_frame(heading, texts):
    pdf = render_document(papers.certificate(heading=heading, **texts))

    assert papers.information_of(pdf)["Pages"] == "1"
    for word, left, top, right, bottom in papers.words_with_places(pdf):
        assert left >= 12 + 4, word
        assert right <= PAGE_WIDTH - 16, word
        assert top >= 12 + 4, word
        assert bottom <= PAGE_HEIGHT - 16, word


@pytest.mark.parametrize("title", ["Tin học", LONG_TITLE[:150], LONG_TITLE])
def test_no_line_of_a_certificate_lies_upon_another(title):
    paper = papers.certificate(class_title=title, agency=title, full_name=LONG_NAME)

    words = papers.words_with_places(render_document(paper))

    for place, (word, left, top, right, bottom) in enumerate(words):
        for other, other_left, other_top, other_right, other_bottom in words[place + 1 :]:
            across = min(right, other_right) - max(left, other_left)
            down = min(bottom, other_bottom) - max(top, other_top)
            # Boxes of a line reach into the next one by a fraction of their height.
            is_apart = across <= 0 or down <= 0.5 * min(bottom - top, other_bottom - other_top)
            assert is_apart, (word, other)


@pytest.mark.parametrize("name", SHIPPED)
def test_each_delivered_design_prints_the_stored_name_and_a_code_that_is_read(name):
    paper = papers.certificate(
        design=shipped(name),
        full_name=unicodedata.normalize("NFD", "Công Tằng Tôn Nữ Ước H'Ơn"),
        record="AbC-_19" * 26,
    )
    pdf = render_document(paper)
    picture = Image.open(BytesIO(papers.picture_of(pdf, 200)))

    assert "Công Tằng Tôn Nữ Ước H'Ơn" in papers.text_of(pdf)
    assert [code.text for code in zxingcpp.read_barcodes(picture)] == [paper.sheet().qr]
    assert {font.startswith("Taphuan-") for font, _ in papers.fonts_of(pdf)} == {True}


def test_word_of_a_name_is_never_broken():
    words = [
        word
        for word, *_ in papers.words_with_places(
            render_document(papers.certificate(full_name=LONG_NAME))
        )
    ]

    assert [unicodedata.normalize("NFC", word) for word in words if word in LONG_NAME.split()]
    for part in LONG_NAME.split():
        assert part in [unicodedata.normalize("NFC", word) for word in words]


def test_code_on_the_paper_is_the_address():
    pdf = render_document(papers.certificate())
    modules = qr_matrix(papers.ADDRESS)
    magic, size, _depth, pixels = papers.picture_of(pdf, 600).split(b"\n", 3)
    width = int(size.split()[0])
    side = 24.0 / (len(modules) + 2 * QUIET_ZONE)
    left, top = 12 + 18 + QUIET_ZONE * side, 12 + 186 - 9 - 24 + QUIET_ZONE * side

    def is_dark(column: int, row: int) -> bool:
        across = round((left + (column + 0.5) * side) / 25.4 * 600)
        down = round((top + (row + 0.5) * side) / 25.4 * 600)
        return pixels[down * width + across] < 128

    read = tuple(
        tuple(is_dark(column, row) for column in range(len(modules))) for row in range(len(modules))
    )
    assert magic == b"P5"
    assert read == modules


def test_two_printings_of_one_paper_are_the_same_file():
    assert render_document(papers.certificate()) == render_document(papers.certificate())


def test_information_names_title_author_and_tags():
    information = papers.information_of(render_document(papers.certificate()))

    assert information["Title"] == "Giấy chứng nhận CN-2010-000123 – Quách Thị Ước"
    assert information["Author"] == "Văn phòng Tỉnh ủy"
    assert information["Tagged"] == "yes"


@pytest.mark.parametrize("language", ["vi", "en"])
def test_file_is_whole_and_says_its_language(language):
    pdf = render_document(papers.certificate(language=language))

    assert b"/Lang (%s)" % language.encode() in papers.objects_of(pdf)


def test_accessible_variant_is_printed_on_demand():
    pdf = render_document(papers.certificate(), variant="pdf/ua-1")

    assert b"pdfuaid" in papers.objects_of(pdf)


@pytest.mark.parametrize("make", ALL_PAPERS)
def test_sample_data_is_marked_on_every_page(make):
    pages = papers.pages_of(render_document(make(is_sample=True)))

    assert all("DỮ" in page and "MẪU" in page for page in pages)


def test_draft_and_reissue_are_marked():
    draft = papers.text_of(render_document(papers.certificate(is_draft=True)))
    reissued = papers.text_of(render_document(papers.certificate(reissue_count=2)))

    assert "BẢN THỬ – KHÔNG CÓ GIÁ TRỊ" in draft
    assert "BẢN CẤP LẠI (LẦN 2)" in reissued


def test_forty_rows_repeat_the_head_and_number_the_pages_from_the_second():
    pdf = render_document(papers.sign_in_sheet(rows=40, days=5))
    pages = papers.pages_of(pdf, "-layout")

    assert len(pages) > 1
    assert all("Họ và tên" in page for page in pages if "Bùi Văn" in page)
    assert [page.split()[0] for page in pages[1:]] == [
        str(number) for number in range(2, len(pages) + 1)
    ]
    assert all(f"Bùi Văn {number:03}" in " ".join(pages) for number in range(1, 41))


def test_sheet_of_seven_days_repeats_its_rows_on_a_second_sheet():
    text = papers.text_of(render_document(papers.sign_in_sheet(rows=2, days=7)))

    assert text.count("Bùi Văn 001") == 2
    assert "Tờ 1/2" in text
    assert "Tờ 2/2" in text


@pytest.mark.parametrize(
    "paper",
    [
        papers.sign_in_sheet(rows=0, sessions=(), is_filled=False),
        papers.roster(groups=(), total=0, women=0),
        papers.register_book(0),
    ],
)
def test_paper_without_rows_is_still_a_paper(paper):
    assert papers.pages_of(render_document(paper))


def test_state_list_ends_with_its_sign_and_party_list_without():
    state = papers.text_of(render_document(papers.sign_in_sheet(heading=papers.STATE)))
    party = papers.text_of(render_document(papers.sign_in_sheet(heading=papers.PARTY)))

    assert "Danh sách này có 3 học viên./." in state
    assert "Danh sách này có 3 học viên." in party
    assert "./." not in party


def test_roster_prints_groups_with_roman_numbers_and_subtotals():
    text = papers.text_of(render_document(papers.roster(4)), "-layout")

    assert "I Các cơ quan của tỉnh (2)" in text
    assert "II Các huyện, thành phố (2)" in text
    assert "Tổng số: 4 học viên (nữ: 2)./." in text


def test_yearly_summary_prints_totals_shares_and_agencies_that_sent_nobody():
    text = papers.text_of(render_document(papers.yearly_summary()), "-layout")

    assert "TỔNG CỘNG: 3 lớp, 40 lượt học viên 40 22 18 39 2.501,0" in text
    assert "Huyện ủy Kỳ Sơn – – – – –" in text
    assert "97,5 %" in text
    assert "1.250,5" in text
    assert "NĂM 2010" in text
    assert "2.010" not in text


def test_yearly_summary_whose_sums_disagree_is_not_printed():
    with pytest.raises(TotalsDisagree):
        render_document(papers.yearly_summary(participations=41))


def test_letter_without_a_glyph_is_refused_and_named():
    with pytest.raises(RenderRefused) as caught:
        render_document(papers.certificate(full_name="An 漢"))

    assert (caught.value.code, caught.value.detail) == ("missing_letter", "漢")


def test_markup_in_a_name_is_printed_as_letters():
    name = "<b>An</b> & <script>x</script>"

    text = papers.text_of(render_document(papers.certificate(full_name=name)))

    assert name in text


def test_folder_without_fonts_is_a_refusal_and_no_crash(settings, tmp_path):
    settings.PDF_FONT_DIR = tmp_path

    with pytest.raises(RenderRefused) as caught:
        render_document(papers.certificate())

    assert caught.value.code == "unavailable"


def test_long_roster_costs_no_more_than_its_limits():
    rows = tuple(RosterRow(f"Bùi Văn {number:03}", agency="Báo Hòa Bình") for number in range(300))
    group = dataclasses.replace(papers.roster().groups[0], rows=rows, count=300)

    pages = papers.pages_of(render_document(papers.roster(groups=(group,), total=300, women=None)))

    assert "Bùi Văn 299" in " ".join(pages)


# The pages of the register stand behind a cover, which has the heading.
@pytest.mark.parametrize("make", [make for make in ALL_PAPERS if make != papers.register_book])
def test_paper_of_a_body_without_heading_is_printed(make):
    text = papers.text_of(render_document(make(heading=PaperHeading("Công ty Mẫu", mark="none"))))

    assert "CÔNG TY MẪU" in text
    assert "*" not in text


def test_signature_without_authority_and_undated_paper_are_printed():
    paper = papers.roster(signature=SignatureBlock(office="Trưởng phòng"), issued_on=None)
    dated = papers.roster(issued_on=dt.date(2010, 1, 5))

    assert "ngày …… tháng …… năm 20……" in papers.text_of(render_document(paper))
    assert "ngày 05 tháng 01 năm 2010" in papers.text_of(render_document(dated))
