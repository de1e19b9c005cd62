"""Keys for the tests, made once; papers that are told by their titles."""

import pytest

from certificates.signing import trial_keys
from certificates.views import answers


@pytest.fixture(scope="session")
def key_folder(tmp_path_factory):
    """A signing key and a record key, marked as tests."""
    folder = tmp_path_factory.mktemp("keys")
    trial_keys.make_trial_keys(folder)
    return folder


@pytest.fixture
def signing_on(settings, key_folder):
    settings.SIGNING_KEY_FILE = str(key_folder / trial_keys.SIGNING_FILE)


@pytest.fixture
def record_on(settings, key_folder):
    settings.RECORD_KEY_FILE = str(key_folder / trial_keys.RECORD_FILE)


@pytest.fixture
def printed_titles(monkeypatch):
    """Titles of the papers printed instead of drawing them, which is slow."""
    titles = []

    def print_title(paper):
        paper.check()
        titles.append(paper.title())
        return b"%PDF-1.7 " + paper.title().encode()

    monkeypatch.setattr(answers, "render_document", print_title)
    return titles
