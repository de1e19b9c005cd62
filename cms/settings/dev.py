"""What `make run` uses: the embedded default with a secret key made on this machine."""

import secrets

from cms.settings.base import *  # noqa: F403
from cms.settings.base import RECORD_KEY_FILE, SIGNING_KEY_FILE, VAR_DIR, env


def _own_secret_key() -> str:
    """Made at the first start, kept beside the database, readable by its owner only."""
    path = VAR_DIR / "secret_key"
    if not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True)
        path.touch(mode=0o600)
        path.write_text(secrets.token_urlsafe(50))
    return path.read_text().strip()


SECRET_KEY = env.str("SECRET_KEY", default="") or _own_secret_key()
# Made by `manage.py make_test_keys`, as `make run` does; without them nothing is signed.
_TEST_KEYS = {name: VAR_DIR / "keys" / f"test-{name}.pem" for name in ("signing", "record")}
if not SIGNING_KEY_FILE and _TEST_KEYS["signing"].exists():
    SIGNING_KEY_FILE = str(_TEST_KEYS["signing"])
if not RECORD_KEY_FILE and _TEST_KEYS["record"].exists():
    RECORD_KEY_FILE = str(_TEST_KEYS["record"])
# Developers: DEBUG=1 for tracebacks and templates that reload.
DEBUG = env.bool("DEBUG", default=False)
# Static files are served straight from the apps; production collects them.
STATIC_ROOT = None
WHITENOISE_USE_FINDERS = True
WHITENOISE_AUTOREFRESH = DEBUG
