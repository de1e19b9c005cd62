"""Names and dates of birth as people type them: what is kept, mended or refused, and why."""

import datetime as dt

import pytest
import time_machine

from django.core.exceptions import ValidationError

from courses.forms.fields import DayField, LineField, MomentField, RowsField
from courses.models import Category
from enrollment.forms.fields import AgencyChoiceField, Birth, BirthField, NameField
from enrollment.models import Agency
from tests.factories.enrollment import AgencyFactory


def refusal_of(field, typed) -> str:
    with pytest.raises(ValidationError) as caught:
        field.clean(typed)
    return caught.value.error_list[0].code


@pytest.mark.parametrize(
    ("typed", "stored"),
    [
        ("Nguyễn Thị Hòa", "Nguyễn Thị Hòa"),
        ("Nguye\u0302\u0303n Thi\u0323 Ho\u0300a", "Nguyễn Thị Hòa"),
        ("  Quách\u00a0 Văn\tƯớc ", "Quách Văn Ước"),
        ("Lê\u200b Văn\ufeff A\u00adn", "Lê Văn An"),
        ("Ð\u1eb7ng Ɖức", "Đặng Đức"),
        ("H'Hen Niê", "H'Hen Niê"),
        ("H’Hen Niê", "H’Hen Niê"),
        ("Y Brăng Niê", "Y Brăng Niê"),
        ("Vì A Páo", "Vì A Páo"),
        ("O", "O"),
        ("Ơ\u0306", "Ơ\u0306"),
        ("Анна Каренина", "Анна Каренина"),
        ("<script>alert(1)</script>", "<script>alert(1)</script>"),
        ("{{7*7}}", "{{7*7}}"),
        ("=HYPERLINK(A1)", "=HYPERLINK(A1)"),
        ("A" * 120, "A" * 120),
    ],
)
def test_name_is_kept_as_a_person_would_read_it(typed, stored):
    assert NameField().clean(typed) == stored


@pytest.mark.parametrize(
    ("typed", "code"),
    [
        ("", "required"),
        ("   ", "required"),
        ("\u00a0\u3000", "required"),
        ("\u200b\u200d", "required"),
        ("A" * 121, "max_length"),
        ("- . -", "no_letters"),
        ("王芳", "unprintable"),
        ("ស៊ុន", "unprintable"),
        ("Lê \0 An", "unreadable"),
        ("Lê \x07 An", "unreadable"),
        ("Lê \ue000", "unreadable"),
        ("Lê \u0378", "unreadable"),
        ("Lê \ud800", "unreadable"),
        ("Lê An \U0001f600", "picture"),
        ("Lê \ufffd An", "picture"),
        ("Lê 1\ufe0f\u20e3", "picture"),
        ("Le" + "\u0301" * 5, "too_many_marks"),
        ("Le" + "\u0301" * 200, "too_many_marks"),
        ("Nguyễn Văn \u0410nh", "mixed_script"),
        ("N\u0430m", "mixed_script"),
        ("\u0391n", "mixed_script"),
        ("\U0001d400nh", "mixed_script"),
        ("ﬁn", "mixed_script"),
    ],
)
def test_name_is_refused_with_its_reason(typed, code):
    assert refusal_of(NameField(), typed) == code


def test_name_with_a_lookalike_names_the_letter():
    with pytest.raises(ValidationError, match="“\u0430”"):
        NameField().clean("N\u0430m")


@pytest.mark.parametrize(
    ("typed", "birth"),
    [
        ("16/03/1980", Birth(dt.date(1980, 3, 16), 1980)),
        ("6.3.1980", Birth(dt.date(1980, 3, 6), 1980)),
        ("16-03-1980", Birth(dt.date(1980, 3, 16), 1980)),
        (" 16 / 03 / 1980 ", Birth(dt.date(1980, 3, 16), 1980)),
        ("1980-03-16", Birth(dt.date(1980, 3, 16), 1980)),
        ("05/04/1980", Birth(dt.date(1980, 4, 5), 1980)),
        ("29/02/2000", Birth(dt.date(2000, 2, 29), 2000)),
        ("1980", Birth(None, 1980)),
    ],
)
def test_birth_is_read_day_first(typed, birth):
    assert BirthField().clean(typed) == birth


@pytest.mark.parametrize(
    ("typed", "code"),
    [
        ("29/02/1999", "invalid"),
        ("31/04/1980", "invalid"),
        ("1900-01-00", "invalid"),
        ("03/25/1980", "invalid"),
        ("16/03/80", "invalid"),
        ("hôm qua", "invalid"),
        ("\u0661\u0669\u0668\u0660", "invalid"),
        ("16/03/2568", "out_of_range"),
        ("2568", "out_of_range"),
        ("24/11/2026", "out_of_range"),
        ("16/03/1899", "out_of_range"),
        ("", "required"),
        ("19\0 80", "invalid"),
    ],
)
@time_machine.travel(dt.datetime(2026, 11, 23, 12, tzinfo=dt.UTC), tick=False)
def test_birth_is_refused_with_an_example(typed, code):
    assert refusal_of(BirthField(), typed) == code


def test_birth_may_be_left_out_where_it_is_not_asked_for():
    assert BirthField(required=False).clean("") == Birth(None, None)


def test_line_is_one_clean_line():
    assert LineField().clean("Phó\nTrưởng  phòng\u200b ") == "Phó Trưởng phòng"


@pytest.mark.parametrize("typed", ["31/02/2026", "02/31/2026", "16/03/0001", "16/03/9999"])
def test_day_outside_the_calendar_is_refused(typed):
    assert refusal_of(DayField(), typed) == "invalid"


@pytest.mark.parametrize("typed", ["01/01/0001 00:00", "31/12/9999 23:59", "25:00 16/03/2026", "x"])
def test_moment_outside_the_calendar_is_refused(typed):
    assert refusal_of(MomentField(), typed) == "invalid"


@pytest.mark.parametrize("typed", ["9" * 30, "\0", "-1", "1e9"])
def test_rows_with_impossible_numbers_never_reach_the_database(db, typed):
    field = RowsField(queryset=Category.objects.all())

    assert refusal_of(field, [typed]) == "invalid_pk_value"


def test_agencies_stand_under_their_parent(db, django_assert_num_queries):
    root = AgencyFactory(code="TU", name="Tỉnh ủy")
    district = AgencyFactory(code="TL", name="Huyện ủy Tân Lạc", parent=root)
    AgencyFactory(code="TL1", name="Văn phòng", parent=district)
    AgencyFactory(code="BTC", name="Ban Tổ chức", parent=root)
    field = AgencyChoiceField(queryset=Agency.objects.all(), empty_label=None)

    with django_assert_num_queries(1):
        choices = [
            (str(value), label if isinstance(label, str) else [name for _code, name in label])
            for value, label in field.choices
        ]

    assert choices == [
        ("TU", "Tỉnh ủy"),
        ("Tỉnh ủy", ["Huyện ủy Tân Lạc", "Ban Tổ chức"]),
        ("Huyện ủy Tân Lạc", ["Văn phòng"]),
    ]


@pytest.mark.parametrize("typed", ["nowhere", "\0", "9" * 500])
def test_agency_that_does_not_exist_is_refused(db, typed):
    assert refusal_of(AgencyChoiceField(queryset=Agency.objects.all()), typed) == "invalid_choice"
