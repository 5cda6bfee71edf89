# Every target sets up what it needs and does nothing twice. `make help` lists them.

# The system's own build, compiled with optimisation, is an eighth faster than one that was compiled without.
PYTHON ?= $(shell for found in /usr/bin/python3.11 python3.11 python3; do \
	"$$found" -c 'import ensurepip' >/dev/null 2>&1 && command -v "$$found" && break; done)
PORT ?= 8000
WORKERS ?= 2
PYTEST_ARGS ?=
CLUSTER_DATABASE_URL = $(or $(DATABASE_URL),postgres://postgres@127.0.0.1:5432/duban)
CLUSTER_REDIS_URL = $(or $(REDIS_URL),redis://127.0.0.1:6379/7)

BIN := .venv/bin
MANAGE := $(BIN)/python manage.py
CATALOGUE := locale/zh_Hans/LC_MESSAGES/django.mo
PYTEST := $(BIN)/pytest -n $(WORKERS) --dist loadscope $(PYTEST_ARGS)

.DEFAULT_GOAL := help
.PHONY: help setup messages run test test-cluster check format lock browser services screenshots bench clean

help: ## this list
	@awk -F ':.*## ' '/^[a-z-]+:.*## / {printf "  make %-14s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

setup: .venv/.installed ## virtual environment in .venv/ with the pinned dependencies

.venv/.installed: requirements/dev.txt
	@test -n "$(PYTHON)" || { echo "Python 3.11 or later is needed: install python3 and python3-venv."; exit 1; }
	@test -x $(BIN)/python || { echo "Making .venv ..."; "$(PYTHON)" -m venv .venv; }
	@echo "Installing the pinned dependencies ..."
	@$(BIN)/python -m pip install -qq --disable-pip-version-check --require-hashes -r requirements/dev.txt
	@touch $@

messages: $(CATALOGUE) ## the Chinese catalogue from locale/fragments/

$(CATALOGUE): .venv/.installed scripts/merge_messages.py $(wildcard locale/fragments/*.po)
	@$(BIN)/python scripts/merge_messages.py

run: setup messages ## serve with demo data; PORT=8000
	@PORT=$(PORT) DUBAN_DEMO=$${DUBAN_DEMO:-1} DUBAN_BASE_URL=$${DUBAN_BASE_URL:-http://localhost:$(PORT)} scripts/run_demo

test: setup messages browser ## the whole suite on SQLite and in-memory channels (embedded mode)
	@env -u DATABASE_URL -u REDIS_URL $(PYTEST)

test-cluster: setup messages browser services ## the same suite on PostgreSQL and Redis
	@DATABASE_URL=$(CLUSTER_DATABASE_URL) REDIS_URL=$(CLUSTER_REDIS_URL) $(PYTEST)

check: setup messages ## ruff, mypy, layers, templates, migrations, deployment settings, translations
	@scripts/check

format: setup ## let the tools put code and templates into shape
	@$(BIN)/ruff check --fix --quiet . ; $(BIN)/ruff format . ; find templates -name '*.html' -exec $(BIN)/djade --target-version 5.2 {} +

lock: setup ## pin requirements/*.in again (keeps what still fits; UPGRADE=1 takes the newest)
	@scripts/lock $(if $(UPGRADE),--upgrade)

browser:
	@scripts/install_browser

services: .venv/.installed
	@DATABASE_URL=$(CLUSTER_DATABASE_URL) REDIS_URL=$(CLUSTER_REDIS_URL) $(BIN)/python scripts/start_services.py

screenshots: setup messages browser ## the pictures of README.md, from the running demo
	@$(BIN)/python scripts/screenshots.py

bench: setup messages ## measurements in bench/, each prints its figures
	@for bench in bench/*.py; do echo "== $$bench"; $(BIN)/python $$bench || exit 1; done

clean: ## remove caches and built catalogues; keeps .venv and the data in var/
	@find . -name __pycache__ -not -path './.venv/*' -prune -exec rm -rf {} +
	@rm -rf .pytest_cache .mypy_cache .ruff_cache .hypothesis .import_linter_cache test-results locale/*/LC_MESSAGES
