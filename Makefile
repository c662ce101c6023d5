# `make run` and `make test` set up what they need in .venv; see `make help`.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin

.PHONY: help run test check eval bench clean

help:  ## what the targets do
	@grep -hE '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 12

run: $(VENV)/.run  ## set up, index the guidance and start the chat on 127.0.0.1:7860
	$(BIN)/complaint-assistant index
	$(BIN)/complaint-assistant serve

test: $(VENV)/.dev  ## set up and run every test
	$(BIN)/python -m pytest

check: $(VENV)/.dev  ## lint, format, types, and the guidance itself
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/complaint-assistant index  # the check reads its vectors, and so does the gate in `test`
	$(BIN)/complaint-assistant knowledge check

eval: $(VENV)/.dev  ## measure retrieval, answers and grounding, beside baselines
	$(BIN)/complaint-assistant index
	$(BIN)/python -m evals --baselines

bench: $(VENV)/.run  ## measure speed and memory
	$(BIN)/python -m evals.bench

clean:  ## remove the environment, the index and caches
	rm -rf $(VENV) .data .mypy_cache .ruff_cache .pytest_cache build dist *.egg-info

$(VENV)/bin/python:
	$(PYTHON) -m venv $(VENV)

$(VENV)/.run: pyproject.toml | $(VENV)/bin/python
	$(BIN)/python -m pip install --quiet --editable '.[agents]'
	touch $@

$(VENV)/.dev: pyproject.toml | $(VENV)/bin/python
	$(BIN)/python -m pip install --quiet --editable '.[dev]'
	touch $@ $(VENV)/.run
