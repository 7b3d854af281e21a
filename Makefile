# The menu. `make demo` and `make test` do all the set-up they need on a fresh Debian or Ubuntu with Python 3.11+.
SHELL := /bin/bash
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
JOBS ?= 2
TESTS ?= tests
SPEED ?= 30
PORT ?= 8640
# fuzzing: for each format so long; no names = all formats
SECONDS ?= 600
FORMATS ?=
# reliability: so many kills a store
KILLS ?= 150

.DEFAULT_GOAL := help
.PHONY: help demo test check lint types contracts docs format bench reliability fuzz screenshots lock wheel wheel-check clean

help:  ## say what there is
	@grep -E '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 16

demo: $(VENV)/.ready  ## start the room with the invented wire day and print its address
	$(BIN)/wireroom demo --speed $(SPEED) --port $(PORT)

test: $(VENV)/.ready-dev  ## run all tests (TESTS=path for some of them)
	@tools/need-browser.sh
	$(BIN)/python -m pytest -n $(JOBS) --dist loadgroup $(TESTS)

check: lint types contracts docs  ## what CI asks besides the tests

lint: $(VENV)/.ready-dev  ## ruff, and its format
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .

types: $(VENV)/.ready-dev  ## mypy, strict
	$(BIN)/mypy

contracts: $(VENV)/.ready-dev  ## which layer may import which
	$(BIN)/lint-imports --no-logo

docs: $(VENV)/.ready-dev  ## links in the docs lead somewhere, generated pages are current
	$(BIN)/python tools/check_docs.py

format: $(VENV)/.ready-dev  ## put the code in its format
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

bench: $(VENV)/.ready-dev  ## the measurements of docs/benchmarks.md, but for rooms of millions
	@for script in $(filter-out bench/bench_growth.py,$(wildcard bench/bench_*.py)); do echo "== $$script"; $(BIN)/python $$script || exit 1; done

reliability: $(VENV)/.ready-dev  ## kill the room again and again, cut its power, fill its disk: docs/reliability.md (KILLS=150 a store)
	$(BIN)/python bench/bench_reliability.py --store sqlite --kills $(KILLS)
	$(BIN)/python bench/bench_reliability.py --store postgres --bus --kills $(KILLS)
	$(BIN)/python bench/bench_reliability.py --power-cuts 400

fuzz: $(VENV)/.ready-fuzz  ## coverage-guided fuzzing of the formats (SECONDS=600 each, FORMATS="rss atom", else all)
	nice $(BIN)/python fuzz/fuzz_format.py --seconds $(SECONDS) $(FORMATS)

screenshots: $(VENV)/.ready-dev  ## a picture of every page, from the invented wire day
	@tools/need-browser.sh
	$(BIN)/python tools/screenshots.py

lock: $(VENV)/.ready-dev  ## renew the pinned, hashed dependencies
	tools/lock.sh

wheel: $(VENV)/.ready-dev  ## build the wheel into dist/
	rm -rf dist && $(BIN)/python -m pip wheel --quiet --no-deps --no-build-isolation --wheel-dir dist .

wheel-check: wheel  ## the wheel installs into an empty environment and the demo runs from it
	tools/wheel-check.sh

clean:  ## remove what the menu has made
	rm -rf $(VENV) dist build .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache

$(VENV)/bin/python:
	@tools/make-venv.sh $(PYTHON) $(VENV)

$(VENV)/.ready: $(VENV)/bin/python requirements/run.txt pyproject.toml
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements/run.txt
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation -e .
	@touch $@

$(VENV)/.ready-dev: $(VENV)/.ready requirements/dev.txt
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements/dev.txt
	@touch $@

$(VENV)/.ready-fuzz: $(VENV)/.ready requirements/fuzz.txt
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements/fuzz.txt
	@touch $@
