# make maps: build every map of geodata/ into maps/, the figures of the method page and the gallery.
# make test: run the tests.
# Both install what they need into .venv first, and do nothing twice.

PYTHON ?= python3
ENV := .venv
BIN := $(ENV)/bin
PIP := $(BIN)/python -m pip --disable-pip-version-check --quiet

.PHONY: maps test check clean

maps: $(ENV)/.installed
	$(BIN)/frontline build
	$(BIN)/python docs/figures.py
	$(BIN)/python docs/gallery.py

test: $(ENV)/.installed-test
	@sh tests/need-chromium.sh
	$(BIN)/python -m pytest -n auto

check: $(ENV)/.installed-dev
	$(BIN)/ruff check
	$(BIN)/ruff format --check
	$(BIN)/mypy

clean:
	rm -rf $(ENV)

$(ENV)/.python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' \
	  || { echo "frontline needs Python 3.11 or newer: make PYTHON=python3.12 …" >&2; exit 1; }
	$(PYTHON) -m venv $(ENV)
	@touch $@

$(ENV)/.installed: $(ENV)/.python pyproject.toml constraints.txt
	$(PIP) install -c constraints.txt -e .
	@touch $@

$(ENV)/.installed-test: $(ENV)/.installed
	$(PIP) install -c constraints.txt -e '.[test,parquet,docx,pdf]'
	@touch $@

$(ENV)/.installed-dev: $(ENV)/.installed-test
	$(PIP) install -c constraints.txt -e '.[test,parquet,docx,pdf,dev]'
	@touch $@
