# SPDX-License-Identifier: MIT
# `make` lists the targets. They need Python 3.10 or later. Go and npm add tests with the Pulumi engine and with Prism.

PYTHON ?= python3
VENV ?= .venv
BIN := $(VENV)/bin
STAMP := $(VENV)/.stamp
BENCH_STAMP := $(VENV)/.bench-stamp
PRISM := tests/contract/prism
NODE := tests/pulumi/languages/node
NOX = $(BIN)/nox --noxfile ansible_collections/together/ai/noxfile.py --envdir $(CURDIR)/.cache/nox --reuse-venv yes --stop-on-first-error
# The release lines of ansible-core to run sanity, ansible-units and ansible-integration on: all, or such as 2.16,2.21.
CORES ?= $(shell $(BIN)/python -c 'from ansible.release import __version__ as version; print(version.rpartition(".")[0])')
ALL_CORES := 2.16 2.17 2.18 2.19 2.20 2.21
comma := ,
cores = $(if $(filter all,$(CORES)),$(ALL_CORES),$(subst $(comma), ,$(CORES)))
PORT ?= 8765
ACTIONLINT_VERSION := v1.7.12
ACTIONLINT := .cache/actionlint-$(ACTIONLINT_VERSION)/actionlint
# Four processes on two cores, because many tests wait for a server that does not answer.
WORKERS ?= 4
# Without a terminal, pytest would cut the reasons of failures to 80 columns.
PYTEST = test -t 1 || export COLUMNS=250; $(BIN)/pytest --numprocesses=$(WORKERS) --dist=loadgroup
TOOL_GATES := yamllint ansible-lint antsibull-docs antsibull-changelog ansible-builder galaxy-importer
CORE_GATES := sanity ansible-units ansible-integration

.DEFAULT_GOAL := help
.PHONY: help venv archives demo sandbox schemas generate changelog test test-all lint engine engines prism node reliability gates workflows release version coverage bench clean
.PHONY: $(TOOL_GATES) $(CORE_GATES)

help: ## list the targets
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  make %-20s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

demo: $(STAMP) ## look up one model with a playbook and with a Pulumi program
	@$(BIN)/python examples/demo.py

test: ## run lint and all tests except the slow ones, about 4 minutes; builds no Pulumi engine
	@echo "[1/3] make lint: ruff, mypy and shellcheck, about 1 minute"
	@$(MAKE) --no-print-directory lint
	@echo "[2/3] make prism: the mock server of the contract tests, installed once"
	@$(MAKE) --no-print-directory prism
	@echo "[3/3] pytest, all tests except the slow ones: about 3 minutes on 2 cores"
	@$(PYTEST) -m "not slow"

test-all: ## run lint, the gates on the ansible-core in .venv and all tests, about 20 minutes after the first time
	@echo "[1/4] make lint workflows: ruff, mypy, shellcheck and actionlint, about 1 minute"
	@$(MAKE) --no-print-directory lint workflows
	@echo "[2/4] make engines prism node: what the tests need, built or installed once, about 9 minutes"
	@$(MAKE) --no-print-directory engines prism node
	@echo "[3/4] gates of the Ansible collection, about 4 minutes"
	@$(NOX) --session $(GATES)
	@echo "[4/4] pytest, all tests: about 16 minutes on 2 cores"
	@$(PYTEST)

sandbox: $(STAMP) ## serve the Together API on this machine, for trying things by hand (PORT=9000: on that port)
	@PYTHONPATH=tests exec $(BIN)/python -m sandbox_api --port $(PORT) $(SANDBOX)

schemas: $(STAMP) ## write the JSON Schemas and the checks of the core from the OpenAPI documents in schemas/
	$(BIN)/python schemas/extract.py

generate: $(STAMP) ## write what is generated from the option tables, the error classes and the texts of results
	$(BIN)/python -m tools.generate

lint: $(STAMP) ## check style, types and generated files: ruff, strict mypy, shellcheck
	$(BIN)/ruff check
	$(BIN)/ruff format --check
	$(BIN)/python -m tools.generate --check
	$(BIN)/mypy
	$(BIN)/shellcheck .ci/run

workflows: $(STAMP) ## check the CI workflows with actionlint, which is built from its Go module (1 minute, once)
	@command -v go >/dev/null || echo "make: no go on PATH to build actionlint with, so .github/workflows is not checked"
	@! command -v go >/dev/null || $(MAKE) --no-print-directory $(ACTIONLINT)
	@! test -x $(ACTIONLINT) || $(ACTIONLINT) -shellcheck $(BIN)/shellcheck

$(ACTIONLINT):
	@echo "Building actionlint $(ACTIONLINT_VERSION) from its Go module."
	@GOBIN=$(CURDIR)/$(@D) go install github.com/rhysd/actionlint/cmd/actionlint@$(ACTIONLINT_VERSION)

engine: $(STAMP) ## build the Pulumi CLI and its host for YAML programs, unless they are on PATH (5 minutes, once)
	@$(BIN)/python tests/pulumi_engine.py

engines: $(STAMP) ## build both engines that the tests run, the newest and the oldest (9 minutes, once)
	@$(BIN)/python tests/pulumi_engine.py newest oldest

prism: ## install Prism, the mock server of the contract tests
	@command -v npm >/dev/null || echo "make: no npm on PATH, so the contract tests against Prism will be skipped"
	@! command -v npm >/dev/null || $(MAKE) --no-print-directory $(PRISM)/node_modules/.stamp

node: ## install the packages of the Pulumi example in TypeScript
	@command -v npm >/dev/null || echo "make: no npm on PATH, so the tests of programs in TypeScript will be skipped"
	@! command -v npm >/dev/null || $(MAKE) --no-print-directory $(NODE)/node_modules/.stamp

reliability: $(STAMP) ## run the fault tests and write docs/reliability.md, about 8 minutes
	@echo "pytest tests/faults: every fault through every front end, load and interrupts, about 8 minutes"
	@RELIABILITY_REPORT=docs/reliability.md $(BIN)/pytest -p no:randomly tests/faults

GATES = $(TOOL_GATES) $(foreach core,$(cores),$(CORE_GATES:%=%-$(core)))
gates: CORES = all
gates: $(STAMP) ## run all gates of the collection on ansible-core 2.16 to 2.21, about 40 minutes (CORES=2.16: only on this)
	@$(NOX) --session $(GATES)

sanity: $(STAMP) ## gate: ansible-test sanity, all tests and no ignores (CORES=all: on every ansible-core)
ansible-units: $(STAMP) ## gate: ansible-test units on Python 3.9 to 3.13 (CORES as above, and below)
ansible-integration: $(STAMP) ## gate: ansible-test integration against a sandbox
$(CORE_GATES):
	@$(NOX) --session $(cores:%=$@-%)

yamllint: $(STAMP) ## gate: every YAML file
ansible-lint: $(STAMP) ## gate: profile production, on the collection, the examples and the playbooks of docs/
antsibull-docs: $(STAMP) ## gate: the documentation of the plugins, and the site that is built from it
antsibull-changelog: $(STAMP) ## gate: the fragments of the changelog, and that CHANGELOG.rst is up to date
ansible-builder: $(STAMP) ## gate: the libraries that an execution environment installs for the collection
galaxy-importer: $(STAMP) ## gate: the checks of Galaxy on the tarball
$(TOOL_GATES):
	@$(NOX) --session $@

changelog: $(STAMP) ## write the collection's CHANGELOG.rst from changelogs/
	@$(NOX) --session changelog

archives: $(STAMP) ## write the archives for `pulumi plugin install --file` into dist/, one for each platform
	@$(BIN)/python -m tools.plugin_archive

release: $(STAMP) ## build the files of a release into dist/ (DRAFT=1: also if the tree is not ready for one)
	@$(BIN)/python -m tools.release build $(if $(DRAFT),--draft)

version: $(STAMP) ## set the version of the project everywhere (VERSION=0.2.0)
	@$(BIN)/python -m tools.release version $(VERSION)

coverage: $(STAMP) ## run the tests of `make test` and print the coverage of each module
	@$(PYTEST) -m "not slow" --cov --cov-report=term --cov-report=html:.cache/coverage

venv: $(STAMP) ## create the virtual environment .venv with all tools

bench: $(BENCH_STAMP) ## measure speed and memory on a quiet machine, 10 minutes, and write docs/speed.md (BENCH="start": only this)
	@PYTHONPATH=tests $(BIN)/python -m benchmarks $(BENCH)

clean: ## remove everything that make created
	rm -rf $(VENV) .cache .ansible .coverage* .hypothesis .mypy_cache .pytest_cache .ruff_cache build dist $(PRISM)/node_modules $(NODE)/node_modules
	rm -rf pulumi_provider/*.egg-info ansible_collections/together/ai/tests/output ansible_collections/together/ai/.ansible
	find . -name __pycache__ -type d -prune -exec rm -rf {} +

$(STAMP): pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 10))' || { \
	  echo "make: '$(PYTHON)' is not Python 3.10 or later: name one that is, e.g. make PYTHON=python3.12" >&2; exit 1; }
	@$(BIN)/python -m pip --version >/dev/null 2>&1 || { echo "Creating $(VENV), half a minute, once."; $(PYTHON) -m venv --clear $(VENV); }
	@$(BIN)/python -m pip install --quiet --no-warn-script-location pip==26.3
	@echo "Installing the tools and libraries of pyproject.toml into $(VENV)."
	@$(BIN)/python -m pip install --quiet --no-warn-script-location --group dev --editable .
	@touch $@

$(BENCH_STAMP): $(STAMP)
	@$(BIN)/python -m pip install --quiet --no-warn-script-location --group bench
	@touch $@

%/node_modules/.stamp: %/package-lock.json
	npm ci --prefix $* --no-audit --no-fund --loglevel=error
	@touch $@
