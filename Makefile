# What a person types. Everything else is in scripts/.

.NOTPARALLEL:
.PHONY: help demo test build format lint
help:  ## these lines
	@awk -F ':.*## ' '/^[a-z]+:.*## / { printf "make %-8s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

demo: packages-demo build  ## Anpi on real input, with everything it needs; ONCE=1 ends when everybody was reached
	@exec .build/debug/anpi demo $(if $(filter-out 0,$(ONCE)),--once)

test:  ## every check and every test; ends with "N passed, N failed"
	@scripts/test

build: packages-build  ## the program, warnings as errors
	@scripts/build --product anpi

format:  ## formats the sources
	@swift format format --in-place --parallel --recursive Package.swift $(wildcard Sources Tests Benchmarks)

lint:  ## what can be found without building
	@scripts/lint

.PHONY: packages-build packages-demo
packages-build:
	@scripts/install-packages build
packages-demo:
	@scripts/install-packages build demo
