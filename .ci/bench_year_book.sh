#!/usr/bin/env bash
# The year book timed for one year and for ten, on both databases: build/bench-year-book.json.
#   .ci/bench_year_book.sh [SIZE...]     s m1 m t without a name; l (a ministry) takes hours of one core
set -euo pipefail
cd "$(dirname "$0")/.."
export LC_ALL=C.UTF-8
. .ci/steps.sh
.ci/setup.sh dev postgresql
unset DATABASE_URL CACHE_URL EMAIL_URL MEDIA_ROOT SECRET_KEY ALLOWED_HOSTS BASE_URL PORT DJANGO_SETTINGS_MODULE

folder=$(mktemp -d "${TMPDIR:-/tmp}/taphuan-bench.XXXXXX")
trap 'rm -rf "$folder"' EXIT
sizes=("$@")
[ ${#sizes[@]} -gt 0 ] || sizes=(s m1 m t)

bench=(.venv/bin/python -m tests.bench_year_book)
for size in "${sizes[@]}"; do
  if [ "$size" != l ]; then
    env DATABASE_URL="sqlite:///$folder/$size.sqlite3" "${bench[@]}" measure "$size" "$folder"
    rm -f "$folder/$size".sqlite3*
  fi
  .ci/with_postgres.sh --durable "${bench[@]}" measure "$size" "$folder"
done
"${bench[@]}" report "$folder"
