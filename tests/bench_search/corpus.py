"""74,292 documents with 151,290 pages, as the article of 2011 counts them: the same in each run."""

import datetime as dt
import random
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from tests.bench_search import words

# What the provincial organization has, then what the districts have: documents and their pages.
PROVINCE: Final = (27_478, 54_288)
DISTRICTS: Final = (74_292 - 27_478, 151_290 - 54_288)
SENTENCES: Final = 40_000
SENTENCES_PER_PAGE: Final = 13
FIRST_DAY: Final = dt.date(2001, 1, 2)
DAYS: Final = (dt.date(2010, 12, 31) - FIRST_DAY).days
LONGEST: Final = 12
SEED: Final = 2011


@dataclass(frozen=True)
class Made:
    """One document of an office, written by code."""

    title: str
    kind: str
    number: str
    issued_on: dt.date
    issuing_body: str
    text: str
    pages: int


def documents(*, share: float = 1.0) -> Iterator[Made]:
    """All of them, or a share for a quick look; sums are exact when all are taken."""
    dice = random.Random(SEED)
    sentences = [_sentence(dice) for _ in range(SENTENCES)]
    for body_of, (count, pages) in ((_province, PROVINCE), (_district, DISTRICTS)):
        lengths = page_counts(dice, count, pages)
        for serial, length in enumerate(lengths[: round(count * share)], start=1):
            yield _document(dice, serial, length, body_of(dice), sentences)


def page_counts(dice: random.Random, count: int, pages: int) -> list[int]:
    """Lengths of `count` documents, mostly one or two pages, which add up to `pages`."""
    lengths = [1] * count
    left = pages - count
    while left:
        place = dice.randrange(count)
        more = min(left, dice.choice((1, 1, 1, 2, 3)), LONGEST - lengths[place])
        lengths[place] += more
        left -= more
    return lengths


def _province(dice: random.Random) -> tuple[str, str]:
    return dice.choice(words.PROVINCIAL)


def _district(dice: random.Random) -> tuple[str, str]:
    return f"Văn phòng Huyện ủy {dice.choice(words.DISTRICTS)}", "VPHU"


def _document(
    dice: random.Random, serial: int, pages: int, body: tuple[str, str], sentences: list[str]
) -> Made:
    kind, short, _weight = dice.choices(words.KINDS, [row[2] for row in words.KINDS])[0]
    day = FIRST_DAY + dt.timedelta(days=dice.randrange(DAYS + 1))
    number = f"{serial}-{short}/{body[1]}"
    subject = dice.choice(words.SUBJECTS)
    chosen = dice.choices(sentences, k=pages * SENTENCES_PER_PAGE - dice.randrange(8))
    dated = f"ngày {day.day} tháng {day.month} năm {day.year}"
    opening = f"{body[0]}. Số {number}, {dated}. {kind} {subject}."
    return Made(
        title=f"{kind} về {subject} xã {_commune(dice)}",
        kind=kind,
        number=number,
        issued_on=day,
        issuing_body=body[0],
        text=" ".join([opening, *chosen]),
        pages=pages,
    )


def _sentence(dice: random.Random) -> str:
    subject, other = dice.sample(words.SUBJECTS, 2)
    text = dice.choice(words.FRAMES).format(
        actor=dice.choice(words.ACTORS),
        act=dice.choice(words.ACTS),
        subject=subject,
        other=other,
        end=dice.choice(words.ENDS),
        year=dice.randrange(2000, 2011),
        count=dice.randrange(2, 60),
        people=dice.randrange(20, 900),
        percent=f"{dice.randrange(400, 1000) / 10:.1f}".replace(".", ","),
        commune=_commune(dice),
    )
    return text[0].upper() + text[1:]


def _commune(dice: random.Random) -> str:
    return f"{dice.choice(words.FIRST)} {dice.choice(words.SECOND)}"
