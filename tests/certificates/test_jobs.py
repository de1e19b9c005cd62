import datetime as dt
import errno
from pathlib import Path

import pytest

from django.utils import timezone

from certificates import jobs
from certificates.issuing import issue_certificates, reissue
from certificates.models import Certificate, IssueRun
from certificates.pdf.refusals import RenderRefused
from tests.certificates.classes import held_class

pytestmark = pytest.mark.django_db

State = IssueRun.State


class Killed(BaseException):
    """Stands for kill -9: nothing of the worker's own code runs after it."""


class Printer:
    """Instead of the renderer, which is slow: notes what was printed, fails when told to."""

    def __init__(self) -> None:
        self.printed: list[str] = []
        self.fails_at: dict[int, BaseException] = {}

    def __call__(self, paper) -> bytes:
        failure = self.fails_at.pop(len(self.printed), None)
        if failure:
            raise failure
        self.printed.append(paper.title())
        return f"%PDF {paper.title()}".encode()


@pytest.fixture(autouse=True)
def printer(monkeypatch):
    printer = Printer()
    monkeypatch.setattr(jobs, "render_document", printer)
    return printer


@pytest.fixture(autouse=True)
def _tasks_wait(settings):
    settings.TASKS = {"default": {"BACKEND": "django_tasks.backends.dummy.DummyBackend"}}


@pytest.fixture
def training_class():
    training_class = held_class(["Bùi Thị An", "Lê Văn Anh", "Hà Ánh"])
    issue_certificates(training_class, by=None)
    return training_class


@pytest.fixture
def run(training_class, organizer):
    return jobs.order_run(training_class, by=organizer)


def work(run) -> IssueRun:
    jobs.render_run.func(str(run.public_id))
    run.refresh_from_db()
    return run


def files(settings) -> list[str]:
    root = Path(settings.PRIVATE_MEDIA_ROOT)
    return sorted(str(path.relative_to(root)) for path in root.rglob("*") if path.is_file())


def test_a_run_makes_one_file_each_and_one_of_all(run, printer, settings):
    work(run)

    names = sorted(Certificate.objects.values_list("pdf", flat=True))
    assert (run.state, run.done, run.total, run.error) == (State.DONE, 3, 3, "")
    assert files(settings) == sorted([*names, f"runs/{run.public_id}.pdf"])
    assert len(printer.printed) == 4
    with run.merged_pdf.open() as merged:
        assert merged.read().startswith(b"%PDF")


def test_files_are_not_for_others_to_read(run, settings):
    work(run)

    modes = {path.stat().st_mode & 0o777 for path in settings.PRIVATE_MEDIA_ROOT.rglob("*.pdf")}
    assert modes == {0o640}


def test_the_same_task_delivered_twice_does_nothing_twice(run, printer):
    work(run)
    work(run)

    assert (run.attempts, len(printer.printed)) == (1, 4)


@pytest.mark.parametrize("at", [0, 1, 2, 3])
def test_a_killed_worker_is_followed_by_another_that_goes_on(at, run, printer, settings):
    printer.fails_at[at] = Killed()
    with pytest.raises(Killed):
        work(run)
    run.refresh_from_db()
    assert run.state == State.RUNNING

    early = jobs.take_up_stale_runs()
    later = jobs.take_up_stale_runs(timezone.now() + jobs.LEASE + dt.timedelta(seconds=10))
    work(run)

    assert (early, later) == (0, 1)
    assert (run.state, run.attempts) == (State.DONE, 2)
    assert len(printer.printed) == 4
    assert len(files(settings)) == 4


def test_a_worker_killed_between_file_and_row_leaves_no_second_file(
    run, printer, settings, monkeypatch
):
    storage = Certificate._meta.get_field("pdf").storage
    put = storage.put

    def put_and_die(name, body):
        put(name, body)
        raise Killed

    with monkeypatch.context() as patch:
        patch.setattr(storage, "put", put_and_die)
        with pytest.raises(Killed):
            work(run)
    jobs.take_up_stale_runs(timezone.now() + dt.timedelta(minutes=5))
    work(run)

    assert run.state == State.DONE
    assert len(files(settings)) == 4


def test_a_worker_that_lost_its_lease_stops(run, printer):
    first = jobs.claim(str(run.public_id), at=timezone.now())
    second = jobs.claim(str(run.public_id), at=timezone.now() + dt.timedelta(minutes=5))

    with pytest.raises(jobs.LeaseLost):
        jobs.make_files(first)

    assert second.pk == first.pk
    assert printer.printed == []


def test_a_run_in_work_is_not_claimed_again(run):
    jobs.claim(str(run.public_id), at=timezone.now())

    assert jobs.claim(str(run.public_id), at=timezone.now()) is None


def test_a_full_disk_postpones_the_run_however_long_it_lasts(run, printer, settings):
    for _ in range(jobs.MAX_ATTEMPTS + 2):
        printer.fails_at[len(printer.printed)] = OSError(errno.ENOSPC, "No space left")
        work(run)
        assert run.state == State.QUEUED
    work(run)

    assert run.state == State.DONE
    assert [path for path in files(settings) if path.endswith(".part")] == []


def test_a_paper_that_cannot_be_printed_fails_the_run_with_its_reason(run, printer):
    printer.fails_at[1] = RenderRefused("missing_letter", "漢")

    work(run)

    assert run.state == State.FAILED
    assert "漢" in run.error
    assert Certificate.objects.valid().count() == 3


def test_a_run_that_kills_its_workers_is_given_up(run, printer):
    for _ in range(jobs.MAX_ATTEMPTS):
        printer.fails_at[len(printer.printed)] = Killed()
        with pytest.raises(Killed):
            work(run)
        jobs.take_up_stale_runs(timezone.now() + dt.timedelta(minutes=5))

    work(run)

    assert (run.state, printer.printed) == (State.FAILED, [])


def test_a_task_that_was_lost_is_queued_again_once(run):
    late = timezone.now() + jobs.PATIENCE + dt.timedelta(seconds=1)

    assert jobs.take_up_stale_runs() == 0
    assert jobs.take_up_stale_runs(late) == 1
    assert jobs.take_up_stale_runs(late) == 0


def test_one_run_at_a_time(run, training_class):
    again = jobs.order_run(training_class, by=None)

    assert again == run
    assert IssueRun.objects.count() == 1


def test_a_finished_run_is_enough_while_nothing_changes(run, training_class):
    work(run)

    assert jobs.ensure_run(training_class, by=None) == run


def test_a_reissue_asks_for_a_new_run_that_prints_only_what_is_new(run, training_class, printer):
    work(run)
    reissue(Certificate.objects.first(), by=None, reason="In sai tên")

    new = work(jobs.ensure_run(training_class, by=None))

    assert (new.pk != run.pk, new.state, len(printer.printed)) == (True, State.DONE, 6)


def test_a_lost_file_is_made_again(run, training_class, printer):
    work(run)
    certificate = Certificate.objects.first()
    certificate.pdf.storage.delete(certificate.pdf.name)
    run.merged_pdf.storage.delete(run.merged_pdf.name)

    work(jobs.ensure_run(training_class, by=None))

    assert len(printer.printed) == 6
    assert certificate.pdf.storage.exists(certificate.pdf.name)


def test_a_class_without_certificates_has_nothing_to_print(db):
    assert jobs.order_run(held_class(), by=None) is None
