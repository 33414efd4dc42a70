# make run    all of TopSmile on this machine: http://localhost:8000
# make test   everything that can be checked, set-up included
# make check  what needs no servers: style, types, imports, unit tests (under a minute)

SHELL := /bin/bash
.SHELLFLAGS := -euo pipefail -c
.DEFAULT_GOAL := help
.DELETE_ON_ERROR:

export TOPSMILE_HOME ?= $(CURDIR)/.topsmile
BIN := $(CURDIR)/server/.venv/bin
PYTEST := cd server && $(BIN)/pytest -q

# uv would warn about a virtual environment that is active in the shell but not ours.
unexport VIRTUAL_ENV

RUNNABLE := server/.venv/.installed
TESTABLE := server/.venv/.installed-dev
WEB_PACKAGES := web/node_modules/.installed
E2E_PACKAGES := e2e/node_modules/.installed
WEB := web/dist/.built
WEB_SOURCES := $(shell find web \( -name node_modules -o -name dist -o -name '.*' \) -prune -o -type f -print 2>/dev/null)

.PHONY: help run check check-server check-web test test-server test-browser screens stress bench bench-web build types clean

help:
	@sed -n '1,/^$$/s/^# //p' Makefile
	@echo "make stress, bench, screens (pictures), build (a wheel), types (the API's, for the web), clean"

run: $(RUNNABLE) $(WEB)
	@exec $(BIN)/topsmile up

# Set-up -------------------------------------------------------------------------------------------

$(RUNNABLE): server/uv.lock server/pyproject.toml
	@echo "Installing the server's packages …"
	@uv=$$(.ci/find-uv) && cd server && "$$uv" sync --frozen --extra demo --no-dev --inexact --quiet
	@touch $@

$(TESTABLE): server/uv.lock server/pyproject.toml
	@echo "Installing the server's packages, with those for tests …"
	@uv=$$(.ci/find-uv) && cd server && "$$uv" sync --frozen --extra demo --quiet
	@touch $@ $(RUNNABLE)

$(WEB_PACKAGES): web/package-lock.json
	@command -v npm >/dev/null || { echo "Building the web app needs Node 20 or newer: https://nodejs.org" >&2; exit 1; }
	@echo "Installing the web app's packages …"
	@cd web && npm ci --no-fund --no-audit --loglevel=error
	@touch $@

$(E2E_PACKAGES): e2e/package-lock.json
	@echo "Installing the browser tests' packages …"
	@cd e2e && PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD=1 npm ci --no-fund --no-audit --loglevel=error
	@touch $@

$(WEB): $(WEB_PACKAGES) $(WEB_SOURCES)
	@echo "Building the web app …"
	@cd web && npm run --silent build -- --logLevel warn
	@touch $@

# Checks -------------------------------------------------------------------------------------------

check: $(TESTABLE) $(WEB_PACKAGES)
	@$(MAKE) --no-print-directory -j2 --keep-going --output-sync=target check-server check-web

check-server:
	@echo "— server —"
	cd server && $(BIN)/ruff format --check --quiet . ../bench ../e2e/support
	cd server && $(BIN)/ruff check --quiet . ../bench ../e2e/support
	cd server && $(BIN)/mypy && $(BIN)/mypy --config-file tests/mypy.ini tests
	cd server && $(BIN)/lint-imports --no-cache
	cd server && $(BIN)/squawk --config .squawk.toml migrations/*.sql
	$(PYTEST) -m "not servers and not processes and not stress"

check-web:
	@echo "— web —"
	@$(MAKE) --no-print-directory types-in-step
	cd web && npm run --silent check
	cd web && npm run --silent test

.PHONY: types-in-step
types-in-step:
	@fresh=$$(mktemp -d) && trap 'rm -rf "$$fresh"' EXIT && \
	  $(BIN)/topsmile openapi > "$$fresh/openapi.json" && \
	  (cd web && npx --no-install openapi-typescript "$$fresh/openapi.json" -o "$$fresh/schema.d.ts" >/dev/null) && \
	  { diff -q "$$fresh/schema.d.ts" web/src/api/schema.d.ts >/dev/null || \
	    { echo "web/src/api/schema.d.ts is not what the API is: run \`make types\`." >&2; exit 1; }; }

types: $(RUNNABLE) $(WEB_PACKAGES)
	@fresh=$$(mktemp) && trap 'rm -f "$$fresh"' EXIT && $(BIN)/topsmile openapi > "$$fresh" && \
	  cd web && npx --no-install openapi-typescript "$$fresh" -o src/api/schema.d.ts

# Tests --------------------------------------------------------------------------------------------

test: $(TESTABLE) $(WEB_PACKAGES)
	@$(MAKE) --no-print-directory check
	@$(MAKE) --no-print-directory $(WEB)
	@$(MAKE) --no-print-directory test-server
	@$(MAKE) --no-print-directory test-browser

test-server: $(TESTABLE)
	$(PYTEST) -n 2 -m "(servers or processes) and not stress"

ifneq ($(wildcard e2e/package.json),)
test-browser: $(TESTABLE) $(WEB) $(E2E_PACKAGES)
	@cd e2e && npm run --silent check
	@chromium=$$(.ci/find-chromium) && cd e2e && CHROMIUM="$$chromium" npx --no-install playwright test
else
test-browser:
	@echo "e2e/ has no browser tests."
endif

# The gallery in docs/screens, made anew by the same tests that check the screens.
screens: $(TESTABLE) $(WEB) $(E2E_PACKAGES)
	@rm -rf e2e/artifacts/gallery
	@chromium=$$(.ci/find-chromium) && cd e2e && CHROMIUM="$$chromium" UPDATE_SCREENS=1 \
	  npx --no-install playwright test tests/screens.spec.ts
	@$(BIN)/python e2e/support/squeeze.py e2e/artifacts/gallery docs/screens

stress: $(TESTABLE)
	$(PYTEST) -m stress

bench: $(TESTABLE)
	@cd bench && $(BIN)/python run.py

bench-web: $(TESTABLE) $(WEB) $(E2E_PACKAGES)
	@cd e2e && npm run --silent bench

# A wheel ------------------------------------------------------------------------------------------

build: $(RUNNABLE) $(WEB)
	@uv=$$(.ci/find-uv) && cd server && "$$uv" build --wheel --quiet --out-dir ../dist
	@ls -1t dist/*.whl | head -n 1

clean:
	rm -rf dist web/dist server/.venv web/node_modules e2e/node_modules .tools
	find server bench -name __pycache__ -type d -prune -exec rm -rf {} + 2>/dev/null || true
	@echo "Your data in $(TOPSMILE_HOME) are untouched."
