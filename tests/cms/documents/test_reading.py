"""The text of each kind of file, and how every file ends that has none to give."""

import io
import zipfile

import docx
import openpyxl
import pikepdf
import pytest

from cms.documents.extraction import COST
from cms.documents.reading.child import answer
from cms.documents.reading.gathering import Gathered
from courses.limited_process import ChildEnded, Cost, run_limited
from tests.factories.documents import ODT_TYPE, long_pdf, open_file, word_file, zipped

VIETNAMESE = "Đẩy mạnh ứng dụng công nghệ thông tin trong các cơ quan Đảng"


def blank() -> bytes:
    """A page without a letter, such as a scan."""
    pdf, out = pikepdf.new(), io.BytesIO()
    pdf.add_blank_page()
    pdf.save(out)
    return out.getvalue()


def locked(body: bytes) -> bytes:
    pdf, out = pikepdf.open(io.BytesIO(body)), io.BytesIO()
    pdf.save(out, encryption=pikepdf.Encryption(owner="a", user="b"))
    return out.getvalue()


def read(body: bytes, **limits) -> dict:
    return answer(body, Gathered(**limits))


class TestTexts:
    def test_pdf_with_its_pages(self):
        found = read(long_pdf("Ke hoach", pages=3))

        assert found == {"code": "done", "text": "Ke hoach\nKe hoach\nKe hoach", "pages": 3}

    def test_word_with_tables_boxes_notes_and_heads(self):
        document, out = docx.Document(), io.BytesIO()
        document.add_paragraph(VIETNAMESE)
        document.add_table(1, 2).cell(0, 1).text = "Trong bảng"
        document.sections[0].header.paragraphs[0].text = "Đầu trang"
        document.save(out)

        assert read(out.getvalue())["text"] == f"{VIETNAMESE}\nTrong bảng\nĐầu trang"

    def test_word_without_what_was_deleted_or_remarked(self):
        document, out = docx.Document(), io.BytesIO()
        paragraph = document.add_paragraph("Còn lại")
        document.add_comment(paragraph.runs, text="Ý kiến riêng", author="x")
        deleted = docx.oxml.OxmlElement("w:del")
        run = docx.oxml.OxmlElement("w:r")
        gone = docx.oxml.OxmlElement("w:delText")
        gone.text = "đã xóa"
        run.append(gone)
        deleted.append(run)
        paragraph._p.append(deleted)
        document.save(out)

        assert read(out.getvalue())["text"] == "Còn lại"

    def test_sheets_cell_by_cell(self):
        book, out = openpyxl.Workbook(), io.BytesIO()
        book.active.title = "Năm 2010"
        book.active.append(["Lớp", None, 23])
        book.create_sheet("Khác").append(["=1+1"])
        book.save(out)

        assert read(out.getvalue())["text"] == "Năm 2010\nLớp 23\nKhác"

    def test_open_document_with_its_spaces_but_not_its_remarks(self):
        markup = (
            "<text:h>Kế<text:s/>hoạch</text:h><text:p>a<text:tab/>b<text:span>c</text:span>d"
            "<office:annotation><text:p>riêng</text:p></office:annotation>e</text:p>"
        )

        assert read(open_file(markup))["text"] == "Kế hoạch\na bcde"

    @pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le"])
    def test_plain_text_in_whatever_unicode(self, encoding):
        text = "Căn cứ Quyết định số 12 của Tỉnh ủy về đào tạo"

        assert read(text.encode(encoding))["text"] == text

    def test_plain_text_of_old_windows(self):
        decomposed = "Xin cha\u0300o ca\u0301c đô\u0300ng chi\u0301"

        assert read(decomposed.encode("cp1258"))["text"] == "Xin chào các đồng chí"

    def test_letters_of_before_unicode_are_written_anew(self):
        tcvn3 = "Céng hßa x· héi chñ nghÜa ViÖt Nam, ®éc lËp, tù do, h¹nh phóc"

        found = read(tcvn3.encode("latin-1"))["text"]

        assert found == "Cộng hòa xã hội chủ nghĩa Việt Nam, độc lập, tự do, hạnh phúc"

    def test_old_letters_inside_a_word_file_too(self):
        found = read(word_file("Céng hßa x· héi chñ nghÜa ViÖt Nam, ®éc lËp, h¹nh phóc"))

        assert found["text"].startswith("Cộng hòa xã hội chủ nghĩa Việt Nam")

    def test_letters_in_pieces_become_whole_and_signs_without_sense_go(self):
        found = read("Ke\u0302\u0301 hoa\u0323ch\u200b\u00ad \ufffe".encode())

        assert found["text"].startswith("Kế hoạch")


class TestEndings:
    """Each leads to a state that an editor can read."""

    @pytest.mark.parametrize(
        ("body", "code"),
        [
            (blank(), "empty"),
            (locked(blank()), "encrypted"),
            (b"%PDF-1.7 and nothing else", "damaged"),
            (blank()[:200], "damaged"),
            (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600), "encrypted"),
            (b"PK\x03\x04 and nothing else", "damaged"),
            (word_file("a")[:-200], "damaged"),
            (
                zipped({"word/document.xml": bytes(50_000_000), "[Content_Types].xml": "x"}),
                "unsafe",
            ),
            (zipped({"a.txt": "b"}), "unsafe"),
            (b"<html>a</html>", "unsafe"),
            (b"\x7fELF" + bytes(100), "unsafe"),
            (b"a\0\0b\0c", "unsafe"),
            (b"   ", "empty"),
            (b"", "empty"),
            (open_file("<text:p></text:p>"), "empty"),
        ],
    )
    def test_of_a_file_without_text(self, body, code):
        assert read(body)["code"] == code

    def test_entities_that_multiply_are_not_read(self):
        laughs = '<!DOCTYPE a [<!ENTITY b "ha"><!ENTITY c "&b;&b;">]>'
        odt = zipped({"mimetype": ODT_TYPE, "content.xml": f"{laughs}<a>&c;</a>"})
        parts = {"[Content_Types].xml": "<Types/>", "word/document.xml": f"{laughs}<a>&c;</a>"}

        assert read(odt)["code"] == "unsafe"
        assert read(zipped(parts))["code"] == "unsafe"

    def test_an_entity_never_reads_a_file_of_the_server(self):
        declared = '<!DOCTYPE a [<!ENTITY b SYSTEM "file:///etc/passwd">]><a>&b;</a>'

        found = read(zipped({"mimetype": ODT_TYPE, "content.xml": declared}))

        assert found == {"code": "unsafe"}

    def test_10000_pages_are_counted_and_read_in_part(self):
        found = read(long_pdf("Trang", pages=10_000), cpu_seconds=0.05)

        assert found["code"] == "cut"
        assert found["pages"] == 10_000
        assert found["text"].startswith("Trang")

    def test_more_text_than_is_kept_is_cut(self):
        found = read("từ ".encode() * 1000, most_characters=90)

        assert found["code"] == "cut"
        assert len(found["text"]) <= 90

    def test_deeply_nested_text_does_not_break_the_reader(self):
        markup = "<text:span>" * 5_000 + "sâu" + "</text:span>" * 5_000

        file = open_file(f"<text:p>{markup}</text:p>", zipfile.ZIP_STORED)

        assert read(file) == {"code": "done", "text": "sâu", "pages": None}


class TestProcess:
    """The real child, with its limits."""

    def run(self, body: bytes, cost: Cost = COST) -> dict:
        return run_limited("cms.documents.reading.child", body, {}, cost)

    def test_it_answers_with_the_text(self):
        assert self.run(word_file(VIETNAMESE))["text"] == VIETNAMESE

    def test_it_gives_up_when_it_may_not_have_the_memory(self):
        small = Cost(cpu_seconds=10, wall_seconds=20, memory_bytes=120 * 1024 * 1024)

        assert self.run("từ ".encode() * 10_000_000, small) == {"code": "too_complex"}

    def test_it_is_stopped_when_it_takes_too_long(self):
        short = Cost(cpu_seconds=10, wall_seconds=0.05)

        with pytest.raises(ChildEnded):
            self.run(word_file(VIETNAMESE), short)
