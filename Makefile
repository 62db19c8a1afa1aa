# What a person types. Everything else is in scripts/.

.NOTPARALLEL:
.PHONY: help demo test bench fuzz sanitize build format lint
help:  ## these lines
	@awk -F ':.*## ' '/^[a-z]+:.*## / { printf "make %-8s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

demo: packages-demo build  ## Anpi on real input, with everything it needs; ONCE=1 ends when everybody was reached
	@exec .build/debug/anpi demo $(if $(filter-out 0,$(ONCE)),--once)

test:  ## every check and every test; ends with "N passed, N failed"
	@scripts/test

bench: packages-bench  ## what Anpi reaches beside this machine's limits; FLAGS="mail" for a part, FLAGS=--whole for a million people
	@swift build -c release --product anpi
	@scripts/unpack-packages .build/bench/programs $$(awk '$$1 == "unpack" { print $$2 }' debian-packages.txt)
	@scripts/with-postgres --durable python3 Benchmarks/bench.py $(FLAGS)

fuzz: packages-build  ## looks for input that breaks a reader; FLAGS=60 for a minute each, FLAGS="csv 600" for one
	@scripts/fuzz $(FLAGS)

sanitize: packages-test  ## the rooms' tests with AddressSanitizer and ThreadSanitizer; FLAGS="thread WebTests" for a part
	@scripts/sanitize $(FLAGS)

build: packages-build  ## the program for work on it (a debug build), warnings as errors
	@scripts/build --product anpi

format:  ## formats the sources
	@swift format format --in-place --parallel --recursive Package.swift $(wildcard Sources Tests Benchmarks)

lint:  ## what can be found without building
	@scripts/lint

.PHONY: packages-build packages-demo packages-bench packages-test
packages-build:
	@scripts/install-packages build
packages-demo:
	@scripts/install-packages build demo
packages-bench:
	@scripts/install-packages build bench
packages-test:
	@scripts/install-packages build test
