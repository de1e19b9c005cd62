"""The figures of the article of 2011: indicators as it gives them, blocks that cite them."""

import datetime as dt
from decimal import Decimal
from typing import Any, Final

from cms.demo.source import data
from cms.models import Indicator, IndicatorValue
from cms.year_figures.figures import freeze

SOURCE: Final = "Bài “Đẩy mạnh ứng dụng CNTT trong các cơ quan Đảng”, 16/03/2011"
YEAR: Final = 2010
FROZEN: Final = ("classes", "participations")
EQUIPMENT: Final = (
    "may-tram",
    "may-tinh-xach-tay",
    "may-in",
    "xa-phuong-thi-tran-duoc-trang-bi",
)
DOCUMENTS: Final = (
    "tai-lieu-van-kien",
    "trang-van-kien",
    "tai-lieu-van-kien-tinh",
    "trang-van-kien-tinh",
)


def load_indicators() -> dict[str, Indicator]:
    """Those that are not there yet, each with its value; a whole stands before its parts."""
    found = {one.code: one for one in Indicator.objects.all()}
    for known in data("indicators"):
        if known["code"] not in found:
            found[known["code"]] = _load(known, found)
    return found


def _load(known: dict[str, Any], found: dict[str, Indicator]) -> Indicator:
    words = {name: known.get(name, "") for name in ("name_en", "unit", "unit_en", "note")}
    indicator = Indicator(
        code=known["code"],
        name=known["name"],
        part_of=found[known["part_of"]] if "part_of" in known else None,
        source=SOURCE,
        **words,
    )
    indicator.full_clean()
    indicator.save()
    value = IndicatorValue(
        indicator=indicator,
        as_of=dt.date.fromisoformat(known["as_of"]),
        note=known.get("value_note", ""),
        **{name: _number(known.get(name)) for name in ("value", "denominator")},
    )
    value.full_clean()
    value.save()
    return indicator


def _number(text: str | None) -> Decimal | None:
    return None if text is None else Decimal(text)


def cited_figures(heading: str) -> list[dict[str, Any]]:
    """What stands below the text of the article."""
    known = load_indicators()
    chart = {"year": YEAR, "by": "month", "figure": "participations", "caption": ""}
    return [
        {"type": "heading", "value": heading},
        {"type": "figures", "value": [_frozen(figure) for figure in FROZEN]},
        {"type": "figures", "value": [_indicator(known[code]) for code in EQUIPMENT]},
        {"type": "figures", "value": [_indicator(known[code]) for code in DOCUMENTS]},
        {"type": "chart", "value": chart},
    ]


def _frozen(figure: str) -> dict[str, Any]:
    frozen = freeze(figure, YEAR)
    value = {"year": YEAR, "figure": figure, "mode": "frozen", "frozen": str(frozen or "")}
    return {"type": "year_figure", "value": value | {"again": False}}


def _indicator(indicator: Indicator) -> dict[str, Any]:
    value = {"indicator": indicator.pk, "as_of": "2010-12-31", "show": "value", "per": None}
    return {"type": "indicator", "value": value}
