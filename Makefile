# Caselight's commands. Every one sets up .venv first when pyproject.toml or requirements.lock is
# newer than the last finished set-up, and otherwise goes straight to its work.

PYTHON ?= $(shell command -v python3.11 || command -v python3 || echo python3)
PIP    := .venv/bin/python -m pip --quiet --disable-pip-version-check --no-input
STAMP  := .venv/.installed
UV     := uv==0.13.9

.DEFAULT_GOAL := help
.PHONY: help reports test lab check golden bench lock clean

help: ## this list
	@awk -F ':.*## ' '/^[a-z]+:.*## / { printf "  make %-8s %s\n", $$1, $$2 }' Makefile

reports: $(STAMP) ## run the reports of reports.toml and write the pages into site/
	@.venv/bin/caselight run
	@echo "Open $(CURDIR)/site/index.html in a browser."

test: $(STAMP) ## every test, then the notebooks again, compared with what is committed
	.venv/bin/python -m pytest
	.venv/bin/python -m pytest --nbval notebooks tests/notebooks/golden

lab: $(STAMP) ## open JupyterLab on the notebooks
	.venv/bin/python -m jupyterlab notebooks

check: $(STAMP) ## style, types and the arrows between modules, then every test
	.venv/bin/python -m ruff format --check .
	.venv/bin/python -m ruff check .
	.venv/bin/python -m mypy
	.venv/bin/lint-imports
	@$(MAKE) --no-print-directory test

golden: $(STAMP) ## execute the committed notebooks and the golden runs again, in place
	.venv/bin/python tests/notebooks/remake.py

bench: $(STAMP) ## measure against peers; each result is printed with its command
	.venv/bin/python -m bench.reports
	.venv/bin/python -m bench.reading
	.venv/bin/python -m bench.hidden_population
	.venv/bin/python -m bench.coverage
	.venv/bin/python -m bench.suppression
	.venv/bin/python -m bench.audit
	.venv/bin/python -m bench.regimes --countries 6

lock: ## resolve requirements.lock again from pyproject.toml (UPGRADE=--upgrade for newer versions)
	@$(PYTHON) -m venv .venv-lock
	@.venv-lock/bin/python -m pip --quiet --disable-pip-version-check install $(UV)
	env -u UV_INDEX -u UV_EXTRA_INDEX_URL -u UV_FIND_LINKS .venv-lock/bin/uv --no-config --quiet \
	  pip compile pyproject.toml --extra dev --universal --python-version 3.11 --fork-strategy fewest \
	  --generate-hashes --no-emit-index-url --no-header $(UPGRADE) --output-file requirements.lock

clean: ## take away the environment, the pages, the runs and the caches
	rm -rf .venv .venv-lock site runs .pytest_cache .mypy_cache .ruff_cache .import_linter_cache .hypothesis
	find src tests bench -type d -name __pycache__ -prune -exec rm -rf {} + 2>/dev/null || true

# The stamp is written last, so that a set-up which broke off is taken up again and never trusted.
$(STAMP): pyproject.toml requirements.lock
	@rm -f $@
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { \
	  echo "Caselight needs Python 3.11 or newer; '$(PYTHON)' is not, or is missing."; \
	  echo "Install it, or name it: make PYTHON=/path/to/python3.11"; exit 1; }
	@echo "Setting up .venv from requirements.lock (once, a minute or two)"
	@$(PYTHON) -m venv .venv
	@$(PIP) install --require-hashes -r requirements.lock
	@$(PIP) install --no-deps --no-build-isolation -e .
	@touch $@
