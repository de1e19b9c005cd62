"""What the tests use: in-memory SQLite or the cluster named by DATABASE_URL, no disk, no delay."""

import tempfile
from pathlib import Path

from cms.settings.base import *  # noqa: F403
from cms.settings.base import DATABASES, env

SECRET_KEY = "only-for-tests"  # noqa: S105
DEBUG = False
ALLOWED_HOSTS = ["testserver", "127.0.0.1", "localhost"]
BASE_URL = "http://testserver"
CSRF_TRUSTED_ORIGINS = [BASE_URL]

if not env.str("DATABASE_URL", default=""):
    DATABASES["default"]["NAME"] = ":memory:"

CACHES = {
    "default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"},
    # Tests that are about kept pages switch it on: tests/cms/test_page_cache.py.
    "pages": {"BACKEND": "django.core.cache.backends.dummy.DummyCache"},
}
EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
TASKS = {"default": {"BACKEND": "django_tasks.backends.immediate.ImmediateBackend"}}
# The full-text tables come with migrations, which most tests skip.
WAGTAILSEARCH_BACKENDS = {"default": {"BACKEND": "cms.search.admin_backend", "AUTO_UPDATE": False}}
MEDIA_ROOT = Path(tempfile.gettempdir()) / "taphuan-test-media"
PRIVATE_MEDIA_ROOT = MEDIA_ROOT / "private"
WHITENOISE_AUTOREFRESH = True
WHITENOISE_USE_FINDERS = True
LOGGING = {"version": 1, "disable_existing_loggers": False}
