# make demo | make lab | make test | make check

PYTHON ?= python3
BIN := .venv/bin
SOURCES := $(shell find imagine_nb -type f -not -name '*.pyc') pyproject.toml README.md
WHEEL := dist/imagine_nb-0.1.0-py3-none-any.whl
PYTEST = PYTHONSAFEPATH=1 $(BIN)/python -m pytest
NEW_PIP = $(BIN)/python -m pip --disable-pip-version-check --quiet

.PHONY: demo lab test check clean

# What a newcomer runs first: notebook 01, headless, on the print shop, whatever keys are set.
demo: .venv/demo
	$(BIN)/python notebooks/demo.py

lab: .venv/lab
	$(BIN)/jupyter lab notebooks/01_first_picture.ipynb

# What promises seconds is tested with nothing beside it. The browser's tests have a process of their own:
# Playwright keeps an event loop running in its.
test: .venv/test
	$(PYTEST) -n 2 --dist loadfile --ignore tests/browser -m "not alone and not bench"
	$(PYTEST) --ignore tests/browser -m "alone or bench"
	$(PYTEST) tests/browser

check: .venv/test
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports

clean:
	rm -rf .venv dist build

$(BIN)/python:
	$(PYTHON) -m venv .venv

$(WHEEL): $(SOURCES) | $(BIN)/python
	rm -rf dist
	$(NEW_PIP) wheel --no-deps --wheel-dir dist .

# The wheel is installed, not the checkout: what is tested is what is published.
.venv/demo: $(WHEEL)
	$(NEW_PIP) install $(WHEEL) nbclient ipykernel
	$(NEW_PIP) install --force-reinstall --no-deps $(WHEEL)
	touch $@

.venv/lab: $(WHEEL)
	$(NEW_PIP) install '$(WHEEL)[serve,lab]'
	$(NEW_PIP) install --force-reinstall --no-deps $(WHEEL)
	touch $@

.venv/test: $(WHEEL) .venv/chromium
	$(NEW_PIP) install '$(WHEEL)[test]'
	$(NEW_PIP) install --force-reinstall --no-deps $(WHEEL)
	touch $@

# A Chromium that is there, else Playwright's own, else Debian's package.
.venv/chromium: | $(BIN)/python
	command -v chromium google-chrome chromium-browser | grep -q . \
	  || { $(NEW_PIP) install playwright && $(BIN)/playwright install chromium; } \
	  || { apt-get update -qq && apt-get install -y -qq chromium; }
	touch $@
