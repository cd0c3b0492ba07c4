# make maps: build every map of geodata/ into maps/, the figures of the method page and the gallery.
# make test: run the tests.
# Both install what they need into .venv first, and do nothing twice.

PYTHON ?= python3
ENV := .venv
BIN := $(ENV)/bin
PIP := $(BIN)/python -m pip --disable-pip-version-check --quiet

# The linter and the type checker for the JavaScript of the page, kept from asking the network.
DENO := DENO_DIR=$(ENV)/deno DENO_NO_UPDATE_CHECK=1 $(BIN)/deno

LOCK := --universal --python-version 3.11 --generate-hashes --no-header --no-annotate --group build

.PHONY: maps test check constraints clean

maps: $(ENV)/.installed
	$(BIN)/frontline build
	$(BIN)/python docs/figures.py
	$(BIN)/python docs/gallery.py

test: $(ENV)/.installed-dev
	@sh tests/helpers/need-chromium.sh
	$(BIN)/python -m pytest -n auto

check: $(ENV)/.installed-dev
	$(BIN)/ruff check
	$(BIN)/ruff format --check
	$(BIN)/mypy
	$(DENO) lint --quiet
	$(DENO) check --quiet --cached-only frontline/render/page/player

clean:
	rm -rf $(ENV)

$(ENV)/.python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' \
	  || { echo "frontline needs Python 3.11 or newer: make PYTHON=python3.12 …" >&2; exit 1; }
	$(PYTHON) -m venv $(ENV)
	@touch $@

# The packages, each of the very files whose hashes are known; then the checkout itself.
$(ENV)/.installed: $(ENV)/.python pyproject.toml constraints.txt
	$(PIP) install --require-hashes -r constraints.txt
	$(PIP) install --no-deps --no-build-isolation -e .
	@touch $@

$(ENV)/.installed-dev: $(ENV)/.installed constraints-dev.txt
	$(PIP) install --require-hashes -r constraints-dev.txt
	@touch $@

# Newer versions: make constraints UPGRADE=--upgrade
constraints: $(ENV)/.python
	$(PIP) install uv
	$(BIN)/uv --quiet pip compile $(LOCK) $(UPGRADE) pyproject.toml -o constraints.txt >/dev/null
	$(BIN)/uv --quiet pip compile $(LOCK) $(UPGRADE) --all-extras -c constraints.txt pyproject.toml \
	  -o constraints-dev.txt >/dev/null
