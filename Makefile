# One command each. `make run` and `make test` work in a fresh clone.

SHELL := /bin/bash
BIN := .venv/bin
TESTS ?= src tests
# A process for each core, up to four; each has a database server of its own.
PARALLEL ?= -n auto --maxprocesses 4 --dist loadfile
# Where the clients' own run scripts lie.
CLIENTS ?= ../shared/clients/open311
CATALOGUES := $(wildcard src/gongzhi/*/locale/*/LC_MESSAGES/django.po src/gongzhi/channels/*/locale/*/LC_MESSAGES/django.po)

.PHONY: help setup storage sm run test check check-clients check-slow bench screenshots docs messages lock
.DEFAULT_GOAL := help

help: ## list the commands
	@sed -n 's/^\([a-z-]*\):.*## \(.*\)/  make \1\t\2/p' $(MAKEFILE_LIST) | expand -t 22

setup: .venv/.run $(wildcard .venv/.s3) .venv/.messages ## make the environment only

storage: .venv/.s3 ## add the client of an S3-compatible storage for photos and documents

sm: .venv/.sm ## add the second signature of checkpoints by SM2 with SM3

run: setup ## start everything: database, demo county, web server, worker
	@exec $(BIN)/gongzhi run

test: .venv/.test .venv/.messages ## the whole suite, browser journeys included
	@scripts/browser.sh
	@$(BIN)/pytest $(PARALLEL) -m "not slow" $(TESTS)

check: .venv/.test .venv/.messages ## contracts, lint, types, translations: seconds
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check .
	@$(BIN)/lint-imports
	@$(BIN)/mypy
	@$(BIN)/gongzhi messages check

check-clients: .venv/.test ## published clients of Open311 against the server that runs; BASE, DISCOVERY, KEY, PLAIN, META say another
	@CLIENTS="$(CLIENTS)" BASE="$(BASE)" DISCOVERY="$(DISCOVERY)" KEY="$(KEY)" PLAIN="$(PLAIN)" META="$(META)" \
		scripts/check-clients.sh

check-slow: .venv/.test .venv/.messages ## tests that take minutes
	@scripts/browser.sh
	@$(BIN)/pytest $(PARALLEL) -m slow $(TESTS)

bench: .venv/.test .venv/.messages ## measure; ONLY=name runs one, results in bench/results.json
	@$(BIN)/python -m bench $(if $(ONLY),--only $(ONLY))

screenshots: .venv/.test .venv/.messages ## pictures for the documentation; EVERY=folder: of every page; URL=demo that runs
	@scripts/browser.sh
	@$(BIN)/gongzhi screenshots $(if $(URL),--url $(URL)) $(if $(EVERY),--every --folder $(EVERY))

docs: .venv/.run .venv/.messages ## write the generated pages of docs/reference anew
	@$(BIN)/gongzhi docs

messages: .venv/.messages ## compile the translations

lock: .venv/.run ## choose versions anew and write them down with their hashes
	$(BIN)/uv pip compile -q --universal --upgrade --generate-hashes --no-emit-index-url -c scripts/lock.in pyproject.toml -o requirements.lock
	$(BIN)/uv pip compile -q --universal --upgrade --generate-hashes --no-emit-index-url --extra s3 -c requirements.lock \
		pyproject.toml -o requirements-s3.lock
	$(BIN)/uv pip compile -q --universal --upgrade --generate-hashes --no-emit-index-url --extra sm -c requirements-s3.lock \
		pyproject.toml -o requirements-sm.lock
	$(BIN)/uv pip compile -q --universal --upgrade --generate-hashes --no-emit-index-url --extra s3 --extra sm --group dev \
		-c requirements-s3.lock -c requirements-sm.lock pyproject.toml -o requirements-dev.lock

.venv/.run: requirements.lock scripts/environment.sh
	@scripts/environment.sh run

.venv/.test: requirements-dev.lock scripts/environment.sh
	@scripts/environment.sh test

.venv/.s3: requirements-s3.lock scripts/environment.sh
	@scripts/environment.sh s3

.venv/.sm: requirements-sm.lock scripts/environment.sh
	@scripts/environment.sh sm

.venv/.messages: $(CATALOGUES) | .venv/.run
	@$(BIN)/gongzhi messages compile
	@touch $@
