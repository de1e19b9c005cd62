import random
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from courses import vietnamese

ORDER = [
    "An", "Anh", "Ánh", "Ăn", "Ân", "Dung", "Dũng", "Đức", "Hoa", "Hòa", "Hỏa", "Hõa", "Hóa", "Họa",
    "Oanh", "Ơn", "Ước", "Y", "Ý",
]  # fmt: skip


def test_given_names_sort_as_a_vietnamese_roster_does():
    shuffled = ORDER.copy()
    random.Random(7).shuffle(shuffled)

    assert sorted(shuffled, key=vietnamese.sort_key) == ORDER


@pytest.mark.parametrize(
    ("name", "key"),
    [
        ("Lê Văn An", "0118000" + "1609000" + "290218000"),
        ("Lê Văn Anh", "011812000" + "1609000" + "290218000"),
        ("Dương Thị Ánh", "011812004" + "0628211811000" + "261213005"),
        ("Bùi Thị Hòa", "121901001" + "042713001" + "261213005"),
        ("Bùi Thị Hoà", "121901001" + "042713001" + "261213005"),
        ("Quách Thị Ước", "282105004" + "2327010512004" + "261213005"),
        ("Y Ban", "040118000" + "32000"),
    ],
)
def test_sort_key_is_given_name_then_surname_then_middle(name, key):
    assert vietnamese.sort_key(name) == key


def test_all_anh_stand_before_all_anh_with_a_tone():
    people = ["Dương Thị Ánh", "Vũ Văn Anh", "Lê Văn Anh", "Bùi Ánh"]

    assert sorted(people, key=vietnamese.sort_key) == [
        "Lê Văn Anh",
        "Vũ Văn Anh",
        "Bùi Ánh",
        "Dương Thị Ánh",
    ]


def test_given_name_corrected_by_hand_leads_the_key():
    assert vietnamese.sort_key("Y Brăng Niê", "Brăng") == vietnamese.sort_key("Y Niê Brăng")


@pytest.mark.parametrize(
    ("text", "folded"),
    [
        (
            "  Đẩy  mạnh ứng dụng CNTT, Huyện ủy Tân Lạc",
            "day manh ung dung cntt, huyen uy tan lac",
        ),
        (unicodedata.normalize("NFD", "Nguyễn Thị ĐÀO"), "nguyen thi dao"),
        ("Hòa Hoà", "hoa hoa"),
        ("H\u2019Hen Niê", "h'hen nie"),
    ],
)
def test_fold_drops_case_marks_and_the_stroke_of_dj(text, folded):
    assert vietnamese.fold(text) == folded


def test_clean_text_is_nfc_without_invisible_signs():
    dirty = unicodedata.normalize("NFD", "\ufeffBùi\u200b\u00a0 Thị\tÁnh\x00 ")

    assert vietnamese.clean_text(dirty) == "Bùi Thị Ánh"


def test_clean_name_sets_lookalikes_of_dj_right():
    assert vietnamese.clean_name("\u00d0ào \u0189ức") == "Đào Đức"


def test_slug_keeps_every_letter():
    title = "Đẩy mạnh ứng dụng CNTT trong các cơ quan Đảng"

    assert vietnamese.slug(title) == "day-manh-ung-dung-cntt-trong-cac-co-quan-dang"


@given(st.text(max_size=60))
def test_cleaning_and_folding_twice_is_cleaning_and_folding_once(text):
    assert vietnamese.clean_text(vietnamese.clean_text(text)) == vietnamese.clean_text(text)
    assert vietnamese.fold(vietnamese.fold(text)) == vietnamese.fold(text)


@given(st.text(max_size=40))
def test_sort_keys_are_digits_alone_so_every_collation_agrees(name):
    assert set(vietnamese.sort_key(name)) <= set("0123456789")


@pytest.mark.parametrize(
    ("name", "short"),
    [("Nguyễn Thị Hòa", "N. T. Hòa"), ("Y Brăng Niê", "Y. B. Niê"), ("O", "O"), ("", "")],
)
def test_initials_tell_a_person_without_naming_him_in_full(name, short):
    assert vietnamese.initials(name) == short
