"""Cuts the fonts of the pages out of Debian's package fonts-inter-variable (decision 0029).

Writes cms/static/cms/fonts/: two files and the sheet that names them, always the same bytes.
Without the package nothing is written, and pages are shown in a font of the reader's system.
"""

import sys
import unicodedata
from pathlib import Path

from fontTools import subset
from fontTools.ttLib import TTFont
from fontTools.varLib import instancer

SOURCE = Path("/usr/share/fonts/truetype/inter-vf/Inter-roman.var.ttf")
FOLDER = Path(__file__).resolve().parents[1] / "cms" / "static" / "cms" / "fonts"
# As wide as Arial, letter by letter.
ARIAL_TWIN = Path("/usr/share/fonts/truetype/liberation2/LiberationSans-Regular.ttf")
SENTENCE = "Văn phòng Tỉnh ủy tổ chức lớp tập huấn cho cán bộ, công chức các cơ quan trong tỉnh."
FAMILY = "Taphuan Text"
# From text to headings; nothing on a page is lighter or heavier.
WEIGHTS = (400, 700)
# tnum: figures of one width in tables; zero, ss02: codes in which 0 and O, 1, l and I differ.
FEATURES = ["ccmp", "locl", "kern", "mark", "mkmk", "calt", "tnum", "zero", "ss02"]

TONES = ("", "\u0300", "\u0301", "\u0303", "\u0309", "\u0323")
VOWELS = "aăâeêioôơuưy"
# Marks of text that arrives decomposed, with those of â, ă and ơ.
MARKS = {*TONES[1:], "\u0302", "\u0306", "\u031b"}
SIGNS = set("\u00a0§©«°±²³·»¼½×÷–—‘’“”„•…‹›₫€№←↑→↓−≈≤≥▲▼○●✓")  # noqa: RUF001


def vietnamese() -> set[str]:
    small = {unicodedata.normalize("NFC", vowel + tone) for vowel in VOWELS for tone in TONES}
    return {letter for each in small | {"đ"} for letter in (each, each.upper())}


def latin() -> set[str]:
    """What every page needs."""
    return {chr(code) for code in range(0x20, 0x7F)} | vietnamese() | MARKS | SIGNS


def latin_extended() -> set[str]:
    """Names from the rest of Europe; fetched by the pages on which one stands."""
    letters = {chr(code) for code in (*range(0xC0, 0x180), *range(0x218, 0x21C))}
    return letters - latin()


FILES = {"text.woff2": latin, "text-extended.woff2": latin_extended}


def cut(letters: set[str], target: Path) -> None:
    # The day in the file stays that of the package, so that the same package gives the same bytes.
    font = TTFont(SOURCE, recalcTimestamp=False)
    options = subset.Options(layout_features=FEATURES, hinting=False, notdef_outline=True)
    options.name_IDs = [13, 14]  # the licence goes with the letters
    cutter = subset.Subsetter(options)
    cutter.populate(unicodes=[ord(letter) for letter in letters])
    cutter.subset(font)
    instancer.instantiateVariableFont(font, {"wght": WEIGHTS}, inplace=True)
    font.flavor = "woff2"
    font.save(target)


def ranges(letters: set[str]) -> str:
    """`unicode-range`: neighbours drawn together."""
    runs: list[list[int]] = []
    for code in sorted(ord(letter) for letter in letters):
        if runs and code == runs[-1][1] + 1:
            runs[-1][1] = code
        else:
            runs.append([code, code])
    return ",".join(f"U+{a:X}" if a == b else f"U+{a:X}-{b:X}" for a, b in runs)


def face(name: str, letters: set[str]) -> str:
    return (
        f'@font-face{{font-family:"{FAMILY}";src:url("{name}") format("woff2");'
        f"font-weight:{WEIGHTS[0]} {WEIGHTS[1]};font-display:swap;unicode-range:{ranges(letters)}}}"
    )


def fallback() -> str:
    """Arial, or its twin, made as wide and high as our font: nothing jumps when that comes."""
    font, other = TTFont(SOURCE), TTFont(ARIAL_TWIN)
    scale = width(font) / width(other)
    up, down = (font["hhea"].ascent, -font["hhea"].descent)
    share = [f"{100 * metric / font['head'].unitsPerEm / scale:.1f}%" for metric in (up, down)]
    return (
        f'@font-face{{font-family:"{FAMILY} Fallback";'
        'src:local("Arial"),local("Liberation Sans"),local("Roboto");'
        f"size-adjust:{100 * scale:.1f}%;ascent-override:{share[0]};descent-override:{share[1]};"
        "line-gap-override:0%}"
    )


def width(font: TTFont) -> float:
    """Of the letters of a Vietnamese sentence, in ems."""
    names, metrics = font.getBestCmap(), font["hmtx"]
    return sum(metrics[names[ord(sign)]][0] for sign in SENTENCE) / font["head"].unitsPerEm


def main() -> int:
    if not (SOURCE.exists() and ARIAL_TWIN.exists()):
        print("fonts-inter-variable is not installed: pages use the fonts of the system")
        return 0
    FOLDER.mkdir(exist_ok=True)
    for name, letters in FILES.items():
        cut(letters(), FOLDER / name)
    # The sheet is written last: what is there is whole.
    faces = [face(name, letters()) for name, letters in FILES.items()]
    family = f':root{{--font:"{FAMILY}","{FAMILY} Fallback",sans-serif}}'
    (FOLDER / "fonts.css").write_text("\n".join([*faces, fallback(), family, ""]))
    return 0


if __name__ == "__main__":
    sys.exit(main())
