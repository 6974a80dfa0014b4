# One word for each thing a person does with this repository.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
SERVE ?= 1
ONLY ?=

.PHONY: demo test check bench soak pictures lock clean

$(BIN)/budstikke: requirements.lock pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { echo "Budstikke needs Python 3.11 or newer; PYTHON=... names one." >&2; exit 1; }
	$(PYTHON) -m venv $(VENV)
	$(BIN)/pip install --quiet --disable-pip-version-check --require-hashes -r requirements.lock
	$(BIN)/pip install --quiet --disable-pip-version-check --no-deps --editable .
	@touch $@

$(VENV)/dev: $(BIN)/budstikke requirements-dev.lock
	$(BIN)/pip install --quiet --disable-pip-version-check --require-hashes -r requirements-dev.lock
	@touch $@

demo: $(BIN)/budstikke  ## the sample company's digests of this week, and the web on 127.0.0.1:8000
	@SERVE=$(SERVE) sh examples/demo.sh $(BIN)/budstikke

test: $(VENV)/dev  ## the whole suite, on SQLite and PostgreSQL
	$(BIN)/python -m pytest -n 3 --dist loadfile --cov --cov-report= --durations=25 --durations-min=5
	$(BIN)/coverage report --include='digests/*' --fail-under=100

check: $(VENV)/dev  ## format, lint, types, import contracts, dead code, templates
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/vulture
	$(BIN)/djlint --lint templates --quiet
	$(BIN)/djlint --check templates/web --extend-exclude templates/web/newsroom --quiet  # mails and the newsroom are formatted by hand: there a space between marks is shown

bench: $(VENV)/dev  ## the benchmarks, one JSON object a line; ONLY=name,name for some
	$(BIN)/python -m benchmarks $(ONLY)

soak: $(VENV)/dev  ## the long fault runs
	$(BIN)/python -m pytest -m soak -s --no-cov tests/journeys

pictures: $(VENV)/dev  ## pictures of what people see, into docs/pictures
	$(BIN)/python -m tests.pictures

lock: $(VENV)/dev  ## writes the lock files anew
	$(BIN)/uv pip compile --quiet --generate-hashes --no-emit-index-url --no-emit-find-links --no-header --universal --output-file requirements.lock pyproject.toml
	$(BIN)/uv pip compile --quiet --generate-hashes --no-emit-index-url --no-emit-find-links --no-header --universal --group dev --output-file requirements-dev.lock pyproject.toml

clean:
	rm -rf $(VENV) var .mypy_cache .ruff_cache .pytest_cache .import_linter_cache .coverage
