package dev.scaleproof.e2e;

import static dev.scaleproof.e2e.Guarded.NAME;
import static dev.scaleproof.e2e.Guarded.PAUSED;
import static dev.scaleproof.e2e.Guarded.PAUSED_REPLICAS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.scaleproof.e2e.cluster.ClusterException;
import dev.scaleproof.lease.GuardTimes;
import dev.scaleproof.lease.Phase;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
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
 * refused at once, in words that say what to run instead, or undone within a bound.
 */
@OnCluster
@Tag("siege")
@ResourceLock(value = TakeDownTest.GUARD_LOCK, mode = ResourceAccessMode.READ)
@TestInstance(Lifecycle.PER_CLASS)
@TestMethodOrder(OrderAnnotation.class)
final class BypassTest {
  private static final String UP = "make vllm-up LEASE=45m";
  private static final String KEDA_UP = "make keda-demo-up LEASE=45m";
  private static final String GUARDED = "    scaleproof.dev/guarded: \"true\"\n";
  private static final String MERGE = "--type=merge";

  /** KEDA polls every 15 s, and so does the HPA. */
  private static final Duration TRIED_AGAIN = Duration.ofSeconds(35);

  private static final Duration SOON = Duration.ofSeconds(20);

  /** The guard ends what has no lease after its grace. */
  private static final Duration UNLEASED = GuardTimes.GRACE.plus(GuardTimes.ALIVE);

  private final Bench bench;
  private final Attempts attempts = new Attempts();
  private final Guarded model;
  private final Guarded unlabelled;
  private final Guarded unbound;

  BypassTest(Bench bench) throws Exception {
    this.bench = bench;
    bench.advertiseGpus(8);
    model = Guarded.in("bypass", bench);
    unlabelled = Guarded.in("bypass-label", bench);
    unbound = Guarded.in("bypass-bindings", bench);
  }

  /** What is left then is the guard, and its grace: the last test looks after them. */
  @Test
  @Order(1)
  void policiesAreTakenOutOfTheWay() throws Exception {
    bench.kubectl().run("label", "namespace", unlabelled.namespace(), "scaleproof.dev/guarded-");
    for (String what : List.of("scale", "deployment", "scaledobject", "pods")) {
      String binding = unbound.namespace() + "-raw-vllm-" + what;
      bench.kubectl().run("delete", "validatingadmissionpolicybinding", binding);
    }
    unlabelled.up();
    unbound.up();
  }

  @Test
  @Order(2)
  void nothingIsUnpausedWithoutALease() {
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
    // Built in from Argo CD 3.3 on: it takes both keys away, as its server's account.
    refused(
        "`resume` in Argo CD's UI",
        KEDA_UP,
        "patch",
        "scaledobject",
        NAME,
        "--as=system:serviceaccount:argocd:argocd-server",
        "--as-group=system:masters",
        MERGE,
        "-p",
        "{\"metadata\": {\"annotations\": {\"%s\": null, \"%s\": null}}}"
            .formatted(PAUSED, PAUSED_REPLICAS));
    refused(
        "label off the ScaledObject", UP, "label", "scaledobject", NAME, "scaleproof.dev/guarded-");
  }

  @Test
  @Order(3)
  void nothingIsScaledUpWithoutALease() throws Exception {
    refused("kubectl scale", UP, "scale", "deployment", NAME, "--replicas=1");
    refused(
        "replicas patched", UP, "patch", "deployment", NAME, "-p", "{\"spec\": {\"replicas\": 1}}");
    refused("label off the Deployment", UP, "label", "deployment", NAME, "scaleproof.dev/guarded-");
    refused("bare pod with a GPU", UP, "create", "-f", pod(""));
    refused(
        "bare pod that names the lease", UP, "create", "-f", pod("scaleproof.dev/lease: raw-vllm"));
  }

  @Test
  @Order(4)
  void nobodyGivesThemselvesALeaseThatIsNone() {
    refused(
        "lease's status set to Active",
        "make lease-extend",
        "patch",
        "gpulease",
        NAME,
        "--subresource=status",
        MERGE,
        "-p",
        "{\"status\": {\"phase\": \"Active\", \"expiresAt\": \"2099-01-01T00:00:00Z\"}}");
    refusedLease("lease of 8 hours", "make vllm-up LEASE=4h", lease("8h", "3", "1"));
    refusedLease("lease for $1000", "make vllm-up BUDGET=25", lease("45m", "1000", "1"));
    refusedLease("lease for 2 replicas", UP, lease("45m", "3", "2"));
  }

  @Test
  @Order(5)
  void deletedAndMadeAgainItIsNoOther() throws Exception {
    model.kubectl("delete", "deployment", NAME);
    made("Deployment made again with 1 replica", UP, "Deployment", "replicas: 0", "replicas: 1");
    made("… without a count", UP, "Deployment", "  replicas: 0\n", "");
    made("… without the label", UP, "Deployment", GUARDED, "");
    made("… with other pods", UP, "Deployment", "/lease: raw-vllm", "/lease: mine");
    model.kubectl("delete", "scaledobject", NAME);
    made(
        "ScaledObject made again un-paused",
        KEDA_UP,
        "ScaledObject",
        PAUSED + ": \"true\"",
        "a: b");
    made("… without the label", UP, "ScaledObject", GUARDED, "");
    model.ship();
    model.kubectl("delete", "gpulease", NAME);
    refused(
        "lease deleted, scaled",
        "ValidatingAdmissionPolicy",
        "scale",
        "deployment",
        NAME,
        "--replicas=1");
    await().atMost(SOON).until(() -> model.refusal("get", "gpulease", NAME).isEmpty());
    refused("… and once the guard has made it", UP, "scale", "deployment", NAME, "--replicas=1");
  }

  /** Allowed, and to no effect. */
  @Test
  @Order(6)
  void whatIsNotRefusedComesToNothing() throws Exception {
    String second = scaledObjectOfOnesOwn();
    refused("second ScaledObject, un-paused", "raw-vllm", "create", "-f", second);
    attempts.noEffect(
        "HPA, ReplicaSet and Deployment of one's own",
        model,
        SOON,
        () -> {
          model.kubectl("autoscale", "deployment", NAME, "--min=1", "--max=3");
          model.kubectl("scale", "replicaset", "-l", "app=raw-vllm", "--replicas=1");
          model.kubectl("create", "-f", deploymentOfOnesOwn());
        });
    model.kubectl("delete", "hpa", NAME);
    attempts.noEffect(
        "un-paused ScaledObject of one's own in the place of the guarded one",
        model,
        TRIED_AGAIN,
        () -> {
          model.kubectl("delete", "scaledobject", NAME);
          model.kubectl("create", "-f", second);
        });
    assertThat(bench.replicas(model.namespace(), NAME)).isZero();
    assertThat(model.kubectl("get", "events", "-o", "jsonpath={.items[*].message}")).contains(UP);
    model.kubectl("delete", "scaledobject,deployment", "--all");
    model.ship();
  }

  @Test
  @Order(7)
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
        MERGE,
        "-p",
        "{\"spec\": {\"maxReplicaCount\": 4}}");
    refusedLease("somebody else's lease", "make vllm-down", lease("45m", "3", "1"));
    attempts.noEffect("HPA patched to 3 to 5", model, TRIED_AGAIN, () -> patchHpa(3, 5));
    for (String expiry : List.of("2020-01-01T00:00:00Z", "2099-01-01T00:00:00Z")) {
      attempts.repaired(
          "expiry " + expiry + ", as the guard",
          model,
          GuardTimes.ALIVE,
          expiry,
          () -> asGuard("{\"status\": {\"expiresAt\": \"%s\"}}".formatted(expiry)));
      assertThat(model.isDown()).as("a valid lease is left alone").isFalse();
    }
  }

  @Test
  @Order(8)
  void aLeaseThatIsDeletedTakesItsGpuAlong() throws Exception {
    Instant start = Instant.now();
    model.kubectl("delete", "gpulease", NAME);
    attempts.undone("lease deleted while its GPU runs", model, start, GuardTimes.ALIVE);
    await().atMost(SOON).until(() -> model.status().phase() == Phase.IDLE);
  }

  @Test
  @Order(9)
  void pastItsEndNothingKeepsAGpu() throws Exception {
    model.hold(SOON);
    await().atMost(SOON).until(() -> bench.hpa(model.namespace(), NAME) != null);
    patchHpa(1, 9);
    attempts.undone("HPA patched, lease runs out", model, model.expires(), GuardTimes.ALIVE);
    refused("un-pause right after it", KEDA_UP, "annotate", "scaledobject", NAME, PAUSED + "-");
    refused("scale right after it", UP, "scale", "deployment", NAME, "--replicas=1");
  }

  @Test
  @Order(10)
  void withoutPoliciesTheGuardEndsIt() {
    attempts.undone("label off the namespace, scaled up", unlabelled, Instant.EPOCH, UNLEASED);
    attempts.undone("bindings of policies deleted, scaled up", unbound, Instant.EPOCH, UNLEASED);
  }

  private void refused(String attempt, String words, String... kubectl) {
    attempts.refused(attempt, model, words, kubectl);
  }

  private void refusedLease(String attempt, String words, String patch) {
    refused(attempt, words, "patch", "gpulease", NAME, MERGE, "-p", patch);
  }

  private void made(String attempt, String words, String kind, String from, String to)
      throws Exception {
    refused(attempt, words, "create", "-f", model.changed(kind, from, to));
  }

  private static String lease(String duration, String budget, String replicas) {
    return """
    {"spec": {"duration": "%s", "owner": "mallory", "reason": "deadline", "budgetUsd": %s, "maxReplicas": %s}}"""
        .formatted(duration, budget, replicas);
  }

  private void patchHpa(int min, int max) throws ClusterException {
    String patch = "{\"spec\": {\"minReplicas\": %d, \"maxReplicas\": %d}}".formatted(min, max);
    model.kubectl("patch", "hpa", "keda-hpa-raw-vllm", "-p", patch);
  }

  /** Only who has stolen the guard's account gets past the policy. */
  private void asGuard(String patch) throws ClusterException {
    model.kubectl(
        "patch",
        "gpulease",
        NAME,
        "--subresource=status",
        "--as=system:serviceaccount:cost-guard:cost-guard",
        "--as-group=system:masters",
        MERGE,
        "-p",
        patch);
  }

  private String scaledObjectOfOnesOwn() throws Exception {
    String own = "  name: raw-vllm\n  namespace";
    return model.changed(
        "ScaledObject", own, own.replace(NAME, "mine"), GUARDED, "", PAUSED + ": \"true\"", "a: b");
  }

  private String deploymentOfOnesOwn() throws Exception {
    String own = "  name: raw-vllm\n  namespace";
    return model.changed(
        "Deployment",
        own,
        own.replace(NAME, "mine"),
        GUARDED,
        "",
        "replicas: 0",
        "replicas: 1",
        "app: raw-vllm",
        "app: mine");
  }

  private String pod(String label) throws Exception {
    return model.file(
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
            .formatted(label));
  }

  @AfterAll
  void tell() {
    System.out.println(attempts);
    List.of(model, unlabelled, unbound).forEach(Guarded::close);
  }
}
