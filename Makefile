# Two commands do everything on a fresh machine: `make run` and `make test`.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
PORT ?= 8501

.PHONY: run test check bench pictures browser postgres promtool readers schemas editor clean

run: $(VENV)/app      ## create the environment, load the bundled example, serve the app
	@$(BIN)/python -m dashboard ingest || test $$? -eq 1  # 1: loaded, with rows in quarantine
	$(BIN)/python -m streamlit run dashboard/app.py --server.port $(PORT)

test: check browser postgres promtool readers  ## everything the tests need, and all of them
	$(BIN)/python -m pytest -n 2 --dist loadfile --no-loadscope-reorder  # a server or an example is set up once a file

check: $(VENV)/dev    ## style and types alone
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy

bench: $(VENV)/dev browser  ## how fast, as ratios measured in one run
	@for bench in tests/bench/bench_*.py; do \
		echo "== $$bench"; $(BIN)/python -m tests.bench.$$(basename $$bench .py) || exit 1; done

pictures: $(VENV)/dev browser  ## the README's pictures, from the real app
	$(BIN)/python -m tests.browser.pictures

schemas: $(VENV)/dev  ## the JSON Schemas, from the models
	$(BIN)/python -m tests.write_schemas

editor:               ## the code editor's bundle, from its source and the versions of package-lock.json; needs npm
	cd dashboard/ui/editor/source && npm ci --ignore-scripts && npm run build

browser: $(VENV)/dev
	@sh tests/browser/get.sh $(BIN)/python

postgres:             ## a server for the tests of the ledger; without one they are left out
	@sh tests/ledger/get_postgres.sh || echo "no PostgreSQL server here, and none could be installed: its tests are left out"

promtool:             ## what checks alerting rules; without it its tests are left out
	@sh tests/exchange/get_promtool.sh || echo "no promtool here, and none could be fetched: its tests are left out"

readers:              ## what reads the diagrams that are written; without npm their tests are left out
	@sh tests/browser/get_readers.sh || echo "no npm here, or it reaches nothing: the tests of Mermaid and draw.io are left out"

$(VENV)/app: requirements.txt
	$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "Python 3.11 or newer is needed: make PYTHON=python3.12 …")'
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -r requirements.txt
	@touch $@

$(VENV)/dev: $(VENV)/app requirements-dev.txt
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -r requirements-dev.txt
	@touch $@

clean:
	rm -rf $(VENV) data/warehouse data/ledger .pytest_cache .mypy_cache .ruff_cache .hypothesis .import_linter_cache
