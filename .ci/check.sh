#!/usr/bin/env bash
# Everything that can be judged without running the tests. Goes through to the end and sums up.
set -euo pipefail
cd "$(dirname "$0")/.."
export LC_ALL=C.UTF-8
. .ci/steps.sh
.ci/setup.sh dev
unset DATABASE_URL CACHE_URL EMAIL_URL MEDIA_ROOT SECRET_KEY ALLOWED_HOSTS BASE_URL PORT DJANGO_SETTINGS_MODULE

python=$PWD/.venv/bin/python
bin=.venv/bin
apps=(courses enrollment certificates cms)
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT

check_contracts() {
  local said
  said=$(PYTHONPATH=. "$bin/lint-imports" --no-cache) || {
    printf '%s\n' "$said"
    return 1
  }
  tail -n 1 <<<"$said"
}

check_deployment() {
  SECRET_KEY=$("$python" -c 'import secrets; print(secrets.token_urlsafe(50))') \
    ALLOWED_HOSTS=taphuan.example BASE_URL=https://taphuan.example \
    "$python" manage.py check --deploy --fail-level WARNING --settings cms.settings.production
}

# A fresh collection of strings, in a copy, must leave the catalogue as it is and nothing untranslated or unsure.
check_translations() {
  local catalogue=cms/locale/vi/LC_MESSAGES/django.po gaps
  cp -r manage.py "${apps[@]}" "$scratch" || return
  .ci/translate.sh "$scratch" || return
  gaps=$(msgattrib --no-obsolete --untranslated "$scratch/$catalogue" &&
    msgattrib --no-obsolete --only-fuzzy "$scratch/$catalogue") || return
  if [ -n "$gaps" ]; then
    printf '%s\n' "$gaps"
    return 1
  fi
  diff --unified=1 --ignore-matching-lines='^"POT-Creation-Date' "$catalogue" "$scratch/$catalogue" ||
    { echo "The catalogue is not what the sources say: make translate" && return 1; }
}

check_templates() {
  find "${apps[@]}" -name '*.html' -exec "$bin/djade" --check --target-version 5.2 {} +
}

# The pins of the site and those of the tests are one resolution, so one must be part of the other.
check_requirements() {
  ! grep -hE '^[a-z0-9].*==' requirements/base.txt | grep -vxFf <(grep -E '^[a-z0-9].*==' requirements/dev.txt)
}

step "Lint" "$bin/ruff" check .
step "Format" "$bin/ruff" format --check .
step "Import contracts" check_contracts
step "Types of the rule modules" "$bin/mypy"
step "Migrations" "$python" manage.py makemigrations --check --dry-run
step "Deployment settings" check_deployment
step "Translations" check_translations
step "Templates" check_templates
step "Requirements" check_requirements
finish
