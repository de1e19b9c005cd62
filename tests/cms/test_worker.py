"""The worker takes back what a killed one left, and its sweeps outlive their jobs."""

import datetime as dt
import os
import socket
import subprocess
import sys

import pytest
from django_tasks import TaskResultStatus
from django_tasks_db.models import DBTaskResult

from django.db import DatabaseError
from django.utils import timezone

from cms.worker import (
    MAX_STARTS,
    Sweeper,
    at_most_every,
    forget_old_tasks,
    new_worker_id,
    publish_scheduled_pages,
    release_lost_tasks,
)
from tests.factories.cms import NewsPageFactory

pytestmark = pytest.mark.django_db


def make_task(**fields):
    defaults = {
        "args_kwargs": {"args": [], "kwargs": {}},
        "task_path": "certificates.runs.tasks.render_run",
        "backend_name": "default",
        "run_after": timezone.now(),
        "started_at": timezone.now(),
        "status": TaskResultStatus.RUNNING,
    }
    return DBTaskResult.objects.create(**defaults | fields)


def dead_worker_id():
    process = subprocess.Popen([sys.executable, "-c", ""])
    process.wait()
    return f"{socket.gethostname()[:40]}:{process.pid}:abcd"


def test_task_of_a_dead_worker_is_queued_again():
    task = make_task(worker_ids=[dead_worker_id()])

    assert release_lost_tasks() == 1
    task.refresh_from_db()
    assert (task.status, task.started_at) == (TaskResultStatus.READY, None)


def test_task_of_a_living_worker_is_left_alone():
    make_task(worker_ids=[f"{socket.gethostname()[:40]}:{os.getppid()}:abcd"])

    assert release_lost_tasks() == 0


def test_own_task_is_left_alone():
    own_id = new_worker_id()
    make_task(worker_ids=[own_id])

    assert release_lost_tasks(own_id=own_id) == 0


def test_worker_on_another_machine_is_believed_for_a_while():
    make_task(worker_ids=["elsewhere:1:abcd"])

    assert release_lost_tasks() == 0
    assert release_lost_tasks(at=timezone.now() + dt.timedelta(hours=1)) == 1


def test_task_that_kills_its_workers_is_given_up():
    task = make_task(worker_ids=[dead_worker_id()] * MAX_STARTS)

    release_lost_tasks()

    task.refresh_from_db()
    assert task.status == TaskResultStatus.FAILED


def test_old_finished_tasks_are_forgotten():
    long_ago = timezone.now() - dt.timedelta(days=30)
    make_task(status=TaskResultStatus.SUCCESSFUL, finished_at=long_ago)
    fresh = make_task(status=TaskResultStatus.SUCCESSFUL, finished_at=timezone.now())

    forget_old_tasks()

    assert list(DBTaskResult.objects.all()) == [fresh]


def test_sweep_goes_on_after_a_job_that_fails():
    done = []

    def failing():
        done.append("failing")
        raise DatabaseError("gone")

    def working():
        done.append("working")
        sweeper.stopping.set()

    sweeper = Sweeper([failing, working], seconds=0)
    sweeper.start()
    sweeper.join(5)

    assert done == ["failing", "working"]
    assert not sweeper.is_alive()


def test_page_whose_time_has_come_is_published_once(site_tree):
    page = NewsPageFactory(live=False)
    page.go_live_at = timezone.now() - dt.timedelta(minutes=1)
    revision = page.save_revision(approved_go_live_at=page.go_live_at)

    publish_scheduled_pages()
    publish_scheduled_pages()

    page.refresh_from_db()
    revision.refresh_from_db()
    assert (page.live, revision.approved_go_live_at) == (True, None)


def test_page_whose_time_is_over_is_withdrawn(site_tree):
    page = NewsPageFactory(expire_at=timezone.now() - dt.timedelta(minutes=1))

    publish_scheduled_pages()

    page.refresh_from_db()
    assert not page.live


def test_rare_job_is_left_out_until_its_time(monkeypatch):
    now, done = 100.0, []
    monkeypatch.setattr("cms.worker.time.monotonic", lambda: now)
    job = at_most_every(60, lambda: done.append(now))

    for now in (100.0, 102.0, 159.0, 160.0, 161.0):  # noqa: B007 - read by the clock
        job()

    assert done == [100.0, 160.0]
