"""`make run` starts again what was killed, and gives up on what cannot run."""

import importlib.util
import sys

import pytest


@pytest.fixture
def run_site(project_root):
    spec = importlib.util.spec_from_file_location("run_site", project_root / ".ci/run_site.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.fixture
def kept(run_site):
    one = run_site.Kept("sleeper", (sys.executable, "-c", "import time; time.sleep(60)"))
    yield one
    one.process.kill()
    one.process.wait()


def kill(kept) -> int:
    kept.process.kill()
    kept.process.wait()
    return kept.process.pid


def test_what_was_killed_is_started_again(kept, capsys):
    killed = kill(kept)
    kept.look_after()

    assert kept.process.pid != killed
    assert kept.process.poll() is None
    assert "starting it again" in capsys.readouterr().out


def test_what_runs_is_left_alone(kept):
    pid = kept.process.pid
    kept.look_after()

    assert kept.process.pid == pid


def test_what_ends_all_the_time_is_given_up(run_site, kept):
    for _kill in range(run_site.MOST_STARTS - 1):
        kill(kept)
        kept.look_after()
    kill(kept)

    with pytest.raises(run_site.Refused, match="again and again"):
        kept.look_after()
