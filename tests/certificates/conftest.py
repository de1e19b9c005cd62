"""Keys for the tests: made once, set by a fixture; without it nothing is signed."""

import pytest

from certificates.signing import trial_keys


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
