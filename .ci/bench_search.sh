#!/usr/bin/env bash
# Searching 74,292 documents with 151,290 pages, timed on both databases: build/bench-search.json.
#   .ci/bench_search.sh        SHARE=0.1 takes a tenth of them, for a quick look
set -euo pipefail
cd "$(dirname "$0")/.."
export LC_ALL=C.UTF-8
. .ci/steps.sh
.ci/setup.sh dev postgresql
unset DATABASE_URL CACHE_URL EMAIL_URL SECRET_KEY ALLOWED_HOSTS BASE_URL PORT DJANGO_SETTINGS_MODULE

folder=$(mktemp -d "${TMPDIR:-/tmp}/taphuan-bench.XXXXXX")
trap 'rm -rf "$folder"' EXIT
export MEDIA_ROOT=$folder/media

bench=(.venv/bin/python -m tests.bench_search)
env DATABASE_URL="sqlite:///$folder/search.sqlite3" "${bench[@]}" measure "$folder"
rm -f "$folder"/search.sqlite3*
.ci/with_postgres.sh --durable "${bench[@]}" measure "$folder"
"${bench[@]}" report "$folder"
