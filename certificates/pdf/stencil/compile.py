"""Makes a stencil of two drawn probes, and only if all their differences are understood."""

from certificates.pdf.stencil.alignment import shares_of_line
from certificates.pdf.stencil.deflating import Piece, constant_piece
from certificates.pdf.stencil.drafting import (
    Draft,
    Draw,
    Parse,
    add_alphabet,
    draw_draft,
    full_file,
)
from certificates.pdf.stencil.drawing import CODE, Operators, Run
from certificates.pdf.stencil.file import shared_part
from certificates.pdf.stencil.labels import labels_of
from certificates.pdf.stencil.refusals import Unfit
from certificates.pdf.stencil.rows import Skeleton, Wording, wording_of
from certificates.pdf.stencil.shaping import Face
from certificates.pdf.stencil.stencil import Cut, Page, Place, Stencil, Text
from certificates.qr_code import qr_version

Drafts = tuple[Draft, Draft]


def compile_stencil(skeleton: Skeleton, parse: Parse, draw: Draw) -> Stencil:
    """Two renderings: the second probe shows the faces, the first comes with their alphabets."""
    first, second = skeleton.probes
    other = draw_draft(draw, parse(second.body.decode()), second.row)
    source = parse(first.body.decode())
    add_alphabet(source, other.changing_fonts())
    draft = draw_draft(draw, source, first.row, pages=len(other.pages))
    if qr_version(first.row.qr) != qr_version(second.row.qr):
        raise Unfit("code")
    return stencil_of((draft, other), skeleton.widths)


def stencil_of(drafts: Drafts, widths: tuple[float, ...]) -> Stencil:
    """Page by page, then the objects around them."""
    first = drafts[0]
    texts: list[Text] = []
    pages: list[Page] = []
    for number, stream in enumerate(first.objects.contents):
        parts = _parts_of_page(drafts, number, widths, texts)
        pages.append((stream.number, parts))
    labels = labels_of(drafts)
    fresh = {number for number, _ in pages} | {label.number for label in labels}
    return Stencil(
        shared=shared_part(first.objects, fresh, first.last),
        texts=tuple(texts),
        pages=tuple(pages),
        labels=labels,
        qr_version=qr_version(first.row.qr),
    )


def _parts_of_page(
    drafts: Drafts, number: int, widths: tuple[float, ...], texts: list[Text]
) -> tuple[Piece | Cut, ...]:
    """Adds the texts of the page to those of the pages before."""
    operators = drafts[0].pages[number], drafts[1].pages[number]
    if [run.matrix for run in drafts[0].runs[number]] != [
        run.matrix for run in drafts[1].runs[number]
    ] or len(operators[0]) != len(operators[1]):
        raise Unfit("drawing")
    pairs = list(zip(drafts[0].runs[number], drafts[1].runs[number], strict=True))
    growing: list[tuple[int, Run, float]] = []
    cuts: dict[int, Cut] = {operators[0].index(CODE): None} if CODE in operators[0] else {}
    for pair in pairs:
        wording = wording_of((pair[0].text, pair[1].text), (drafts[0].row, drafts[1].row))
        if wording is not None:
            text, growth = _text(drafts, number, pair, wording, widths)
            growing.append((len(texts), pair[0], growth))
            cuts[pair[0].show] = len(texts)
            texts.append(text)
    for pair in pairs:
        if shares := shares_of_line(pair, growing):
            cuts[pair[0].matrix] = Place(pair[0].x, pair[0].y, shares)
    for place, (here, there) in enumerate(zip(*operators, strict=True)):
        if here != there and place not in cuts:
            raise Unfit("drawing")
    return _cut(operators[0], cuts)


def _text(
    drafts: Drafts,
    number: int,
    pair: tuple[Run, Run],
    wording: Wording,
    widths: tuple[float, ...],
) -> tuple[Text, float]:
    """A changing run, and its growth from the first to the second probe, which proves it."""
    here, there = pair
    if any(field >= len(widths) for field in wording.fields):
        raise Unfit("wording")
    draft = drafts[0]
    samples = [draft.row.fields[field] for field in wording.fields]
    font, language = draft.fonts[here.font], draft.language_of(samples[0])
    face = Face(full_file(font), here.size, language, font.widths, font.to_unicode)
    shaped = [face.shape(run.text) for run in pair]
    drawn = [draft.pages[number][run.show] for draft, run in zip(drafts, pair, strict=True)]
    if [text.show for text in shaped] != drawn or (here.font, here.size) != (
        there.font,
        there.size,
    ):
        raise Unfit("shaping")
    constant = shaped[0].width - sum(face.shape(sample).width for sample in samples)
    widest = constant + sum(widths[field] for field in wording.fields)
    return Text(wording, face, shaped[0].width, widest), shaped[1].width - shaped[0].width


def _cut(operators: Operators, cuts: dict[int, Cut]) -> tuple[Piece | Cut, ...]:
    """Constant pieces, compressed once, and the cuts between them."""
    parts: list[Piece | Cut] = []
    start = 0
    for place in sorted(cuts):
        parts += [_constant(operators, start, place), cuts[place]]
        start = place + 1
    parts.append(constant_piece(b"".join(b"\n" + line for line in operators[start:])))
    return tuple(parts)


def _constant(operators: Operators, start: int, end: int) -> Piece:
    lines = b"".join(line + b"\n" for line in operators[start:end])
    return constant_piece(b"\n" + lines if start else lines)
