"""The papers of a closed year are made once, by workers that may be killed, and never changed."""

import csv
import datetime as dt
import io
import json
import os
from pathlib import Path

import pytest

from django.utils import timezone

from certificates.invariants import find_breaches
from certificates.models import ClosedYear, ClosedYearFile, IssueRun
from certificates.runs import ordering, tasks, year_files
from certificates.year_book.keeping.amending import amend_year
from certificates.year_book.keeping.checking import faults_of_year
from certificates.year_book.keeping.closing import reopen_year
from certificates.year_book.keeping.content import digest
from courses.refusals import Refusal
from enrollment.models import Enrollment
from tests.certificates.closed_years import YEAR, year_over
from tests.certificates.printing import Killed

pytestmark = pytest.mark.django_db

State = IssueRun.State
COUNT = len(year_files.PAPERS)


class Press:
    """Draws at once, each time another file, as a real one may; dies when it is told to."""

    def __init__(self) -> None:
        self.papers = []
        self.dies = False

    def __call__(self, paper, *, step) -> bytes:
        step(0, 1)
        if self.dies:
            raise Killed
        self.papers.append(paper)
        return f"%PDF-1.7 drawing {len(self.papers)}".encode()


@pytest.fixture(autouse=True)
def press(monkeypatch, settings):
    settings.TASKS = {"default": {"BACKEND": "django_tasks.backends.dummy.DummyBackend"}}
    press = Press()
    monkeypatch.setattr(year_files, "print_year", press)
    return press


@pytest.fixture
def closed(administrator):
    year_over()
    return ordering.close_with_papers(YEAR, by=administrator)


@pytest.fixture
def run(closed):
    return IssueRun.objects.get()


def work(run) -> IssueRun:
    tasks.render_run.func(str(run.public_id))
    run.refresh_from_db()
    return run


def take_up(run) -> IssueRun:
    """What the next worker does when the first is gone."""
    tasks.take_up_stale_runs(timezone.now() + dt.timedelta(minutes=10))
    return work(run)


def kept() -> dict[str, str]:
    return {one.name: digest(Path(one.file.path).read_bytes()) for one in _rows()}


def _rows():
    return ClosedYearFile.objects.order_by("name")


def test_closing_orders_the_papers_and_one_run_makes_them_all(closed, run, administrator):
    work(run)

    assert (run.state, run.done, run.total) == (State.DONE, COUNT, COUNT)
    assert run.requested_by == administrator
    assert sorted(kept()) == sorted(year_files.PAPERS)
    assert kept() == dict(_rows().values_list("name", "content_hash"))
    assert list(faults_of_year(YEAR)) == []


def test_neither_a_closing_without_its_order_nor_the_other_way_round(
    administrator, monkeypatch, settings
):
    year_over()

    def fail(*_args, **_kwargs):
        raise Killed

    monkeypatch.setattr(ordering, "order", fail)
    with pytest.raises(Killed):
        ordering.close_with_papers(YEAR, by=administrator)

    assert ClosedYear.objects.count() == 0
    (left,) = settings.PRIVATE_MEDIA_ROOT.rglob("*.gz")
    os.utime(left, (1, 1))
    assert [(one.invariant, one.subject) for one in find_breaches()] == [("I11", left.name)]


def test_papers_hold_the_frozen_figures_whatever_was_corrected_meanwhile(run, press):
    Enrollment.objects.filter(full_name="Lê Văn Anh").update(state="withdrawn")
    amend_year(YEAR, by=None, reason="Cử nhầm người")

    work(run)

    (paper,) = press.papers
    figures = json.loads(Path(_rows().get(name="figures.json").file.path).read_bytes())
    text = Path(_rows().get(name="table-a.csv").file.path).read_text(encoding="utf-8-sig")
    assert (paper.participations, figures["participations"]) == (4, 4)
    assert "2010-01" in text or any("Hà" not in row for row in csv.reader(io.StringIO(text)))
    assert not [remark for remark in paper.remarks if "05/02" in remark]


@pytest.mark.parametrize("at", [0, 1, 4, COUNT - 1])
def test_a_killed_worker_is_followed_by_another_that_makes_nothing_twice(
    at, run, press, monkeypatch, settings
):
    """Killed between a file and its row."""
    audit_record, calls = year_files.audit.record, []

    def die_at(*args, **kwargs):
        calls.append(args)
        if len(calls) == at + 1:
            raise Killed
        return audit_record(*args, **kwargs)

    monkeypatch.setattr(year_files.audit, "record", die_at)
    with pytest.raises(Killed):
        work(run)
    lying = {path: path.read_bytes() for path in settings.PRIVATE_MEDIA_ROOT.rglob("*/*.*")}
    assert len(kept()) == at

    take_up(run)

    assert run.state == State.DONE
    assert {path: path.read_bytes() for path in lying} == lying
    assert sorted(kept()) == sorted(year_files.PAPERS)
    assert (list(faults_of_year(YEAR)), find_breaches()) == ([], [])


def test_a_press_that_kills_its_worker_is_given_up_and_can_be_asked_again(closed, run, press):
    press.dies = True
    for _attempt in range(5):
        with pytest.raises(Killed):
            take_up(run)
    assert take_up(run).state == State.FAILED

    press.dies = False
    again = ordering.order_year_papers(closed, by=None)

    assert again != run
    assert (work(again).state, len(kept())) == (State.DONE, COUNT)


def test_asked_again_a_complete_closing_stays_as_it_is(closed, run, press):
    work(run)
    before = kept()

    work(ordering.order_year_papers(closed, by=None))

    assert kept() == before
    assert len(press.papers) == 1


def test_a_run_in_the_middle_of_an_opening_completes_what_it_began(closed, run):
    reopen_year(YEAR, by=None, reason="Thiếu một lớp")

    work(run)

    assert (run.state, len(kept())) == (State.DONE, COUNT)


def test_a_stopped_run_goes_on_where_it_was(run, press, administrator):
    ordering.stop_run(run, by=administrator)
    assert work(run).state == State.STOPPED

    assert work(ordering.resume_run(run, by=administrator)).state == State.DONE


def test_a_changed_and_a_lost_paper_are_named(run):
    work(run)
    Path(_rows().get(name="table-b.csv").file.path).write_bytes(b"x")
    Path(_rows().get(name="tables.pdf").file.path).unlink()
    forged = _rows().get(name="tables.xlsx")
    Path(forged.file.path).write_bytes(b"y")
    ClosedYearFile._base_manager.filter(pk=forged.pk).update(content_hash=digest(b"y"))

    assert [(one.which, one.code) for one in faults_of_year(YEAR)] == [
        ("table-b.csv", "changed"),
        ("tables.pdf", "missing"),
        ("tables.xlsx", "not_logged"),
    ]


def test_rows_of_papers_are_kept(run):
    work(run)
    row = _rows().first()

    for act in (row.delete, row.save, _rows().delete, lambda: _rows().update(size=0)):
        with pytest.raises(Refusal) as refusal:
            act()
        assert refusal.value.code == "register_is_kept"


def test_the_tables_of_a_live_year_are_printed_by_the_same_kind_of_run(press, administrator):
    year_over()
    run = ordering.order_year_print(YEAR, by=administrator, on=dt.date(2011, 1, 1))

    work(run)

    assert (run.state, run.has_file) == (State.DONE, True)
    assert press.papers[0].structure_on == dt.date(2011, 1, 1)
    assert ClosedYearFile.objects.count() == 0
