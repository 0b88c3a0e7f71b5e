# `make demo` and `make test` each do all they need on a bare Debian 12 machine with a Swift toolchain.

# The static runtime's own arguments export every symbol, which the dynamic loader would then look up at each start.
release := swift build -c release --static-swift-stdlib -Xlinker --gc-sections -Xlinker --no-export-dynamic -Xlinker -s

.PHONY: help setup build demo test test-clients test-docker test-tsan faults fuzz lint bench docs cli-update clean
.NOTPARALLEL:
.DEFAULT_GOAL := help

help: ## this list
	@sed -n 's/^\([a-z-]*\):[^#]*## \(.*\)/  make \1\t\2/p' Makefile | expand -t 20

setup: ## install what is missing: Debian packages and the pinned claude
	@scripts/setup

build: setup ## release build of roost and roost-guardian into .build/release
	$(release) --product roost
	$(release) --product roost-guardian
	@test -x .build/release/roost && test -x .build/release/roost-guardian \
		|| { echo 'make: the build left no .build/release/roost and roost-guardian' >&2; exit 1; }

demo: build ## a real agent against the offline model
	.build/release/roost demo

test: build ## every test; FILTER=name runs some
	Tests/scripts/run
	swift build --build-tests
	FILTER='$(FILTER)' scripts/test

test-clients: build ## the Python SDK, an older one, a browser and made-up requests against the release build; FILTER=name runs some
	FILTER='$(FILTER)' scripts/test-clients

test-docker: build ## the container image, on a Docker Engine of its own; needs root
	swift build --build-tests
	FILTER='$(FILTER)' scripts/test-docker

test-tsan: setup ## the tests of the concurrent parts under the thread sanitizer; FILTER=name runs some
	scripts/test-tsan $(if $(FILTER),'$(FILTER)')

faults: setup ## kill servers everywhere in a turn's life; FAULT_ROUNDS=1000, FAULT_SEED for the same again
	scripts/faults

lint: ## formatting, shell, and the rules the compiler does not hold
	@scripts/lint

fuzz: setup ## fuzz the parsers; FUZZ_SECONDS=60 for each
	scripts/fuzz

bench: build ## measure against the peers
	@test -x scripts/bench || { echo 'make bench: there are no benchmarks yet' >&2; exit 1; }
	scripts/bench

docs: setup ## reference documentation of the ClaudeAgent library into .build/docs
	scripts/docs

cli-update: setup ## move the lock file to the newest claude and replay the recorded scenarios
	scripts/cli-update

clean: ## remove what was built; the cache stays
	rm -rf .build .build-fuzz .build-tsan
