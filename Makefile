# Nianbao. `make run` and `make test` do all the set-up themselves.
SHELL := /bin/bash
.DEFAULT_GOAL := help
PYTHON ?= $(shell for p in python3.13 python3.12 python3.11 python3; do command -v $$p >/dev/null 2>&1 && $$p -c 'import sys; sys.exit(sys.version_info < (3, 11))' >/dev/null 2>&1 && { echo $$p; break; }; done)
OCR ?= 1
PORT ?= 8080
VENV := .venv
BIN := $(VENV)/bin
PIP := $(BIN)/python -m pip --disable-pip-version-check --quiet
EXTRAS := $(if $(filter 0,$(OCR)),,requirements-ocr.lock)

.PHONY: help setup setup-dev run test check fix bench docs golden lock system clean

help:  ## what there is to make
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 12

setup: $(VENV)/.run  ## the virtual environment with what running needs (OCR=0 leaves photo reading out)

setup-dev: $(VENV)/.dev  ## the same with what testing needs

$(VENV)/bin/python:
	@test -n "$(PYTHON)" || { echo "Nianbao needs Python 3.11 or newer; none was found." >&2; exit 2; }
	@$(PYTHON) -m venv $(VENV) || { echo "Python cannot make a virtual environment here; on Debian: apt-get install python3-venv" >&2; exit 2; }

$(VENV)/.run: $(VENV)/bin/python requirements.lock requirements-ocr.lock pyproject.toml
	@echo "Installing Nianbao's libraries (once) ..."
	@$(PIP) install --require-hashes --no-deps -r requirements.lock $(if $(EXTRAS),-r $(EXTRAS))
	@PYTHONWARNINGS=ignore $(PIP) install --no-deps --no-build-isolation --editable .
	@touch $@

$(VENV)/.dev: $(VENV)/.run requirements-dev.lock
	@echo "Installing the test tools (once) ..."
	@$(PIP) install --require-hashes --no-deps -r requirements-dev.lock
	@touch $@

run: setup  ## index examples/ and start the bot with the WeChat simulator
	@rm -f var/dev/index.db var/dev/index.db-*
	@$(BIN)/nianbao index --db var/dev/index.db $(wildcard examples/*/report.docx)
	@$(BIN)/nianbao serve --dev --db var/dev/index.db --port $(PORT)

test: check  ## everything: format, lint, types, layers, docs, tests
	@$(BIN)/python -m pytest

check: setup-dev  ## format, lint, types, layers, generated docs fresh
	@$(BIN)/ruff format --check .
	@$(BIN)/ruff check .
	@$(BIN)/mypy
	@$(BIN)/lint-imports
	@$(BIN)/python -m cogapp --check --verbosity=0 docs/rulebook.md config.example.toml

fix: setup-dev  ## let the formatter and the linter mend what they can
	@$(BIN)/ruff format .
	@$(BIN)/ruff check --fix .

docs: setup-dev  ## print the generated parts of docs/ and config.example.toml again
	@$(BIN)/python -m cogapp -r --verbosity=0 docs/rulebook.md config.example.toml

golden: setup-dev  ## rewrite the goldens beside the samples; read the diff
	@$(BIN)/python -m pytest --golden -k golden

bench: setup-dev  ## speed and memory as ratios to a floor measured in the same run
	@$(BIN)/python -m bench

lock: setup-dev  ## resolve the dependencies again
	@$(BIN)/uv pip compile -q --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-header --extra build pyproject.toml -o requirements.lock
	@$(BIN)/uv pip compile -q --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-header --extra ocr --override requirements-ocr.override -c requirements.lock pyproject.toml -o requirements-ocr.lock
	@$(BIN)/uv pip compile -q --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-header --extra dev -c requirements.lock pyproject.toml -o requirements-dev.lock

system:  ## Debian's packages that some formats and the browser tests can use (optional; needs root)
	apt-get update && apt-get install -y --no-install-recommends chromium fonts-noto-cjk libreoffice-writer

clean:  ## forget the virtual environment and the local data
	rm -rf $(VENV) var
