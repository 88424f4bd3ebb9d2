# Every target with a `##` comment is for people: `make help` lists them by group.
.DEFAULT_GOAL := help
SHELL := /bin/sh

# --- Variables that a person may set; anything else on the command line is a typing mistake and is refused.
VARIABLES_FOR_PEOPLE := SPEED USERS SCALED_OBJECT SCENARIO PORT ARGS UPSTREAMS URL MODEL RATE DURATION PEERS DIR CLUSTER YES K3S LEASE REASON OWNER BUDGET SINCE \
  N QUEUE QUESTION ID DOCS REDIS_URL MODEL_URL MODEL_NAME JAVA_BASE JAVA_HOME
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
E2E_JAR := e2e/target/e2e-$(VERSION).jar
BENCH_JAR := bench/target/bench-$(VERSION).jar
VALIDATION_JAR := validation/target/validation-$(VERSION).jar
JOBS_JAR := apps/job-queue/target/job-queue-$(VERSION).jar
CLUSTER_JAR := apps/cluster/target/cluster-$(VERSION).jar
REDIS_JAR := apps/local-redis/target/local-redis-$(VERSION).jar
WORKER_JAR := apps/rag-worker/target/rag-worker-$(VERSION).jar
RETRIEVAL_JAR := apps/retrieval/target/retrieval-$(VERSION).jar

SOURCES := $(shell find apps inference-sim bench validation e2e/src e2e/pom.xml -name target -prune -o -name vectors -prune -o \
  -type f \( -path '*/src/main/*' -o -name pom.xml \) -print 2>/dev/null) pom.xml
BUILT := target/built

# Testcontainers' cleaner and its check of the machine need images from a registry: our own clean-up is by label.
IN_DOCKER := TESTCONTAINERS_RYUK_DISABLED=true TESTCONTAINERS_CHECKS_DISABLE=true TESTCONTAINERS_REUSE_ENABLE=true \
  TESTCONTAINERS_HOST_OVERRIDE=127.0.0.1

# What our images stand on: e2e/testbed's own base if it has been built, else the registry's.
JAVA_BASE ?= $(wildcard out/testbed/java-base.tar)
IMAGE_SOURCES := $(filter inference-sim/% apps/gateway/% apps/job-queue/% apps/gpu-lease/% apps/cost-guard/% apps/rag-worker/% \
  apps/retrieval/% apps/local-redis/% pom.xml,$(SOURCES)) e2e/testbed/program-images \
  platform/cost-guard/gpu-prices.yaml $(shell find data/docs -type f)
IMAGES := out/images/built

# A flag for a variable that has a value: $(call flag,--speed,SPEED)
flag = $(if $(strip $($2)),$1 '$($2)')

# What `make cluster-up` published, if it did.
GATEWAY_URL = $(strip $(shell cat out/cluster/gateway-url 2>/dev/null))
JOBS_URL = $(strip $(shell cat out/cluster/jobs-url 2>/dev/null))

ON_CLUSTER = exec $(JAVA) -jar $(CLUSTER_JAR)
ON_CLUSTER_FLAGS = $(call flag,--cluster,CLUSTER) $(if $(filter 1,$(YES)),--yes)

# By the environment, where quotes and spaces of a person's words mean nothing to the shell.
# Only what has a value: an empty one would hide the programs' own defaults.
$(foreach v,LEASE REASON OWNER BUDGET QUESTION REDIS_URL MODEL_URL MODEL_NAME,$(if $(value $v),$(eval export $v)))
FOR_HOW_LONG = $${LEASE:+--lease "$$LEASE"} $${OWNER:+--owner "$$OWNER"} $${BUDGET:+--budget "$$BUDGET"}
UNDER_LEASE = $(FOR_HOW_LONG) $${REASON:+--reason "$$REASON"}

##@ See it

.PHONY: demo
demo: $(BUILT) ## The whole story on this machine: a burst, KEDA's rules beside a CPU HPA (SPEED USERS SCALED_OBJECT; SCENARIO=rag: a job queue)
	@exec $(JAVA) -jar $(DEMO_JAR) $(call flag,--speed,SPEED) $(call flag,--users,USERS) \
	  $(call flag,--scaled-object,SCALED_OBJECT) $(call flag,--scenario,SCENARIO)

##@ Run one component, until Ctrl-C

.PHONY: sim
sim: $(BUILT) ## One vLLM simulator (PORT=8000 SPEED=1 ARGS="--max-num-seqs 4")
	@exec $(JAVA) -jar $(SIM_JAR) $(call flag,--port,PORT) $(call flag,--speed,SPEED) $(ARGS)

.PHONY: fit-profile
fit-profile: $(BUILT) ## A profile for the simulator from measured steps (ARGS="steps.tsv --out my-gpu.json")
	@exec $(JAVA) -jar $(SIM_JAR) fit-profile $(ARGS)

.PHONY: gateway
gateway: $(BUILT) ## The gateway (PORT=8080 UPSTREAMS=http://127.0.0.1:8000,… REDIS_URL=redis://127.0.0.1:6379 for jobs)
	@exec $(JAVA) -jar $(GATEWAY_JAR) $(call flag,--port,PORT) \
	  --upstreams '$(or $(UPSTREAMS),http://127.0.0.1:8000)' $(ARGS)

.PHONY: redis
redis: $(BUILT) ## A Redis for the job queue, its data in out/redis (PORT=6379)
	@exec $(JAVA) -jar $(REDIS_JAR) $(call flag,--port,PORT) $(ARGS)

.PHONY: rag-worker
rag-worker: $(BUILT) ## One worker that answers jobs from out/index (PORT=8081 REDIS_URL QUEUE; model server: MODEL_URL MODEL_NAME)
	@exec $(JAVA) --enable-native-access=ALL-UNNAMED -jar $(WORKER_JAR) $(call flag,--port,PORT) $(call flag,--queue,QUEUE) $(ARGS)

##@ Answers from documents

.PHONY: build-index
build-index: $(BUILT) ## Documents to a searchable index in out/index; only what changed is embedded (DOCS=data/docs ARGS="--ask 'UPI?'")
	@exec $(JAVA) --enable-native-access=ALL-UNNAMED -jar $(RETRIEVAL_JAR) $(call flag,--docs,DOCS) $(ARGS)

##@ The job queue

.PHONY: run
run: $(BUILT) ## All of it on this machine until Ctrl-C: Redis, simulator, gateway, a worker (PORT=8080 DOCS MODEL_URL MODEL_NAME REDIS_URL)
	@exec $(JAVA) -cp $(DEMO_JAR) dev.scaleproof.demo.LocalRun $(call flag,--port,PORT) $(call flag,--docs,DOCS) $(ARGS)

.PHONY: push-jobs
push-jobs: $(BUILT) ## Jobs for the workers, through the cluster's gateway if there is one (N=100 URL QUEUE QUESTION="…")
	@exec $(JAVA) -jar $(JOBS_JAR) push --url '$(or $(URL),$(JOBS_URL),http://127.0.0.1:8080)' $(call flag,--count,N) \
	  $(call flag,--queue,QUEUE) $${QUESTION:+--question "$$QUESTION"} $(ARGS)

.PHONY: metrics
metrics: ## How many jobs wait and run, from the gateway's /metrics; the cluster's gateway if there is one (URL)
	@text=$$(curl -fsS --max-time 10 '$(patsubst %/,%,$(or $(URL),$(JOBS_URL),http://127.0.0.1:8080))/metrics') || exit 1; \
	printf '%s\n' "$$text" | awk '/^agent_/ { print; some = 1 } /^gateway_job_queue_up/ { queue = 1 } \
	  END { if (!some) { print (queue ? "The gateway cannot reach Redis: see that it runs." : \
	    "This gateway has no job queue: start it with REDIS_URL.") > "/dev/stderr"; exit 1 } }'

.PHONY: jobs-dead
jobs-dead: $(BUILT) ## What was given up, and why; Redis is that of the environment's REDIS_URL (QUEUE)
	@exec $(JAVA) -jar $(JOBS_JAR) dead $(call flag,--queue,QUEUE) $(ARGS)

.PHONY: jobs-retry
jobs-retry: $(BUILT) ## Put a dead letter back into its queue (ID=… QUEUE)
	@exec $(JAVA) -jar $(JOBS_JAR) retry $(call flag,--queue,QUEUE) $(ARGS) $(if $(strip $(ID)),-- '$(ID)')

##@ Measure

.PHONY: bench
bench: $(BUILT) ## Load on any OpenAI-compatible URL, the cluster's gateway if there is one (URL USERS or RATE, DURATION=30s MODEL)
	@exec $(JAVA) -jar $(LOAD_JAR) --url '$(or $(URL),$(GATEWAY_URL),http://127.0.0.1:8080)' $(call flag,--model,MODEL) \
	  $(call flag,--users,USERS) $(call flag,--rate,RATE) $(call flag,--duration,DURATION) $(ARGS)

.PHONY: bench-peers
bench-peers: $(BUILT) ## Gateway and simulator beside their peers, in one run (PEERS=nginx,haproxy ARGS=--quick)
	@exec $(JAVA) -jar $(BENCH_JAR) $(call flag,--peers,PEERS) $(ARGS)

##@ A real cluster on this machine, in Docker

.PHONY: testbed
testbed: jdk ## What a cluster needs where no image registry is reached: node, KEDA, Prometheus, … (first time: about 40 minutes)
	@e2e/testbed/build

.PHONY: cluster-up
cluster-up: cluster-images ## A cluster with platform and serving on it; kubeconfig in out/cluster (K3S=rancher/k3s:TAG)
	@$(IN_DOCKER) $(JAVA) -jar $(E2E_JAR) up

.PHONY: cluster-down
cluster-down: $(BUILT) ## Remove that cluster and everything in it
	@$(IN_DOCKER) $(JAVA) -jar $(E2E_JAR) down

##@ On a cluster: the one of cluster-up, or the current kube context (CLUSTER=current, asks before changes; YES=1)

.PHONY: status
status: $(BUILT) ## One screen: what is paused, replicas, HPA targets, leases, GPU pods, what it costs now
	@$(ON_CLUSTER) status $(ON_CLUSTER_FLAGS) $(ARGS)

.PHONY: doctor
doctor: $(BUILT) ## What keeps the scaling from working, and what to do about it (ARGS="--output json")
	@$(ON_CLUSTER) doctor $(ON_CLUSTER_FLAGS) $(ARGS)

.PHONY: proof
proof: $(BUILT) ## 1 → 5 → 1 on the simulator by the real KEDA, report in out/proof, then all as before (USERS SCALED_OBJECT URL)
	@$(ON_CLUSTER) proof $(ON_CLUSTER_FLAGS) $(call flag,--users,USERS) $(call flag,--scaled-object,SCALED_OBJECT) \
	  $(call flag,--url,URL) $(call flag,--model,MODEL) $(ARGS)

.PHONY: vllm-up
vllm-up: $(BUILT) ## One replica of raw-vllm, a GPU, under a lease that ends by itself (LEASE=45m REASON="…" OWNER BUDGET=3)
	@$(ON_CLUSTER) vllm-up $(ON_CLUSTER_FLAGS) $(UNDER_LEASE) $(ARGS)

.PHONY: vllm-down
vllm-down: $(BUILT) ## raw-vllm to 0 replicas, once its streams have ended; its lease is given back
	@$(ON_CLUSTER) vllm-down $(ON_CLUSTER_FLAGS) $(ARGS)

.PHONY: keda-demo-up
keda-demo-up: $(BUILT) ## Un-pause raw-vllm's ScaledObject under a lease: KEDA owns its replicas (LEASE=45m REASON="…" OWNER BUDGET=3)
	@$(ON_CLUSTER) keda-demo-up $(ON_CLUSTER_FLAGS) $(UNDER_LEASE) $(ARGS)

.PHONY: keda-demo-down
keda-demo-down: $(BUILT) ## Pause it again; its replicas stay, and their lease
	@$(ON_CLUSTER) keda-demo-down $(ON_CLUSTER_FLAGS) $(ARGS)

.PHONY: lease-extend
lease-extend: $(BUILT) ## More time for the lease that you hold (LEASE=15m BUDGET OWNER)
	@$(ON_CLUSTER) lease-extend $(ON_CLUSTER_FLAGS) $(FOR_HOW_LONG) $(ARGS)

.PHONY: lease-heartbeat
lease-heartbeat: $(BUILT) ## Say that a lease with a heartbeat is still needed (ARGS="--every 5m")
	@$(ON_CLUSTER) lease-heartbeat $(ON_CLUSTER_FLAGS) $(ARGS)

.PHONY: cost-report
cost-report: $(BUILT) ## Who spent how much on GPUs, and how much of it idle (SINCE=7d ARGS="--output json")
	@$(ON_CLUSTER) cost-report $(ON_CLUSTER_FLAGS) $(call flag,--since,SINCE) $(ARGS)

##@ Build and test

.PHONY: build
build: $(BUILT) ## Compile and package everything

.PHONY: images
images: $(IMAGES) ## Images of simulator, gateway, cost guard and worker as archives in out/images (JAVA_BASE=base.tar, else a registry's)

.PHONY: test
test: jdk ## Every test that needs a JDK 25 and nothing else
	@$(MVN) --batch-mode verify
	@mkdir -p $(dir $(BUILT)) && touch $(BUILT)

.PHONY: validate
validate: $(BUILT) ## Manifests: they render, their fields exist, the invariants hold (DIR=folder for others than ours)
	@exec $(JAVA) -jar $(VALIDATION_JAR) $(DIR) $(ARGS)

.PHONY: fork-check
fork-check: $(BUILT) ## What a fork forgot before Argo CD can deliver from it (ARGS=--offline)
	@exec $(JAVA) -cp $(VALIDATION_JAR) dev.scaleproof.validation.fork.ForkCheck $(ARGS)

.PHONY: e2e
e2e: e2e-core e2e-gitops ## Every test on a real cluster; installs and starts Docker on a Debian root machine

.PHONY: e2e-core
e2e-core: cluster-images ## The shipped manifests on real Kubernetes, KEDA and Prometheus (ARGS=-Dtest=…)
	@$(IN_DOCKER) $(MVN) --batch-mode -pl e2e -am -Dgroups=core -Dsurefire.failIfNoSpecifiedTests=false test $(ARGS)

.PHONY: e2e-gitops
e2e-gitops: gitops-images ## An empty cluster with Argo CD, which brings up all of it from this commit (ARGS=-Dtest=…)
	@$(IN_DOCKER) $(MVN) --batch-mode -pl e2e -am -Dgroups=gitops -Dsurefire.failIfNoSpecifiedTests=false test $(ARGS)

.PHONY: e2e-siege
e2e-siege: cluster-images ## Every way round a lease, every enforcer taken down: apart, since it measures times (15 minutes; ARGS=-Dtest=…)
	@$(IN_DOCKER) $(MVN) --batch-mode -pl e2e -am -Dgroups=siege -Dsurefire.failIfNoSpecifiedTests=false test $(ARGS)

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
	  /^[a-z0-9-]+:.*## / { printf "  make %-14s %s\n", $$1, $$2 }' Makefile

# --- Not for people

# The must-fail fixtures of `make validate`, rendered and against the published schemas.
.PHONY: test-validate
test-validate: jdk
	@$(MVN) --batch-mode -pl validation -am test -Dgroups=tools -DexcludedGroups= \
	  -Dtest='dev.scaleproof.validation.**' -Dsurefire.failIfNoSpecifiedTests=false

# The alerting and recording rules before a real Prometheus' promtool, and every query of the dashboards.
.PHONY: test-rules
test-rules:
	@e2e/testbed/test-rules '$(CURDIR)/out/testbed/bin/promtool'

# The official Python clients against the simulator; needs python3 with venv, and a package index.
.PHONY: test-clients
test-clients: $(BUILT)
	@JAVA='$(JAVA)' SIM_JAR='$(CURDIR)/$(SIM_JAR)' inference-sim/clients/run

# All that a cluster runs. A make of its own, since what `images` stands on is there only after the first step. With K3S
# the node and the platform's images come from a registry, and only manifests are made.
.PHONY: cluster-images
cluster-images: $(BUILT)
	@e2e/testbed/build
	@$(MAKE) --no-print-directory images

.PHONY: gitops-images
gitops-images: cluster-images
	@e2e/testbed/build gitops

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

$(IMAGES): $(IMAGE_SOURCES) $(JAVA_BASE) | jdk
	@echo "Building the images of simulator, gateway, cost guard and worker …" >&2
	@e2e/testbed/program-images $(@D) $(JAVA_BASE)
	@touch $@
