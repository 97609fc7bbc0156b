# deps, demo, test; one folder of tests; once, chaos, cluster, overload, fuzz, sanitize: longer tests; format, lint. The work itself is in Swift.
PORT ?= 8080
DIRECTORY ?= .demo
CHAOS_SECONDS ?= 180
FUZZ_SECONDS ?= 60
PACKAGES = libfcgi-dev libmariadb-dev libcurl4-openssl-dev pkg-config mariadb-server galera-4 rsync nginx openssl tzdata curl \
    wrk python3-venv
SUDO = $(if $(filter 0,$(shell id -u)),,sudo)

.PHONY: deps demo test one once chaos cluster overload fuzz sanitize format lint

deps:  # the Debian packages that are missing
	@missing="$$(for p in $(PACKAGES); do dpkg -s $$p 2>/dev/null | grep -q '^Status: install ok' || echo $$p; done)"; \
	[ -z "$$missing" ] || { $(SUDO) apt-get update -q && $(SUDO) env DEBIAN_FRONTEND=noninteractive apt-get install -q -y $$missing; }

demo: deps  # the whole stack on http://127.0.0.1:$(PORT)
	swift build -c release --product coachbook
	@exec .build/release/coachbook demo --port $(PORT) --directory $(DIRECTORY)

test: deps .build/python  # every test, against a private MariaDB and nginx
	swift test --explicit-target-dependency-import-check error
	COACHBOOK_OVERLOAD_SECONDS=20 swift test --skip-build --filter Load.OverloadTests

one:  # a folder of what is built, such as `make one ONLY=Journeys/Bookings`
	@suites="$$(find Tests/$(ONLY) -name '*Tests.swift' -exec basename {} .swift ';' | paste -sd '|')"; \
	swift test --skip-build --filter "^[A-Za-z]*[.]($$suites)/"

.build/python: Tests/Python/requirements.txt  # programs of others that check ours
	python3 -m venv $@ && $@/bin/pip install -q --disable-pip-version-check -r $< && touch $@

once:  # a thousand bookings while providers fail and senders are killed: counts what is lost and doubled
	COACHBOOK_LONG=1 swift test --filter Chaos.OnceTests

overload:  # ten minutes of four times what a release can serve, in turns with as much as it can: what is served, refused, remembered
	swift build -c release --product coachbook
	COACHBOOK_OVERLOAD_SECONDS=600 COACHBOOK_PROGRAM=$(CURDIR)/.build/release/coachbook \
	swift test --filter Load.OverloadTests

fuzz: deps  # hostile input, so many seconds for each target: queries, JSON, zones, what comes over the wire, what it costs
	.ci/fuzz $(FUZZ_SECONDS)

sanitize: deps .build/python  # every test under AddressSanitizer (with leaks), then under ThreadSanitizer
	.ci/sanitize address && .ci/sanitize thread

chaos:  # clients who book while everything is killed, cut and slowed: counts what is lost and doubled
	COACHBOOK_CHAOS_SECONDS=$(CHAOS_SECONDS) swift test --filter Chaos.ChaosTests

cluster:  # clients who book while nodes of a Galera cluster are killed, hang and rejoin
	COACHBOOK_LONG=1 swift test --filter Chaos.ClusterTests

format:
	swift format -i --configuration .ci/swift-format.json --recursive Sources Tests Package.swift

lint:
	.ci/house && swift format lint --strict --configuration .ci/swift-format.json --recursive Sources Tests Package.swift
