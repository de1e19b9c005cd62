#!/usr/bin/env bash
# Rewrites Python and templates in the house style.
set -euo pipefail
cd "$(dirname "$0")/.."
.ci/setup.sh dev
.venv/bin/ruff check --fix-only --quiet .
.venv/bin/ruff format .
# djade's exit status says whether it changed something.
find courses enrollment certificates cms -name '*.html' -exec .venv/bin/djade --target-version 5.2 {} + || true
