# Concord: every command of daily work. `make` alone lists them.

LISTEN      ?= 127.0.0.1:8080
TESTFLAGS   ?=
BENCH       ?= .
FUZZTIME    ?= 20s
VERSION     ?= $(shell git describe --tags --always --dirty 2>/dev/null || echo unknown)
STATICCHECK := honnef.co/go/tools/cmd/staticcheck@v0.7.0

.DEFAULT_GOAL := help
.PHONY: help run setup test check lint generated bench fuzz cover screenshots generate build

help: ## list these commands
	@awk -F ':.*## ' '/^[a-z]+:.*## / { printf "  make %-12s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

run: ## serve the demonstration on an embedded database (LISTEN=127.0.0.1:8080)
	go run ./cmd/concord serve --demo --listen $(LISTEN)

setup: ## install what the tests need, where that is possible (SETUP=no skips)
	@.ci/setup

test: setup ## run every test (TESTFLAGS=-v)
	go test $(TESTFLAGS) ./...

check: lint generated cover ## the whole truth: lint, generated code, coverage, all tests under the race detector
	go test -race -timeout 30m $(TESTFLAGS) ./...

lint: ## formatting, vet, staticcheck, go.mod
	@unformatted=$$(gofmt -l .); test -z "$$unformatted" || { echo "not gofmt-ed:"; echo "$$unformatted"; exit 1; }
	go vet ./...
	go run $(STATICCHECK) ./...
	go mod tidy -diff

generated:
	@.ci/generated

bench: ## measure (BENCH=Decide chooses)
	go test -run '^$$' -bench '$(BENCH)' -benchmem -timeout 60m ./...

fuzz: ## run every fuzz target, each for FUZZTIME=20s
	@FUZZTIME=$(FUZZTIME) .ci/fuzz

cover: ## every statement of the decision is tested
	@.ci/cover ./internal/recognition

screenshots: ## pictures of every page at 1280 and 390 px, in bin/screenshots
	CONCORD_SCREENSHOTS=$(CURDIR)/bin/screenshots go test -count=1 -timeout 30m -run '^TestScreens$$' ./internal/web

generate: ## write the generated code anew
	go generate ./...

build: ## one static binary, bin/concord
	CGO_ENABLED=0 go build -trimpath -ldflags '-s -w -X concord/internal/cli.version=$(VERSION)' -o bin/concord ./cmd/concord
