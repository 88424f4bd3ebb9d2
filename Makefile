# Every target with a `##` comment is for people: `make help` lists them by group.
.DEFAULT_GOAL := help
SHELL := /bin/sh

# --- Variables that a person may set; anything else on the command line is a typing mistake and is refused.
VARIABLES_FOR_PEOPLE := SPEED USERS SCALED_OBJECT SCENARIO PORT ARGS UPSTREAMS URL MODEL RATE DURATION PEERS DIR JAVA_HOME
GIVEN := $(foreach v,$(.VARIABLES),$(if $(filter command line,$(origin $v)),$v))
UNKNOWN := $(filter-out $(VARIABLES_FOR_PEOPLE) MAKEFLAGS MAKEOVERRIDES,$(GIVEN))
ifneq ($(strip $(UNKNOWN)),)
$(error unknown variable $(UNKNOWN): known are $(VARIABLES_FOR_PEOPLE))
endif

JDK := $(shell sh .mvn/find-jdk)
export JAVA_HOME := $(JDK)
JAVA := $(JDK)/bin/java
MVN := ./mvnw

VERSION := 0.1.0-SNAPSHOT
DEMO_JAR := apps/demo/target/demo-$(VERSION).jar
SIM_JAR := inference-sim/server/target/inference-sim-server-$(VERSION).jar
GATEWAY_JAR := apps/gateway/target/gateway-$(VERSION).jar
LOAD_JAR := apps/load-generator/target/load-generator-$(VERSION).jar
BENCH_JAR := bench/target/bench-$(VERSION).jar
VALIDATION_JAR := validation/target/validation-$(VERSION).jar

SOURCES := $(shell find apps inference-sim bench validation -name target -prune -o -name vectors -prune -o \
  -type f \( -path '*/src/main/*' -o -name pom.xml \) -print 2>/dev/null) pom.xml
BUILT := target/built

# A flag for a variable that has a value: $(call flag,--speed,SPEED)
flag = $(if $(strip $($2)),$1 '$($2)')

##@ See it

.PHONY: demo
demo: $(BUILT) ## The whole story on this machine: a burst, KEDA's rules beside a CPU HPA (SPEED USERS SCALED_OBJECT)
	@exec $(JAVA) -jar $(DEMO_JAR) $(call flag,--speed,SPEED) $(call flag,--users,USERS) \
	  $(call flag,--scaled-object,SCALED_OBJECT) $(call flag,--scenario,SCENARIO)

##@ Run one component, until Ctrl-C

.PHONY: sim
sim: $(BUILT) ## One vLLM simulator (PORT=8000 SPEED=1 ARGS="--max-num-seqs 4")
	@exec $(JAVA) -jar $(SIM_JAR) $(call flag,--port,PORT) $(call flag,--speed,SPEED) $(ARGS)

.PHONY: gateway
gateway: $(BUILT) ## The gateway (PORT=8080 UPSTREAMS=http://127.0.0.1:8000,…)
	@exec $(JAVA) -jar $(GATEWAY_JAR) $(call flag,--port,PORT) \
	  --upstreams '$(or $(UPSTREAMS),http://127.0.0.1:8000)' $(ARGS)

##@ Measure

.PHONY: bench
bench: $(BUILT) ## Load on any OpenAI-compatible URL (URL=http://127.0.0.1:8080 USERS or RATE, DURATION=30s MODEL)
	@exec $(JAVA) -jar $(LOAD_JAR) --url '$(or $(URL),http://127.0.0.1:8080)' $(call flag,--model,MODEL) \
	  $(call flag,--users,USERS) $(call flag,--rate,RATE) $(call flag,--duration,DURATION) $(ARGS)

.PHONY: bench-peers
bench-peers: $(BUILT) ## Gateway and simulator beside their peers, in one run (PEERS=nginx,haproxy ARGS=--quick)
	@exec $(JAVA) -jar $(BENCH_JAR) $(call flag,--peers,PEERS) $(ARGS)

##@ Build and test

.PHONY: build
build: $(BUILT) ## Compile and package everything

.PHONY: test
test: jdk ## Every test that needs a JDK 25 and nothing else
	@$(MVN) --batch-mode verify
	@mkdir -p $(dir $(BUILT)) && touch $(BUILT)

.PHONY: validate
validate: $(BUILT) ## Manifests: they render, their fields exist, the invariants hold (DIR=folder for others than ours)
	@exec $(JAVA) -jar $(VALIDATION_JAR) $(DIR) $(ARGS)

.PHONY: format
format: jdk ## Format the Java sources
	@$(MVN) -q spotless:apply

.PHONY: clean
clean: jdk ## Remove what the build and the demo wrote
	@$(MVN) -q clean
	@rm -rf target out

.PHONY: help
help: ## This list
	@awk 'BEGIN { FS = ":.*## " } \
	  /^##@/ { printf "\n%s\n", substr($$0, 5) } \
	  /^[a-z0-9-]+:.*## / { printf "  make %-12s %s\n", $$1, $$2 }' Makefile

# --- Not for people

# The must-fail fixtures of `make validate`, rendered and against the published schemas.
.PHONY: test-validate
test-validate: jdk
	@$(MVN) --batch-mode -pl validation -am test -Dgroups=tools -DexcludedGroups= \
	  -Dtest='dev.scaleproof.validation.**' -Dsurefire.failIfNoSpecifiedTests=false

.PHONY: jdk
jdk:
	@if [ -z "$(JDK)" ]; then \
	  echo "No JDK 25 found in JAVA_HOME, the usual folders or the PATH. Get one: 'apt-get install openjdk-25-jdk'," \
	    "'brew install openjdk@25', 'sdk install java 25-tem' or https://adoptium.net, then try again." >&2; \
	  exit 1; \
	fi

$(BUILT): $(SOURCES) | jdk
	@echo "Building (the first time this downloads libraries and takes a few minutes; later, seconds) …" >&2
	@$(MVN) -q --batch-mode -Dmaven.test.skip=true package
	@mkdir -p $(@D) && touch $@
