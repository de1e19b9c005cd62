"""The worker that makes files of certificates is killed, doubled, and left without room."""

import shutil
import subprocess

import pytest

from certificates.runs.ordering import issue_with_files
from enrollment.models import Enrollment
from tests.certificates.classes import held_class
from tests.factories.enrollment import TraineeFactory, UserFactory

pytestmark = [pytest.mark.database, pytest.mark.race]

PEOPLE = 6
RESULTS = 3
WHOLE = {
    "state": "done",
    "done": PEOPLE,
    "waits_for": "",
    "numbers": list(range(1, PEOPLE + 1)),
    "pending": 0,
    "certificates": PEOPLE,
    "results": RESULTS,
    "empty": 0,
    "parts": 0,
    "letters": PEOPLE,
    "breaches": [],
}


@pytest.fixture
def issued(shared_database, settings):
    """A class whose numbers are stored and whose files nobody has begun; where it is found."""
    settings.TASKS = {"default": {"BACKEND": "django_tasks.backends.dummy.DummyBackend"}}
    names = [f"Bùi Văn {letter}" for letter in "ABCDEF"]
    training_class = held_class(
        [TraineeFactory(full_name=name, user=UserFactory()) for name in names], code="FILES"
    )
    issue_with_files(training_class, by=None)
    assert Enrollment.objects.confirmed().count() == PEOPLE
    return shared_database()


@pytest.fixture
def act(issued, workers):
    """`act(role, folder, ...)`: one process on the database of the class."""

    def run(role: str, folder, *arguments: str):
        return workers(issued, "", [[role, "on", str(folder), "FILES", *arguments]])[0]

    return run


@pytest.mark.parametrize(
    ("point", "after"),
    [
        ("number stored", "0"),
        ("number stored", "3"),
        ("file written", "1"),
        ("file written", "3"),
        ("before the state", "0"),
    ],
)
def test_after_kill_9_the_same_numbers_one_file_each_and_one_letter(point, after, act, tmp_path):
    killed = act("draw_and_die", tmp_path, point, after)
    between = act("files", tmp_path)

    recovered = act("recover", tmp_path)

    assert killed == {"status": -9}
    assert (between["state"], between["numbers"]) == ("running", WHOLE["numbers"])
    assert recovered == {"taken": 1} | WHOLE
    titles = (tmp_path / "printed").read_text().splitlines()
    of_certificates = [title for title in titles if "–" in title]
    assert len(of_certificates) == len(set(of_certificates)) == PEOPLE


def test_two_workers_with_the_same_task_print_everything_once(issued, race, act, tmp_path):
    told = race(issued, [["draw", "on", str(tmp_path), "FILES"]] * 2)

    assert told == {"worked": 2}
    assert act("files", tmp_path) == WHOLE
    assert len((tmp_path / "printed").read_text().splitlines()) == PEOPLE + 2


def test_without_the_guard_two_workers_print_everything_twice(issued, race, tmp_path):
    told = race(issued, [["draw", "off", str(tmp_path), "FILES"]] * 2)

    printed = len((tmp_path / "printed").read_text().splitlines())
    assert printed > PEOPLE + 2 or any("error" in answer for answer in told)


@pytest.fixture
def small_disk(tmp_path):
    """Room for some papers of forty thousand bytes, not for all."""
    folder = tmp_path / "disk"
    (folder / "private").mkdir(parents=True)
    mount = [shutil.which("mount") or "mount", "-t", "tmpfs", "-o", "size=160k", "tmpfs"]
    done = subprocess.run([*mount, folder / "private"], capture_output=True, text=True)
    if done.returncode:
        pytest.skip(f"no disk may be mounted here: {done.stderr.strip()}")
    yield folder
    subprocess.run([shutil.which("umount") or "umount", folder / "private"], check=True)


def test_without_room_numbers_stay_and_the_files_come_when_there_is_room(act, small_disk):
    full = act("draw_alone", small_disk)
    still_full = act("draw_alone", small_disk)
    mount = [shutil.which("mount") or "mount", "-o", "remount,size=4m"]
    subprocess.run([*mount, small_disk / "private"], check=True)

    recovered = act("recover", small_disk)

    for told in (full, still_full):
        assert (told["state"], told["waits_for"]) == ("queued", "room")
        assert told["numbers"] == WHOLE["numbers"]
        assert 0 < told["pending"] < PEOPLE
        assert (told["empty"], told["parts"], told["breaches"]) == (0, 0, [])
    assert recovered == {"taken": 1} | WHOLE
