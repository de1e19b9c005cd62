"""Designs: what may stand in them, how texts fit, what of a certificate goes into slots."""

import dataclasses
import datetime as dt
import re
import time
import unicodedata

import pytest

from django.utils import translation

from certificates.designs.fitting import Room, balanced, fit, read_sizes, unit_width
from certificates.designs.placeholders import PLACEHOLDERS
from certificates.designs.rules import rule_faults
from certificates.designs.shipped import FIRST, SHIPPED, shipped
from certificates.designs.source import DesignSource, Options, prepare
from certificates.designs.style import scoped
from certificates.documents import SecondLanguage
from certificates.documents.certificate_samples import longest, usual
from certificates.documents.sheet import SLOT_OPENS, marker
from courses.refusals import Refusal
from tests.certificates import papers

LONG_NAME = "Nguyễn Hoàng Phương Thảo Vy Trần Đặng Thị Ngọc Bích Quách Đinh Bùi Hà Lò Xa Khà Vì"
FIRST_HASH = "5ce9baafcd9eb1e5d242ca66e4cd148672075771605398e68761e7cb1c41ce6b"
NAME_ROOM = Room(220.0, read_sizes("24-18 18-14", 2), "serif-bold")
MANDATORY = (
    '<p data-width="200">{full_name}</p><p data-width="200">{class_title}</p>'
    '<p data-width="90">{issuing_body}</p><p data-width="90">{serial}</p><div>{qr}</div>'
)
BAD_MARKUP = {
    "unknown placeholder": ('<p data-width="90">{ful_name}</p>', "{ful_name}"),
    "template engine": ('<p data-width="90">{{ full_name }}</p>', "{ full_name }"),
    "attribute of a value": (
        '<p data-width="90">{full_name.__class__}</p>',
        "{full_name.__class__}",
    ),
    "text without a width": ("<p>{full_name}</p>", "data-width"),
    "empty line left standing": ('<p data-width="90">{ranking}</p>', 'data-when="ranking"'),
    "program": ("<script>1</script>", "<script>"),
    "handler": ('<p onclick="x">x</p>', "onclick"),
    "form": ("<form><input></form>", "<form>"),
    "frame": ('<iframe src="x"></iframe>', "<iframe>"),
    "link to a style": ('<link rel="stylesheet" href="http://127.0.0.1/x">', "<link>"),
    "base": ('<base href="file:///">', "<base>"),
    "picture from the net": (
        '<img alt="x" src="http://127.0.0.1/x.png">',
        "http://127.0.0.1/x.png",
    ),
    "picture in capitals": ('<img alt="x" src="FILE:///etc/passwd">', "FILE:///etc/passwd"),
    "picture of any host": ('<img alt="x" src="//host/x">', "//host/x"),
    "coded scheme": ('<img alt="x" src="h%74tp://x">', "h%74tp://x"),
    "archive": ('<img alt="x" src="jar:file:///x!/y">', "jar:file:///x!/y"),
    "asset that climbs": ('<img alt="x" src="asset:../pdf.css">', "asset:../pdf.css"),
    "drawing with a program": (
        '<img alt="x" src="data:image/svg+xml;base64,PHN2Zz4=">',
        "image/svg",
    ),
    "picture that is none": ('<img alt="x" src="data:image/png;base64,AAAA">', "PNG"),
    "attachment": ('<a rel="attachment" href="file:///x">x</a>', "<a>"),
    "background": ('<p style="background: url(http://x/y)">x</p>', "url(http://x/y)"),
    "hidden address": ('<p style="background: \\75 rl(x)">x</p>', "\\"),
    "columns without number": ("<table><tr><td colspan=30000000>x</td></tr></table>", "colspan"),
    "nested boxes": ("<div>" * 3000, "too deep"),
    "block in a line": ('<p data-width="90"><div>{full_name}</div></p>', "<div>"),
    "open element": ("<div>", "<div>"),
    "sizes without sense": ('<p data-width="90" data-sizes="1e30">{full_name}</p>', "data-sizes"),
    "width without bound": ('<p data-width="1000000000">{full_name}</p>', "data-width"),
    "style behind a comment": (
        """<p style="font-family: '/*'; position: fixed; font-family: '*/'">x</p>""",
        "/*",
    ),
    "sections": ("<![<![", ""),
    "tag without end": ("<p>x</p><p class='x'", "<p class='x'"),
    "declaration": ("<!DOCTYPE x [<!ENTITY y SYSTEM 'file:///etc/passwd'>]>", ""),
    "letter without a shape": ("<p>漢</p>", "漢"),
}
BAD_STYLE = {
    "import": "@import 'http://127.0.0.1/x';",
    "font": "@font-face { font-family: x; src: url(http://x) }",
    "page": "@page { size: 10px 10px }",
    "address": "p { background: url('//x/y') }",
    "address in capitals": "p { background: URL(x) }",
    "picture": "p { background: image-set('x' 1x) }",
    "escape": "p { background: \\75rl(x) }",
    "end of the style": "</style><script>1</script>",
    "rule over lines": "p { background:\nurl\n(x) }",
    "made content": "p::before { content: 'Xuất sắc' }",
    "not closed": "p { color: red",
    "comment not closed": "p { color: red /* }",
    "two rules in one": "p { color: red { } }",
    "moved off the sheet": "p { transform: translateX(5000mm) }",
    "not to be seen": "p { opacity: 0 }",
    "brace too many": "p { color: red } } q { color: red",
}
LONGEST_TO_READ = {
    "tag": ("<a " * 19_000, ""),
    "quote": ("<p a='>" * 8_000, ""),
    "comment": ("<!--" * 15_000, ""),
    "comment of a style": ("", "/*" * 9_900),
    "word of a style": ("", "a" * 19_900),
    "rule of a style": ("", "p" * 19_900 + "{}"),
    "spaces of a style": ("", ("url" + " " * 30) * 600),
    "style of an element": (f'<p style="{"a" * 59_000}">x</p>', ""),
    "comments of an element": (f'<p style="{"/*" * 29_000}">x</p>', ""),
}


def faults_of(markup: str = "", **parts: object) -> list[str]:
    with translation.override("en"):
        return [fault.text for fault in rule_faults(prepare(DesignSource(markup, **parts)))]


def sheet_of(name: str = "party", **fields: object):
    return papers.certificate(design=shipped(name), **fields).sheet()


def slots_of(sheet) -> dict[str, str]:
    return {slot.name: slot.text for slot in sheet.slots}


@pytest.mark.parametrize(("markup", "named"), BAD_MARKUP.values(), ids=BAD_MARKUP)
def test_what_may_not_stand_in_a_design_is_named(markup, named):
    faults = faults_of(MANDATORY + markup)

    assert faults
    assert named in " ".join(faults)


@pytest.mark.parametrize("style", BAD_STYLE.values(), ids=BAD_STYLE)
def test_style_that_could_fetch_or_leave_the_sheet_is_refused(style):
    assert faults_of(MANDATORY, style=style)


@pytest.mark.parametrize(("markup", "style"), LONGEST_TO_READ.values(), ids=LONGEST_TO_READ)
def test_no_text_takes_long_to_read(markup, style):
    """Designs are read by the process that serves the site; these took it minutes."""
    begun = time.process_time()

    prepare(DesignSource(MANDATORY + markup, style=style))

    assert time.process_time() - begun < 2


def test_honest_small_design_has_no_faults():
    assert faults_of(MANDATORY, style=".a, b:not(.c, .d) { justify-content: center }") == []


@pytest.mark.parametrize("missing", ["full_name", "class_title", "issuing_body", "serial", "qr"])
def test_design_that_leaves_out_what_a_certificate_needs_is_refused(missing):
    assert any(f"{{{missing}}}" in fault for fault in faults_of(MANDATORY.replace(missing, "sex")))


def test_faults_say_their_line():
    markup = f"{MANDATORY}\n<p>\n<b data-width='9'>{{typo}}</b></p>"
    faults = rule_faults(prepare(DesignSource(markup)))

    assert [fault.line for fault in faults] == [3]


def test_style_of_a_design_reaches_its_own_sheets_only():
    assert scoped("p, td:is(a, b) { x: y }", ".d") == ".d p, .d td:is(a, b) { x: y }"


def test_name_is_printed_large_and_shrinks_to_one_line_first():
    assert fit((("Quách Thị Ước", "serif-bold"),), NAME_ROOM) == (1, 24)
    lines, size = fit(((LONG_NAME[:62], "serif-bold"),), NAME_ROOM)
    assert lines == 1
    assert 18 <= size < 24


def test_name_too_long_for_a_line_at_18_points_takes_two():
    assert fit(((LONG_NAME, "serif-bold"),), NAME_ROOM) == (2, 18)


def test_word_no_line_can_hold_shrinks_further_rather_than_break():
    lines, size = fit((("Ư" * 80, "serif-bold"),), NAME_ROOM)

    assert lines == 1
    assert unit_width("Ư" * 80, "serif-bold") * size <= 220.0


def test_text_too_long_for_any_size_does_not_fit():
    assert fit(((LONG_NAME * 9, "serif-bold"),), NAME_ROOM) is None


def test_two_lines_become_nearly_equal():
    first, second = balanced(LONG_NAME, "serif-bold", 2)

    assert f"{first} {second}" == LONG_NAME
    assert abs(unit_width(first, "serif-bold") - unit_width(second, "serif-bold")) < 2.0


@pytest.mark.parametrize("text", ["", "24-", "18-24", "99", "2", "a", "14 13 12"])
def test_sizes_that_say_nothing_are_refused(text):
    assert read_sizes(text, 2) is None


@pytest.mark.parametrize("name", [*SHIPPED, "certificate-1"])
def test_delivered_designs_obey_the_rules_and_hold_the_longest_texts(name):
    design = prepare(shipped(name))

    assert rule_faults(design) == []
    for paper in longest(usual(design.source)):
        paper.sheet()


@pytest.mark.parametrize("name", SHIPPED)
def test_each_slot_stands_once_in_a_text_node_of_its_own(name):
    sheet = usual(shipped(name)).sheet()

    for slot in sheet.slots:
        assert sheet.skeleton.count(f">{marker(slot.name)}<") == 1
        assert slot.text == unicodedata.normalize("NFC", slot.text)
        assert slot.width > 0
    left = re.findall(f"{SLOT_OPENS}([^{SLOT_OPENS}]+?)\ue001", sheet.skeleton)
    assert set(left) == {"title", "qr", *(slot.name for slot in sheet.slots)}


def test_certificates_of_two_classes_share_one_skeleton():
    one = sheet_of(full_name="Bùi Văn An", class_title="Tin học")
    other = sheet_of(class_title="Văn thư", serial_number="CN-2010-000529")

    assert one.key == other.key
    assert slots_of(other)["class_title"] == "Văn thư"


@pytest.mark.parametrize("name", SHIPPED)
def test_narrow_and_wide_codes_and_years_of_birth_share_one_skeleton(name):
    narrow, wide = (f"https://example.org/verify/{'-'.join([4 * sign] * 7)}/" for sign in "JW")

    one = sheet_of(name, verify_url=narrow, birth_date=dt.date(1979, 3, 8))
    other = sheet_of(name, verify_url=wide, birth_date=None, birth_year=1979)

    assert one.key == other.key
    assert slots_of(other)["code"] == "-".join(["WWWW"] * 7)
    assert "Tra cứu: https://example.org/verify/<" in other.skeleton


def test_wrapped_text_and_left_out_lines_are_part_of_the_skeleton():
    usual_sheet, long_name, bare = sheet_of(), sheet_of(full_name=LONG_NAME), sheet_of(ranking="")

    assert len({usual_sheet.key, long_name.key, bare.key}) == 3
    assert "full_name" not in slots_of(long_name)
    assert "ranking" not in slots_of(bare)
    assert "Xếp loại" not in bare.skeleton


def test_name_that_looks_like_a_place_or_like_markup_stays_text():
    sheet = sheet_of(full_name="{serial} <b>An</b>")

    assert "{serial} &lt;b&gt;An&lt;/b&gt;" in sheet.html()


def test_code_tells_the_record_and_its_label_only_the_address():
    sheet = sheet_of(record="AbC-_1")

    assert sheet.qr == f"{papers.ADDRESS}#AbC-_1"
    assert sheet.qr_label == papers.ADDRESS
    assert sheet_of().qr == papers.ADDRESS


def test_capitals_are_made_here_and_not_by_the_style():
    sheet = sheet_of()

    assert slots_of(sheet)["authority"] == "T/L BAN THƯỜNG VỤ"
    assert "TỈNH ỦY HÒA BÌNH" in sheet.skeleton


def test_second_language_says_kind_class_and_ranking_again():
    second = SecondLanguage("en", "Counting votes by computer", "Good")

    html = sheet_of("bilingual", second=second).html()

    for words in ("Certificate", "Counting votes by computer", "Ranking: Good", "GIẤY CHỨNG NHẬN"):
        assert words in html


def test_back_page_lists_topics_with_their_periods():
    programme = (("Khái niệm", 4), ("Thực hành", 20))

    html = sheet_of("programme", programme=programme).html()

    assert html.count("<section") == 2
    assert "Thực hành" in html
    assert ">24<" in html


def test_programme_that_no_page_holds_is_refused():
    with pytest.raises(Refusal) as caught:
        sheet_of("programme", programme=(("Khái niệm và giá trị pháp lý", 1),) * 80)

    assert caught.value.code == "text_too_long"


def test_place_for_a_photo_is_a_frame_and_no_picture():
    html = sheet_of("photo").html()

    assert "photo-3x4" in html
    assert "<img" not in html


def test_draft_and_reissue_are_marked_whatever_the_design_says():
    bare = DesignSource(MANDATORY)

    draft = papers.certificate(design=bare, is_draft=True, is_sample=True).sheet().skeleton
    again = papers.certificate(design=bare, reissue_count=2).sheet().skeleton

    assert 'class="mark"' in draft
    assert 'class="watermark"' in draft
    assert 'class="mark"' in again


def test_hash_of_a_design_covers_all_of_it_and_no_option_of_later_releases():
    source = shipped("party")
    changed = [
        dataclasses.replace(source, markup=source.markup + " "),
        dataclasses.replace(source, style=source.style + " "),
        dataclasses.replace(source, back="<p>x</p>"),
        dataclasses.replace(source, options=Options(public_name="hidden")),
    ]

    assert len({source.content_hash, *(other.content_hash for other in changed)}) == 5
    assert Options.read({"frame": "band", "of_a_later_release": 1}) == Options(frame="band")


def test_layout_of_before_designs_never_changes():
    """Certificates without a design are out there; a change here would alter their reprints."""
    assert FIRST.content_hash == FIRST_HASH


def test_every_placeholder_is_filled():
    values = usual(shipped("bilingual"))
    texts = {slot.name for slot in values.sheet().slots}

    assert texts <= set(PLACEHOLDERS)
