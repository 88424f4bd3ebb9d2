package dev.scaleproof.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.scaleproof.e2e.cluster.ClusterException;
import dev.scaleproof.lease.GpuLease;
import dev.scaleproof.lease.GpuLeaseStatus;
import dev.scaleproof.lease.LeaseDurations;
import dev.scaleproof.lease.Phase;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.PodSpec;
import io.fabric8.kubernetes.client.dsl.base.ResourceDefinitionContext;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * A raw-vllm as it ships, in a guarded namespace, under the same policies; in a namespace of its
 * own, so that what happens to it disturbs no other. Its GPUs are metered from the start.
 */
final class Guarded implements AutoCloseable {
  static final String NAME = "raw-vllm";
  static final String PAUSED = "autoscaling.keda.sh/paused";
  static final String PAUSED_REPLICAS = "autoscaling.keda.sh/paused-replicas";

  /** Of raw-vllm's Deployment: how long a pod may take to end its streams. */
  static final Duration DRAIN = Duration.ofSeconds(150);

  private static final String SHIPPED = "serving";

  /**
   * All that tests make; the guard is told of them once, so that no test restarts it for another.
   */
  private static final List<String> NAMESPACES =
      List.of(
          SHIPPED,
          "bypass",
          "bypass-label",
          "bypass-bindings",
          "siege-1",
          "siege-2",
          "siege-3",
          "siege-4",
          "siege-5",
          "siege-6");

  private static final String NAMESPACES_FLAG = "--namespaces=";
  private static final String WATCHED = NAMESPACES_FLAG + String.join(",", NAMESPACES);
  private static final String GUARD = "cost-guard";
  private static final String PATIENCE = "--timeout=180s";
  private static final Duration SOON = Duration.ofMinutes(1);
  private static final Duration LOOK = Duration.ofMillis(200);

  private static final ResourceDefinitionContext SCALED_OBJECT =
      new ResourceDefinitionContext.Builder()
          .withGroup("keda.sh")
          .withVersion("v1alpha1")
          .withKind("ScaledObject")
          .withPlural("scaledobjects")
          .withNamespaced(true)
          .build();

  private final Bench bench;
  private final String namespace;
  private final Path manifests;
  private final GpuMeter meter;

  private Guarded(Bench bench, String namespace, Path manifests) {
    this.bench = bench;
    this.namespace = namespace;
    this.manifests = manifests;
    this.meter = new GpuMeter(bench.client(), namespace);
  }

  /** Makes it, and waits until the API server asks its lease. */
  static Guarded in(String namespace, Bench bench) throws ClusterException, IOException {
    if (!NAMESPACES.contains(namespace)) {
      throw new IllegalArgumentException("the guard is not told of " + namespace);
    }
    Path shipped = bench.rendered("guarded");
    Path file = shipped.resolveSibling("guarded-" + namespace + ".yaml");
    Files.writeString(file, named(Files.readString(shipped), namespace));
    Guarded guarded = new Guarded(bench, namespace, file);
    guarded.ship();
    tellGuard(bench);
    await()
        .atMost(SOON)
        .pollInterval(LOOK)
        .until(
            () ->
                guarded
                    .refusal("scale", "deployment", NAME, "--replicas=1", "--dry-run=server")
                    .contains("make vllm-up"));
    return guarded;
  }

  /** The guard and its sweep look after the namespaces that they are told of. */
  private static synchronized void tellGuard(Bench bench) throws ClusterException {
    var deployment = bench.client().apps().deployments().inNamespace(GUARD).withName(GUARD);
    if (arguments(deployment.require().getSpec().getTemplate().getSpec()).contains(WATCHED)) {
      return;
    }
    deployment.edit(
        seen -> {
          watch(seen.getSpec().getTemplate().getSpec());
          return seen;
        });
    bench
        .client()
        .batch()
        .v1()
        .cronjobs()
        .inNamespace(GUARD)
        .withName("cost-guard-sweep")
        .edit(
            seen -> {
              watch(seen.getSpec().getJobTemplate().getSpec().getTemplate().getSpec());
              return seen;
            });
    bench.kubectl().run("-n", GUARD, "rollout", "status", "deployment/" + GUARD, PATIENCE);
  }

  private static void watch(PodSpec pod) {
    pod.getContainers()
        .getFirst()
        .setArgs(
            arguments(pod).stream()
                .map(one -> one.startsWith(NAMESPACES_FLAG) ? WATCHED : one)
                .toList());
  }

  private static List<String> arguments(PodSpec pod) {
    return pod.getContainers().getFirst().getArgs();
  }

  /** The overlay with another namespace in place of the shipped one. */
  private static String named(String manifests, String namespace) {
    return documents(manifests)
        // What is for any namespace is there already.
        .filter(one -> one.contains(": " + SHIPPED + "\n"))
        .map(
            one ->
                isBinding(one) && !namespace.equals(SHIPPED)
                    ? one.replace("metadata:\n  name: ", "metadata:\n  name: " + namespace + "-")
                    : one)
        .map(one -> one.replace(": " + SHIPPED + "\n", ": " + namespace + "\n"))
        .map(one -> one.replace("namespace=\"" + SHIPPED + "\"", "namespace=\"" + namespace + "\""))
        .collect(Collectors.joining("---\n"));
  }

  private static boolean isBinding(String manifest) {
    return manifest.contains("kind: ValidatingAdmissionPolicyBinding");
  }

  /** Applies what Git has: paused, 0 replicas, nobody's lease. */
  void ship() throws ClusterException {
    bench
        .kubectl()
        .run(
            "apply",
            "--server-side",
            "--force-conflicts",
            "--validate=strict",
            "-f",
            manifests.toString());
  }

  /**
   * Its object of a kind with other texts, each of which has to be there, in a file.
   *
   * @param replacements what, by what, and so on
   */
  String changed(String kind, String... replacements) throws IOException {
    String manifest =
        documents(Files.readString(manifests))
            .filter(one -> one.contains("\nkind: " + kind + "\n"))
            .findFirst()
            .orElseThrow();
    for (int i = 0; i < replacements.length; i += 2) {
      assertThat(manifest).contains(replacements[i]);
      manifest = manifest.replace(replacements[i], replacements[i + 1]);
    }
    return file(manifest);
  }

  /** A file for kubectl. */
  String file(String manifest) throws IOException {
    return Files.writeString(
            Files.createTempFile(manifests.getParent(), namespace + "-", ".yaml"), manifest)
        .toString();
  }

  private static Stream<String> documents(String manifests) {
    return Arrays.stream(manifests.split("(?m)^---\\R"));
  }

  String namespace() {
    return namespace;
  }

  GpuMeter meter() {
    return meter;
  }

  /** Runs kubectl in its namespace. */
  String kubectl(String... arguments) throws ClusterException {
    String[] all = new String[arguments.length + 2];
    all[0] = "-n";
    all[1] = namespace;
    System.arraycopy(arguments, 0, all, 2, arguments.length);
    return bench.kubectl().run(all);
  }

  /** What kubectl says when it is refused; empty if it is not. */
  String refusal(String... arguments) {
    try {
      kubectl(arguments);
      return "";
    } catch (ClusterException refused) {
      return String.valueOf(refused.getMessage());
    }
  }

  /** Takes the lease, a replica and KEDA's scaling: all that costs money. */
  void hold(Duration duration) throws ClusterException {
    take(duration, 3);
    up();
    unpause();
  }

  /** Takes the lease and waits until the guard has seen it. */
  void take(Duration duration, double budgetUsd) throws ClusterException {
    patchLease(
        """
        {"spec": {"duration": "%s", "owner": "alice", "reason": "siege of %s", "budgetUsd": %s}}"""
            .formatted(LeaseDurations.text(duration), namespace, budgetUsd));
    await().atMost(SOON).pollInterval(LOOK).until(() -> seen() && status().phase() == Phase.ACTIVE);
  }

  void patchLease(String patch) throws ClusterException {
    kubectl("patch", "gpulease", NAME, "--type=merge", "-p", patch);
  }

  /**
   * One replica, and waits until it holds a GPU. Admission may know of the lease a little later.
   */
  void up() {
    await()
        .atMost(SOON)
        .pollInterval(LOOK)
        .untilAsserted(
            () -> assertThat(refusal("scale", "deployment", NAME, "--replicas=1")).isEmpty());
    await().atMost(SOON).pollInterval(LOOK).until(() -> meter.held() == 1);
  }

  void unpause() throws ClusterException {
    kubectl("annotate", "scaledobject", NAME, PAUSED + "-");
  }

  /** Extends the lease, if need be, so that there is time to do something before its end. */
  void lastsAtLeast(Duration more) throws ClusterException {
    Instant least = Instant.now().plus(more);
    if (expires().isBefore(Instant.now())) {
      throw new AssertionError(
          namespace + ": its lease is over before it was looked at: the node is too slow");
    }
    if (expires().isBefore(least)) {
      Duration longer = Duration.between(started(), least).plusSeconds(1);
      patchLease(
          "{\"spec\": {\"duration\": \"%s\"}}"
              .formatted(LeaseDurations.text(longer.truncatedTo(ChronoUnit.SECONDS))));
    }
  }

  /** When the lease is over, by its spec: the guard may be dead. */
  Instant expires() {
    return started()
        .plus(LeaseDurations.parse(Objects.requireNonNull(lease().getSpec().duration())));
  }

  private Instant started() {
    return Objects.requireNonNull(status().startedAt(), "a lease that started");
  }

  /** Waits until it is paused, at 0 replicas and every pod is on its way out; says when. */
  Instant awaitDown(Duration patience) {
    await("%s is down".formatted(namespace))
        .atMost(patience)
        .pollInterval(LOOK)
        .until(this::isDown);
    return Instant.now();
  }

  boolean isDown() {
    return bench.replicas(namespace, NAME) == 0
        && isPaused()
        && bench.client().pods().inNamespace(namespace).list().getItems().stream()
            .allMatch(pod -> pod.getMetadata().getDeletionTimestamp() != null);
  }

  boolean isPaused() {
    Map<String, String> annotations = scaledObject().getMetadata().getAnnotations();
    return "true".equals(annotations.get(PAUSED)) && !annotations.containsKey(PAUSED_REPLICAS);
  }

  private GenericKubernetesResource scaledObject() {
    return bench
        .client()
        .genericKubernetesResources(SCALED_OBJECT)
        .inNamespace(namespace)
        .withName(NAME)
        .require();
  }

  GpuLease lease() {
    return bench.client().resources(GpuLease.class).inNamespace(namespace).withName(NAME).require();
  }

  GpuLeaseStatus status() {
    return Optional.ofNullable(lease().getStatus()).orElse(GpuLeaseStatus.NONE);
  }

  private boolean seen() {
    GpuLease lease = lease();
    return lease.getStatus() != null
        && lease.getStatus().observedGeneration() == lease.getMetadata().getGeneration();
  }

  /** Words of the events about its lease. */
  String events() throws ClusterException {
    return kubectl(
        "get",
        "events",
        "--field-selector=involvedObject.kind=GpuLease",
        "-o",
        "jsonpath={range .items[*]}{.reason} {.message}{\"\\n\"}{end}");
  }

  /**
   * Leaves what is on the cluster, which is paused and at 0 replicas or is made so by the guard.
   */
  @Override
  public void close() {
    meter.close();
  }
}
