.PHONY: run test check bench codes lock samples
SHELL := /bin/bash
.SHELLFLAGS := -eo pipefail -c
LOCK := --universal --python-version 3.11 --generate-hashes --no-header --no-emit-index-url --no-annotate -q

run:  ## set up, read the sample letters, show the cases
	@scripts/setup.sh run
	@scripts/demo.sh

test:  ## set up, check style, types and layers, run all tests
	@scripts/setup.sh test
	@$(MAKE) --no-print-directory check
	.venv/bin/python -m pytest -n 2 --dist loadscope --cov --cov-report=term:skip-covered

check:  ## style, types, layers
	.venv/bin/ruff check .
	.venv/bin/ruff format --check .
	.venv/bin/mypy
	.venv/bin/lint-imports --no-cache | tail -8

PAGES ?= 200
bench:  ## draw fresh pages, read them with every engine that is installed (SEED=, PAGES=, FONTS=DIR; tests/bench/README.md)
	@scripts/setup.sh test
	.venv/bin/python -m tests.bench.fresh_pages --pages $(PAGES) $(if $(SEED),--seed $(SEED)) $(if $(FONTS),--fonts $(FONTS)) --to docs/bench

codes:  ## write docs/codes.md anew from vocab/codes.csv
	.venv/bin/python scripts/write_codes.py

lock:  ## write both lock files anew (needs uv)
	uv pip compile pyproject.toml --group build $(LOCK) -o requirements.lock
	uv pip compile pyproject.toml --group build --group dev --group bench $(LOCK) -c requirements.lock -o requirements-dev.lock

samples:  ## draw the sample letters anew (see sample_docs/README.md)
	@sed -n '/draw/,$$p' sample_docs/README.md | head -40
