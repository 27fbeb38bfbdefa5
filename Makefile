# Every step that people and CI take is a target here; `make` alone lists them.
.DEFAULT_GOAL := help
SHELL := /bin/bash -euo pipefail

STAGE ?= dev
# The lambda.norpc tag leaves out the dead go1.x runtime's protocol; -s -w and
# -trimpath make the archives small and the same on every machine; the version that
# Sentry is told is the tag or commit, which Go puts in.
BUILD_FLAGS := -tags=lambda.norpc '-ldflags=-s -w' -trimpath -buildvcs=auto
STATICCHECK := honnef.co/go/tools/cmd/staticcheck@v0.8.2
VENTANA     := .tools/bin/ventana

.PHONY: help
help: ## Show what there is to make
	@awk 'BEGIN {FS = ":.*## "} /^[a-z-]+:.*## / {printf "  make %-11s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

.PHONY: run
run: ventana ## Run the whole system on this machine (needs Go and Node)
	@exec $(VENTANA) local --stop-with-parent

.PHONY: demo
demo: ventana ## Play the stories in events/scenarios and check each step
	@exec $(VENTANA) demo

.PHONY: test
test: tools ## Prove everything: race detector, shuffled, real browser, no skips
	@# The functions first: on a new machine their first build would otherwise
	@# run inside the tests that start them, beside the race detector's builds.
	CGO_ENABLED=0 go build -tags=lambda.norpc '-ldflags=-s -w' -trimpath ./functions/...
	CGO_ENABLED=1 go test -race -shuffle=on -count=1 -timeout=25m ./...

.PHONY: lint
lint: tools ## Check form: gofmt, vet, staticcheck, the template before and after SAM
	@unformatted=$$(gofmt -l functions shared infra); test -z "$$unformatted" || { echo "gofmt would change:"; echo "$$unformatted"; exit 1; }
	go vet ./...
	.tools/bin/staticcheck ./...
	cfn-lint --template template.yaml --include-checks I
	python3 infra/lint/translate.py template.yaml

.PHONY: build
build: ## Build every function as it is deployed (needs the SAM CLI)
	CGO_ENABLED=0 GOFLAGS="$(BUILD_FLAGS)" sam build --parallel

.PHONY: deploy
deploy: build ventana ## Deploy to STAGE=dev|staging|prod, the change set shown first, and check it
	sam deploy --config-env $(STAGE)
	@$(MAKE) --no-print-directory smoke

.PHONY: smoke
smoke: ventana ## Check the deployed STAGE=dev|staging|prod from outside
	sam list stack-outputs --config-env $(STAGE) --stack-name ventana-$(STAGE) --output json | $(VENTANA) smoke --outputs -

.PHONY: bench
bench: tools ventana ## Measure what is promised, each figure beside its target (ten minutes)
	@exec $(VENTANA) bench

.PHONY: bench-bulk
bench-bulk: tools ventana ## Measure agents' replies beside 50,000 surveys (some ten minutes)
	@exec $(VENTANA) bench bulk

.PHONY: week
week: ventana ## Prove on a simulated week of 300 conversations that warnings come once and in time
	@exec $(VENTANA) week --output docs/bench/week.md

.PHONY: day
CONVERSATIONS ?= 10000
day: ventana ## Prove on a simulated day of CONVERSATIONS=10000 that the ledger is WhatsApp's bill
	@exec $(VENTANA) cost day --conversations $(CONVERSATIONS)

.PHONY: drill
drill: ventana ## Make every alarm ring by its cause and stop by its runbook; writes docs/drill.md
	@exec $(VENTANA) alarms drill --output docs/drill.md

.PHONY: bench-sweep
bench-sweep: tools ventana ## Measure the minute's sweep over 1 to 100,000 open conversations (a quarter of an hour)
	@exec $(VENTANA) bench sweep

.PHONY: soak
SEED ?= 1
SEEDS ?= 1
MESSAGES ?= 20000
soak: ventana ## Measure what is lost, doubled or out of order among MESSAGES=20000 under faults of SEED=1
	@exec $(VENTANA) soak --messages $(MESSAGES) --seed $(SEED) --seeds $(SEEDS)

.PHONY: fuzz
FUZZTIME ?= 60s
fuzz: ## Fuzz the parsers and signatures for a minute each, or FUZZTIME=10s; the first finding ends it
	@for target in $$(grep -rl '^func Fuzz' --include=*_test.go functions shared infra | xargs -n1 dirname | sort -u); do \
		for name in $$(grep -rhoE '^func Fuzz[A-Za-z_]+' $$target/*_test.go | sed 's/func //'); do \
			go test -run '^$$' -fuzz "^$$name$$" -fuzztime $(FUZZTIME) ./$$target || exit 1; done; done

.PHONY: tools
tools: .tools/bin/staticcheck ventana ## Install what the registries give; name the rest
	@test -n "$(VENTANA_DYNAMODB_ENDPOINT)" || $(VENTANA) tools
	@bash infra/lint/tools.sh

# The command line is built and then replaces make's shell, so that Ctrl-C and
# kill reach it and not a `go run` in between, which passes no signal on.
.PHONY: ventana
ventana: ## Build the command line, .tools/bin/ventana
	@go build -o $(VENTANA) ./infra/ventana

.tools/bin/staticcheck:
	GOBIN=$(CURDIR)/.tools/bin go install $(STATICCHECK)

.PHONY: clean
clean: ## Remove builds and the local system's data
	rm -rf .build .aws-sam .local
