"""A year of any size without a database: figures counted from people that were drawn by lot."""

import datetime as dt
import random
from collections import Counter, defaultdict
from collections.abc import Callable, Hashable, Iterable
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from certificates.documents import YearlySummaryPaper
from certificates.year_book.figures import (
    AgencyRow,
    CategoryRow,
    ClassRow,
    GroupName,
    LevelRow,
    MonthRow,
    YearlySummary,
)
from certificates.year_book.plan_rows import PlanRow
from certificates.year_book.summary import YearHeld
from certificates.year_book.tables.definition import year_tables
from tests.certificates.papers import SIGNATURE, STATE

YEAR = 2026
LEVELS = {"province": "Cấp tỉnh", "district": "Cấp huyện", "commune": "Cấp xã"}
FIELDS = (
    "Ứng dụng công nghệ thông tin",
    "Chuyển đổi số và dữ liệu số",
    "Văn thư, lưu trữ",
    "Nghiệp vụ công tác đảng",
    "Kiến thức quốc phòng và an ninh",
    "Kỹ năng lãnh đạo, quản lý",
    "Tiếng dân tộc thiểu số",
)
TITLES = (
    "Bồi dưỡng kỹ năng số cơ bản cho cán bộ, công chức cấp xã",
    "Cơ sở dữ liệu Văn kiện Đảng: số hóa, biên mục, gắn tệp toàn văn",
    "Chữ ký số và xác thực văn bản điện tử",
    "Nghiệp vụ kiểm tra, giám sát và thi hành kỷ luật của Đảng ở cơ sở",
    "Tin học văn phòng nâng cao",
)
VENUES = ("Hội trường Tỉnh ủy", "Trường Chính trị tỉnh", "Trung tâm Bồi dưỡng chính trị khu vực 2")
AUDIENCES = ("lãnh đạo, quản lý", "công chức chuyên môn", "cán bộ bán chuyên trách cấp xã")
PLACES = ("Yên Thủy", "Lạc Sơn", "Tân Lạc", "Cao Phong", "Kim Bôi", "Lương Sơn", "Mai Châu")
RANKINGS = ("Xuất sắc", "Giỏi", "Khá", "Trung bình")
GROUPS = (GroupName("minority", "Dân tộc thiểu số"), GroupName("party", "Đảng viên"))
SILENT_EVERY = 9  # so many agencies, and one of them sends nobody


@dataclass(frozen=True)
class Person:
    number: int
    class_number: int
    agency: int
    is_woman: bool
    groups: tuple[str, ...]
    is_completed: bool
    ranking: str


def made_up_summary(classes: int, agencies: int, *, people: int = 20) -> YearlySummary:
    """The same each time it is asked for."""
    chance = random.Random(classes * 1000 + agencies)
    everybody = [
        _person(chance, number, agencies, classes * people // 2)
        for number in range(classes)
        for _ in range(people)
    ]
    class_rows = tuple(
        _class_row(chance, number, agencies, rows)
        for number, rows in sorted(_by(everybody, lambda one: one.class_number).items())
    )
    of_agency = _by(everybody, lambda one: one.agency)
    attended = Counter(Counter(one.number for one in everybody).values())
    return YearlySummary(
        year=YEAR,
        as_of=dt.date(YEAR, 12, 31),
        structure_on=None,
        classes=classes,
        not_completed=sum(not one.is_completed for one in everybody),
        undecided=0,
        sessions=sum(row.sessions for row in class_rows),
        periods=sum(row.periods for row in class_rows),
        spent=sum((row.spent or Decimal() for row in class_rows), Decimal()),
        rankings=RANKINGS,
        groups=GROUPS,
        attended=tuple(sorted(attended.items())),
        by_level=tuple(
            LevelRow(code=code, name=name, **_figures(rows))
            for code, name in LEVELS.items()
            if (rows := [one for one in everybody if _level(one.agency) == code])
        ),
        by_agency=tuple(
            AgencyRow(
                code=f"A{agency:05}",
                name=_agency_name(agency),
                level_code=code,
                level=name,
                **_figures(of_agency.get(agency, [])),
            )
            for code, name in LEVELS.items()
            for agency in range(agencies)
            if _level(agency) == code
        ),
        by_category=tuple(
            CategoryRow(
                code=f"f{place}",
                name=name,
                periods=sum(row.periods for row in class_rows if row.category_code == f"f{place}"),
                **_figures([one for one in everybody if one.class_number % len(FIELDS) == place]),
            )
            for place, name in enumerate(FIELDS[:classes])
        ),
        by_class=class_rows,
        by_month=tuple(_month(month, class_rows) for month in range(1, 13)),
        **{name: value for name, value in _figures(everybody).items() if name != "classes"},
    )


def made_up_plan(summary: YearlySummary) -> tuple[PlanRow, ...]:
    """A line for each field; the last field was not planned."""
    return tuple(
        PlanRow(
            number=place,
            title=row.name,
            quarter=place % 4 + 1,
            planned_classes=row.classes + 1,
            planned_participations=row.participations + 10,
            classes=row.classes,
            participations=row.participations,
            is_late=place == 2,
        )
        for place, row in enumerate(summary.by_category[:-1], 1)
    )


def made_up_years(summary: YearlySummary) -> tuple[YearHeld, ...]:
    return tuple(
        YearHeld(YEAR - ago, 180 + ago, 4000 + 13 * ago, 2500, 3900, 3890)
        for ago in range(4, 0, -1)
    )


def made_up_paper(
    classes: int, agencies: int, *, people: int = 20, **fields: Any
) -> YearlySummaryPaper:
    summary = made_up_summary(classes, agencies, people=people)
    words: dict[str, Any] = {
        "heading": STATE,
        "year": YEAR,
        "as_of": summary.as_of,
        "tables": year_tables(summary, plan=made_up_plan(summary), beside=made_up_years(summary)),
        "class_count": summary.classes,
        "participations": summary.participations,
        "persons": summary.persons,
        "figures": summary.as_json(),
        "recipients": ("UBND tỉnh Hòa Bình (để báo cáo)", "Lưu Văn phòng"),
        "signature": SIGNATURE,
    }
    return YearlySummaryPaper(**{**words, **fields})


def _person(chance: random.Random, number: int, agencies: int, different: int) -> Person:
    is_completed = chance.random() < 0.97
    agency = chance.randrange(agencies)
    return Person(
        number=chance.randrange(different + 1),
        class_number=number,
        agency=agency if agency % SILENT_EVERY else min(agency + 1, agencies - 1),
        is_woman=chance.random() < 0.4,
        groups=tuple(group.code for group in GROUPS if chance.random() < 0.5),
        is_completed=is_completed,
        ranking=chance.choice(RANKINGS) if is_completed and number % 4 else "",
    )


def _class_row(chance: random.Random, number: int, agencies: int, rows: list[Person]) -> ClassRow:
    figures = _figures(rows)
    first = dt.date(YEAR, 1, 5) + dt.timedelta(days=number * 7 % 350)
    days = chance.randint(1, 5)
    return ClassRow(
        code=f"{YEAR}-{number + 1:04}",
        title=f"{TITLES[number % len(TITLES)]} (lớp {number + 1})",
        category_code=f"f{number % len(FIELDS)}",
        category=FIELDS[number % len(FIELDS)],
        audience=AUDIENCES[number % len(AUDIENCES)],
        starts_on=first,
        ends_on=first + dt.timedelta(days=days - 1),
        sessions=2 * days,
        periods=8 * days,
        venue=VENUES[number % len(VENUES)],
        issuing_body="Sở Nội vụ" if number % 5 else "Trường Chính trị tỉnh",
        not_completed=len(rows) - figures["completed"],
        undecided=0,
        by_level=dict(Counter(_level(one.agency) for one in rows)),
        rankings=dict(Counter(one.ranking for one in rows if one.ranking)),
        spent=Decimal(chance.randint(2, 90)) * 500_000,
        **{
            name: figures[name]
            for name in ("participations", "women", "completed", "certificates", "by_group")
        },
    )


def _figures(rows: list[Person]) -> dict[str, Any]:
    completed = sum(one.is_completed for one in rows)
    return {
        "classes": len({one.class_number for one in rows}),
        "participations": len(rows),
        "persons": len({one.number for one in rows}),
        "women": sum(one.is_woman for one in rows),
        "completed": completed,
        "certificates": completed,
        "by_group": dict(Counter(code for one in rows for code in one.groups)),
    }


def _month(month: int, rows: Iterable[ClassRow]) -> MonthRow:
    ended = [row for row in rows if row.ends_on.month == month]
    return MonthRow(month, len(ended), sum(row.participations for row in ended))


def _level(agency: int) -> str:
    return tuple(LEVELS)[0 if agency % 10 == 0 else 1 if agency % 10 < 4 else 2]


def _agency_name(agency: int) -> str:
    place = PLACES[agency % len(PLACES)]
    names = {
        "province": f"Ban Tuyên giáo và Dân vận Tỉnh ủy (phòng {agency})",
        "district": f"Văn phòng Huyện ủy {place} {agency}",
        "commune": f"Đảng ủy xã {place} {agency}",
    }
    return names[_level(agency)]


def _by(rows: Iterable[Person], key: Callable[[Person], Hashable]) -> dict[Any, list[Person]]:
    found: dict[Any, list[Person]] = defaultdict(list)
    for row in rows:
        found[key(row)].append(row)
    return found
