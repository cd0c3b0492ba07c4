# make maps:   build every map of geodata/ into maps/, the figures of the docs and the gallery.
# make test:   run every test.
# make quick:  run the tests that need no browser, kill no process and take little time.
# make check:  run the linters and the type checker.
# make docs:   build the documentation into build/docs.
# make lowest: run the tests without a browser with the oldest packages that pyproject.toml allows.
# Each target installs what it needs into .venv first and skips what is up to date.

PYTHON ?= python3
ENV := .venv
BIN := $(ENV)/bin
PIP := $(BIN)/python -m pip --disable-pip-version-check --quiet

# The linter and the type checker for the JavaScript of the page, without network access.
DENO := DENO_DIR=$(ENV)/deno DENO_NO_UPDATE_CHECK=1 $(BIN)/deno

COMPILE := $(BIN)/uv --quiet pip compile --universal --python-version 3.11 --generate-hashes \
  --no-header --no-annotate --group build $(UPGRADE)

.PHONY: maps test quick check docs lowest constraints clean

maps: $(ENV)/.installed
	$(BIN)/frontline build
	$(BIN)/python docs/scripts/method_figures.py
	$(BIN)/python docs/scripts/gallery_page.py
	$(BIN)/python docs/scripts/base_pictures.py

test: $(ENV)/.installed-dev
	@sh tests/helpers/ensure-chromium.sh
	$(BIN)/python -m pytest -n auto --dist worksteal

quick: $(ENV)/.installed-dev
	$(BIN)/python -m pytest -m "not browser and not kill and not slow"

check: $(ENV)/.installed-dev
	$(BIN)/ruff check
	$(BIN)/ruff format --check
	$(BIN)/mypy
	$(DENO) lint --quiet
	$(DENO) fmt --check --quiet
	$(DENO) check --quiet --cached-only frontline/render/page/player

docs: $(ENV)/.installed-docs
	$(BIN)/sphinx-build -E -W --keep-going --quiet docs build/docs

clean:
	rm -rf $(ENV) build

$(ENV)/.python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' \
	  || { echo "frontline needs Python 3.11 or newer: make PYTHON=python3.12 …" >&2; exit 1; }
	$(PYTHON) -m venv $(ENV)
	@touch $@

# Install the pinned packages by hash, then the checkout.
$(ENV)/.installed: $(ENV)/.python pyproject.toml constraints.txt
	$(PIP) install --require-hashes -r constraints.txt
	$(PIP) install --no-deps --no-build-isolation -e .
	@touch $@

$(ENV)/.installed-dev: $(ENV)/.installed constraints-dev.txt
	$(PIP) install --require-hashes -r constraints-dev.txt
	@touch $@

$(ENV)/.installed-docs: $(ENV)/.installed constraints-docs.txt
	$(PIP) install --require-hashes -r constraints-docs.txt
	@touch $@

# Newer versions: make constraints UPGRADE=--upgrade
constraints: $(ENV)/.python
	$(PIP) install uv
	$(COMPILE) pyproject.toml -o constraints.txt >/dev/null
	$(COMPILE) --all-extras --group dev -c constraints.txt pyproject.toml -o constraints-dev.txt >/dev/null
	$(COMPILE) --group docs --group release -c constraints-dev.txt pyproject.toml -o constraints-docs.txt >/dev/null

# A separate environment; a failure here means that pyproject.toml needs a higher lower bound.
OLD := build/lowest
lowest: $(ENV)/.python
	$(PIP) install uv
	$(BIN)/uv --quiet venv --clear --python $(BIN)/python $(OLD)
	$(BIN)/uv --quiet pip compile --resolution lowest-direct --generate-hashes --all-extras --group test \
	  --group build pyproject.toml -o $(OLD)/packages.txt >/dev/null
	$(BIN)/uv --quiet pip install --python $(OLD)/bin/python --require-hashes -r $(OLD)/packages.txt
	$(BIN)/uv --quiet pip install --python $(OLD)/bin/python --no-deps --no-build-isolation -e .
	$(OLD)/bin/python -m pytest -n auto -m "not browser and not kill" \
	  $(addprefix tests/,analysis cli dates evidence ground intake language scene snapshots text \
	  render/figure render/page/codec render/report render/tables)
