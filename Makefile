# make demo: see it. make test: prove it. make help: the rest.
PYTHON ?= python3
BIN := .venv/bin
SERVE ?= 1
DO ?= start
# Written once, bytecode halves the time that the tests take to be found.
export PYTHONDONTWRITEBYTECODE :=

.DEFAULT_GOAL := help
.PHONY: help demo test check format lock schemas docs services bench soak screenshots train clean dashboards test-bi

help: ## what can be made
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/^([a-z-]+):.*## /  make \1\t/' | expand -t 18

demo: .venv/run ## run the main job on the shipped sample, print the summary, serve the page (SERVE=0: do not serve)
	@$(BIN)/earshot demo $(if $(filter 0,$(SERVE)),--no-serve)

test: .venv/dev ## install what the tests need and run all of them
	@sh tests/all

check: .venv/dev ## format, lint, types, import rules, fast tests; under a minute
	@$(BIN)/ruff format --check .
	@$(BIN)/ruff check .
	@$(BIN)/mypy
	@$(BIN)/lint-imports
	@$(BIN)/pytest -q -n 2 --dist worksteal -m "not slow"

format: .venv/dev ## put the code in the house format
	@$(BIN)/ruff format .
	@$(BIN)/ruff check --fix .

schemas: .venv/run ## write the JSON Schema files anew from the types, and docs/signals.md from the definitions of figures
	@$(BIN)/earshot schema --write
	@$(BIN)/python -m pipeline.signals > docs/signals.md

docs: .venv/dev ## write what the docs take from the code anew, and build them as a site in build/site
	@$(BIN)/python -m deploy.docs
	@NO_MKDOCS_2_WARNING=1 $(BIN)/python -m mkdocs build --strict -f deploy/docs/mkdocs.yml
	@echo "build/site/index.html"

dashboards: .venv/run ## write the dashboards of Superset and Grafana anew from the definitions of figures and metrics
	@$(BIN)/python -m deploy.superset
	@$(BIN)/python -m deploy.grafana

test-bi: .venv/dev .venv/superset/complete ## open every dashboard in a browser, over a real Superset and ClickHouse
	@sh tests/install-services
	@$(BIN)/pytest -q tests/bi

services: .venv/run ## a real Kafka and ClickHouse on 127.0.0.1, and the settings that lead to them (DO=stop: end them)
	@sh tests/install-services servers
	@$(BIN)/python -m deploy.services $(DO)

bench: .venv/dev .venv/contenders/complete ## measure: events a second and memory, beside what others would build (EVENTS=30000: a tenth of the work)
	@sh tests/install-services servers
	@$(BIN)/python benchmarks/embedded_import.py
	@$(BIN)/python -m benchmarks.engine $(if $(EVENTS),--events $(EVENTS))

soak: .venv/dev ## kill, stop, starve and overload everything for two hours, and compare every row (CASES=K2,B1 SEEDS=20 MINUTES=30)
	@sh tests/install-services servers
	@$(BIN)/python -m benchmarks.soak --json build/soak.json --write $(if $(CASES),--only $(CASES)) $(if $(SEEDS),--seeds $(SEEDS)) $(if $(MINUTES),--minutes $(MINUTES))

screenshots: .venv/dev ## take the pictures of the page in docs/images anew
	@sh tests/install-services
	@$(BIN)/python -m tests.browser.screenshots

train: .venv/dev ## train the ear's model anew: make train DATA=folder of labelled texts
	@test -n "$(DATA)" || { echo "make train DATA=folder: the folder of labelled texts is missing" >&2; exit 2; }
	@$(BIN)/python -m benchmarks.training "$(DATA)"

lock: .venv/dev ## lock the newest versions that fit pyproject.toml
	@PATH=$(CURDIR)/$(BIN):$$PATH requirements/update --upgrade

clean: ## remove the environment, what the demo left, and the servers with their data
	@[ ! -d .services ] || [ ! -x $(BIN)/python ] || $(BIN)/python -m deploy.services stop
	rm -rf .venv .earshot .services

.venv/run: requirements/run.txt pyproject.toml
	@sh requirements/install run $(PYTHON)

.venv/dev: requirements/dev.txt pyproject.toml
	@sh requirements/install dev $(PYTHON)

.venv/contenders/complete: requirements/bench.txt | .venv/dev
	@sh requirements/contenders

.venv/superset/complete: requirements/superset.txt | .venv/dev
	@sh requirements/superset
