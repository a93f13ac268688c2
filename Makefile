# Two commands: `make site` checks and builds the demonstration register; `make test` runs every test.
# `make assurance` tries every promise of the README for half an hour and prints what came of it; `make assurance-nightly`
# tries five times as much, and all there is of texts for pages and of mutants.
# Both set up all they need from nothing but Python 3.11, git and make.

AS_OF  ?= 2025-10-17
VENV   := .venv
PYTHON := $(VENV)/bin/python
SIDAN  := $(VENV)/bin/sidan

.PHONY: site serve test lint accept demonstration screenshots bench bench-register bench-review bench-search bench-serve bench-stages assurance assurance-nightly clean

site: $(VENV)/.site-ready
	$(SIDAN) check --as-of $(AS_OF)
	$(SIDAN) build --as-of $(AS_OF)
	@echo
	@echo "网站在 The site is at: site/index.html   （用浏览器打开 open it in a browser）"
	@echo "边改边看 To edit and see it at once: $(SIDAN) serve --as-of $(AS_OF)"

serve: $(VENV)/.site-ready
	$(SIDAN) serve --as-of $(AS_OF)

test: $(VENV)/.test-ready
	tools/setup.sh browser
	$(MAKE) --no-print-directory lint
	$(PYTHON) -X warn_default_encoding -m pytest

lint: $(VENV)/.test-ready
	$(VENV)/bin/ruff check .
	$(VENV)/bin/mypy
	$(VENV)/bin/lint-imports

assurance: $(VENV)/.assurance-ready
	tools/setup.sh browser
	$(PYTHON) -m assurance --share $(or $(SHARE),1) $(if $(WRITE),--write)

assurance-nightly:
	$(MAKE) --no-print-directory assurance SHARE=$(or $(SHARE),5)

accept: $(VENV)/.test-ready
	$(PYTHON) -m pytest --accept

demonstration: $(VENV)/.test-ready
	$(PYTHON) -m tools.demonstration

bench: $(VENV)/.bench-ready
	$(PYTHON) -m benchmarks.build --cases $(or $(CASES),10000) --rounds $(or $(ROUNDS),5) --write

screenshots: $(VENV)/.test-ready
	tools/setup.sh browser
	$(PYTHON) -m tools.screenshots

bench-register: $(VENV)/.site-ready
	$(PYTHON) -m benchmarks.register $(or $(FOLDER),/tmp/sidan-register) --cases $(or $(CASES),10000)

bench-search: $(VENV)/.test-ready
	tools/setup.sh browser
	$(PYTHON) -m benchmarks.search --cases $(or $(CASES),10000)

bench-review: $(VENV)/.site-ready
	$(PYTHON) -m benchmarks.review

bench-serve: $(VENV)/.site-ready
	$(PYTHON) -m benchmarks.serve --cases $(or $(CASES),10000)

bench-stages: $(VENV)/.site-ready
	$(PYTHON) -m benchmarks.stages --cases $(or $(CASES),1000)

$(VENV)/.site-ready: pyproject.toml tools/setup.sh
	tools/setup.sh site

$(VENV)/.assurance-ready: pyproject.toml tools/setup.sh
	tools/setup.sh assurance

$(VENV)/.bench-ready: pyproject.toml tools/setup.sh
	tools/setup.sh bench

$(VENV)/.test-ready: pyproject.toml tools/setup.sh
	tools/setup.sh test

clean:
	rm -rf $(VENV) site .site.sidan site-* .site-*.sidan .mypy_cache .ruff_cache .pytest_cache .hypothesis dist
