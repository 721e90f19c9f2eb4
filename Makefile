# The project's commands; `make help` lists them. Everything installed goes into .venv, from locked files with hashes.
SHELL := /bin/sh
.DEFAULT_GOAL := help
BIN := .venv/bin
PEERS := benchmarks/.env
CLIENTS := tests/conformance/clients
SBOM := dist/sbom.json
PYTHONS ?= python3.14 python3.13 python3.12 python3.11 python3 python
UV := $(shell command -v uv 2>/dev/null)
COMPILE = uv pip compile -q --universal --no-strip-extras --generate-hashes --no-emit-index-url --no-header --python-version 3.11

# What Python compiles it keeps, whatever the environment says: half of the time of a start would go into doing it over.
export PYTHONDONTWRITEBYTECODE :=

ifneq ($(UV),)
INSTALL = uv pip install -q --python $(BIN)/python
else
INSTALL = $(BIN)/python -m pip install -q --disable-pip-version-check
endif

.PHONY: help
help: ## show this list
	@awk -F ':.*## ' '/^[a-z]+:.*## / {printf "  make %-8s %s\n", $$1, $$2}' $(firstword $(MAKEFILE_LIST))

.PHONY: serve
serve: .venv/serve.stamp ## install what is locked and serve (HOST, PORT and DATABASE_URL from the environment)
	@exec $(BIN)/tradefacts serve

.PHONY: test
test: .venv/test.stamp ## what every change must pass; ARGS="-k flows" goes on to pytest
	$(BIN)/pytest -n auto --maxprocesses 4 --dist loadfile --no-loadscope-reorder $(ARGS)

.PHONY: trial
trial: .venv/test.stamp $(CLIENTS)/.env/stamp ## what takes long or needs a network: fuzzing, faults, figures
	$(BIN)/pytest -m trial --timeout 1800 --figures docs/trial.md $(ARGS)

.PHONY: bench
bench: .venv/test.stamp $(PEERS)/stamp ## measure beside other programs: SIZE=10k, 100k (without it), 1m or 10m
	$(BIN)/python -m benchmarks $(SIZE) $(ARGS)

.PHONY: lint
lint: .venv/test.stamp ## style, types, layers, dependencies, security, spelling, Dockerfile
	$(BIN)/ruff check
	$(BIN)/ruff format --check
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/deptry .
	$(BIN)/bandit -q -r app migrations -s B608 # each has its reason at the line, for the linter that finds the same
	$(BIN)/codespell
	$(BIN)/hadolint Dockerfile

.PHONY: audit
audit: .venv/test.stamp ## ask for advisories about what is locked; ends with 3 where not all was AUDITED
	$(BIN)/python -m tests.audit

.PHONY: sbom
sbom: .venv/test.stamp ## write what is served with (CycloneDX, JSON) to dist/sbom.json, from the lock
	@mkdir -p $(dir $(SBOM))
	@$(BIN)/python -W ignore -m cyclonedx_py requirements --pyproject pyproject.toml --output-reproducible --of JSON \
		-o $(SBOM) requirements.txt

.PHONY: golden
golden: .venv/test.stamp ## write the golden answers anew; read the diff before you commit it
	$(BIN)/pytest tests/golden tests/test_readme.py tests/test_operations.py --regenerate
	$(BIN)/pytest tests/golden

.PHONY: lock
lock: ## lock the newest versions pyproject.toml allows (needs uv)
	@command -v uv >/dev/null || { echo 'make lock needs uv: pipx install uv' >&2; exit 1; }
	$(COMPILE) --upgrade --extra test -o requirements-test.txt pyproject.toml
	$(COMPILE) --upgrade -c requirements-test.txt -o requirements.txt pyproject.toml
	sed -n '/^\[build-system\]/,/^$$/s/^requires = \["\(.*\)"\]/\1/p' pyproject.toml | \
		$(COMPILE) --upgrade -c requirements-test.txt -o requirements-build.txt -
	$(COMPILE) --upgrade -o $(CLIENTS)/requirements.txt $(CLIENTS)/requirements.in

.PHONY: image
image: ## build the container image
	docker build -t tradefacts .

.PHONY: clean
clean: ## remove the environment, builds and caches; data/ stays
	rm -rf .venv dist .coverage .hypothesis .schemathesis *.egg-info .*_cache
	find app benchmarks migrations tests -name __pycache__ -prune -exec rm -rf {} +

.venv/test.stamp: requirements-test.txt .venv/serve.stamp
	$(INSTALL) --require-hashes -r requirements-test.txt
	@touch $@

.venv/serve.stamp: requirements.txt requirements-build.txt pyproject.toml .venv/pyvenv.cfg
	@echo 'Installing what is locked into .venv: this takes a network, and up to a minute'
	@test -n '$(UV)' || $(BIN)/python -m pip --version >/dev/null 2>&1 || $(BIN)/python -m ensurepip >/dev/null
	$(INSTALL) --require-hashes -r requirements.txt -r requirements-build.txt || \
		{ echo 'Not installed: is the package registry (PyPI, or the mirror that pip or uv is set to) reached from here?' >&2; exit 1; }
	$(INSTALL) --no-deps --no-build-isolation -e .
	@touch $@

# The programs that benchmarks compare with never meet ours.
$(PEERS)/stamp: BIN := $(PEERS)/bin
$(PEERS)/stamp: benchmarks/peers/requirements.txt benchmarks/peers/package.json
	@for tool in wrk taskset sqlite3 npm; do command -v $$tool >/dev/null || missing="$$missing $$tool"; done; \
		test -z "$$missing" || { echo "make bench needs$$missing. On Debian: apt install wrk util-linux sqlite3 npm" >&2; exit 1; }
	.venv/bin/python -m venv --clear $(PEERS)
	$(INSTALL) --require-hashes -r benchmarks/peers/requirements.txt
	cp benchmarks/peers/package.json $(PEERS)
	npm install --no-audit --no-fund --no-package-lock --loglevel=error --prefix $(PEERS)
	@touch $@

# What makes clients of the document holds back what we run on; it never meets us.
$(CLIENTS)/.env/stamp: BIN := $(CLIENTS)/.env/bin
$(CLIENTS)/.env/stamp: $(CLIENTS)/requirements.txt
	.venv/bin/python -m venv --clear $(CLIENTS)/.env
	$(INSTALL) --require-hashes -r $<
	@touch $@

# An environment whose Python was removed from the machine is made anew.
ifeq ($(shell $(BIN)/python -c 'print(1)' 2>/dev/null),)
.PHONY: .venv/pyvenv.cfg
endif

# A name on the path may be a shim that runs nothing, or a Python stripped of ensurepip: each candidate is tried.
.venv/pyvenv.cfg:
ifneq ($(UV),)
	uv venv -q --clear --python '>=3.11' .venv
else
	@for python in $(PYTHONS); do \
		"$$python" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null || continue; \
		found=$${found:-$$python}; \
		"$$python" -c 'import ensurepip, venv' 2>/dev/null || continue; \
		echo "$$python -m venv .venv"; exec "$$python" -m venv --clear .venv; \
	done; \
	if [ -n "$$found" ]; then \
		package=$$("$$found" -c 'import sys; print("python%d.%d-venv" % sys.version_info[:2])'); \
		echo "$$found cannot make a virtual environment here. On Debian and Ubuntu: apt install $$package" >&2; \
	else \
		echo 'No Python 3.11 or newer was found. On Debian and Ubuntu: apt install python3-venv; or install uv.' >&2; \
	fi; exit 1
endif
