"""Charts are valid, say their figures, and keep every word inside the drawing."""

import pytest
from defusedxml import ElementTree
from hypothesis import given, settings
from hypothesis import strategies as st

from django.utils import translation

from certificates.charts import Bar, Chart, drawing
from courses.paper_fonts import POINTS_PER_MILLIMETER, text_width

LONG = (
    "Cơ sở dữ liệu Văn kiện Đảng: số hóa, biên mục, gắn tệp toàn văn cho cán bộ văn phòng các "
    "huyện ủy, thành ủy và đảng ủy trực thuộc Tỉnh ủy Hòa Bình"
)
SVG = "{http://www.w3.org/2000/svg}"


class Drawn:
    """What stands in a drawing, by kind."""

    def __init__(self, chart):
        self.root = ElementTree.fromstring(str(drawing(chart)))
        self.width, self.height = map(float, self.root.get("viewBox").split()[2:])
        self.rects = self.root.findall(f"{SVG}rect")
        self.texts = self.root.findall(f"{SVG}text")

    @property
    def words(self):
        return [text.text for text in self.texts]

    def of(self, name):
        return [rect for rect in self.rects if rect.get("class") == name]


def bars(*values, names=None):
    return [
        Bar(names[place] if names else str(place + 1), value, str(value))
        for place, value in enumerate(values)
    ]


def edges(text):
    """From where to where a text reaches, as the paper prints it."""
    face = "sans-bold" if text.get("font-weight") else "sans"
    length = text_width(text.text, face, 12) * POINTS_PER_MILLIMETER
    before = {"start": 0, "middle": 0.5, "end": 1}[text.get("text-anchor")] * length
    return float(text.get("x")) - before, float(text.get("x")) - before + length


def assert_inside(drawn):
    for text in drawn.texts:
        left, right = edges(text)
        assert left >= -0.5, text.text
        assert right <= drawn.width + 0.5, text.text
        assert 0 < float(text.get("y")) <= drawn.height
    for rect in drawn.rects:
        assert float(rect.get("x")) + float(rect.get("width")) <= drawn.width + 0.1
        assert float(rect.get("y")) + float(rect.get("height")) <= drawn.height + 0.1


def test_a_bar_for_each_month_with_its_figure_on_it():
    drawn = Drawn(Chart("Lượt học viên", bars(0, 0, 103, 95, 69, 59, 96, 0, 48, 0, 46, 21)))

    assert len(drawn.of("chart-bar")) == 8  # a zero has no bar, but its figure
    assert drawn.words.count("0") == 4
    assert {"103", "21", "12"} <= set(drawn.words)
    heights = [float(rect.get("height")) for rect in drawn.rects]
    assert heights[0] == max(heights) == 180
    assert heights[1] == pytest.approx(180 * 95 / 103, abs=0.1)
    assert_inside(drawn)


def test_a_second_series_is_told_by_its_form_and_named():
    chart = Chart(
        "Kế hoạch", [Bar("Quý 1", 5, "5", 6, "6")], series=("Thực hiện", "Kế hoạch"), kind="rows"
    )
    drawn = Drawn(chart)

    assert {"Thực hiện", "Kế hoạch", "5", "6"} <= set(drawn.words)
    hollow = drawn.of("chart-beside")
    assert len(hollow) == 2  # in the legend and in the row
    assert all(rect.get("stroke") and rect.get("fill") == "#fff" for rect in hollow)
    assert_inside(drawn)


def test_the_drawing_is_told_to_those_who_cannot_see_it():
    root = Drawn(
        Chart("Theo tháng", [Bar("3", 103, "103", 17, "17")], series=("2010", "2009"))
    ).root

    assert (root.get("role"), root.get("aria-label")) == ("img", "Theo tháng")
    assert root.find(f"{SVG}title").text == "Theo tháng"
    assert root.find(f"{SVG}desc").text == "3: 2010 103, 2009 17"


@pytest.mark.parametrize("width", [400, 700])
def test_long_names_are_broken_into_lines(width):
    names = [LONG, "Khác", "x" * 200]
    drawn = Drawn(Chart("Lĩnh vực", bars(120, 7, 0, names=names), kind="rows", width=width))

    assert " ".join(drawn.words[: drawn.words.index("120")]) == LONG
    assert_inside(drawn)


def test_forty_bars_are_rows_whatever_was_asked_for():
    drawn = Drawn(Chart("Cơ quan", bars(*range(40)), kind="columns"))

    assert len(drawn.of("chart-bar")) == 39
    assert drawn.height > drawn.width
    assert_inside(drawn)


def test_columns_with_names_too_long_for_them_become_rows():
    names = ["Nghiêncứukhoahọcvàpháttriểncôngnghệ"] * 6

    assert len({rect.get("x") for rect in Drawn(Chart("", bars(*[3] * 6, names=names))).rects}) == 1


@pytest.mark.parametrize("kind", ["columns", "rows"])
@pytest.mark.parametrize("values", [(), (0,), (0, 0, 0), (74292,), (1, 10_000_000)])
def test_few_bars_and_none(kind, values):
    chart = Chart("Năm", [Bar("2010", value, f"{value:,}") for value in values], kind=kind)

    drawn = Drawn(chart)

    assert len(drawn.rects) == sum(1 for value in values if value)
    assert_inside(drawn)


def test_numbers_of_a_drawing_know_no_decimal_comma():
    with translation.override("vi"):
        text = str(drawing(Chart("Năm", bars(1, 2, 1234))))

    assert "1.234" not in text
    assert "," not in "".join(
        part.get("x") for part in ElementTree.fromstring(text) if part.get("x")
    )


names = st.text(max_size=60)
values = st.floats(0, 1e9) | st.integers(0, 100_000)


@settings(max_examples=40)
@given(
    st.lists(st.tuples(names, values, st.none() | values), max_size=24),
    st.sampled_from(["columns", "rows"]),
    st.sampled_from([400, 700]),
    st.booleans(),
)
def test_any_chart_is_valid_and_keeps_inside(made, kind, width, has_series):
    chart = Chart(
        "Bất kỳ <&>",
        [
            Bar(name, value, f"{value:.0f}", beside, "" if beside is None else f"{beside:.0f}")
            for name, value, beside in made
        ],
        kind=kind,
        width=width,
        series=("Năm nay", "Năm trước") if has_series else None,
    )

    drawn = Drawn(chart)

    assert_inside(drawn)
    assert {f"{value:.0f}" for _name, value, _beside in made} <= set(drawn.words)
