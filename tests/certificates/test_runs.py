import dataclasses
import datetime as dt
import errno
import zipfile
from pathlib import Path

import pytest

from django.utils import timezone

from certificates.invariants import find_breaches
from certificates.models import Certificate, IssueRun
from certificates.papers import hand_over_list
from certificates.pdf.refusals import RenderRefused
from certificates.register.issuing import issue_certificates
from certificates.register.reissuing import reissue
from certificates.runs import certificate_files, drawing, lease, ordering, tasks
from certificates.signing.refusals import SigningUnavailable
from certificates.sums import TotalsDisagree
from courses.models import AuditEntry
from courses.refusals import Refusal
from enrollment.models import Enrollment, Letter
from tests.certificates.classes import held_class
from tests.certificates.printing import Killed, Printer
from tests.factories.enrollment import AgencyFactory, TraineeFactory, UserFactory

pytestmark = pytest.mark.django_db

State = IssueRun.State
NAMES = ["Bùi Thị An", "Lê Văn Anh", "Hà Ánh"]
# One file each, all in one, the list to sign.
PAPERS = 5
# Beside the files of certificates: all in one, the archive, the list.
FILES = 6


@pytest.fixture(autouse=True)
def printer(monkeypatch):
    printer = Printer()
    printer.replace(monkeypatch)
    return printer


@pytest.fixture(autouse=True)
def _tasks_wait(settings):
    settings.TASKS = {"default": {"BACKEND": "django_tasks.backends.dummy.DummyBackend"}}


@pytest.fixture
def training_class():
    training_class = held_class(NAMES)
    issue_certificates(training_class, by=None)
    return training_class


@pytest.fixture
def run(training_class, organizer):
    return ordering.order_run(training_class, by=organizer)


def work(run) -> IssueRun:
    tasks.render_run.func(str(run.public_id))
    run.refresh_from_db()
    return run


def take_up(run, *, after=dt.timedelta(minutes=5)) -> IssueRun:
    """What the next worker does when the first is gone."""
    tasks.take_up_stale_runs(timezone.now() + after)
    return work(run)


def files(settings) -> list[str]:
    root = Path(settings.PRIVATE_MEDIA_ROOT)
    return sorted(str(path.relative_to(root)) for path in root.rglob("*") if path.is_file())


def numbers() -> list[int]:
    return sorted(Certificate.objects.values_list("number", flat=True))


def test_a_run_makes_one_file_each_and_the_results(run, printer, settings):
    work(run)

    names = sorted(Certificate.objects.values_list("pdf", flat=True))
    results = [f"runs/{run.public_id}{end}" for end in (".pdf", ".zip", "-list.pdf")]
    assert (run.state, run.done, run.total, run.error) == (State.DONE, 3, 3, "")
    assert files(settings) == sorted([*names, *results])
    assert len(printer.printed) == PAPERS
    assert find_breaches() == []


def test_the_archive_holds_one_file_each_in_plain_letters(run):
    work(run)

    with run.archive.open() as file, zipfile.ZipFile(file) as archive:
        names = [name.partition("_")[2] for name in archive.namelist()]
        assert archive.testzip() is None
    assert sorted(names) == ["Bui-Thi-An.pdf", "Ha-Anh.pdf", "Le-Van-Anh.pdf"]


def test_files_are_not_for_others_to_read(run, settings):
    work(run)

    modes = {path.stat().st_mode & 0o777 for path in settings.PRIVATE_MEDIA_ROOT.rglob("*.pdf")}
    assert modes == {0o640}


def test_the_same_task_delivered_twice_does_nothing_twice(run, printer):
    work(run)
    work(run)

    assert (run.attempts, len(printer.printed)) == (1, PAPERS)


@pytest.mark.parametrize("at", range(PAPERS))
def test_a_killed_worker_is_followed_by_another_that_goes_on(at, run, printer, settings):
    before = numbers()
    printer.fails_at[at] = Killed()
    with pytest.raises(Killed):
        work(run)
    run.refresh_from_db()
    assert run.state == State.RUNNING

    early = tasks.take_up_stale_runs()
    later = tasks.take_up_stale_runs(timezone.now() + lease.LEASE + dt.timedelta(seconds=10))
    work(run)

    assert (early, later) == (0, 1)
    assert (run.state, run.attempts, run.done) == (State.DONE, 2, 3)
    assert [title for title in printer.printed[:3] if printer.printed.count(title) > 1] == []
    assert len(files(settings)) == FILES
    assert (numbers(), find_breaches()) == (before, [])


def test_a_worker_killed_between_file_and_row_leaves_no_second_file(
    run, printer, settings, monkeypatch
):
    def note_and_die(_run, made):
        if made:
            raise Killed

    with monkeypatch.context() as patch:
        patch.setattr(certificate_files, "_note", note_and_die)
        with pytest.raises(Killed):
            work(run)
    lying = files(settings)
    take_up(run)

    assert len(lying) == 3
    assert run.state == State.DONE
    assert len(printer.printed) == PAPERS
    assert (len(files(settings)), find_breaches()) == (FILES, [])


def test_a_worker_that_lost_its_lease_stops(run, printer):
    first = lease.claim(str(run.public_id), at=timezone.now())
    second = lease.claim(str(run.public_id), at=timezone.now() + dt.timedelta(minutes=5))

    with pytest.raises(lease.LeaseLost):
        certificate_files.make_certificate_files(first)

    assert second.pk == first.pk
    assert printer.printed == []


def test_a_run_in_work_is_not_claimed_again(run):
    lease.claim(str(run.public_id), at=timezone.now())

    assert lease.claim(str(run.public_id), at=timezone.now()) is None


def test_a_full_disk_postpones_the_run_however_long_it_lasts(run, printer, settings):
    for _ in range(lease.MAX_ATTEMPTS + 2):
        printer.fails_at[len(printer.printed)] = OSError(errno.ENOSPC, "No space left")
        work(run)
        assert (run.state, run.waits_for) == (State.QUEUED, IssueRun.Wait.ROOM)
    take_up(run)

    assert (run.state, run.waits_for) == (State.DONE, "")
    assert [path for path in files(settings) if path.endswith(".part")] == []


def test_a_printer_out_of_order_postpones_the_run_as_well(run, printer):
    printer.fails_at[1] = RenderRefused("unavailable")
    work(run)

    assert (run.state, run.waits_for) == (State.QUEUED, IssueRun.Wait.ROOM)


def test_a_paper_that_cannot_be_printed_fails_the_run_with_its_reason(run, printer):
    printer.fails_at[1] = RenderRefused("missing_letter", "漢")

    work(run)

    assert (run.state, run.done) == (State.FAILED, 1)
    assert "漢" in run.error
    assert Certificate.objects.valid().count() == 3


def test_a_run_that_kills_its_workers_is_given_up(run, printer):
    for _ in range(lease.MAX_ATTEMPTS):
        printer.fails_at[len(printer.printed)] = Killed()
        with pytest.raises(Killed):
            work(run)
        tasks.take_up_stale_runs(timezone.now() + dt.timedelta(minutes=5))

    work(run)

    assert (run.state, printer.printed) == (State.FAILED, [])


def test_a_task_that_was_lost_is_queued_again_once(run):
    late = timezone.now() + lease.PATIENCE + dt.timedelta(seconds=1)

    assert tasks.take_up_stale_runs() == 0
    assert tasks.take_up_stale_runs(late) == 1
    assert tasks.take_up_stale_runs(late) == 0


def test_one_run_at_a_time(run, training_class):
    again = ordering.order_run(training_class, by=None)

    assert again == run
    assert IssueRun.objects.count() == 1


def test_a_finished_run_is_enough_while_nothing_changes(run, training_class):
    work(run)

    assert ordering.ensure_run(training_class, by=None) == run


def test_a_reissue_asks_for_a_new_run_that_prints_only_what_is_new(run, training_class, printer):
    work(run)
    reissue(Certificate.objects.first(), by=None, reason="In sai tên")

    new = work(ordering.ensure_run(training_class, by=None))

    assert (new.pk != run.pk, new.state, len(printer.printed)) == (True, State.DONE, PAPERS + 3)


def test_a_lost_file_is_made_again(run, training_class, printer):
    work(run)
    certificate = Certificate.objects.first()
    certificate.pdf.storage.delete(certificate.pdf.name)
    run.merged_pdf.storage.delete(run.merged_pdf.name)

    work(ordering.ensure_run(training_class, by=None))

    assert len(printer.printed) == PAPERS + 3
    assert certificate.pdf.storage.exists(certificate.pdf.name)


def test_a_class_without_certificates_has_nothing_to_print(db):
    assert ordering.order_run(held_class(), by=None) is None


def stop_while_printing(run, printer, at: int, monkeypatch) -> None:
    """Somebody presses "stop" while this paper is being drawn; each is a step of its own."""
    monkeypatch.setattr(certificate_files, "MOST_IN_A_STEP", 1)
    draw = printer._print

    def press_and_draw(title: str) -> bytes:
        if len(printer.printed) == at:
            ordering.stop_run(run, by=None)
        return draw(title)

    monkeypatch.setattr(printer, "_print", press_and_draw)


def test_a_run_is_stopped_at_its_next_step_and_gone_on_with(run, printer, monkeypatch, organizer):
    with monkeypatch.context() as patch:
        stop_while_printing(run, printer, 1, patch)
        work(run)
    stopped = (run.state, run.done, len(printer.printed))

    work(ordering.resume_run(run, by=organizer))

    assert stopped == (State.STOPPED, 2, 2)
    run.refresh_from_db()
    assert (run.state, run.done, run.stop_asked_at) == (State.DONE, 3, None)
    assert len(printer.printed) == PAPERS
    acts = AuditEntry.objects.filter(subject=f"run:{run.pk}").values_list("action", flat=True)
    assert sorted(acts) == ["certificates.files_ordered", "run.resumed", "run.stopped"]


def test_what_was_not_begun_stops_at_once(run, printer):
    ordering.stop_run(run, by=None)
    work(run)

    assert (run.state, printer.printed) == (State.STOPPED, [])


def test_a_stop_is_obeyed_for_a_dead_worker(run):
    lease.claim(str(run.public_id), at=timezone.now())
    ordering.stop_run(run, by=None)

    taken = tasks.take_up_stale_runs(timezone.now() + dt.timedelta(minutes=5))

    run.refresh_from_db()
    assert (taken, run.state) == (0, State.STOPPED)


def test_what_is_done_cannot_be_stopped(run):
    work(run)

    with pytest.raises(Refusal) as refusal:
        ordering.stop_run(run, by=None)
    assert refusal.value.code == "not_running"


def test_the_button_of_the_class_goes_on_with_a_stopped_run(run, training_class):
    ordering.stop_run(run, by=None)

    again = ordering.ensure_run(training_class, by=None)

    assert (again.pk, again.state, again.stop_asked_at) == (run.pk, State.QUEUED, None)


@pytest.fixture
def key(monkeypatch):
    """A key that is on; it signs when it is well."""
    monkeypatch.setattr(certificate_files, "is_signing_on", lambda: True)
    monkeypatch.setattr(drawing, "is_signing_on", lambda: True)
    state = {"is_well": True}

    def sign(body, **_labels):
        if not state["is_well"]:
            raise SigningUnavailable("missing")
        return body + b" signed"

    monkeypatch.setattr(drawing, "sign_pdf", sign)
    return state


def test_files_are_signed_while_a_key_is_set(run, key):
    work(run)

    one = Certificate.objects.first()
    with one.pdf.open() as file:
        assert file.read().endswith(b" signed")
    assert one.signed_at
    assert one.pdf.name.endswith("-signed.pdf")


def test_nothing_unsigned_is_released_while_the_key_is_away(run, key, settings):
    key["is_well"] = False
    for _ in range(lease.MAX_ATTEMPTS + 1):
        work(run)
        tasks.take_up_stale_runs(timezone.now() + dt.timedelta(minutes=1))
    run.refresh_from_db()
    waiting = (run.state, run.waits_for, files(settings), Letter.objects.count())
    key["is_well"] = True

    work(run)

    assert waiting == (State.QUEUED, IssueRun.Wait.KEY, [], 0)
    assert (run.state, run.waits_for, run.error) == (State.DONE, "", "")
    assert Certificate.objects.filter(signed_at=None).count() == 0


def test_the_letter_goes_when_the_file_can_be_had_and_once(printer):
    trainee = TraineeFactory(user=UserFactory(email="an@example.org"))
    training_class = held_class([trainee, "Lê Văn Anh"])
    _issued, run = ordering.issue_with_files(training_class, by=None)
    before = Letter.objects.filter(kind="certificate_ready").count()

    work(run)
    Certificate.objects.update(pdf="")
    work(ordering.order_run(training_class, by=None))

    letters = Letter.objects.filter(kind="certificate_ready").values_list("to", flat=True)
    assert (before, list(letters)) == (0, ["an@example.org"])


def test_queries_of_a_run_do_not_grow_with_the_people(django_assert_max_num_queries):
    training_class = held_class([f"Bùi Văn {chr(65 + n)}" for n in range(20)])
    _issued, run = ordering.issue_with_files(training_class, by=None)

    with django_assert_max_num_queries(30):
        work(run)


def test_numbers_and_order_come_together_or_not_at_all(monkeypatch):
    training_class = held_class()

    def fail(*_args, **_kwargs):
        raise Killed

    monkeypatch.setattr(ordering, "ensure_run", fail)
    with pytest.raises(Killed):
        ordering.issue_with_files(training_class, by=None)

    assert Certificate.objects.count() == 0


def test_the_hand_over_list_groups_by_agency_in_the_order_of_the_tree():
    parent = AgencyFactory(name="Tỉnh ủy")
    below = AgencyFactory(name="Văn phòng Tỉnh ủy", parent=parent)
    training_class = held_class(["Lê Văn Bé", "Bùi Thị An"], agency=below)
    moved = Enrollment.objects.filter(full_name="Lê Văn Bé")
    moved.update(agency=parent, agency_name="Tỉnh ủy")
    issue_certificates(training_class, by=None)

    paper = hand_over_list(training_class)

    groups = [(group.agency, [row.full_name for row in group.rows]) for group in paper.groups]
    assert groups == [
        ("Tỉnh ủy", ["Lê Văn Bé"]),
        ("Văn phòng Tỉnh ủy", ["Bùi Thị An"]),
    ]
    paper.check()


def test_a_row_that_is_lost_from_the_hand_over_list_is_noticed(training_class):
    paper = hand_over_list(training_class)

    with pytest.raises(TotalsDisagree):
        dataclasses.replace(paper, groups=()).check()
