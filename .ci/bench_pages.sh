#!/usr/bin/env bash
# Public pages timed, kept and made anew, beside a constant answer of the same server: build/bench-pages.json.
set -euo pipefail
cd "$(dirname "$0")/.."
export LC_ALL=C.UTF-8
.ci/setup.sh dev wrk chromium
unset DATABASE_URL CACHE_URL EMAIL_URL MEDIA_ROOT SECRET_KEY ALLOWED_HOSTS BASE_URL PORT DJANGO_SETTINGS_MODULE
exec .venv/bin/python -m tests.bench_pages
