"""One size on one database: the site is filled; then pages, PDF and workbook are made."""

import statistics
from typing import Final

from django.conf import settings
from django.db import connection, reset_queries
from django.test import Client
from django.test.utils import CaptureQueriesContext

from certificates.year_book.tables.workbook import year_workbook
from enrollment.models.people import ORGANIZERS
from tests.bench_year_book.printing import YEAR, paper_of_year, print_paper, seconds
from tests.factories.enrollment import UserFactory
from tests.growth.dataset import fill
from tests.growth.sizes import SIZES

TURNS: Final = 5


def fill_site(name: str) -> dict[str, float]:
    figures = {"fill_s": seconds(lambda: fill(SIZES[name], last_year=YEAR))}
    _tell_planner()
    return figures


def look(name: str) -> dict[str, float]:
    """Seconds of the clock, numbers of queries, MiB at the peak."""
    client = Client(SERVER_NAME=settings.ALLOWED_HOSTS[0].lstrip("."))
    client.force_login(UserFactory(email="head@example.org", role=ORGANIZERS))
    return {
        **_page(client, f"/manage/years/{YEAR}/", "page"),
        **_page(client, f"/manage/years/{YEAR}/tables/", "tables"),
        **_page(client, f"/manage/years/{YEAR}/lists/participations/", "list"),
        **print_paper(),
        "xlsx_s": seconds(lambda: year_workbook(paper_of_year())),
    }


def _page(client: Client, path: str, name: str) -> dict[str, float]:
    """The middle of some turns after one that is not counted."""
    reset_queries()
    with CaptureQueriesContext(connection) as queries:
        answer = client.get(path)
    # Counted now: the next request empties the log.
    asked = len(queries)
    if answer.status_code != 200:
        raise RuntimeError(f"{path} answered {answer.status_code}")
    turns = [seconds(lambda: client.get(path)) for _turn in range(TURNS)]
    return {f"{name}_s": statistics.median(turns), f"{name}_queries": asked}


def _tell_planner() -> None:
    """Both databases plan by counts they take now and then; after a bulk insert, now."""
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
