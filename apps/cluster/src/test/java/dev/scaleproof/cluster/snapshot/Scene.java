package dev.scaleproof.cluster.snapshot;

import dev.scaleproof.cluster.snapshot.Monitoring.Answer;
import dev.scaleproof.cluster.snapshot.Monitoring.Server;
import dev.scaleproof.cluster.snapshot.Monitoring.ServiceMonitor;
import dev.scaleproof.cluster.snapshot.Monitoring.ServiceState;
import dev.scaleproof.cluster.snapshot.Monitoring.Target;
import dev.scaleproof.lease.Because;
import dev.scaleproof.lease.GpuLeaseSpec;
import dev.scaleproof.lease.GpuLeaseStatus;
import dev.scaleproof.lease.Phase;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.function.UnaryOperator;

/**
 * A cluster for tests: all is well until something is changed. raw-vllm is paused at 0, vllm-sim
 * runs two replicas.
 */
public final class Scene {
  public static final Instant NOW = Instant.parse("2026-06-01T12:00:00Z");
  public static final String PROMETHEUS = "http://prometheus-operated.monitoring.svc:9090";
  public static final String WAITING = "sum(vllm:num_requests_waiting{namespace=\"serving\"})";
  public static final String CACHE = "sum(vllm:kv_cache_usage_perc{namespace=\"serving\"})";
  public static final String SIM_WAITING =
      "sum(vllm:num_requests_waiting{namespace=\"inference\"})";
  public static final String POOL = "serviceMonitor/inference/vllm-sim/0";

  /** Nobody holds raw-vllm's lease. */
  public CostGuard costGuard =
      guardWith(new Lease("serving", "raw-vllm", 1, GpuLeaseSpec.IDLE, GpuLeaseStatus.NONE));

  public Keda keda =
      new Keda(
          true,
          List.of(deployment("keda", "keda-operator", 1, 1, 0)),
          Optional.of(new Keda.Api(true, "keda/keda-metrics-apiserver", "")),
          Optional.of(new Keda.Api(true, "kube-system/metrics-server", "")));
  public final List<ScaledObject> scaledObjects = new ArrayList<>();
  public final List<Hpa> hpas = new ArrayList<>();
  public final List<Workload> workloads = new ArrayList<>();
  public final List<PodState> pods = new ArrayList<>();
  public final List<GpuNode> gpuNodes = new ArrayList<>();
  public final List<ServiceState> services = new ArrayList<>();
  public final List<ServiceMonitor> monitors = new ArrayList<>();
  public final Map<String, Answer> answers = new HashMap<>();
  public final Map<String, Set<String>> exposed = new HashMap<>();
  public final List<Unseen> unseen = new ArrayList<>();
  public String prometheusFailure = "";
  public Set<String> names = Set.of("vllm:num_requests_waiting", "vllm:kv_cache_usage_perc");
  public Set<String> pools = Set.of(POOL, "serviceMonitor/serving/raw-vllm/0");
  public List<Target> targets = List.of(new Target(POOL, "10.0.0.7:8000", true, ""));

  public Scene() {
    scaledObjects.add(
        scaledObject("serving", "raw-vllm", Map.of(Pause.PAUSED, "true"), 1, WAITING, CACHE));
    scaledObjects.add(scaledObject("inference", "vllm-sim", Map.of(), 5, SIM_WAITING));
    hpas.add(hpa("inference", "vllm-sim", 2, 2, 5, external(OptionalDouble.of(5))));
    workloads.add(deployment("serving", "raw-vllm", 0, 0, 1));
    workloads.add(deployment("inference", "vllm-sim", 2, 2, 0));
    pods.add(pod("inference", "vllm-sim", "vllm-sim-1", 0));
    pods.add(pod("inference", "vllm-sim", "vllm-sim-2", 0));
    services.add(service("serving", "raw-vllm", "http"));
    services.add(service("inference", "vllm-sim", "http"));
    services.add(
        new ServiceState(
            "monitoring", "prometheus-operated", Map.of(), Map.of(), Map.of("web", 9090)));
    monitors.add(monitor("serving", "raw-vllm"));
    monitors.add(monitor("inference", "vllm-sim"));
    answers.put(WAITING, new Answer.Series(0));
    answers.put(CACHE, new Answer.Series(0));
    answers.put(SIM_WAITING, new Answer.Value(10, List.of()));
    exposed.put(
        "inference/vllm-sim-1", Set.of("vllm:num_requests_waiting", "vllm:kv_cache_usage_perc"));
  }

  /** As if `make vllm-up` and `make keda-demo-up` had been run some time ago. */
  public Scene rawVllmLive(Duration ago) {
    change("serving", one -> with(one, Map.of()));
    hpas.add(
        at(
            hpa("serving", "raw-vllm", 1, 1, 1, external(OptionalDouble.of(0))),
            NOW.minus(ago),
            Optional.empty()));
    rawVllmUp();
    answers.put(WAITING, new Answer.Value(0, List.of()));
    answers.put(CACHE, new Answer.Value(0, List.of()));
    return this;
  }

  /** One ready replica on a GPU node, under a lease. */
  public Scene rawVllmUp() {
    workloads.set(0, deployment("serving", "raw-vllm", 1, 1, 1));
    pods.add(pod("serving", "raw-vllm", "raw-vllm-1", 1));
    gpuNodes.add(new GpuNode("gpu-node", 1, "l4"));
    return lease(Phase.ACTIVE, "45m", Duration.ofMinutes(35));
  }

  /** alice's lease of raw-vllm, 10 minutes old; bob held the one before. */
  public Scene lease(Phase phase, String duration, Duration left) {
    boolean held = phase != Phase.IDLE;
    Instant end = NOW.plus(left);
    costGuard =
        guardWith(
            new Lease(
                "serving",
                "raw-vllm",
                1,
                GpuLeaseSpec.of(duration, "alice", "load test", 0.64),
                new GpuLeaseStatus(
                    phase,
                    1,
                    held ? NOW.minus(Duration.ofMinutes(10)) : null,
                    held ? end : null,
                    NOW,
                    held ? 1 : 0,
                    held ? 600 : 0,
                    held ? 0.134 : 0,
                    null,
                    null,
                    new GpuLeaseStatus.LastLease(
                        "bob",
                        "soak test",
                        NOW.minus(Duration.ofHours(2)),
                        NOW.minus(Duration.ofHours(1)),
                        Because.EXPIRED,
                        3599,
                        0.8))));
    return this;
  }

  /** Its spec has changed since the guard looked. */
  public Scene unseenLease() {
    Lease one = costGuard.leases().getFirst();
    costGuard =
        guardWith(
            new Lease(one.namespace(), one.name(), one.generation() + 1, one.spec(), one.status()));
    return this;
  }

  private static CostGuard guardWith(Lease lease) {
    return new CostGuard(
        true,
        List.of(lease),
        List.of(deployment("cost-guard", "cost-guard", 1, 1, 0)),
        CostGuard.POLICIES);
  }

  /** Changes the ScaledObject of a namespace. */
  public Scene change(String namespace, UnaryOperator<ScaledObject> change) {
    scaledObjects.replaceAll(one -> one.namespace().equals(namespace) ? change.apply(one) : one);
    return this;
  }

  /** Changes the HPA of a namespace. */
  public Scene changeHpa(String namespace, UnaryOperator<Hpa> change) {
    hpas.replaceAll(one -> one.namespace().equals(namespace) ? change.apply(one) : one);
    return this;
  }

  public Snapshot snapshot() {
    return new Snapshot(
        NOW,
        List.of("serving", "inference"),
        keda,
        List.copyOf(scaledObjects),
        List.copyOf(hpas),
        List.copyOf(workloads),
        List.copyOf(pods),
        List.copyOf(gpuNodes),
        new Monitoring(
            List.copyOf(services),
            List.copyOf(monitors),
            Map.of(
                PROMETHEUS,
                new Server(PROMETHEUS, prometheusFailure, answers, names, pools, targets)),
            exposed),
        costGuard,
        List.copyOf(unseen));
  }

  public static ScaledObject scaledObject(
      String namespace, String name, Map<String, String> annotations, int max, String... queries) {
    return new ScaledObject(
        namespace,
        name,
        annotations,
        "Deployment",
        name,
        1,
        max,
        300,
        List.of(queries).stream().map(query -> trigger(PROMETHEUS, query)).toList(),
        "keda-hpa-" + name,
        List.of(new Condition("Ready", "True", "ScaledObjectReady", "ready")),
        NOW.minus(Duration.ofDays(3)),
        "");
  }

  public static ScaledObject.Trigger trigger(String address, String query) {
    return new ScaledObject.Trigger(
        "prometheus", "", Map.of("serverAddress", address, "query", query, "threshold", "5"));
  }

  public static ScaledObject with(ScaledObject one, Map<String, String> annotations) {
    return copy(one, annotations, one.triggers(), one.conditions(), one.createdAt(), one.warning());
  }

  public static ScaledObject with(ScaledObject one, ScaledObject.Trigger... triggers) {
    return copy(
        one,
        one.annotations(),
        List.of(triggers),
        one.conditions(),
        one.createdAt(),
        one.warning());
  }

  public static ScaledObject with(ScaledObject one, String warning, Condition... conditions) {
    return copy(
        one, one.annotations(), one.triggers(), List.of(conditions), one.createdAt(), warning);
  }

  public static ScaledObject createdAt(ScaledObject one, Instant created) {
    return copy(one, one.annotations(), one.triggers(), one.conditions(), created, one.warning());
  }

  private static ScaledObject copy(
      ScaledObject one,
      Map<String, String> annotations,
      List<ScaledObject.Trigger> triggers,
      List<Condition> conditions,
      Instant created,
      String warning) {
    return new ScaledObject(
        one.namespace(),
        one.name(),
        annotations,
        one.targetKind(),
        one.targetName(),
        one.minReplicas(),
        one.maxReplicas(),
        one.cooldownSeconds(),
        triggers,
        one.hpaName(),
        conditions,
        created,
        warning);
  }

  public static Hpa.Metric external(OptionalDouble current) {
    return new Hpa.Metric("External", "s0-prometheus", true, 5, current);
  }

  public static Hpa hpa(
      String namespace, String target, int current, int desired, int max, Hpa.Metric... metrics) {
    return new Hpa(
        namespace,
        "keda-hpa-" + target,
        "Deployment",
        target,
        1,
        max,
        current,
        desired,
        List.of(metrics),
        300,
        List.of(new Condition("ScalingActive", "True", "ValidMetricFound", "")),
        NOW.minus(Duration.ofHours(2)),
        Optional.of(NOW.minus(Duration.ofSeconds(100))));
  }

  public static Hpa at(Hpa one, Instant created, Optional<Instant> lastScaled) {
    return copy(one, one.metrics(), one.conditions(), created, lastScaled);
  }

  public static Hpa with(Hpa one, Hpa.Metric... metrics) {
    return copy(one, List.of(metrics), one.conditions(), one.createdAt(), one.lastScaled());
  }

  public static Hpa with(Hpa one, Condition... conditions) {
    return copy(one, one.metrics(), List.of(conditions), one.createdAt(), one.lastScaled());
  }

  private static Hpa copy(
      Hpa one,
      List<Hpa.Metric> metrics,
      List<Condition> conditions,
      Instant created,
      Optional<Instant> lastScaled) {
    return new Hpa(
        one.namespace(),
        one.name(),
        one.targetKind(),
        one.targetName(),
        one.minReplicas(),
        one.maxReplicas(),
        one.currentReplicas(),
        one.desiredReplicas(),
        metrics,
        one.scaleInWindowSeconds(),
        conditions,
        created,
        lastScaled);
  }

  public static Workload deployment(
      String namespace, String name, int desired, int ready, int gpus) {
    Map<String, String> labels = Map.of("app", name);
    return new Workload(namespace, "Deployment", name, desired, ready, gpus, labels, labels);
  }

  /** A ready pod. */
  public static PodState pod(String namespace, String app, String name, int gpus) {
    return new PodState(
        namespace,
        name,
        Map.of("app", app),
        "Running",
        true,
        false,
        gpus > 0 ? "gpu-node" : "node",
        gpus,
        "",
        "",
        Map.of("http", 8000),
        NOW.minus(Duration.ofMinutes(10)));
  }

  /** A pod that is not ready: unschedulable or waiting, for the given reasons. */
  public static PodState stuck(String namespace, String app, String unschedulable, String waiting) {
    return new PodState(
        namespace,
        app + "-1",
        Map.of("app", app),
        "Pending",
        false,
        false,
        unschedulable.isEmpty() ? "node" : "",
        1,
        unschedulable,
        waiting,
        Map.of("http", 8000),
        NOW.minus(Duration.ofMinutes(10)));
  }

  public static ServiceState service(String namespace, String name, String port) {
    return new ServiceState(
        namespace, name, Map.of("app", name), Map.of("app", name), Map.of(port, 8000));
  }

  public static ServiceMonitor monitor(String namespace, String name) {
    return new ServiceMonitor(
        namespace, name, Map.of("app", name), List.of(namespace), List.of("http"));
  }
}
