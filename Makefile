# `make help` lists the targets. The work is done by the scripts in .ci/.

PY := .venv/bin/python
.DEFAULT_GOAL := help
.PHONY: help setup run worker demo test test-fast storm check format translate bench-roster bench-certificates bench-year-book bench-search bench-pages screenshots lock

help: ## Show this list
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  make %-12s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

setup: ## Make the environment: Debian packages, .venv, translations
	@.ci/setup.sh base

run: setup ## Run the demo site: web and task worker (PORT=8000)
	@$(PY) .ci/run_site.py

worker: setup ## Run a task worker alone
	@$(PY) manage.py run_worker

demo: setup ## Load the demo into the database
	@$(PY) manage.py migrate --verbosity 0
	@$(PY) manage.py load_demo

test: ## Run all tests: SQLite, PostgreSQL, browser
	@.ci/test.sh

test-fast: ## Run the tests on SQLite only
	@.ci/test.sh fast

storm: ## Run the storms in full, half an hour on each database: build/storm.json
	@.ci/storm.sh

check: ## Check style, imports, types, migrations, settings, translations, templates
	@.ci/check.sh

format: ## Rewrite code and templates in the house style
	@.ci/format.sh

translate: ## Collect new strings into the catalogues
	@.ci/setup.sh base
	@.ci/translate.sh

bench-roster: ## Time a roster of 5,000 rows, and its memory
	@.ci/setup.sh dev
	@$(PY) -m tests.bench_roster

bench-certificates: ## Time certificates against naive printing and compare them: build/bench-certificates.json
	@.ci/setup.sh dev qpdf poppler-utils
	@.ci/setup.sh bench
	@$(PY) -m tests.bench_certificates

bench-year-book: ## Time the year book on both databases, and its growth: build/bench-year-book.json
	@.ci/bench_year_book.sh $(SIZES)

bench-pages: ## Time public pages, kept and made anew: build/bench-pages.json
	@.ci/bench_pages.sh

bench-search: ## Time searching 74,292 documents on both databases: build/bench-search.json
	@.ci/bench_search.sh

screenshots: ## Take the pictures of the documentation
	@.ci/setup.sh dev chromium
	@$(PY) -m tests.screenshots

lock: ## Compile the requirements (UPGRADE=--upgrade for newer ones)
	@.ci/setup.sh base
	@.ci/lock.sh $(UPGRADE)
