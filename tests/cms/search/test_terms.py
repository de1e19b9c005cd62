"""Whatever is typed or stored: folding, places, marking and questions keep their promises."""

import datetime as dt
import re
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from django.utils.html import strip_tags

from cms.search import places
from cms.search.expressions import as_match, as_tsquery
from cms.search.marking import excerpt, mark
from cms.search.places import Place
from cms.search.question import MAX_WORDS, Question
from cms.search.terms import entry_terms, words_of
from cms.search.tiers import all_words, tiers_of, title_tiers
from courses import vietnamese

LETTERS = "aăâbcdđeêghiklmnoôơpqrstuưvxyàáảãạằấệộợữỳýỷỹỵ"
texts = st.text(
    alphabet=st.one_of(
        st.sampled_from(LETTERS + LETTERS.upper() + " \"'.,-/*:()&|!#=+_"), st.characters()
    )
)
words = st.text(alphabet=LETTERS, min_size=1, max_size=7)
TERM = re.compile(r"[#=+]{0,2}[^\s\"'\\:]+")


@given(texts)
def test_terms_are_the_same_however_the_marks_are_composed(text):
    assert entry_terms(text, "") == entry_terms(unicodedata.normalize("NFD", text), "")


@given(texts, texts)
def test_terms_hold_nothing_that_means_something_to_a_database(title, text):
    for term in entry_terms(title, text):
        assert TERM.fullmatch(term), term
        assert len(term) <= 90


@given(st.lists(words, min_size=1, max_size=8))
def test_a_text_has_all_terms_of_each_question_taken_from_it(typed):
    text = " ".join(typed)
    stored = set(entry_terms(text, ""))

    for question in (
        Question(text),
        Question(vietnamese.fold(text)),
        Question(f'"{text.upper()}"'),
    ):
        assert set(all_words(question)) <= stored
        assert set(tiers_of(question)[0].all) <= stored


@given(st.lists(words, min_size=1, max_size=8))
def test_words_typed_without_marks_ask_for_no_spelling(typed):
    plain = vietnamese.fold(" ".join(typed))

    assert not [term for tier in tiers_of(Question(plain)) for term in tier.all if "=" in term]


@given(texts)
def test_every_question_becomes_quoted_terms_alone(text):
    question = Question(text)
    if not question.words:
        return
    for tier in [*tiers_of(question), *tiers_of(question, begun=True), *title_tiers(question)]:
        bare = re.sub(r'"[^"]*"', "", as_match(tier))
        assert set(bare) <= set("() *") | set("ANDNOT")
        assert set(re.sub(r"'[^']*'", "", as_tsquery(tier))) <= set("()&!:* ")


@given(texts)
def test_no_question_is_longer_than_anyone_types(text):
    assert len(Question(text * 50).words) <= MAX_WORDS


@given(texts, texts)
def test_marking_changes_no_letter(text, typed):
    shown = unicodedata.normalize("NFC", text)
    marked = str(mark(text, Question(typed)))
    plain = marked.replace("<mark>", "").replace("</mark>", "")

    assert unescaped(plain) == shown


def unescaped(text):
    for sign, name in (
        ("<", "&lt;"),
        (">", "&gt;"),
        ('"', "&quot;"),
        ("'", "&#x27;"),
        ("&", "&amp;"),
    ):
        text = text.replace(name, sign)
    return text


@given(st.lists(words, min_size=1, max_size=60), st.data())
def test_excerpt_shows_a_word_that_was_asked_for(typed, data):
    text = " ".join(typed)
    wanted = data.draw(st.sampled_from(typed))

    piece = excerpt(text, Question(wanted))

    assert vietnamese.fold(wanted) in vietnamese.fold(piece)
    assert len(piece) <= 400


@given(
    st.dates(dt.date(1900, 1, 1), dt.date(2250, 1, 1)),
    st.integers(0, 2**32 - 1),
    st.integers(0, 15),
    st.integers(0, 255),
)
def test_place_holds_what_was_packed(day, number, kind, languages):
    place = Place(day, number, kind, languages)

    assert places.unpack(place.pack()) == place
    assert place.pack() < 2**63


@given(st.dates(), st.dates(), st.integers(0, 2**32 - 1), st.integers(0, 2**32 - 1))
def test_later_day_never_stands_behind(one, other, number, other_number):
    if places.FIRST_DAY <= one < other <= dt.date(2250, 1, 1):
        assert Place(one, number, 5, 3).pack() < Place(other, other_number, 1, 1).pack()


@pytest.mark.parametrize(
    ("typed", "spelled"),
    [
        ("hoà", "hòa"),
        ("THUỶ", "thủy"),
        ("khoẻ", "khỏe"),
        ("quý", "quý"),
        ("hoàn", "hoàn"),
        ("\u00d0ào", "đào"),
    ],
)
def test_spelling_has_the_tone_in_its_new_place(typed, spelled):
    assert words_of(typed)[0].spelled == spelled


@pytest.mark.parametrize(
    ("text", "marked"),
    [
        ("Tổ chức họp chủ tịch", "Tổ chức họp <mark>chủ</mark> tịch"),
        ("Chuyên viên", "<mark>Chu</mark>yên viên"),
        ("Cây achu", "Cây achu"),
        ("<b>Chu</b> & chu", "&lt;b&gt;<mark>Chu</mark>&lt;/b&gt; &amp; <mark>chu</mark>"),
    ],
)
def test_whole_words_are_marked_before_beginnings_and_nothing_inside_words(text, marked):
    assert mark(text, Question("chu")) == marked


def test_excerpt_is_cut_between_words_where_most_words_stand():
    text = "Đào. " + "đầu " * 60 + "Đào tạo " + "cuối " * 60

    piece = excerpt(text, Question("dao tao"))

    assert piece.startswith("… đầu")
    assert piece.endswith("cuối …")
    assert strip_tags(mark(piece, Question("dao tao"))) == piece
    assert "Đào tạo" in piece
