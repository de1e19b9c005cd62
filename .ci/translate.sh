#!/usr/bin/env bash
# Collects the strings to be translated into the catalogues: of this checkout, or of a copy.
#   .ci/translate.sh [FOLDER_OF_COPY]
set -euo pipefail
cd "$(dirname "$0")/.."
python=$PWD/.venv/bin/python
cd "${1:-.}"
"$python" manage.py makemessages --locale vi --no-location --no-wrap \
  --ignore tests --ignore requirements --ignore docs --ignore var --ignore build
