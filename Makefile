# Two commands on a fresh machine: `make demo` shows the system, `make test` proves it. Either works first.
# Needs Python 3.11, 3.12 or 3.13 with venv; downloads no Python. PYTHON=/path/to/python chooses one.

VENV := .venv
BIN := $(VENV)/bin
CANDIDATES := $(if $(PYTHON),$(PYTHON),python3 python3.13 python3.12 python3.11)
SUITABLE := import sys, venv, ensurepip; sys.exit(not (3, 11) <= sys.version_info < (3, 14))

# As many tests at a time as there are processors; those of one file stay together, since they share runs. Whole runs (`acceptance`) begin,
# so that no long file is left over for one processor at the end.
SIDE_BY_SIDE := -n auto --dist loadfile --no-loadscope-reorder --durations=25 -rs

# Neither library reports home.
export GX_ANALYTICS_ENABLED := false
export DAGSTER_DISABLE_TELEMETRY := yes
export PIP_DISABLE_PIP_VERSION_CHECK := 1

.PHONY: demo test test-more test-all setup setup-dev peers sbom lint rules types floors lock clean

demo: setup
	@$(BIN)/smaajob demo --output demo

test: setup-dev lint types floors
	@$(BIN)/python -m pytest $(SIDE_BY_SIDE) -m "not browser and not long"

# What `make test` leaves out, and nothing else: a browser and LibreOffice, many whole runs, many examples of what it looks at few of.
test-more: setup-dev
	@SMAAJOB_EXAMPLES=many $(BIN)/python -m pytest $(SIDE_BY_SIDE) -m "browser or long or many"

test-all: setup-dev lint types floors
	@SMAAJOB_EXAMPLES=many $(BIN)/python -m pytest $(SIDE_BY_SIDE)

setup: $(VENV)/.installed

setup-dev: $(VENV)/.installed-dev

# Other packages' estimators, for `python -m benchmarks.estimator_coverage` alone.
peers: setup-dev
	@$(BIN)/python -m pip install --quiet --require-hashes -r requirements-peers.lock

# The bill of materials of what runs, as CycloneDX.
sbom: setup
	@$(BIN)/python -m house.sbom --output sbom.cdx.json

lint:
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check .
	@$(MAKE) --no-print-directory rules

rules:
	@$(BIN)/python -m house.rules
	@$(BIN)/python -m house.generated --check

types:
	@$(BIN)/mypy

floors:
	@$(BIN)/lint-imports

$(VENV)/.python:
	@set -e; \
	for candidate in $(CANDIDATES); do \
	  if command -v "$$candidate" >/dev/null 2>&1 && "$$candidate" -c '$(SUITABLE)' >/dev/null 2>&1; then \
	    echo "Making $(VENV) with $$("$$candidate" --version)"; \
	    "$$candidate" -m venv --clear $(VENV); touch $@; exit 0; \
	  fi; \
	done; \
	echo "No Python 3.11, 3.12 or 3.13 with venv was found (tried: $(CANDIDATES)). On Debian: apt-get install python3-venv" >&2; exit 1

$(VENV)/.installed: $(VENV)/.python requirements.lock pyproject.toml
	@echo "Installing what runs (about 1 GB, a few minutes the first time)"
	@$(BIN)/python -m pip install --quiet --require-hashes -r requirements.lock
	@$(BIN)/python -m pip install --quiet --no-deps --no-build-isolation -e .
	@touch $@

$(VENV)/.installed-dev: $(VENV)/.installed requirements-dev.lock
	@echo "Installing what tests"
	@$(BIN)/python -m pip install --quiet --require-hashes -r requirements-dev.lock
	@touch $@

# Needs uv, which nothing else does. The locks hold for every supported Python and name no host.
COMPILE := uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-strip-extras --no-emit-index-url --no-header --no-annotate
lock:
	$(COMPILE) --group build pyproject.toml -o requirements.lock
	$(COMPILE) --group build --group dev -c requirements.lock pyproject.toml -o requirements-dev.lock
	$(COMPILE) --group build --group dev --group peers -c requirements-dev.lock pyproject.toml -o requirements-peers.lock

clean:
	rm -rf $(VENV) demo build *.egg-info .mypy_cache .ruff_cache .pytest_cache .hypothesis
