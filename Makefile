# make demo | make lab | make docs | make test | make check | make fuzz | make bench | make page | make one T=tests/gallery/test_ledger.py
# make notebooks N=03 | make notebooks-check | make lock | make binder | make build check-dist | make bench-peers

PYTHON ?= python3
BIN := .venv/bin
PEERS := .venv-peers/bin/python
SOURCES := $(shell find imagine_nb -path imagine_nb/panels/front_end -prune -o -type f -not -name '*.pyc' -print | sort) pyproject.toml README.md LICENSE
WHEEL := dist/imagine_nb-0.1.0-py3-none-any.whl
BINDER_PYTHON = $(patsubst python-%,%,$(shell cat binder/runtime.txt))
PYTEST = PYTHONSAFEPATH=1 $(BIN)/python -m pytest
NEW_PIP = $(BIN)/python -m pip --disable-pip-version-check --quiet

.PHONY: demo lab docs notebooks notebooks-check lock binder build check-dist test one fuzz bench bench-peers check page clean FORCE

# What a newcomer runs first: notebook 01, headless, on the print shop, whatever keys are set.
demo: .venv/demo .venv/installed
	$(BIN)/python notebooks/demo.py

lab: .venv/lab .venv/installed
	$(BIN)/jupyter lab notebooks/01_first_picture.ipynb

# Every notebook, or those whose names begin with N, run again; those that have changed are written with their outputs.
notebooks: .venv/lab .venv/installed
	$(BIN)/python notebooks/rerun.py $(N)

# The same, written nowhere: which one is stale, and in what.
notebooks-check: .venv/lab .venv/installed
	$(BIN)/python notebooks/rerun.py --check $(N)

# What Binder installs, in the versions that are newest today and with their hashes, for the Python of runtime.txt.
lock: | $(BIN)/python
	$(BIN)/python -m uv --version >/dev/null 2>&1 || $(NEW_PIP) install uv
	$(BIN)/python -m uv pip compile pyproject.toml binder/requirements.in --extra serve --extra lab --upgrade --quiet \
	  --universal --python-version $(BINDER_PYTHON) --generate-hashes --no-annotate --no-header --no-emit-index-url \
	  -o binder/requirements.txt

# The environment of Binder from its lock, made anew in build/binder, and every notebook run in it.
binder:
	rm -rf build/binder
	$(PYTHON) -c 'import sys; v = "%d.%d" % sys.version_info[:2]; sys.exit(v != "$(BINDER_PYTHON)" and f"Binder has Python $(BINDER_PYTHON), this is {v}: make binder PYTHON=python$(BINDER_PYTHON)")'
	$(PYTHON) -m venv build/binder
	build/binder/bin/python -m pip --disable-pip-version-check --quiet install --no-cache-dir -r binder/requirements.txt
	PATH="$(CURDIR)/build/binder/bin:$$PATH" binder/postBuild
	PATH="$(CURDIR)/build/binder/bin:$$PATH" binder/start python notebooks/rerun.py --check

# What is published: the source distribution and the wheel.
build: .venv/sources
	$(BIN)/python -m hatchling --version >/dev/null 2>&1 || $(NEW_PIP) install hatchling
	rm -rf dist
	$(BIN)/python -m hatchling build

# What was built, as an index and a newcomer get it: its metadata, and the demo from the source distribution.
check-dist: | $(BIN)/python
	$(BIN)/python -m twine --version >/dev/null 2>&1 || $(NEW_PIP) install twine
	$(BIN)/python -m twine check --strict dist/*
	test -z "$(TAG)" || test "v$$($(BIN)/python -m hatchling version)" = "$(TAG)"
	rm -rf build/dist
	$(PYTHON) -m venv build/dist
	build/dist/bin/python -m pip --disable-pip-version-check --quiet install dist/*.tar.gz nbclient ipykernel
	build/dist/bin/python notebooks/demo.py build/dist/demo

# The site, strictly: a link that leads nowhere is an error. Open build/site/index.html, no server is needed.
docs: .venv/docs .venv/installed
	NO_MKDOCS_2_WARNING=1 PYTHONSAFEPATH=1 $(BIN)/python -m mkdocs build --config-file docs/mkdocs.yml

# What promises seconds is tested with nothing beside it. The browser's tests have a process of their own:
# Playwright keeps an event loop running in its; each of those has a Jupyter server and a browser.
test: .venv/test .venv/installed
	$(PYTEST) -n 2 --dist loadfile --ignore tests/browser -m "not alone and not bench"
	$(PYTEST) --ignore tests/browser -m "alone and not bench"
	$(PYTEST) -n 2 --dist loadfile tests/browser -m "not alone and not bench"
	$(PYTEST) tests/browser -m "alone and not bench"

# What speed and memory are on this machine, told beside a yardstick; with nothing beside it.
bench: .venv/test .venv/installed
	$(PYTEST) -s --ignore tests/browser -m bench
	$(PYTEST) -s tests/browser -m bench

# The same beside what people use instead, all in one run, into the README's table; with nothing beside it.
bench-peers: .venv-peers/installed
	PYTHONSAFEPATH=1 PYTHONPATH=tests $(PEERS) -m bench.peers --into README.md

# One file, folder or test of the suite, against the wheel as the sources are now: make one T=tests/test_money.py
one: .venv/test .venv/installed
	$(PYTEST) $(or $(T),$(error Say which: make one T=tests/gallery/test_ledger.py))

# The fuzz tests with many more cases than the suite's; a failure prints the case, or the seed that makes it.
fuzz: .venv/test .venv/installed
	FUZZ_TIMES=$(or $(TIMES),50) $(PYTEST) tests/fuzz

check: .venv/test
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/python tests/code_metrics.py

# The panel's page, from its sources; what it makes is checked in, so that nothing else needs Node.
page:
	cd imagine_nb/panels/front_end && npm ci && npm run build

clean:
	rm -rf .venv .venv-peers dist build

$(BIN)/python:
	$(PYTHON) -m venv .venv

# Names and contents of all that the wheel is made of, written when one changes: a file that was deleted or
# that is older than the wheel counts too, a file that was only touched does not.
.venv/sources: FORCE | $(BIN)/python
	@cksum $(SOURCES) | cmp -s - $@ || cksum $(SOURCES) > $@

# Built by the build backend itself: an isolated environment for each build would take ten times as long.
$(WHEEL): .venv/sources
	$(BIN)/python -m hatchling --version >/dev/null 2>&1 || $(NEW_PIP) install hatchling
	rm -rf dist
	$(BIN)/python -m hatchling build -t wheel

# The wheel is installed, not the checkout: what is tested is what is published.
.venv/installed: $(WHEEL)
	$(NEW_PIP) install --force-reinstall --no-deps $(WHEEL)
	touch $@

# What each command needs besides, looked for again when pyproject.toml changes.
.venv/demo: pyproject.toml | .venv/installed
	$(NEW_PIP) install $(WHEEL) nbclient ipykernel
	touch $@

.venv/lab: pyproject.toml | .venv/installed
	$(NEW_PIP) install '$(WHEEL)[serve,lab]'
	touch $@

.venv/docs: pyproject.toml | .venv/installed
	$(NEW_PIP) install '$(WHEEL)[docs]'
	touch $@

.venv/test: pyproject.toml .venv/chromium | .venv/installed
	$(NEW_PIP) install '$(WHEEL)[test]'
	touch $@

# An environment of their own: what peers need may be no version that the tests need.
.venv-peers/installed: tests/bench/peers/requirements.txt $(WHEEL)
	test -x $(PEERS) || $(PYTHON) -m venv .venv-peers
	$(PEERS) -m pip --disable-pip-version-check --quiet install --upgrade -r tests/bench/peers/requirements.txt
	$(PEERS) -m pip --disable-pip-version-check --quiet install --force-reinstall --no-deps $(WHEEL)
	$(PEERS) -m pip --disable-pip-version-check --quiet install $(WHEEL)
	touch $@

# A Chromium that is there, else Playwright's own, else Debian's package.
.venv/chromium: | $(BIN)/python
	command -v chromium google-chrome chromium-browser | grep -q . \
	  || { $(NEW_PIP) install playwright && $(BIN)/playwright install chromium; } \
	  || { apt-get update -qq && apt-get install -y -qq chromium; }
	touch $@
