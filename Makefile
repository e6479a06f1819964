# Every target builds what it needs: python3 (3.11 or newer), make and git are all a machine must have.
PYTHON ?= python3
BIN := .venv/bin
STAMP := .venv/.built
OTHERS := .venv-mcp/.built
OTHERS_LOCK := tests/integrations/mcp/real/requirements.lock
export PYTHONDONTWRITEBYTECODE =

.PHONY: env demo test check format lock bench clean

env: $(STAMP) $(OTHERS)

$(STAMP): requirements-dev.lock pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "Threadwork needs Python 3.11 or newer: install one and run make PYTHON=python3.x")'
	@test -x $(BIN)/python || $(PYTHON) -m venv .venv
	@test -x $(BIN)/uv || $(BIN)/python -m pip install --quiet --disable-pip-version-check 'uv>=0.9'
	@$(BIN)/uv pip sync --quiet --python $(BIN)/python --require-hashes --compile-bytecode requirements-dev.lock
	@$(BIN)/uv pip install --quiet --python $(BIN)/python --no-deps --editable .
	@touch $@

# MCP servers of others, for the tests: what they need must not meet what we need.
$(OTHERS): $(OTHERS_LOCK) | $(STAMP)
	@test -x .venv-mcp/bin/python || $(PYTHON) -m venv --without-pip .venv-mcp
	@$(BIN)/uv pip sync --quiet --python .venv-mcp/bin/python --require-hashes --compile-bytecode $(OTHERS_LOCK)
	@touch $@

demo: $(STAMP)
	@$(BIN)/threadwork demo

test: env
	@$(BIN)/pytest -n 2

check: env
	@$(BIN)/ruff format --check .
	@$(BIN)/ruff check .
	@$(BIN)/mypy
	@$(BIN)/lint-imports
	@$(BIN)/pytest -n 2

format: env
	@$(BIN)/ruff check --fix --quiet . || true
	@$(BIN)/ruff format .

lock: env
	@$(BIN)/uv pip compile --quiet --universal --generate-hashes --no-header --no-emit-index-url pyproject.toml -o requirements.lock
	@$(BIN)/uv pip compile --quiet --universal --generate-hashes --no-header --no-emit-index-url --extra dev -c requirements.lock pyproject.toml -o requirements-dev.lock
	@$(BIN)/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-header --no-annotate --no-emit-index-url $(OTHERS_LOCK:.lock=.in) -o $(OTHERS_LOCK)

bench: env
	@$(BIN)/python -m bench

clean:
	rm -rf .venv .venv-mcp .mypy_cache .ruff_cache .pytest_cache .import_linter_cache *.egg-info
