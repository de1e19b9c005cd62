"""Production on loopback: everything that it writes lies in the folder of the bench."""

import os
from pathlib import Path

from cms.settings.production import *  # noqa: F403

FOLDER = Path(os.environ["BENCH_FOLDER"])
STATIC_ROOT = FOLDER / "static"
SECURE_SSL_REDIRECT = False
# The browser of the bench comes by plain HTTP.
SECURE_HSTS_SECONDS = 0
