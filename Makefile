# The verbs. `make` alone lists them. Everything runs in .venv, which is made from the locks when they change.
SHELL := bash
.SHELLFLAGS := -euo pipefail -c
.ONESHELL:
.DEFAULT_GOAL := help
MAKEFLAGS += --no-print-directory

PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
SPARK := .venv-spark
# where a company's exports are (default: data/); serve shows the demo while there are none
DATA ?=
OWN := $(wildcard data/csv data/salesforce data/hubspot data/*.csv data/*.csv.gz data/*.parquet data/*.jsonl)
SHOWN = $(or $(DATA),$(if $(OWN),data,target/demo))
WORLD ?= misaligned
PORT ?= 8000
# processes that share the tests
WORKERS ?= 2
# nothing is sent anywhere, whatever the defaults of the tools
export DO_NOT_TRACK := 1
export GX_ANALYTICS_ENABLED := False
export PIP_DISABLE_PIP_VERSION_CHECK := 1

.PHONY: help scorecard test spark serve nightly bench lint format clean screenshots lighthouse lock environment environment-dev environment-spark

help: ## list the targets
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  make %-12s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

scorecard: environment ## make the demo company's data and publish its scorecard
	@$(BIN)/scorecard demo --world $(WORLD) --out target/demo
	SCORECARD_SALT=demo $(BIN)/scorecard build --data target/demo $(call until,target/demo)

nightly: environment ## build from DATA (default: data/) and publish, as the schedule does
	@$(BIN)/scorecard build --data $(or $(DATA),data) $(if $(AS_OF),--as-of $(AS_OF))

serve: environment ## show the scorecard and show it again after every edit
	@$(BIN)/scorecard serve --data $(SHOWN) --port $(PORT) $(call until,$(SHOWN))

test: environment-dev ## run every test this machine can, and name what was not run
	@$(BIN)/python -m pytest --numprocesses $(WORKERS) $(ARGS)

spark: environment-spark ## build the demo on Spark too and hold every figure to DuckDB's (needs Java 17 or newer)
	@REQUIRE_ALL=1 $(SPARK)/bin/python -m pytest tests/spark $(ARGS)

lint: environment-dev ## hold code, SQL, YAML, templates and workflows to the house style
	@failed=0
	run() { printf '  %-12s' "$$1"; shift; if out=$$("$$@" 2>&1); then echo fine; else echo; echo "$$out"; failed=1; fi; }
	run ruff $(BIN)/ruff check .
	run "ruff format" $(BIN)/ruff format --check .
	run mypy $(BIN)/mypy
	run sqlfluff $(BIN)/sqlfluff lint --disable-progress-bar --nocolor --processes 2 models tests/sql
	run yamllint $(BIN)/yamllint --strict .
	run templates $(BIN)/djlint --lint --quiet --extension j2 site
	run html $(BIN)/djlint --lint --quiet --extension html site
	run workflows $(BIN)/check-jsonschema --builtin-schema vendor.github-workflows .github/workflows/*.yml
	exit $$failed

format: environment-dev ## rewrite the Python as `make lint` wants it
	@$(BIN)/ruff check --fix --quiet .
	$(BIN)/ruff format --quiet .

bench: environment ## measure what the models cost on large companies, against DuckDB alone (half an hour)
	@$(BIN)/python -m bench $(ARGS)

screenshots: environment-dev ## photograph every page of the site made last into target/screenshots
	@$(BIN)/python -m tests.browser.screenshots

lighthouse: environment-dev ## let Lighthouse judge five pages of the site made last (needs Node)
	@$(BIN)/python -m tests.browser.lighthouse $(ARGS)

lock: ## resolve the locks again from pyproject.toml (needs uv)
	@command -v uv >/dev/null || { echo "make lock needs uv (pip install uv)." >&2; exit 1; }
	lock() { uv pip compile pyproject.toml "$${@:2}" --group pyproject.toml:install --universal --generate-hashes \
	    --no-header --no-strip-extras --no-emit-index-url --no-emit-find-links --python-version 3.11 --quiet --upgrade -o "$$1"; }
	lock requirements.txt
	lock requirements-dev.txt --extra dev
	lock requirements-spark.txt --extra dev --extra spark

clean: ## remove everything generated; releases in public/ and history/ stay
	@rm -rf target logs .mypy_cache .ruff_cache .pytest_cache .hypothesis
	find scripts tests -name __pycache__ -type d -prune -exec rm -rf {} +

# the demo ends when its truth file says; a company's data ends with its newest event
until = $$(test -f $(1)/truth.json && $(BIN)/python -c 'import json, sys; print("--as-of", json.load(open(sys.argv[1]))["as_of"])' $(1)/truth.json)

# One environment, made again when a lock changes: the stamp is named after the lock's hash. The development
# environment holds everything the plain one does, so `make scorecard` is content with either.
environment:
	@scripts/environment.sh $(VENV) $(PYTHON) requirements.txt

environment-dev:
	@scripts/environment.sh $(VENV) $(PYTHON) requirements-dev.txt

environment-spark:
	@scripts/environment.sh $(SPARK) $(PYTHON) requirements-spark.txt
