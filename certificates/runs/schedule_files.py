"""The printed schedule of a year: drawn once for each version by the worker, then handed out.

A version never changes, so neither does its paper: what lies there is right.
"""

from contextlib import suppress
from typing import IO, Final

import structlog
from django_tasks import task

from django.core.cache import cache

from certificates.papers.year_schedule import released_schedule
from certificates.pdf.render import render_document
from courses.models import SchedulePaper, ScheduleRelease
from courses.private_files import PrivateStorage
from courses.refusals import Refusal

log = structlog.get_logger(__name__)

# However many ask for a paper that is not there, it is ordered once in so many seconds.
PATIENCE: Final = 60


def release_of_year(year: int) -> ScheduleRelease | None:
    """The version that said last what is held in this year, without its content."""
    releases = ScheduleRelease.objects.defer("content").order_by("-number")
    return next((one for one in releases.iterator() if year in one.years), None)


def open_paper(release: ScheduleRelease, year: int) -> IO[bytes] | None:
    """The file, or None while it is not made; whoever asks closes it."""
    paper = _drawn(release, year)
    if paper is not None:
        with suppress(FileNotFoundError):
            return paper.file.open()
    return None


def _drawn(release: ScheduleRelease, year: int) -> SchedulePaper | None:
    return SchedulePaper.objects.filter(release=release, year=year).first()


def order_papers(release: ScheduleRelease) -> None:
    """Call when a version is released: nobody then waits for its papers."""
    for year in release.years:
        order_paper(release, year)


def order_paper(release: ScheduleRelease, year: int) -> None:
    """Have the worker draw it, unless it was told so just now."""
    if _is_first_to_ask(release.number, year):
        draw_year_schedule.enqueue(release.number, year)


def _is_first_to_ask(number: int, year: int) -> bool:
    try:
        return cache.add(f"schedule-paper:{number}:{year}", 1, timeout=PATIENCE)
    except Exception as error:  # noqa: BLE001 - any fault of any cache: drawn twice, it is one
        log.warning("paper_order_not_counted", error=type(error).__name__)
        return True


@task()
def draw_year_schedule(number: int, year: int) -> None:
    """Draw and store one paper; a second delivery of the same task makes no second one."""
    release = ScheduleRelease.objects.get(number=number)
    paper = released_schedule(release, year)
    drawn = _drawn(release, year)
    if paper is None or (drawn and drawn.file.storage.exists(str(drawn.file.name))):
        return
    try:
        body = render_document(paper)
    except Refusal as refusal:
        log.error("schedule_not_printed", version=number, year=year, code=refusal.code)
        return
    path = _path(release, year)
    PrivateStorage().put_once(path, body)
    SchedulePaper.objects.get_or_create(release=release, year=year, defaults={"file": path})


def _path(release: ScheduleRelease, year: int) -> str:
    """By its hash, too: a number is given again where a site is filled anew."""
    return f"schedule/{release.number}-{release.content_hash[:12]}/{year}.pdf"
