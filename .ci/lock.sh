#!/usr/bin/env bash
# Compiles requirements/*.in to *.txt with hashes, for the oldest Python that is promised.
#   .ci/lock.sh             keeps the present pins where they still fit
#   .ci/lock.sh --upgrade   takes the newest that fit together
set -euo pipefail
cd "$(dirname "$0")/../requirements"

scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT
../.venv/bin/python -m venv "$scratch/venv"
"$scratch/venv/bin/python" -m pip install --quiet --disable-pip-version-check uv

compile() {
  "$scratch/venv/bin/uv" pip compile --quiet --python-version 3.11.2 --generate-hashes --no-header \
    --no-emit-index-url --no-emit-find-links "$@" >/dev/null
}

# All together first, then the smaller sets out of that resolution.
compile "$@" bench.in dev.in base.in --output-file bench.txt
compile "$@" dev.in base.in --constraint bench.txt --output-file dev.txt
compile "$@" base.in --constraint bench.txt --output-file base.txt
