#!/usr/bin/env bash
# The whole test suite: SQLite, PostgreSQL, browser. `.ci/test.sh fast` runs the first part only.
set -euo pipefail
cd "$(dirname "$0")/.."
export LC_ALL=C.UTF-8
. .ci/steps.sh

# What a developer has set for the own site must not reach the tests.
unset DATABASE_URL CACHE_URL EMAIL_URL MEDIA_ROOT SECRET_KEY ALLOWED_HOSTS BASE_URL PORT DJANGO_SETTINGS_MODULE
tests=(.venv/bin/python .ci/run_tests.py)

on_sqlite() {
  step "Tests on SQLite" "${tests[@]}" sqlite -n 2 --dist loadscope -m "not postgres_only and not browser"
}

on_postgres() {
  step "Tests on PostgreSQL" \
    .ci/with_postgres.sh "${tests[@]}" postgres -n 2 --dist loadscope -m "(database or postgres_only) and not browser"
}

in_browser() {
  step "Journeys in the browser" "${tests[@]}" browser -n 2 -m browser
}

case ${1:-all} in
  fast)
    .ci/setup.sh dev poppler-utils qpdf
    on_sqlite
    ;;
  all)
    .ci/setup.sh dev poppler-utils qpdf postgresql chromium
    on_sqlite
    on_postgres
    in_browser
    ;;
  *)
    echo "usage: .ci/test.sh [all|fast]" >&2
    exit 2
    ;;
esac
finish
