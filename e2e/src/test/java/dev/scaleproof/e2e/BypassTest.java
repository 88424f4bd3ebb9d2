package dev.scaleproof.e2e;

import static dev.scaleproof.e2e.Guarded.NAME;
import static dev.scaleproof.e2e.Guarded.PAUSED;
import static dev.scaleproof.e2e.Guarded.PAUSED_REPLICAS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.scaleproof.e2e.cluster.ClusterException;
import dev.scaleproof.lease.GuardTimes;
import dev.scaleproof.lease.Phase;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Objects;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.MethodOrderer.OrderAnnotation;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.parallel.ResourceAccessMode;
import org.junit.jupiter.api.parallel.ResourceLock;

/**
 * What somebody tries who wants a GPU past its lease, with an administrator's rights. Each is
 * refused at once, in words that say what to run instead, or undone within a bound; what it cost is
 * in the table that this prints.
 */
@OnCluster
@Tag("gitops")
@ResourceLock(value = TakeDownTest.GUARD_LOCK, mode = ResourceAccessMode.READ)
@TestInstance(Lifecycle.PER_CLASS)
@TestMethodOrder(OrderAnnotation.class)
final class BypassTest {
  private static final String UP = "make vllm-up LEASE=45m";
  private static final String KEDA_UP = "make keda-demo-up LEASE=45m";

  /** KEDA polls every 15 s, and so does the HPA. */
  private static final Duration TRIED_AGAIN = Duration.ofSeconds(35);

  private static final Duration SOON = Duration.ofSeconds(20);

  /** The guard ends what has no lease after its grace. */
  private static final Duration UNLEASED = GuardTimes.GRACE.plus(GuardTimes.ALIVE);

  private final Bench bench;
  private final double price = Bench.usdPerGpuHour();
  private final Ledger ledger = new Ledger("attempt", "outcome", "within", "cost", "bound");

  private Guarded model;
  private Guarded unlabelled;
  private Guarded unbound;

  BypassTest(Bench bench) throws Exception {
    this.bench = bench;
    bench.advertiseGpus(8);
    model = Guarded.in("bypass", bench);
    unlabelled = Guarded.in("bypass-label", bench);
    unbound = Guarded.in("bypass-bindings", bench);
  }

  /**
   * With the policies out of the way there is the guard alone, and its grace; see the last test.
   */
  @Test
  @Order(1)
  void policiesTakenAway() throws Exception {
    bench.kubectl().run("label", "namespace", unlabelled.namespace(), "scaleproof.dev/guarded-");
    for (String what : new String[] {"scale", "deployment", "scaledobject", "pods"}) {
      bench
          .kubectl()
          .run(
              "delete",
              "validatingadmissionpolicybinding",
              unbound.namespace() + "-raw-vllm-" + what);
    }
    unlabelled.up();
    unbound.up();
  }

  @Test
  @Order(2)
  void nothingComesUpWithoutALease() throws Exception {
    refused("un-pause", KEDA_UP, "annotate", "scaledobject", NAME, PAUSED + "-");
    refused(
        "un-pause by paused=false",
        KEDA_UP,
        "annotate",
        "--overwrite",
        "scaledobject",
        NAME,
        PAUSED + "=false");
    refused(
        "paused-replicas=1 beside paused",
        KEDA_UP,
        "annotate",
        "scaledobject",
        NAME,
        PAUSED_REPLICAS + "=1");
    refused(
        "paused-replicas=1 in its place",
        UP,
        "annotate",
        "scaledobject",
        NAME,
        PAUSED + "-",
        PAUSED_REPLICAS + "=1");
    // Argo CD from 3.3 on has it built in: it takes both keys away, as its own server's account.
    refused(
        "`resume` in Argo CD's UI",
        KEDA_UP,
        "patch",
        "scaledobject",
        NAME,
        "--as=system:serviceaccount:argocd:argocd-server",
        "--as-group=system:masters",
        "--type=merge",
        "-p",
        "{\"metadata\": {\"annotations\": {\"%s\": null, \"%s\": null}}}"
            .formatted(PAUSED, PAUSED_REPLICAS));
    refused("kubectl scale", UP, "scale", "deployment", NAME, "--replicas=1");
    refused(
        "kubectl patch replicas",
        UP,
        "patch",
        "deployment",
        NAME,
        "-p",
        "{\"spec\": {\"replicas\": 1}}");
    refused(
        "label off the ScaledObject",
        KEDA_UP.replace("keda-demo", "vllm"),
        "label",
        "scaledobject",
        NAME,
        "scaleproof.dev/guarded-");
    refused("label off the Deployment", UP, "label", "deployment", NAME, "scaleproof.dev/guarded-");
    refused("bare pod with a GPU", UP, "create", "-f", pod("").toString());
    refused(
        "bare pod that names the lease",
        UP,
        "create",
        "-f",
        pod("scaleproof.dev/lease: raw-vllm").toString());
    refused(
        "lease's status set to Active",
        "make lease-extend",
        "patch",
        "gpulease",
        NAME,
        "--subresource=status",
        "--type=merge",
        "-p",
        "{\"status\": {\"phase\": \"Active\", \"expiresAt\": \"2099-01-01T00:00:00Z\"}}");
    refused(
        "lease of 8 hours",
        "make vllm-up LEASE=4h",
        "patch",
        "gpulease",
        NAME,
        "--type=merge",
        "-p",
        lease("8h", "3", "1"));
    refused(
        "lease for $1000",
        "make vllm-up BUDGET=25",
        "patch",
        "gpulease",
        NAME,
        "--type=merge",
        "-p",
        lease("45m", "1000", "1"));
    refused(
        "lease for 2 replicas",
        UP,
        "patch",
        "gpulease",
        NAME,
        "--type=merge",
        "-p",
        lease("45m", "3", "2"));
  }

  private static String lease(String duration, String budget, String replicas) {
    return "{\"spec\": {\"duration\": \"%s\", \"owner\": \"mallory\", \"reason\": \"deadline\", \"budgetUsd\": %s, \"maxReplicas\": %s}}"
        .formatted(duration, budget, replicas);
  }

  @Test
  @Order(3)
  void deletedAndMadeAgainItIsNoOther() throws Exception {
    model.kubectl("delete", "deployment", NAME);
    refused(
        "Deployment made again with 1 replica",
        UP,
        "create",
        "-f",
        shipped("Deployment", "replicas: 0", "replicas: 1"));
    refused("… without a count", UP, "create", "-f", shipped("Deployment", "  replicas: 0\n", ""));
    refused(
        "… without the label",
        UP,
        "create",
        "-f",
        shipped("Deployment", "    scaleproof.dev/guarded: \"true\"\n", ""));
    refused(
        "… with other pods",
        UP,
        "create",
        "-f",
        shipped("Deployment", "scaleproof.dev/lease: raw-vllm", "scaleproof.dev/lease: mine"));
    model.kubectl("delete", "scaledobject", NAME);
    refused(
        "ScaledObject made again un-paused",
        KEDA_UP,
        "create",
        "-f",
        shipped("ScaledObject", PAUSED + ": \"true\"", "note: mine"));
    refused(
        "… without the label",
        UP,
        "create",
        "-f",
        shipped("ScaledObject", "    scaleproof.dev/guarded: \"true\"\n", ""));
    model.kubectl("delete", "gpulease", NAME);
    await().atMost(SOON).until(() -> model.refusal("get", "gpulease", NAME).isEmpty());
    model.ship();
    refused("lease deleted, and scaled", UP, "scale", "deployment", NAME, "--replicas=1");
  }

  /** Allowed, and to no effect. */
  @Test
  @Order(4)
  void whatIsNotRefusedComesToNothing() throws Exception {
    Instant start = Instant.now();
    model.kubectl("autoscale", "deployment", NAME, "--min=1", "--max=3");
    String set =
        model.kubectl(
            "get", "replicaset", "-l", "app=raw-vllm", "-o", "jsonpath={.items[0].metadata.name}");
    model.kubectl("scale", "replicaset", set, "--replicas=1");
    model.kubectl(
        "create",
        "-f",
        shipped(
            "Deployment",
            "name: raw-vllm\n",
            "name: mine\n",
            "scaleproof.dev/guarded: \"true\"",
            "note: mine",
            "replicas: 0",
            "replicas: 1",
            "    app: raw-vllm",
            "    app: mine"));
    refused(
        "second ScaledObject",
        "raw-vllm",
        "create",
        "-f",
        shipped(
            "ScaledObject",
            "  name: raw-vllm\n  namespace",
            "  name: mine\n  namespace",
            "scaleproof.dev/guarded: \"true\"",
            "note: mine",
            PAUSED + ": \"true\"",
            "note: mine"));
    model.kubectl("delete", "scaledobject", NAME);
    model.kubectl(
        "create",
        "-f",
        shipped(
            "ScaledObject",
            "  name: raw-vllm\n  namespace",
            "  name: mine\n  namespace",
            "scaleproof.dev/guarded: \"true\"",
            "note: mine",
            PAUSED + ": \"true\"",
            "note: mine"));
    await()
        .during(TRIED_AGAIN)
        .atMost(TRIED_AGAIN.multipliedBy(2))
        .untilAsserted(() -> assertThat(model.meter().held()).isZero());
    for (String attempt :
        new String[] {
          "HPA of one's own, min 1",
          "ReplicaSet scaled",
          "Deployment of one's own with a GPU",
          "ScaledObject of one's own, un-paused"
        }) {
      ledger.row(
          attempt,
          "no effect",
          Ledger.seconds(TRIED_AGAIN),
          Ledger.money(model.meter().secondsSince(start), price),
          Ledger.money(0, price));
    }
    assertThat(model.meter().secondsSince(start)).isZero();
    assertThat(model.kubectl("get", "events", "-o", "jsonpath={.items[*].message}")).contains(UP);
    assertThat(bench.replicas(model.namespace(), NAME)).isZero();
    model.kubectl("delete", "hpa,scaledobject,deployment", "--all");
    model.ship();
  }

  @Test
  @Order(5)
  void aLeaseGivesWhatItSaysAndNoMore() throws Exception {
    model.hold(Duration.ofMinutes(10));
    await().atMost(SOON).until(() -> bench.hpa(model.namespace(), NAME) != null);
    refused("2 replicas under a lease for 1", UP, "scale", "deployment", NAME, "--replicas=2");
    refused(
        "maxReplicaCount 4",
        KEDA_UP,
        "patch",
        "scaledobject",
        NAME,
        "--type=merge",
        "-p",
        "{\"spec\": {\"maxReplicaCount\": 4}}");
    refused(
        "lease taken over by another",
        "make vllm-down",
        "patch",
        "gpulease",
        NAME,
        "--type=merge",
        "-p",
        lease("45m", "3", "1"));
    Instant start = Instant.now();
    model.kubectl(
        "patch",
        "hpa",
        "keda-hpa-raw-vllm",
        "-p",
        "{\"spec\": {\"minReplicas\": 3, \"maxReplicas\": 5}}");
    await()
        .during(SOON)
        .atMost(SOON.multipliedBy(2))
        .untilAsserted(() -> assertThat(model.meter().held()).isEqualTo(1));
    double beyond =
        model.meter().secondsSince(start)
            - Duration.between(start, Instant.now()).toMillis() / 1000.0;
    ledger.row(
        "HPA patched to min 3, max 5",
        "no effect",
        Ledger.seconds(SOON),
        Ledger.money(Math.max(0, beyond), price),
        Ledger.money(0, price));
    repaired("expiry in the past", "2020-01-01T00:00:00Z");
    repaired("expiry in the far future", "2099-01-01T00:00:00Z");
  }

  /** Only who steals the guard's account gets past the policy. */
  private void repaired(String attempt, String expiry) throws Exception {
    Instant right = model.status().expiresAt();
    Instant start = Instant.now();
    model.kubectl(
        "patch",
        "gpulease",
        NAME,
        "--subresource=status",
        "--as=system:serviceaccount:cost-guard:cost-guard",
        "--as-group=system:masters",
        "--type=merge",
        "-p",
        "{\"status\": {\"expiresAt\": \"%s\"}}".formatted(expiry));
    await()
        .atMost(GuardTimes.ALIVE)
        .pollInterval(Duration.ofMillis(200))
        .until(() -> Objects.equals(right, model.status().expiresAt()));
    Duration within = Duration.between(start, Instant.now());
    assertThat(model.status().phase()).isEqualTo(Phase.ACTIVE);
    assertThat(model.meter().held()).isEqualTo(1);
    await()
        .atMost(SOON)
        .untilAsserted(() -> assertThat(model.events()).contains("LeaseRepaired").contains(expiry));
    ledger.row(
        attempt + ", as the guard",
        "repaired, event",
        Ledger.seconds(within),
        Ledger.money(0, price),
        Ledger.seconds(GuardTimes.ALIVE));
  }

  @Test
  @Order(6)
  void aLeaseThatIsDeletedTakesItsGpuAlong() throws Exception {
    Instant start = Instant.now();
    model.kubectl("delete", "gpulease", NAME);
    undone("lease deleted while its GPU runs", model, start, GuardTimes.ALIVE);
    await().atMost(SOON).until(() -> model.status().phase() == Phase.IDLE);
  }

  @Test
  @Order(7)
  void pastItsEndNothingKeepsAGpu() throws Exception {
    model.hold(Duration.ofSeconds(20));
    await().atMost(SOON).until(() -> bench.hpa(model.namespace(), NAME) != null);
    model.kubectl(
        "patch",
        "hpa",
        "keda-hpa-raw-vllm",
        "-p",
        "{\"spec\": {\"minReplicas\": 1, \"maxReplicas\": 9}}");
    undone("HPA patched, lease runs out", model, model.expires(), GuardTimes.ALIVE);
    refused("un-pause right after it", KEDA_UP, "annotate", "scaledobject", NAME, PAUSED + "-");
    refused("scale right after it", UP, "scale", "deployment", NAME, "--replicas=1");
  }

  @Test
  @Order(8)
  void withoutPoliciesTheGuardEndsIt() throws Exception {
    undone("label off the namespace, scaled up", unlabelled, Instant.EPOCH, UNLEASED);
    undone("policies' bindings deleted, scaled up", unbound, Instant.EPOCH, UNLEASED);
  }

  private void refused(String attempt, String words, String... kubectl) {
    Instant start = Instant.now();
    assertThat(model.refusal(kubectl)).as(attempt).contains(words);
    ledger.row(
        attempt,
        "refused",
        Ledger.seconds(Duration.between(start, Instant.now())),
        Ledger.money(0, price),
        Ledger.money(0, price));
  }

  /**
   * Waits until it is undone.
   *
   * @param since what is held from then on is held past a lease; nothing was held before
   */
  private void undone(String attempt, Guarded where, Instant since, Duration bound) {
    Duration drained = bound.plus(Guarded.DRAIN);
    where.awaitDown(drained.multipliedBy(2));
    await().atMost(Guarded.DRAIN).until(() -> where.meter().held() == 0);
    double seconds = where.meter().secondsSince(since);
    Duration within = Duration.ofMillis(Math.round(seconds * 1000));
    ledger.row(
        attempt,
        "undone",
        Ledger.seconds(within),
        Ledger.money(seconds, price),
        Ledger.money(drained.toSeconds(), price));
    assertThat(within).as(attempt).isLessThanOrEqualTo(drained);
  }

  /** A manifest of the model with some texts replaced, each of which has to be there. */
  private String shipped(String kind, String... replacements) throws IOException {
    String manifest = model.manifest(kind);
    for (int i = 0; i < replacements.length; i += 2) {
      if (!manifest.contains(replacements[i])) {
        throw new IOException("%s does not say '%s'".formatted(kind, replacements[i]));
      }
      manifest = manifest.replace(replacements[i], replacements[i + 1]);
    }
    return write(manifest);
  }

  private static Path pod(String label) throws IOException {
    return Path.of(
        write(
            """
            apiVersion: v1
            kind: Pod
            metadata:
              name: by-hand
              labels: {%s}
            spec:
              securityContext: {runAsNonRoot: true, runAsUser: 2000, seccompProfile: {type: RuntimeDefault}}
              containers:
                - name: mine
                  image: scaleproof/inference-sim:0.1.0
                  securityContext: {allowPrivilegeEscalation: false, capabilities: {drop: [ALL]}}
                  resources: {limits: {nvidia.com/gpu: 1}}
            """
                .formatted(label)));
  }

  private static String write(String manifest) throws IOException {
    Path folder = Files.createDirectories(Bench.root().resolve("out/e2e"));
    return Files.writeString(Files.createTempFile(folder, "bypass", ".yaml"), manifest).toString();
  }

  @AfterAll
  void tell() throws ClusterException {
    System.out.println(ledger);
    for (Guarded each : new Guarded[] {model, unlabelled, unbound}) {
      each.close();
    }
  }
}
