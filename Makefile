# The commands people, scripts and outside checks rely on. Each is safe to repeat.
.DEFAULT_GOAL := help
.PHONY: help run test check format messages bench faults fonts guide demo lock
MANAGE := .venv/bin/python manage.py

help:
	@echo 'make run    start the site at http://localhost:$${PORT:-8000} (installs what it needs)'
	@echo 'make test   the whole suite, in parallel'
	@echo 'make check  linters, types, templates, migrations, translations, import directions'
	@echo 'make format what make check would complain about in spaces and order, put right'
	@echo 'make messages  the French catalogue brought up to the strings that the code and templates say'
	@echo 'make bench  benchmarks: a table, and bench/results.json'
	@echo 'make faults what is lost while a part of the site falls: a table, and docs/faults.md'
	@echo 'make guide  docs/production.md followed to the letter on a bare Debian 12 (takes root and a mirror)'
	@echo 'make demo   load or restore the demo content'
	@echo 'make fonts  the faces of static/fonts/ cut again from the packages that publish them (takes npm)'
	@echo 'make lock   resolve requirements*.in again, with hashes'

run:
	@deploy/install run && exec .venv/bin/python deploy/start.py

test:
	@deploy/install test && .venv/bin/python deploy/messages.py && .venv/bin/python -m pytest -n auto --dist worksteal

check:
	@deploy/install test && .venv/bin/python deploy/messages.py && exec deploy/check

format:
	@.venv/bin/ruff check --fix --quiet . ; .venv/bin/ruff format --quiet .
	@find templates -name '*.html' -print0 | xargs -0 .venv/bin/djade --target-version 5.2 || true
	@find templates -name '*.html' -print0 | xargs -0 .venv/bin/djhtml --tabwidth 2 || true

messages:
	@deploy/install test && .venv/bin/python deploy/check_texts.py --write

bench:
	@deploy/install test && .venv/bin/python deploy/messages.py
	@exec .venv/bin/python -m bench.whole

faults:
	@deploy/install test && .venv/bin/python deploy/messages.py && exec .venv/bin/python -m bench.faults

fonts:
	@deploy/install test && exec .venv/bin/python deploy/fonts.py

guide:
	@.ci/guide

demo:
	@deploy/install run && .venv/bin/python deploy/messages.py && $(MANAGE) prepare && $(MANAGE) load_demo

lock:
	@deploy/install test && exec deploy/lock
