# make run    set up and serve the atlas on http://localhost:8501 (PORT=... for another port)
# make test   set up all that the tests need, then run them
# make        lint and test
# make bench  measure, in a real browser
PYTHON ?= python3
PORT ?= 8501
VENV := .venv
BIN := $(VENV)/bin

all: lint test

run: $(VENV)/run.done
	$(BIN)/streamlit run dashboard.py --server.port $(PORT)

test: $(VENV)/test.done browser
	$(BIN)/python -m pytest

lint: $(VENV)/test.done
	$(BIN)/ruff check . && $(BIN)/ruff format --check .
	@if command -v node >/dev/null; then for file in components/assets/*.js; do node --check $$file || exit 1; done; fi

bench: $(VENV)/test.done browser
	$(BIN)/python -m tests.bench

$(VENV)/bin/python:
	$(PYTHON) -m venv $(VENV)

$(VENV)/run.done: requirements.txt $(VENV)/bin/python
	$(BIN)/python -m pip install --quiet -r requirements.txt
	touch $@

$(VENV)/test.done: tests/requirements.txt requirements.txt $(VENV)/bin/python
	$(BIN)/python -m pip install --quiet -r tests/requirements.txt
	touch $@ $(VENV)/run.done

# The browser of the system; where there is none, its package manager brings it.
browser:
	@command -v chromium >/dev/null || command -v chromium-browser >/dev/null || command -v google-chrome >/dev/null || \
	if command -v apt-get >/dev/null; then \
		sudo=$$([ "$$(id -u)" = 0 ] || echo sudo); $$sudo apt-get update -qq && $$sudo apt-get install -y -qq chromium; \
	elif command -v dnf >/dev/null; then sudo dnf install -y -q chromium; \
	elif command -v brew >/dev/null; then brew install --cask chromium; \
	else echo "Install Chromium, or set CHROMIUM=/path/to/it" >&2; fi

clean:
	rm -rf $(VENV) .pytest_cache .ruff_cache

.PHONY: all run test lint bench browser clean
