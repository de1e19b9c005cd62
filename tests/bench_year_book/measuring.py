"""One size on one database: the site is filled; then pages, PDF and workbook are made."""

import resource
import statistics
import time
from collections.abc import Callable
from typing import Any, Final

from django.conf import settings
from django.db import connection, reset_queries
from django.test import Client
from django.test.utils import CaptureQueriesContext

from certificates.papers import year_paper
from certificates.year_book.tables.printing import print_year
from certificates.year_book.tables.workbook import year_workbook
from enrollment.models.people import ORGANIZERS
from tests.factories.enrollment import UserFactory
from tests.growth.dataset import fill
from tests.growth.sizes import SIZES

YEAR: Final = 2025
TURNS: Final = 5
KIBIBYTES: Final = 1024


def fill_site(name: str) -> dict[str, float]:
    # As a site is run; a log of queries would fill the memory, too.
    settings.DEBUG = False
    figures = {"fill_s": _seconds(lambda: fill(SIZES[name], last_year=YEAR))}
    _tell_planner()
    return figures


def look(name: str) -> dict[str, float]:
    """Seconds of the clock, numbers of queries, MiB at the peak."""
    settings.DEBUG = False
    if name == "t":
        return _print()
    client = Client(SERVER_NAME=settings.ALLOWED_HOSTS[0].lstrip("."))
    client.force_login(UserFactory(email="head@example.org", role=ORGANIZERS))
    return {
        **_page(client, f"/manage/years/{YEAR}/", "page"),
        **_page(client, f"/manage/years/{YEAR}/tables/", "tables"),
        **_page(client, f"/manage/years/{YEAR}/lists/participations/", "list"),
        **_print(),
        "xlsx_s": _seconds(lambda: year_workbook(_paper())),
    }


def _paper() -> Any:
    paper = year_paper(YEAR)
    if paper is None:
        raise RuntimeError("the year is empty")
    return paper


def _print() -> dict[str, float]:
    """The peak is that of this process or of its greatest child."""
    pages: list[bytes] = []
    figures = {"pdf_s": _seconds(lambda: pages.append(print_year(_paper())))}
    own, child = (
        resource.getrusage(who).ru_maxrss / KIBIBYTES
        for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)
    )
    return figures | {"pdf_mib": max(own, child), "pdf_kib": len(pages[0]) / KIBIBYTES}


def _page(client: Client, path: str, name: str) -> dict[str, float]:
    """The middle of some turns after one that is not counted."""
    reset_queries()
    with CaptureQueriesContext(connection) as queries:
        answer = client.get(path)
    # Counted now: the next request empties the log.
    asked = len(queries)
    if answer.status_code != 200:
        raise RuntimeError(f"{path} answered {answer.status_code}")
    seconds = [_seconds(lambda: client.get(path)) for _turn in range(TURNS)]
    return {f"{name}_s": statistics.median(seconds), f"{name}_queries": asked}


def _seconds(work: Callable[[], Any]) -> float:
    started = time.perf_counter()
    work()
    return time.perf_counter() - started


def _tell_planner() -> None:
    """Both databases plan by counts they take now and then; after a bulk insert, now."""
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
