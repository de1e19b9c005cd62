"""The contestants. Each is given papers and makes one file in memory for each."""

import hashlib
import io
import tempfile
from collections.abc import Sequence
from pathlib import Path

import typst
from reportlab.graphics import renderPDF
from reportlab.graphics.barcode.qr import QrCodeWidget
from reportlab.graphics.shapes import Drawing
from reportlab.lib.pagesizes import A4, landscape
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont
from reportlab.pdfgen.canvas import Canvas
from weasyprint import CSS, HTML
from weasyprint.text.fonts import FontConfiguration

from certificates.documents import CertificatePaper
from certificates.paper_drawings import qr_drawing
from certificates.pdf.assets import read_style, shipped_assets
from certificates.pdf.fetcher import AssetFetcher
from certificates.pdf.render import render_sheets
from certificates.pdf.worker import shop
from courses.paper_fonts import font_path

MILLIMETER = 72 / 25.4
TYPST_PAGE = """#set page(paper: "a4", flipped: true, margin: 20mm)
#set text(font: "Liberation Serif", size: 14pt)
#rect(width: 100%, height: 100%, stroke: 2pt + rgb("#b5121b"))[#align(center)[
#text(size: 30pt, weight: "bold")[GIẤY CHỨNG NHẬN]
#v(20mm)
#text(size: 24pt, weight: "bold")[#sys.inputs.name]
#v(10mm)
#text(size: 17pt)[#sys.inputs.title]
#v(10mm)
#image(bytes(sys.inputs.qr), format: "svg", width: 24mm)]]"""


def naive(papers: Sequence[CertificatePaper]) -> list[bytes]:
    """One HTML(...).write_pdf() each, everything anew: what a first attempt looks like."""
    files = []
    for paper in papers:
        fetcher, fonts = AssetFetcher(shipped_assets()), FontConfiguration()
        style = CSS(string=read_style(), font_config=fonts, url_fetcher=fetcher)
        source = HTML(string=paper.sheet().html(), url_fetcher=fetcher)
        files.append(
            source.write_pdf(
                font_config=fonts, stylesheets=[style], pdf_tags=True, pdf_identifier=True
            )
        )
    return files


def ours(papers: Sequence[CertificatePaper]) -> list[bytes]:
    """From papers to files by the door of the site; sheets and all fallbacks included."""
    return list(render_sheets(paper.sheet() for paper in papers))


def start_child() -> None:
    """A new printing process that has drawn nothing: its start is told apart."""
    shop.close()
    shop._give_back(shop._take())


def by_typst(papers: Sequence[CertificatePaper]) -> list[bytes]:
    with tempfile.NamedTemporaryFile("w", suffix=".typ") as page:
        page.write(TYPST_PAGE)
        page.flush()
        compiler = typst.Compiler(page.name, font_paths=[str(font_path("serif").parent)])
        return [_by_typst(compiler, paper) for paper in papers]


def _by_typst(compiler: typst.Compiler, paper: CertificatePaper) -> bytes:
    words = {"name": paper.full_name, "title": paper.class_title, "qr": qr_svg(paper)}
    return compiler.compile(sys_inputs=words, format="pdf")


def qr_svg(paper: CertificatePaper) -> str:
    drawing = str(qr_drawing(paper.sheet().qr))
    return drawing.replace("<svg ", '<svg xmlns="http://www.w3.org/2000/svg" ')


def by_reportlab(papers: Sequence[CertificatePaper]) -> list[bytes]:
    for name in ("serif", "serif-bold"):
        pdfmetrics.registerFont(TTFont(name, str(font_path(name))))
    return [_by_canvas(paper) for paper in papers]


def _by_canvas(paper: CertificatePaper) -> bytes:
    target, (width, height) = io.BytesIO(), landscape(A4)
    page = Canvas(target, pagesize=(width, height))
    page.setStrokeColorRGB(0.7, 0.07, 0.1)
    page.rect(40, 40, width - 80, height - 80)
    for text, font, size, y in (
        ("GIẤY CHỨNG NHẬN", "serif-bold", 30, 450),
        (paper.full_name, "serif-bold", 24, 360),
        (paper.class_title, "serif", 17, 300),
    ):
        page.setFont(font, size)
        page.drawCentredString(width / 2, y, text)
    code = QrCodeWidget(paper.sheet().qr, barLevel="M")
    left, bottom, right, _top = code.getBounds()
    side = 24 * MILLIMETER
    drawing = Drawing(
        side, side, transform=[side / (right - left), 0, 0, side / (right - left), 0, 0]
    )
    drawing.add(code)
    renderPDF.draw(drawing, page, 60, 60 + bottom)
    page.showPage()
    page.save()
    return target.getvalue()


def floor(files: Sequence[bytes], folder: Path) -> None:
    """What nobody can save: a hash of each file, and writing it."""
    for number, body in enumerate(files):
        hashlib.sha256(body).hexdigest()
        (folder / f"{number}.pdf").write_bytes(body)
