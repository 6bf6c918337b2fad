# Everything a contributor types. Needs Python 3.11 or later, git and make; the rest is set up in .venv.

VENV := .venv
BIN := $(VENV)/bin
STAMP := $(VENV)/.installed
WORK := demo/work
# The tests of one file share what they set up, so they stay in one process.
PYTEST := $(BIN)/python -m pytest -n auto --dist loadfile --no-loadscope-reorder --max-worker-restart=2

.DEFAULT_GOAL := help
.PHONY: help setup demo test tests quick lint docs format bench clean

help:
	@echo "make demo    set up, build the demo and open it in the browser"
	@echo "make test    set up, check style and types, and run the tests"
	@echo "make tests   run the tests alone"
	@echo "make quick   the same without the slow tests: no browser, no model, no servers"
	@echo "make lint    check style and types only"
	@echo "make docs    render docs/ into docs/_build/html, warnings being errors"
	@echo "make format  bring the style in order"
	@echo "make bench   measure, and write tests/benchmarks/RESULTS.md"
	@echo "make clean   remove .venv, the demo and caches"

setup: $(STAMP)

$(STAMP): pyproject.toml
	@sh .ci/setup.sh $(VENV)
	@touch $@

demo: $(STAMP)
	$(BIN)/dendro demo -o $(WORK)

# One after the other, or at once under `make --jobs`.
test: lint tests

tests: $(STAMP)
	$(PYTEST)

quick: lint
	$(PYTEST) -m "not slow"

lint: $(STAMP)
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/pyright --pythonpath $(BIN)/python
	@sh .ci/check_types.sh

docs: $(STAMP)
	$(BIN)/python -m sphinx -W --keep-going -q docs docs/_build/html

format: $(STAMP)
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

bench: $(STAMP)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check 'fastcluster>=1.2'
	$(BIN)/python -m tests.benchmarks.run

clean:
	rm -rf $(VENV) $(WORK) build dist docs/_build .pytest_cache .ruff_cache .hypothesis node_modules
