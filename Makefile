# Two commands: `make demo` builds the shipped corpus and asks one question, `make test` runs the tests.

PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin

.PHONY: demo test check bench fuzz kill requirements clean

demo: $(VENV)/installed
	$(BIN)/kg build --out out
	@echo
	$(BIN)/kg query who-controls --param crossing=al-tanf --at 2018-10-15 --data out
	@echo
	@echo "The data is in out/, the command is $(BIN)/kg, the questions: $(BIN)/kg query"

test: $(VENV)/installed
	$(BIN)/python -m pytest

check: $(VENV)/installed
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/python docs/generate.py --check

bench: $(VENV)/installed
	$(BIN)/python -m bench $(BENCH)

# A long run of the fuzzer of kg serve; a short one is among the tests.
fuzz: $(VENV)/installed
	$(BIN)/python -m tests.serve.fuzz $(FUZZ)

# Kill loads and stores at 20 moments each; `make test` tries 3.
kill: $(VENV)/installed
	KG_KILLS=20 $(BIN)/python -m pytest tests/load/test_kill.py

# A stamp, so that a second run installs nothing. Two steps: a directory has no hash to require.
$(VENV)/installed: requirements.txt pyproject.toml hatch_build.py
	$(PYTHON) -m venv --clear $(VENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements.txt
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation --editable .
	@touch $@

# Renew the pins (needs uv); writes no host.
requirements:
	uv pip compile pyproject.toml --group dev --universal --python-version 3.11 --generate-hashes \
	  --no-annotate --no-header --upgrade -o requirements.txt
	uv pip compile pyproject.toml --extra spark --universal --python-version 3.11 --generate-hashes \
	  --no-annotate --no-header --upgrade -c requirements.txt -o requirements-spark.txt
	for peers in bench/requirements/*.in; do \
	  uv pip compile $$peers --universal --python-version 3.11 --generate-hashes --no-annotate --no-header \
	    --upgrade -o $${peers%.in}.txt || exit; \
	done

clean:
	rm -rf $(VENV) .venv-bench out dist
