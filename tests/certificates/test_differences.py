"""Differences of a closed year: closing and amendments together always say the present."""

from hypothesis import given, settings
from hypothesis import strategies as st

from certificates.year_book.keeping.change_words import ChangeWords
from certificates.year_book.keeping.differences import Change, changes_between, row_key

COUNTS = st.integers(0, 3)
PARTS = st.dictionaries(st.sampled_from(["tinh", "huyen", "xa"]), st.integers(1, 3))
MONEY = st.sampled_from([None, "0.00", "0", "1250000.00", "1250000"])


def table(keys, **fields):
    """Rows of a table, in any order and each once."""
    names = st.lists(st.sampled_from(keys), unique=True)
    return names.flatmap(
        lambda chosen: st.tuples(
            *[
                st.fixed_dictionaries(
                    {"code": st.just(key), "name": st.sampled_from(["Cũ", "Mới"]), **fields}
                )
                for key in chosen
            ]
        ).map(list)
    )


SUMMARIES = st.fixed_dictionaries(
    {
        "year": st.just(2010),
        "as_of": st.just("2010-12-31"),
        "participations": COUNTS,
        "spent": MONEY,
        "by_group": PARTS,
        "attended": st.dictionaries(st.integers(1, 3), COUNTS).map(
            lambda form: [list(pair) for pair in sorted(form.items())]
        ),
        "by_class": table("AB", participations=COUNTS, by_level=PARTS, spent=MONEY),
        "by_agency": table("XY", level_code=st.sampled_from(["tinh", "huyen"]), persons=COUNTS),
        "by_category": table("K", periods=COUNTS),
        "by_level": table(["tinh", "huyen"], persons=COUNTS),
        "by_month": st.just([{"month": 3, "classes": 1}]),
    }
)


@settings(max_examples=60)
@given(st.lists(SUMMARIES, min_size=2, max_size=4))
def test_closing_and_amendments_together_say_what_the_records_say(states):
    closed, *later = states
    amended: list[list[dict]] = []
    for state in later:
        amended.append([one.as_json() for one in changes_between(closed, state, amended=amended)])

    assert changes_between(closed, later[-1], amended=amended) == []
    assert all(Change.from_json(form).as_json() == form for forms in amended for form in forms)


@given(SUMMARIES)
def test_nothing_differs_from_itself(form):
    assert changes_between(form, form) == []


def test_words_and_lines_of_zeros_do_not_count():
    before = summary(by_agency=[{"code": "YT", "name": "Sở Y tế", "level_code": "s", "persons": 0}])
    after = summary(by_class=[{"code": "1", "title": "Khác", "participations": 0, "spent": "0.00"}])

    assert changes_between(before, after) == []


def test_totals_come_first_then_rows_by_table():
    before = summary(by_month=[{"month": 3, "classes": 1}], participations=4)
    after = summary(by_class=[{"code": "1", "title": "Lớp", "participations": 3}], participations=3)

    told = [(one.table, one.row, one.figure) for one in changes_between(before, after)]

    assert told == [
        ("", "", "participations"),
        ("by_class", "1", "participations"),
        ("by_month", "3", "classes"),
    ]


def test_an_agency_is_told_by_its_level_too():
    assert row_key("by_agency", {"code": "YT", "level_code": "s"}) == "YT/s"


def test_money_is_told_as_money_and_parts_by_their_names():
    words = ChangeWords.__new__(ChangeWords)
    words._parts = {"by_level": {"tinh": "Tỉnh"}, "by_group": {"dt": "Dân tộc thiểu số"}}

    told = words.tell(Change("", "", "", "spent", None, "1250000.00"))

    assert (told.before, told.after) == ("chưa nhập", "1.250.000 đồng")
    assert words.figure("by_level.tinh") == "Tỉnh"
    assert words.figure("rankings.Giỏi") == "Giỏi"
    assert words.figure("attended.2") == "Số người dự 2 lớp"


def summary(**fields):
    tables = ("by_class", "by_agency", "by_category", "by_level", "by_month")
    return {"attended": []} | {name: [] for name in tables} | fields
