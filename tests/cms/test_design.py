"""The design system keeps its word: contrast of each pair of colors, size, letters of fonts."""

import gzip
import re
import runpy
import unicodedata
from itertools import product
from pathlib import Path

import pytest
from fontTools.ttLib import TTFont

from cms.chrome.design_pairs import GROUNDS, ORNAMENTS, SIGNS, TEXTS

ROOT = Path(__file__).resolve().parents[2]
STATIC = ROOT / "cms" / "static" / "cms"
SHEET = (STATIC / "site.css").read_text()
MOST_BYTES = 20 * 1024
MOST_FONT_BYTES = 45 * 1024
FONTS = STATIC / "fonts"
FONTS_ARE_CUT = pytest.mark.skipif(not FONTS.exists(), reason="fonts-inter-variable is missing")

SETS = {
    "light": [":root"],
    "dark": [":root", '[data-theme="dark"]'],
    "high contrast": [":root", '[data-contrast="more"]'],
    "dark, high contrast": [
        ":root",
        '[data-theme="dark"]',
        '[data-contrast="more"]',
        '[data-theme="dark"][data-contrast="more"]',
    ],
}
# What the system wishes, beside what the switch sets.
TWINS = {
    "(prefers-color-scheme: dark)": '[data-theme="dark"]',
    "(prefers-contrast: more)": '[data-contrast="more"]',
    "(prefers-color-scheme: dark) and (prefers-contrast: more)": SETS["dark, high contrast"][-1],
}


def tokens_of(selector: str, sheet: str = SHEET) -> dict[str, str]:
    body = re.search(rf"^ *{re.escape(selector)} {{\n(.*?)^ *}}", sheet, re.S | re.M)
    assert body, selector
    return dict(re.findall(r"--([\w-]+): ([^;]+);", body[1]))


def tokens_by_wish(query: str) -> dict[str, str]:
    inner = SHEET.partition(f"@media {query} {{")[2]
    return tokens_of(":root:not([data-theme])", inner)


def colors(name: str) -> dict[str, str]:
    merged: dict[str, str] = {}
    for selector in SETS[name]:
        merged |= tokens_of(selector)
    return {token: value for token, value in merged.items() if value.startswith(("#", "rgb"))}


def luminance(color: str) -> float:
    digits = color[1:] if len(color) == 7 else "".join(2 * digit for digit in color[1:])
    parts = [int(digits[place : place + 2], 16) / 255 for place in (0, 2, 4)]
    linear = [
        part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts
    ]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one: str, other: str) -> float:
    lighter, darker = sorted((luminance(one), luminance(other)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


def too_faint(name: str, pairs: dict[str, list[str]], least: float) -> list[str]:
    known = colors(name)
    found = {
        f"{front} on {ground}": contrast(known[front], known[ground])
        for front, grounds in pairs.items()
        for ground in grounds
    }
    return [f"{pair}: {ratio:.2f}" for pair, ratio in found.items() if ratio < least]


def test_contrast_is_computed_as_the_guidelines_do():
    assert contrast("#000", "#ffffff") == pytest.approx(21)
    assert contrast("#767676", "#fff") == pytest.approx(4.54, abs=0.01)


@pytest.mark.parametrize("name", SETS)
def test_every_text_can_be_read_on_each_of_its_grounds(name):
    assert too_faint(name, TEXTS, 7 if "contrast" in name else 4.5) == []


@pytest.mark.parametrize("name", SETS)
def test_every_sign_can_be_seen_on_each_of_its_grounds(name):
    assert too_faint(name, SIGNS, 4.5 if "contrast" in name else 3) == []


def test_every_color_stands_in_a_pair():
    grounds = [ground for pairs in (TEXTS, SIGNS) for on in pairs.values() for ground in on]
    paired = {*TEXTS, *SIGNS, *grounds}

    assert set(colors("light")) - paired == ORNAMENTS


def test_the_sets_name_only_what_the_first_one_has():
    known = tokens_of(":root")

    assert [t for name in SETS for s in SETS[name] for t in tokens_of(s) if t not in known] == []


@pytest.mark.parametrize("query", TWINS)
def test_the_switch_and_the_wish_of_the_system_show_the_same_colors(query):
    assert tokens_by_wish(query) == tokens_of(TWINS[query])


def test_components_take_their_colors_from_the_tokens():
    components = SHEET[SHEET.index("@layer layout {") : SHEET.index("@layer print {")]
    # A code that a camera reads, a picture that is not there yet, a sheet of paper.
    components = re.sub(r"\.(qr|roll-scan video|paper-frame iframe) {[^}]*}", "", components)

    assert re.findall(r"(?<!&)#[0-9a-f]{3,8}\b(?=[;, )])", components) == []


def test_every_token_that_is_used_is_declared():
    declared = set(re.findall(r"--([\w-]+):", SHEET))

    assert set(re.findall(r"var\(--([\w-]+)", SHEET)) - declared == set()


def test_every_rule_stands_in_a_layer():
    depth, outside = 0, []
    for line in re.sub(r"/\*.*?\*/", "", SHEET, flags=re.S).splitlines():
        if depth == 0 and line.strip() and not line.startswith("@layer"):
            outside.append(line)
        depth += line.count("{") - line.count("}")

    assert outside == []


def test_all_styles_together_are_small():
    sheets = [SHEET.encode()]
    if FONTS.exists():
        sheets.append((FONTS / "fonts.css").read_bytes())

    assert sum(len(gzip.compress(sheet, 9)) for sheet in sheets) <= MOST_BYTES


def vietnamese_letters() -> set[str]:
    """Written out here on purpose: the list must not come from the code that it judges."""
    plain = "aàáảãạ ăằắẳẵặ âầấẩẫậ eèéẻẽẹ êềếểễệ iìíỉĩị oòóỏõọ ôồốổỗộ ơờớởỡợ uùúủũụ ưừứửữự yỳýỷỹỵ đ"
    letters = set(unicodedata.normalize("NFC", plain)) - {" "}
    return letters | {letter.upper() for letter in letters}


def test_the_list_of_letters_is_whole():
    assert len(vietnamese_letters()) == 2 * (12 * 6 + 1)


@FONTS_ARE_CUT
def test_the_font_that_every_page_loads_has_every_vietnamese_letter():
    held = set(map(chr, TTFont(FONTS / "text.woff2").getBestCmap()))
    parts = set(unicodedata.normalize("NFD", "".join(vietnamese_letters())))

    assert (vietnamese_letters() | parts) - held == set()
    assert set(map(chr, range(0x20, 0x7F))) - held == set()


@FONTS_ARE_CUT
def test_the_sheet_of_the_fonts_offers_every_letter_that_the_file_has():
    first_face = (FONTS / "fonts.css").read_text().split("@font-face")[1]
    spans = re.findall(r"U\+([0-9A-F]+)(?:-([0-9A-F]+))?", first_face)
    offered = {code for a, b in spans for code in range(int(a, 16), int(b or a, 16) + 1)}

    assert {ord(letter) for letter in vietnamese_letters()} - offered == set()
    assert offered - set(TTFont(FONTS / "text.woff2").getBestCmap()) == set()


@FONTS_ARE_CUT
def test_letters_with_two_marks_fit_between_the_lines():
    """Nothing of Ẫ over Ự is cut or touches: the tallest and the deepest letter fit the leading."""
    font = TTFont(FONTS / "text.woff2")
    glyphs, names = font["glyf"], font.getBestCmap()
    boxes = [glyphs[names[ord(letter)]] for letter in vietnamese_letters()]
    needed = max(box.yMax for box in boxes) - min(box.yMin for box in boxes)

    assert needed / font["head"].unitsPerEm <= float(tokens_of(":root")["leading-tight"])


@FONTS_ARE_CUT
def test_what_the_home_page_loads_of_fonts_is_small():
    assert (FONTS / "text.woff2").stat().st_size <= MOST_FONT_BYTES


@FONTS_ARE_CUT
def test_the_same_package_gives_the_same_fonts(tmp_path, monkeypatch):
    cutter = runpy.run_path(str(ROOT / ".ci" / "web_fonts.py"))
    if not cutter["SOURCE"].exists():
        pytest.skip("fonts-inter-variable is missing")
    main = cutter["main"]
    monkeypatch.setitem(main.__globals__, "FOLDER", tmp_path)

    main()

    assert {p.name: p.read_bytes() for p in tmp_path.iterdir()} == {
        p.name: p.read_bytes() for p in FONTS.iterdir()
    }


def test_without_the_package_nothing_is_cut_and_nothing_fails(tmp_path, monkeypatch, capsys):
    main = runpy.run_path(str(ROOT / ".ci" / "web_fonts.py"))["main"]
    monkeypatch.setitem(main.__globals__, "SOURCE", tmp_path / "nothing.ttf")
    monkeypatch.setitem(main.__globals__, "FOLDER", tmp_path / "fonts")

    assert main() == 0
    assert not (tmp_path / "fonts").exists()
    assert "fonts of the system" in capsys.readouterr().out


def test_dark_sets_are_dark_and_light_sets_are_light():
    """Ratios alone would also pass with two sets exchanged."""
    for name, ground in product(SETS, GROUNDS):
        assert (luminance(colors(name)[ground]) < 0.2) == name.startswith("dark")
