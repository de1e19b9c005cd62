"""How large the words of a certificate may be, so that any honest text stays on one sheet."""

import dataclasses

from courses.paper_fonts import POINTS_PER_MILLIMETER, largest_size, line_count, text_width

NAME_WIDTH = 220.0  # millimeters
CLASS_WIDTH = 235.0
FACTS_WIDTH = 229.0
NARROW_FACTS_WIDTH = 126.0  # beside the signature
KIND_WIDTH = 240.0
KIND_SPACING = 0.8  # between capitals, as the style sheet spreads them
KIND_SIZES = tuple(float(size) for size in range(30, 15, -1))
NAME_SIZES = (24.0, 23.0, 22.0, 21.0, 20.0, 19.0, 18.0)
SMALL_NAME_SIZES = tuple(float(size) for size in range(17, 4, -1))
TEXT_SIZES = (14.0, 13.0, 12.0, 11.0, 10.0, 9.0, 8.0)

# The sheet from top to bottom, in millimeters, as pdf.css lays it out.
_TOP, _BOTTOM, _HEIGHT = 10.0, 6.0, 186.0
_REGISTER_TOP = _HEIGHT - 9.0 - 24.0
_FIXED_ABOVE = 5.0 + 12.2 + 6.5 + 2.0 + 1.0 + 1.5  # title, ornament and margins
_ROOMY_EXTRA = 10.0
_SIGNING_SPACE = 21.0


@dataclasses.dataclass(frozen=True)
class CertificateText:
    """The texts whose length differs from one certificate to the next."""

    left_heading: tuple[str, ...]
    has_mark: bool
    name: str
    person: tuple[str, ...]
    agency: str
    class_title: str
    facts: tuple[str, ...]
    signature_lines: tuple[str, ...]


@dataclasses.dataclass(frozen=True)
class CertificateFit:
    text_size: float
    name_size: float
    class_size: float
    spacing: str  # "roomy", "plain" or "narrow": class name in the template


def fit_certificate(text: CertificateText) -> CertificateFit:
    """The airiest arrangement that keeps every line clear of the signature below it."""
    name = name_size(text.name)
    title = class_size(text.class_title)
    for size in TEXT_SIZES:
        scale = size / TEXT_SIZES[0]
        fit = CertificateFit(size, min(name, name * scale * 1.1), title * scale, "plain")
        if spacing := _spacing(text, fit):
            return dataclasses.replace(fit, spacing=spacing)
    return dataclasses.replace(fit, spacing="narrow")


def kind_size(kind: str) -> float:
    """30 points for the name of the paper, less if it is too long for one line."""
    letters = kind.upper()
    width = KIND_WIDTH - len(letters) * KIND_SPACING
    return largest_size(letters, "serif-bold", width, KIND_SIZES) or KIND_SIZES[-1]


def name_size(name: str) -> float:
    """24 points down to 18; below that only for a single word which no line could hold."""
    in_one_line = largest_size(name, "serif-bold", NAME_WIDTH, NAME_SIZES)
    if in_one_line is not None:
        return in_one_line
    longest = max(name.split(), key=lambda word: text_width(word, "serif-bold", 1))
    sizes = (NAME_SIZES[-1], *SMALL_NAME_SIZES)
    return largest_size(longest, "serif-bold", NAME_WIDTH, sizes) or SMALL_NAME_SIZES[-1]


def class_size(title: str) -> float:
    """17 points if the title then takes two lines at most, else 15."""
    return 17.0 if line_count(title, "serif-bold", 17.0, CLASS_WIDTH) <= 2 else 15.0


def _spacing(text: CertificateText, fit: CertificateFit) -> str:
    above = _height_above(text, fit)
    signature = len(text.signature_lines) * _line(14.0) + _SIGNING_SPACE + _line(14.0)
    free = _HEIGHT - _BOTTOM - signature - 1.0
    wide = above + _facts_height(text, fit, FACTS_WIDTH)
    if wide + _ROOMY_EXTRA <= free:
        return "roomy"
    if wide <= free:
        return "plain"
    beside = above + _facts_height(text, fit, NARROW_FACTS_WIDTH)
    return "narrow" if above <= free and beside <= _REGISTER_TOP - 1.0 else ""


def _height_above(text: CertificateText, fit: CertificateFit) -> float:
    size = fit.text_size
    heading = sum(line_count(line.upper(), "serif-bold", 13.0, 118.0) for line in text.left_heading)
    person = max((line_count(cell, "serif-bold", size, 60.0) for cell in text.person), default=0)
    agency = line_count(text.agency, "serif-bold", size, FACTS_WIDTH) if text.agency else 0
    words = 3 + min(person, 2) + agency  # subtitle, "certifies", "has completed"
    name = line_count(text.name, "serif-bold", fit.name_size, NAME_WIDTH)
    title = line_count(text.class_title, "serif-bold", fit.class_size, CLASS_WIDTH)
    return (
        _TOP
        + max(heading * _line(13.0) + (6.0 if text.has_mark else 0.0), 14.0)
        + _FIXED_ABOVE
        + words * _line(size)
        + name * _line(fit.name_size, 1.2)
        + title * _line(fit.class_size, 1.2)
    )


def _facts_height(text: CertificateText, fit: CertificateFit, width: float) -> float:
    lines = sum(line_count(fact, "serif", fit.text_size, width) for fact in text.facts)
    return lines * _line(fit.text_size)


def _line(size: float, height: float = 1.25) -> float:
    return size * height / POINTS_PER_MILLIMETER
