# Lyceum's commands. `make help` lists them; every one installs what it needs first.
SHELL := bash
.DEFAULT_GOAL := help
.PHONY: help run reset demo token learners logs replay test test-all mutation release-documents check format lock build validate deploy environment environment-sam environments verify-audit backfill roll-back restore-drill \
	bench scale exam-drive cost

PYTHON := .venv/bin/python
SAM := .venv-sam/bin/sam
# The emulator's address for the commands that need a port; another one: `make run PORT=4600`.
PORT ?= 4566
SAMCONFIG ?= dev
LOCKED := dependencies asgi markup rendering sanitizer sealing lookalikes stripe workbooks
COMPILE := .venv/bin/uv pip compile --quiet --universal --python-version 3.13 --generate-hashes \
	--no-emit-index-url --no-header

help: ## This list
	@awk -F ':.*## ' '/^[a-z-]+:.*## /{printf "  make %-17s %s\n", $$1, $$2}' $(firstword $(MAKEFILE_LIST))

environment:
	@tools/environment.sh .venv requirements/development.lock

environment-sam:
	@tools/environment.sh .venv-sam requirements/sam.lock

# Both at once: each keeps one processor busy.
environments:
	@$(MAKE) --no-print-directory -j 2 environment environment-sam

run: environment ## Start the whole platform on this machine and stay in the foreground (PORT=4566)
	@$(PYTHON) -m tools.run --port $(PORT)

reset: environment ## Forget everything the local platform has stored
	@$(PYTHON) -m tools.reset

demo: environment ## The main job through the HTTP API [COURSE=<folder or archive>] [QUESTIONS=<GIFT file or folder>]
	@$(PYTHON) -m tools.demo $(if $(COURSE),--course "$(COURSE)") $(if $(QUESTIONS),--questions "$(QUESTIONS)")

# AS has a default of make's own, the assembler.
token: environment ## A fresh token of the running platform: AS=administrator, instructor or learner
	@$(PYTHON) -m tools.token_as $(if $(filter default,$(origin AS)),instructor,$(AS))

learners: environment ## Create and sign in N learners of the running platform; tokens in .local/learners.json
	@$(PYTHON) -m tools.learners $(or $(N),200)

logs: environment ## What functions have logged in the last minutes [CONTEXT=catalog]
	@$(PYTHON) -m tools.logs $(if $(CONTEXT),--context $(CONTEXT))

verify-audit: environment ## The audit trail against its seals [TENANT=demo]
	@$(PYTHON) -m tools.verify_audit $(if $(TENANT),--tenant "$(TENANT)") $(ARGS)

# Operators: on the running platform, or with `STACK=lyceum-prod`, `SOURCE=<table>` in the account of one's credentials.
backfill: environment ## Raise items of older schema versions: RUN=<name> [UNITS=100] [SEGMENTS=4] [STACK=<stack>]
	@$(PYTHON) -m tools.backfill --run "$(RUN)" --units-per-second $(or $(UNITS),100) --segments $(or $(SEGMENTS),4) $(if $(STACK),--stack "$(STACK)")

operator: environment ## Make the account of EMAIL an operator of the platform [DISMISS=1] [STACK=<stack>]
	@$(PYTHON) -m tools.appoint_operator --email "$(EMAIL)" $(if $(DISMISS),--dismiss) $(if $(STACK),--stack "$(STACK)")

roll-back: environment ## Every function back to the version before, in seconds [STACK=<stack>]
	@$(PYTHON) -m tools.roll_back $(if $(STACK),--stack "$(STACK)")

restore-drill: environment ## Restore the table into a new one and prove it whole [TARGET=<name>] [SOURCE=<table on AWS>] [AT=<instant>] [KEEP=1]; CHECK=<table on AWS> only looks
	@$(PYTHON) -m tools.restore_drill $(if $(SOURCE),--aws --source "$(SOURCE)") $(if $(TARGET),--target "$(TARGET)") $(if $(AT),--at "$(AT)") $(if $(KEEP),--keep) $(if $(CHECK),--aws --check "$(CHECK)")

replay: environment ## What lies parked and why; SEND=<id> or SEND=all sends it again [STACK=<name> on AWS]
	@$(PYTHON) -m tools.replay $(if $(SEND),--send "$(SEND)") $(if $(STACK),--stack "$(STACK)") $(ARGS)

test: environments ## All tests that fit into minutes
	@$(PYTHON) -m tools.tests -m "not slow" $(ARGS)

test-all: environments ## All tests
	@$(PYTHON) -m tools.tests --once $(ARGS)

mutation: environment ## Break the rules in every small way and see whether unit tests notice [ARGS=<part of a path>]
	@$(PYTHON) -m tools.mutation $(ARGS)

release-documents: environment ## Keep OpenAPI, event schemas and readers of this version in docs/releases, for the next to be compared with
	@$(PYTHON) -m tools.generate
	@$(PYTHON) -m tools.releases $(ARGS)

bench: environments ## Cold starts and warm requests over a floor written by hand; fails above a ceiling
	@$(PYTHON) -m tools.bench $(ARGS)

scale: environment ## Each operation at 10² to 10⁵ items: the same round trips, units and time, or it fails
	@$(PYTHON) -m tools.scale $(ARGS)

# The small one, a test: make exam-drive STARTS=50 SAVES=1000 SUBMITS=50
exam-drive: environment ## An exam through the handlers in one process [STARTS=5000 SAVES=100000 SUBMITS=5000]
	@$(PYTHON) -m tools.exam --starts $(or $(STARTS),5000) --saves $(or $(SAVES),100000) --submits $(or $(SUBMITS),5000)

cost: environment ## USD of a learner's month, or of tenants from functions' logs [LOG="files" TENANT=acme LEARNERS=200]
	@$(PYTHON) -m tools.cost $(if $(LOG),--log $(LOG)) $(if $(TENANT),--tenant $(TENANT)) --learners $(or $(LEARNERS),1)

check: environments ## Format, lint, types, architecture, templates, security, secrets, complexity
	@$(PYTHON) -m tools.checks $(ARGS)

format: environment ## Put the code into the one format
	.venv/bin/ruff format .
	.venv/bin/ruff check --fix .

lock: environment ## Resolve requirements/*.in again into hashed locks
	$(COMPILE) $(UPGRADE) requirements/development.in --output-file requirements/development.lock
	for name in $(LOCKED); do \
		$(COMPILE) --constraint requirements/development.lock requirements/$$name.in --output-file requirements/$$name.lock; \
	done
	$(COMPILE) $(UPGRADE) requirements/sam.in --output-file requirements/sam.lock

validate: environment-sam
	export SAM_CLI_TELEMETRY=0; for template in template.yaml infra/*.yaml; do $(SAM) validate --lint --template $$template || exit 1; done

build: environments ## Build what is deployed, for arm64 (LYCEUM_PLATFORM=host: for this machine)
	$(PYTHON) -m tools.build_stamp
	SAM_CLI_TELEMETRY=0 $(SAM) build

deploy: build ## Deploy to AWS (SAMCONFIG=dev, staging or prod)
	SAM_CLI_TELEMETRY=0 $(SAM) deploy --config-env $(SAMCONFIG) \
		--parameter-overrides $$($(PYTHON) -m tools.deploy_parameters $(SAMCONFIG))
	$(PYTHON) -m tools.protect lyceum-$(SAMCONFIG)
	$(PYTHON) -m tools.old_versions lyceum-$(SAMCONFIG)
