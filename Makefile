# fairdesk: one word to start, to test, to check; the same word for a person and for the machine.
#
# On a fresh Debian machine with Python 3.11, python3-venv, git and make nothing else is needed first: each target
# makes what it needs. Stamp files in .venv say what is installed there and as of which pyproject.toml.

PYTHON ?= python3
BIN := .venv/bin
PIP := $(BIN)/python -m pip --disable-pip-version-check -qq

.DEFAULT_GOAL := help
.PHONY: help serve test test-long test-llm check unit bench clean
.DELETE_ON_ERROR:

help: ## Say what can be done here.
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  make %-11s %s\n", $$1, $$2 }' Makefile

serve: .venv/for-serving ## Install and start the desk with a demo company; PORT=8765 DATA=./fairdesk-data if wanted.
	@$(if $(DATA),FAIRDESK_DATA="$(DATA)") exec $(BIN)/fairdesk serve --demo $(if $(PORT),--port "$(PORT)")

test: debian .venv/for-testing ## Install what is missing and run everything that the machine runs on a change.
	@$(BIN)/python tools/stages.py test

test-long: debian .venv/for-long ## Run the tests marked long.
	@$(BIN)/python tools/stages.py long

test-llm: .venv/for-testing .venv-llm/ready ## Test the language model against `transformers serve` (installs 1.2 GB).
	@$(BIN)/python tools/stages.py llm

check: .venv/for-testing ## The quick part: style, types, directions. No database server, no browser.
	@$(BIN)/python tools/stages.py check

unit: .venv/for-testing ## The quick part, then rooms and stories on SQLite.
	@$(BIN)/python tools/stages.py unit

bench: .venv/for-testing ## Print our figures beside the peers'.
	@$(BIN)/python benchmarks/run.py

clean: ## Take away the virtual environment and the caches; never the data.
	@rm -rf .venv .venv-llm .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache build dist test-results

# --- what the targets above rest on ---------------------------------------------------------------------------------
.PHONY: debian
debian:
	@sh tools/install_debian.sh

.venv/pip: | tools/check_python.py
	@$(PYTHON) tools/check_python.py
	@$(PYTHON) -m venv .venv
	@touch $@

.venv/for-serving: .venv/pip pyproject.toml
	@echo "Installing fairdesk into .venv; this happens once."
	@$(PIP) install -e .
	@touch $@

# Dependency groups (PEP 735) are understood by pip 25.1 and later; Debian 12 brings 23.0.
.venv/for-testing: .venv/for-serving
	@echo "Installing what the tests need into .venv; this happens once."
	@$(PIP) install --upgrade "pip>=25.1"
	@$(PIP) install --group lint --group test --group keyserver
	@touch $@

.venv/for-long: .venv/for-testing
	@echo "Installing the verifiers that only the long tests need; this happens once."
	@$(PIP) install --group verifiers
	@touch $@

# An environment of its own: what a model server needs is no business of the desk's.
.venv-llm/ready: .venv/pip pyproject.toml
	@echo "Installing torch and transformers into .venv-llm; this happens once."
	@$(PYTHON) -m venv .venv-llm
	@.venv-llm/bin/python -m pip --disable-pip-version-check -qq install --upgrade "pip>=25.1"
	@.venv-llm/bin/python -m pip --disable-pip-version-check -qq install --group llm-server
	@touch $@
