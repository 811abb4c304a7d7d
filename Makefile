# SPDX-License-Identifier: MIT
# `make` lists the targets. All that is needed beforehand is Python 3.10 or later; Go and npm add the real engine and Prism.

PYTHON ?= python3
VENV ?= .venv
BIN := $(VENV)/bin
STAMP := $(VENV)/.stamp
PRISM := tests/contract/prism

.DEFAULT_GOAL := help
.NOTPARALLEL:
.PHONY: help venv demo sandbox schemas test lint engine prism sanity unit bench clean

help: ## list the targets
	@awk -F ':.*## ' '/^[a-z]+:.*## / { printf "  make %-9s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

demo: $(STAMP) ## look up a model from a playbook and from a Pulumi program, against one server
	@$(BIN)/python examples/demo.py

test: lint engine prism sanity unit ## run every check there is

sandbox: $(STAMP) ## start a Together API of your own on this machine, for trying things by hand
	@PYTHONPATH=tests $(BIN)/python -m sandbox_api

schemas: $(STAMP) ## write the JSON Schemas and the core's copy of them from schemas/openapi.yaml
	$(BIN)/python schemas/extract.py

lint: $(STAMP) ## ruff, strict mypy and shellcheck
	$(BIN)/ruff check
	$(BIN)/mypy
	$(BIN)/shellcheck .ci/run

engine: $(STAMP) ## find a pulumi on PATH, or build it from its Go module (4 minutes, once)
	@$(BIN)/python tests/pulumi_engine.py

prism: ## install Prism, the mock server that the contract tests ask
	@command -v npm >/dev/null || echo "make: no npm on PATH, so the contract tests against Prism will be skipped"
	@! command -v npm >/dev/null || $(MAKE) --no-print-directory $(PRISM)/node_modules/.stamp

sanity: $(STAMP) ## ansible-test sanity on the collection
	$(BIN)/python tools/sanity.py

unit: $(STAMP) ## pytest: the core, real ansible-playbook, the real Pulumi engine, Prism
	$(BIN)/pytest

venv: $(STAMP) ## only make the virtual environment, .venv

bench: $(STAMP) ## measure: 20 models in v2 against four plain requests
	@$(BIN)/python benchmarks/v2_resolution.py

clean: ## remove everything that make made here
	rm -rf $(VENV) .cache .ansible .mypy_cache .pytest_cache .ruff_cache build dist $(PRISM)/node_modules
	rm -rf pulumi_provider/*.egg-info ansible_collections/together/ai/tests/output
	find . -name __pycache__ -type d -prune -exec rm -rf {} +

$(STAMP): pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 10))' || { \
	  echo "make: '$(PYTHON)' is not Python 3.10 or later: name one that is, e.g. make PYTHON=python3.12" >&2; exit 1; }
	@$(BIN)/python -m pip --version >/dev/null 2>&1 || { echo "Making $(VENV): half a minute, once."; $(PYTHON) -m venv --clear $(VENV); }
	@$(BIN)/python -m pip install --quiet --no-warn-script-location pip==26.3
	@$(BIN)/python -m pip install --quiet --no-warn-script-location --group dev --editable .
	@touch $@

$(PRISM)/node_modules/.stamp: $(PRISM)/package-lock.json
	npm ci --prefix $(PRISM) --no-audit --no-fund --loglevel=error
	@touch $@
