"""A site in a storm, on a copy of the database under test."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from django.conf import settings
from django.core.management import call_command

from tests.conftest import plant_root
from tests.storm.client import Crowd
from tests.storm.people import words_of_states
from tests.storm.processes import Site, running_site


@pytest.fixture
def prepared(transactional_db) -> None:
    """What a fresh installation has; to be asked for before people and classes are made."""
    plant_root()
    call_command("setup_site", verbosity=0)


@pytest.fixture
def start_site(prepared, shared_database, tmp_path) -> Iterator[Callable[..., Site]]:
    """Call when all rows are made; the processes end before the tables are emptied."""
    running = []

    def start(**options: Any) -> Site:
        folder = tmp_path / f"site-{len(running)}"
        block = running_site(folder, shared_database(), secret_key=settings.SECRET_KEY, **options)
        running.append(block)
        return block.__enter__()

    yield start
    for block in running:
        block.__exit__(None, None, None)


@pytest.fixture
def crowd_at() -> Iterator[Callable[[Site], Crowd]]:
    crowds = []

    def gather(site: Site) -> Crowd:
        crowds.append(Crowd(site.port, Path(site.acks), words_of_states()))
        return crowds[-1]

    yield gather
    for crowd in crowds:
        crowd.close()
