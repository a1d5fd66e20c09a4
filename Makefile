# The commands people, scripts and outside checks rely on. Each is safe to repeat.
.DEFAULT_GOAL := help
.PHONY: help run test check bench demo lock
MANAGE := .venv/bin/python manage.py

help:
	@echo 'make run    start the site at http://localhost:$${PORT:-8000} (installs what it needs)'
	@echo 'make test   the whole suite, in parallel'
	@echo 'make check  linters, types, templates, migrations, translations, import directions'
	@echo 'make bench  benchmarks: a table, and bench/results.json'
	@echo 'make demo   load or restore the demo content'
	@echo 'make lock   resolve requirements*.in again, with hashes'

run:
	@deploy/install run && exec .venv/bin/python deploy/start.py

test:
	@deploy/install test && .venv/bin/python deploy/messages.py && .venv/bin/python -m pytest -n auto

check:
	@deploy/install test && .venv/bin/python deploy/messages.py && exec deploy/check

bench:
	@deploy/install test && .venv/bin/python deploy/messages.py && exec .venv/bin/python bench/run.py

demo:
	@deploy/install run && .venv/bin/python deploy/messages.py && $(MANAGE) prepare && $(MANAGE) load_demo

lock:
	@deploy/install test && exec deploy/lock
