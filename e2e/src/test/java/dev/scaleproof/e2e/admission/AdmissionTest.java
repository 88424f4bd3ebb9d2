package dev.scaleproof.e2e.admission;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.DynamicContainer.dynamicContainer;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import com.fasterxml.jackson.databind.JsonNode;
import dev.scaleproof.e2e.admission.Requests.Answer;
import dev.scaleproof.e2e.admission.World.Lease;
import dev.scaleproof.e2e.admission.World.State;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicNode;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/**
 * The shipped policies on a real API server: what gets past them, and what those who do not are
 * told.
 */
@OnApiServer
@Tag("gitops")
final class AdmissionTest {
  private static final Duration SOON = Duration.ofSeconds(30);

  private final World world;

  AdmissionTest(World world) {
    this.world = world;
  }

  /** Dry runs, so that each meets the same state. */
  @TestFactory
  Stream<DynamicNode> everyRequestInEveryState() throws IOException {
    Table table = GuardedObjects.table(world);
    return table.states().stream()
        .flatMap(
            state ->
                table.of(state).entrySet().stream()
                    .map(
                        rows ->
                            dynamicContainer(
                                "%s, lease %s".formatted(state, rows.getKey()),
                                all(state, rows.getKey(), rows.getValue()))));
  }

  private Stream<DynamicNode> all(State state, Lease lease, Map<String, Table.Row> rows) {
    return Stream.concat(
        Stream.of(dynamicTest("that state", () -> world.become(state, lease))),
        rows.entrySet().stream()
            .map(row -> dynamicTest(row.getKey(), () -> check(row.getValue()))));
  }

  private void check(Table.Row row) throws IOException {
    Answer answer = row.request().send(world.api().dry());
    String refusal = row.refusal();
    if (refusal == null) {
      assertThat(answer.allowed()).as(answer.toString()).isTrue();
    } else {
      assertThat(answer.allowed()).as(answer.toString()).isFalse();
      assertThat(answer.message()).contains(refusal);
    }
  }

  /** The API server looks for mistakes in expressions by itself, and only reports them. */
  @Test
  void expressionsFitTheTypesThatTheyReadAndEveryPolicyIsBound() throws IOException {
    String policies = "/apis/admissionregistration.k8s.io/v1/validatingadmissionpolicies";
    List<String> bound = new ArrayList<>();
    world
        .api()
        .get("/apis/admissionregistration.k8s.io/v1/validatingadmissionpolicybindings")
        .body()
        .path("items")
        .forEach(
            binding -> {
              bound.add(binding.at("/spec/policyName").asText());
              assertThat(binding.at("/spec/validationActions").toString()).isEqualTo("[\"Deny\"]");
            });
    await()
        .atMost(SOON)
        .untilAsserted(
            () -> {
              for (JsonNode policy : world.api().get(policies).body().path("items")) {
                String name = policy.at("/metadata/name").asText();
                assertThat(policy.at("/status/observedGeneration").asInt()).as(name).isPositive();
                assertThat(policy.at("/status/typeChecking/expressionWarnings"))
                    .as(name + ": " + policy.at("/status/typeChecking"))
                    .isEmpty();
                assertThat(policy.at("/spec/failurePolicy").asText()).isEqualTo("Fail");
                assertThat(bound).contains(name);
              }
            });
  }

  @Test
  void aReplicaSetScaledByHandGetsNoPod() throws IOException {
    world.become(State.SHIPPED, Lease.IDLE);
    String sets = "/apis/apps/v1/namespaces/serving/replicasets";
    await()
        .atMost(SOON)
        .until(() -> world.api().get(sets + OF_RAW_VLLM).body().path("items").size() == 1);
    String set = world.api().get(sets + OF_RAW_VLLM).body().at("/items/0/metadata/name").asText();
    world
        .api()
        .patch(sets + "/" + set + "/scale", Requests.MERGE, "{\"spec\": {\"replicas\": 1}}")
        .orFail();
    await().atMost(SOON).until(() -> said(set, "make vllm-up LEASE=45m REASON=…"));
    assertThat(world.pods()).isEmpty();
  }

  @Test
  void withoutAnyLeaseAReplicaThatIsAskedForGetsNoPod() throws IOException {
    world.become(State.SHIPPED, Lease.ABSENT);
    world.api().patch(World.DEPLOYMENT, Requests.MERGE, "{\"spec\": {\"replicas\": 1}}").orFail();
    await().atMost(SOON).until(() -> said("raw-vllm-", "no params found"));
    assertThat(world.pods()).isEmpty();
  }

  @Test
  void theQuotaHoldsBeyondTheLease() throws IOException {
    world.become(State.RUNNING, Lease.ACTIVE);
    await()
        .atMost(SOON)
        .until(
            () ->
                world
                    .api()
                    .get(World.SERVING + "/resourcequotas/gpus")
                    .body()
                    .at("/status/used")
                    .toString()
                    .contains("\"1\""));
    Answer second = world.api().create(World.PODS, Samples.pod("nvidia.com/gpu", "raw-vllm"));
    assertThat(second.message()).contains("exceeded quota: gpus");
  }

  private static final String OF_RAW_VLLM = "?labelSelector=app=raw-vllm";

  private boolean said(String about, String words) throws IOException {
    for (JsonNode event : world.api().get(World.SERVING + "/events").body().path("items")) {
      if (event.at("/involvedObject/name").asText().startsWith(about)
          && event.path("message").asText().contains(words)) {
        return true;
      }
    }
    return false;
  }
}
