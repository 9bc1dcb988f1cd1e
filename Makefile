# Two commands matter: `make run` and `make test`.
PYTHON ?= $(shell for p in python3.13 python3.12 python3.11 python3; do $$p -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && { echo $$p; break; }; done)
VENV ?= .venv
PY := $(VENV)/bin/python
PORT ?= 8000
export PORT

.PHONY: run test lint bench soak shots check-r clean

run: $(VENV)/.run-ready
	@exec $(PY) manage.py serve --demo

test: $(VENV)/.test-ready
	@$(PY) -m tests

lint: $(VENV)/.test-ready
	@$(VENV)/bin/ruff check . && $(VENV)/bin/ruff format --check .

bench: $(VENV)/.test-ready
	@$(PY) -m benchmarks

soak: $(VENV)/.test-ready
	@$(PY) -m benchmarks.soak

shots: $(VENV)/.test-ready
	@$(PY) -m benchmarks.shots

check-r: $(VENV)/.test-ready
	@$(PY) -m benchmarks.metafor

$(PY):
	@test -n "$(PYTHON)" || { echo "KetReview needs Python 3.11 or newer; none was found on the PATH."; exit 1; }
	@$(PYTHON) -m venv $(VENV) || { rm -rf $(VENV); exit 1; }

$(VENV)/.run-ready: requirements.lock | $(PY)
	@echo "Installing (once, about a minute) ..."
	@$(PY) -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements.lock
	@touch $@

$(VENV)/.test-ready: requirements-test.lock | $(PY)
	@echo "Installing what tests need (once) ..."
	@$(PY) -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements-test.lock
	@touch $@ $(VENV)/.run-ready

clean:
	rm -rf $(VENV) var shots staticfiles
