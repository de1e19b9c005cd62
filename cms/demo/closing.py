"""The year 2010 is closed, as it was reported; its papers are made by the worker."""

import datetime as dt
from typing import Any, Final

from certificates.models import ClosedYear
from certificates.runs.ordering import close_with_papers
from cms.demo.opening import moment
from cms.demo.source import data

YEAR: Final = 2010


def close_2010(*, by: Any) -> None:
    """Once: a year that somebody opened again stays open."""
    known = data("year2010")["closed"]
    if not ClosedYear.objects.filter(year=YEAR).exists():
        at = moment(dt.date.fromisoformat(known["on"]), 16, 30)
        close_with_papers(YEAR, by=by, note=known["note"], at=at)
