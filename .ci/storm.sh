#!/usr/bin/env bash
# The storms in full, on both databases; the figures are printed and kept in build/storm.json.
#   .ci/storm.sh [SCENARIO...]     all of them without a name: see tests/storm/__main__.py
set -euo pipefail
cd "$(dirname "$0")/.."
export LC_ALL=C.UTF-8
. .ci/steps.sh
.ci/setup.sh dev postgresql
unset DATABASE_URL CACHE_URL EMAIL_URL MEDIA_ROOT SECRET_KEY ALLOWED_HOSTS BASE_URL PORT DJANGO_SETTINGS_MODULE

folder=$(mktemp -d "${TMPDIR:-/tmp}/taphuan-storm.XXXXXX")
trap 'rm -rf "$folder"' EXIT
storm=(.venv/bin/python -m tests.storm "$folder" "$@")

step "Storms on SQLite" env DATABASE_URL="sqlite:///$folder/db.sqlite3" "${storm[@]}"
step "Storms on PostgreSQL" .ci/with_postgres.sh --durable "${storm[@]}"
finish
