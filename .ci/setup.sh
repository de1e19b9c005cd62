#!/usr/bin/env bash
# Makes the environment of this checkout. Safe to run twice: what is there already is left alone.
#   .ci/setup.sh [base|dev] [DEBIAN_PACKAGE...]     PYTHON=... chooses the interpreter of a new .venv
set -euo pipefail
cd "$(dirname "$0")/.."
here=$(pwd -P)
. .ci/packages.sh

set_name=${1:-base}
shift || true
requirements=requirements/$set_name.txt

# WeasyPrint draws with Pango and HarfBuzz; Liberation is printed on papers; gettext compiles the translations.
need_packages libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0 fontconfig fonts-liberation2 gettext "$@"

# The font of the pages. Without it they use one of the reader's system, so nothing is stopped for it.
(need_packages fonts-inter-variable) || echo "Going on without the font of the web pages" >&2

is_new_enough() {
  "$1" -c 'import sys; sys.exit(sys.version_info < (3, 11, 2))' 2>/dev/null
}

find_python() {
  local candidate
  for candidate in ${PYTHON:-python3.11 python3}; do
    if is_new_enough "$candidate"; then
      command -v "$candidate"
      return
    fi
  done
  echo "No Python 3.11.2 or newer among: ${PYTHON:-python3.11 python3}. Name one: make setup PYTHON=..." >&2
  return 1
}

# A .venv that was moved or whose interpreter is gone points elsewhere, so it is made again.
if ! is_new_enough .venv/bin/python || ! grep -qsF "$here/.venv/bin/" .venv/bin/pip; then
  python=$(find_python)
  "$python" -c 'import ensurepip, venv' 2>/dev/null || need_packages python3-venv
  echo "Making .venv with $("$python" --version)"
  "$python" -m venv --clear .venv
fi

# The stamp is written last, so an interrupted installation is taken up again.
stamp=.venv/installed-$set_name
wanted=$(sha256sum <"$requirements")
if [ "$(cat "$stamp" 2>/dev/null)" != "$wanted" ]; then
  echo "Installing $requirements into .venv ($(grep -c == "$requirements") packages)"
  .venv/bin/python -m pip install --quiet --disable-pip-version-check --no-input --progress-bar off \
    --require-hashes --only-binary :all: -r "$requirements"
  echo "$wanted" >"$stamp"
fi

for catalogue in cms/locale*/*/LC_MESSAGES/*.po; do
  compiled=${catalogue%.po}.mo
  if [ -e "$catalogue" ] && ! [ "$compiled" -nt "$catalogue" ]; then
    msgfmt --check-format -o "$compiled" "$catalogue"
  fi
done

if ! [ cms/static/cms/fonts/fonts.css -nt .ci/web_fonts.py ]; then
  .venv/bin/python .ci/web_fonts.py
fi
