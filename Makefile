# Two commands: `make demo` runs Openmoot with simulated people, `make test` tests it.
# Both set up everything they need; a Python, git and make are all that must be there.

export OPENMOOT_PROFILE ?= development
PORT ?= 8000

# uv if it is installed, else one of our own, in .uv.
UV := $(or $(shell command -v uv 2>/dev/null),.uv/bin/uv)
RUN := $(UV) run --frozen --no-sync

.PHONY: demo bench messages screens test test-slow lint types contracts schema check format setup clean

demo: setup
	@exec $(RUN) python manage.py demo --port $(PORT)

# The suite runs on SQLite and the filesystem broker, whatever the environment says;
# tests marked `services` then run on PostgreSQL and Redis (DATABASE_URL, REDIS_URL).
test: setup
	env -u DATABASE_URL -u REDIS_URL $(RUN) pytest -n auto -m "not services and not slow" $(PYTEST)
	@$(RUN) python -m tests.services pytest -m "services and not slow" $(PYTEST)

# Each process has databases of its own, and for the browser tests a site and a browser.
test-slow: setup
	$(RUN) pytest -m slow -n auto --ignore tests/browser $(PYTEST)
	$(RUN) pytest -m slow -n auto tests/browser $(PYTEST)

# Numbers, never a test: the engine against red-dwarf, and on PostgreSQL a whole run and the pages.
bench: setup
	OPENBLAS_NUM_THREADS=1 $(RUN) python -m bench.engine
	OPENBLAS_NUM_THREADS=1 $(RUN) python -m bench.assessment
	@$(RUN) python -m tests.services python -m bench.end_to_end
	@$(RUN) python -m tests.services python -m bench.pages
	@$(RUN) python -m tests.services python -m bench.surveys

check: lint types contracts schema

lint: setup
	$(RUN) ruff check
	$(RUN) ruff format --check

types: setup
	$(RUN) mypy

contracts: setup
	$(RUN) lint-imports

schema: setup ## migrations and the API's schema are what the code says
	$(RUN) python manage.py makemigrations --check --dry-run
	$(RUN) python manage.py spectacular --validate --fail-on-warn --file /dev/null

screens: setup ## pictures of the pages, into docs/screens; needs Chromium
	$(RUN) python -m tests.browser.screens

# Needs GNU gettext. Translate what is new in deliberation/locale/*/LC_MESSAGES/django.po,
# then run it again for the compiled catalogues.
messages: setup
	$(RUN) python manage.py makemessages --locale de --locale es --locale fr --no-obsolete \
		--add-location file --ignore var --ignore tests --ignore bench --ignore docs
	$(RUN) python manage.py compilemessages --ignore var --ignore .venv

format: setup
	$(RUN) ruff check --fix
	$(RUN) ruff format

setup: .venv/.ready

.venv/.ready: uv.lock pyproject.toml .python-version | $(filter .uv/bin/uv,$(UV))
	$(UV) sync --frozen --quiet --compile-bytecode
	@touch $@

.uv/bin/uv:
	python3 -m venv .uv
	.uv/bin/pip install --quiet uv

clean: ## what make made; var/, where the data is, stays
	rm -rf .venv .uv .pytest_cache .mypy_cache .ruff_cache .import_linter_cache .hypothesis
