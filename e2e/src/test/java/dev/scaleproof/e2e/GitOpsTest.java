package dev.scaleproof.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import dev.scaleproof.e2e.Command.Outcome;
import dev.scaleproof.e2e.cluster.ClusterException;
import io.fabric8.kubernetes.api.model.Pod;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.MethodOrderer.OrderAnnotation;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;

/**
 * From an empty cluster with Argo CD to all of it, by one {@code kubectl apply}; and what Argo CD
 * does, and must not do, to a GPU from then on. The order is a story: each goes on from the one
 * before.
 */
@OnArgoCd
@Tag("gitops")
@TestMethodOrder(OrderAnnotation.class)
final class GitOpsTest {
  private static final String GPU = "raw-vllm";
  private static final String NAMESPACE = "serving";
  private static final String PAUSED = "autoscaling.keda.sh/paused";
  private static final String RESUME = "action/keda.sh/ScaledObject/resume";
  private static final Argo.State GOOD = new Argo.State("Synced", "Healthy");
  private static final Duration BROUGHT_UP = Duration.ofMinutes(15);
  private static final Duration SETTLED = Duration.ofMinutes(3);

  /** Argo CD has healed itself many times over by then: after a change it waits 5 s. */
  private static final Duration QUIET = Duration.ofSeconds(30);

  private final Delivery delivery;
  private final Bench bench;
  private final Argo argo;

  GitOpsTest(Delivery delivery) {
    this.delivery = delivery;
    this.bench = delivery.bench();
    this.argo = delivery.argo();
  }

  @Test
  @Order(1)
  @Runs("kubectl -n argocd get applications")
  void rootAloneBringsUpEverythingButTheGpu() throws Exception {
    assertThat(delivery.fork().changed())
        .as("the one place that a fork changes, and where the overlays are listed")
        .containsExactlyInAnyOrder(
            "platform/root.yaml", "platform/applications/kustomization.yaml");
    bench.advertiseGpus(1);
    Path root = delivery.fork().checkout().resolve("platform/root.yaml");
    bench.kubectl().run("apply", "-f", root.toString());
    await()
        .atMost(BROUGHT_UP)
        .pollInterval(Duration.ofSeconds(2))
        .untilAsserted(
            () -> {
              Map<String, Argo.State> states = argo.states();
              assertThat(states.keySet()).containsAll(shipped()).contains("root");
              states.remove(GPU);
              assertThat(states.values()).as(states.toString()).containsOnly(GOOD);
            });
    assertThat(argo.application("root").at("/status/operationState/phase").asText())
        .isEqualTo("Succeeded");
    assertThat(bench.kubectl().run("-n", "argocd", "get", "applications").lines())
        .as("what a person sees")
        .filteredOn(line -> line.contains("OutOfSync"))
        .singleElement()
        .asString()
        .startsWith(GPU);
    assertThat(argo.syncs(GPU)).isZero();
    assertThat(bench.kubectl().run("-n", NAMESPACE, "get", "deployments,scaledobjects,pods"))
        .as("what could cost something")
        .isEmpty();
    everyWaveWaitedForTheOneBefore();
  }

  private void everyWaveWaitedForTheOneBefore() throws ClusterException, IOException {
    List<JsonNode> inOrder =
        argo.applications().values().stream()
            .filter(each -> each.at("/metadata/annotations").has(Argo.WAVE))
            .sorted(
                Comparator.comparingInt(
                    each -> each.at("/metadata/annotations").get(Argo.WAVE).asInt()))
            .toList();
    assertThat(inOrder).hasSize(shipped().size());
    for (int i = 1; i < inOrder.size(); i++) {
      JsonNode before = inOrder.get(i - 1);
      Instant synced = Instant.parse(before.at("/status/history/0/deployedAt").asText());
      assertThat(Instant.parse(inOrder.get(i).at("/metadata/creationTimestamp").asText()))
          .as("%s comes after %s", name(inOrder.get(i)), name(before))
          .isAfterOrEqualTo(synced);
    }
  }

  @Test
  @Order(2)
  void whatAPersonChangesInThePlatformIsPutBack() throws Exception {
    bench.kubectl().run("-n", "keda", "scale", "deployment", "keda-admission", "--replicas=0");
    bench
        .kubectl()
        .run(
            "label",
            "namespace",
            NAMESPACE,
            "pod-security.kubernetes.io/enforce=privileged",
            "--overwrite");
    bench
        .kubectl()
        .run(
            "-n",
            "argocd",
            "patch",
            "configmap",
            "argocd-rbac-cm",
            "--type=merge",
            "--patch",
            "{\"data\":{\"policy.csv\":\"\"}}");
    await()
        .atMost(SETTLED)
        .untilAsserted(
            () -> {
              assertThat(bench.replicas("keda", "keda-admission")).isEqualTo(1);
              assertThat(
                      bench
                          .client()
                          .namespaces()
                          .withName(NAMESPACE)
                          .get()
                          .getMetadata()
                          .getLabels())
                  .containsEntry("pod-security.kubernetes.io/enforce", "restricted");
              assertThat(
                      bench
                          .client()
                          .configMaps()
                          .inNamespace("argocd")
                          .withName("argocd-rbac-cm")
                          .get()
                          .getData()
                          .get("policy.csv"))
                  .contains(RESUME);
            });
  }

  @Test
  @Order(3)
  void argoCdItselfDeniesToResumeWhatIsGuarded() {
    for (String who : List.of("role:admin", "admin")) {
      assertThat(may(who, RESUME, "serving/raw-vllm")).as(who).isEqualTo("No");
      assertThat(may(who, "sync", "serving/raw-vllm")).as(who).isEqualTo("Yes");
      assertThat(may(who, RESUME, "platform/keda")).as(who).isEqualTo("Yes");
    }
    assertThat(may("role:readonly", "sync", "serving/raw-vllm")).isEqualTo("No");
  }

  private String may(String who, String action, String application) {
    return argo.command(
            "admin",
            "settings",
            "rbac",
            "can",
            who,
            action,
            "applications",
            application,
            "--namespace",
            "argocd")
        .output()
        .lines()
        .filter(line -> line.matches("Yes|No"))
        .findFirst()
        .orElse("no answer");
  }

  @Test
  @Order(4)
  void aPersonSyncsTheGpuAndItIsOffAndPaused() throws Exception {
    sync();
    await()
        .during(QUIET)
        .atMost(SETTLED)
        .untilAsserted(
            () -> {
              assertThat(argo.state(GPU)).isEqualTo(GOOD);
              assertThat(argo.state("root")).isEqualTo(GOOD);
              off();
            });
  }

  @Test
  @Order(5)
  void aSyncInMidTestIsTheEmergencyStop() throws Exception {
    leased("30m");
    upAndUnpaused();
    int syncs = argo.syncs(GPU);
    argo.refresh(GPU);
    await()
        .during(QUIET)
        .atMost(SETTLED)
        .untilAsserted(
            () -> {
              assertThat(argo.state(GPU).sync()).as("a person sees it").isEqualTo("OutOfSync");
              assertThat(argo.syncs(GPU)).as("and nobody else acts on it").isEqualTo(syncs);
              assertThat(paused()).isEqualTo("false");
              assertThat(bench.replicas(NAMESPACE, GPU)).isEqualTo(1);
            });
    sync();
    await()
        .atMost(SETTLED)
        .untilAsserted(
            () -> {
              off();
              assertThat(lease("{.spec.duration}")).isEqualTo("0s");
              assertThat(argo.state(GPU)).isEqualTo(GOOD);
            });
  }

  @Test
  @Order(6)
  void whatTheGuardEndsIsNoDriftAndNeverResumed() throws Exception {
    leased("1m");
    upAndUnpaused();
    int syncs = argo.syncs(GPU);
    await()
        .atMost(SETTLED.plus(SETTLED))
        .untilAsserted(
            () -> {
              off();
              assertThat(lease("{.spec.duration}")).as("as in Git again").isEqualTo("0s");
              assertThat(lease("{.status.phase}")).isEqualTo("Idle");
            });
    for (String application : List.of(GPU, "root", "cost-guard")) {
      argo.refresh(application);
    }
    await()
        .during(QUIET)
        .atMost(SETTLED)
        .untilAsserted(
            () -> {
              off();
              assertThat(argo.states().values()).as(argo.states().toString()).containsOnly(GOOD);
              assertThat(argo.syncs(GPU)).as("without a sync").isEqualTo(syncs);
            });
  }

  @Test
  @Order(7)
  void itsRemovalFromGitWaitsForAPersonsWord() throws Exception {
    delivery.fork().edit("platform/applications/kustomization.yaml", "  - 90-raw-vllm.yaml\n", "");
    delivery.fork().publish("Remove raw-vllm");
    argo.refresh("root");
    await()
        .during(QUIET)
        .atMost(SETTLED)
        .untilAsserted(
            () -> {
              assertThat(argo.application("root").at("/status/operationState/message").asText())
                  .contains("Waiting for pruning confirmation")
                  .contains("Application/" + GPU);
              assertThat(argo.application(GPU).at("/metadata").has("deletionTimestamp")).isFalse();
            });
  }

  /** As a person holds it; the guard makes it active. */
  private void leased(String duration) throws ClusterException {
    bench
        .kubectl()
        .run(
            "-n",
            NAMESPACE,
            "patch",
            "gpulease",
            GPU,
            "--type=merge",
            "--patch",
            "{\"spec\":{\"duration\":\"%s\",\"owner\":\"test\",\"reason\":\"gitops\",\"budgetUsd\":3}}"
                .formatted(duration));
    await()
        .atMost(SETTLED)
        .untilAsserted(() -> assertThat(lease("{.status.phase}")).isEqualTo("Active"));
  }

  private void upAndUnpaused() throws ClusterException {
    bench.kubectl().run("-n", NAMESPACE, "scale", "deployment", GPU, "--replicas=1");
    bench
        .kubectl()
        .run("-n", NAMESPACE, "annotate", "scaledobject", GPU, PAUSED + "=false", "--overwrite");
    await()
        .atMost(SETTLED)
        .untilAsserted(
            () -> {
              assertThat(pods()).hasSize(1);
              assertThat(bench.hpa(NAMESPACE, GPU)).isNotNull();
            });
  }

  private void off() throws ClusterException {
    assertThat(paused()).isEqualTo("true");
    assertThat(bench.replicas(NAMESPACE, GPU)).isZero();
    assertThat(bench.hpa(NAMESPACE, GPU)).isNull();
    assertThat(pods()).as("pods, each of which asks for a GPU").isEmpty();
  }

  private void sync() {
    Outcome sync = argo.command("app", "sync", GPU);
    assertThat(sync.status()).as(sync.toString()).isZero();
  }

  private String paused() throws ClusterException {
    return bench
        .kubectl()
        .run(
            "-n",
            NAMESPACE,
            "get",
            "scaledobject",
            GPU,
            "-o",
            "jsonpath={.metadata.annotations.autoscaling\\.keda\\.sh/paused}");
  }

  private String lease(String field) throws ClusterException {
    return bench.kubectl().run("-n", NAMESPACE, "get", "gpulease", GPU, "-o", "jsonpath=" + field);
  }

  private List<Pod> pods() {
    return bench.client().pods().inNamespace(NAMESPACE).withLabel("app", GPU).list().getItems();
  }

  private static String name(JsonNode application) {
    return application.at("/metadata/name").asText();
  }

  /** The Applications that this repository has files of. */
  private static List<String> shipped() throws IOException {
    try (Stream<Path> files = Files.list(Bench.root().resolve("platform/applications"))) {
      return files
          .map(file -> file.getFileName().toString())
          .filter(name -> name.matches("\\d+-.*\\.yaml"))
          .map(name -> name.replaceFirst("^\\d+-(.*)\\.yaml$", "$1"))
          .toList();
    }
  }
}
