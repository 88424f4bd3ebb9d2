package dev.scaleproof.e2e.admission;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import com.fasterxml.jackson.databind.JsonNode;
import dev.scaleproof.e2e.admission.Requests.Answer;
import dev.scaleproof.e2e.admission.World.Lease;
import dev.scaleproof.e2e.admission.World.State;
import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What a GpuLease may say, by its schema and by the ceilings, on a real API server. */
@OnApiServer
@Tag("gitops")
final class GpuLeaseRulesTest {
  /** Members of a spec that is right but for what a test adds; the last of equal names counts. */
  private static final String RIGHT =
      "\"duration\": \"45m\", \"owner\": \"alice\", \"reason\": \"load test\", \"budgetUsd\": 3";

  private final World world;

  GpuLeaseRulesTest(World world) {
    this.world = world;
  }

  @BeforeEach
  void idle() throws IOException {
    world.become(State.GONE, Lease.IDLE);
  }

  static List<Arguments> wrong() {
    return List.of(
        arguments("\"duration\": \"45 minutes\"", "'45 minutes' is no duration, write 45m"),
        arguments("\"duration\": \"-45m\"", "make vllm-up LEASE=45m"),
        arguments("\"duration\": \"0.5h\"", "make vllm-up LEASE=45m"),
        arguments("\"duration\": \"30m1h\"", "make vllm-up LEASE=45m"),
        arguments("\"duration\": \"1d\"", "make vllm-up LEASE=45m"),
        arguments("\"duration\": \"\"", "spec.duration"),
        arguments("\"duration\": 45", "spec.duration"),
        arguments("\"duration\": null", "spec.duration"),
        arguments("\"duration\": \"0m\"", "says 0s, and no other zero"),
        arguments("\"duration\": \"5h\"", "lasts at most 4h, not 5h: make vllm-up LEASE=4h"),
        arguments("\"duration\": \"4h1s\"", "lasts at most 4h"),
        arguments("\"duration\": \"9999h\"", "lasts at most 4h"),
        arguments("\"budgetUsd\": -3", "spec.budgetUsd"),
        arguments("\"budgetUsd\": 0", "spec.budgetUsd"),
        arguments("\"budgetUsd\": \"3\"", "spec.budgetUsd"),
        arguments("\"budgetUsd\": \"NaN\"", "spec.budgetUsd"),
        arguments("\"budgetUsd\": null", "make vllm-up BUDGET=3"),
        arguments("\"budgetUsd\": 25.01", "at most $25: make vllm-up BUDGET=25"),
        arguments("\"budgetUsd\": 1e300", "at most $25"),
        arguments("\"owner\": null", "make vllm-up OWNER=alice"),
        arguments("\"owner\": \"  \"", "make vllm-up OWNER=alice"),
        arguments("\"owner\": \"a\\nb\"", "spec.owner"),
        arguments("\"owner\": \"%s\"".formatted("a".repeat(65)), "spec.owner"),
        arguments("\"reason\": null", "make vllm-up REASON="),
        arguments("\"reason\": \" \\u00a0 \"", "make vllm-up REASON="),
        arguments("\"maxReplicas\": 0", "spec.maxReplicas"),
        arguments("\"maxReplicas\": 2", "at most 1 replica at once"),
        arguments("\"maxReplicas\": 1.5", "spec.maxReplicas"),
        arguments("\"heartbeat\": \"0s\"", "a heartbeat is due"),
        arguments("\"heartbeat\": \"often\"", "spec.heartbeat"),
        arguments(
            "\"window\": {\"days\": [\"Mon\"], \"from\": \"8:00\", \"until\": \"20:00\"}",
            "spec.window.from"),
        arguments(
            "\"window\": {\"days\": [\"Monday\"], \"from\": \"08:00\", \"until\": \"20:00\"}",
            "spec.window.days"),
        arguments(
            "\"window\": {\"days\": [], \"from\": \"08:00\", \"until\": \"20:00\"}",
            "spec.window.days"),
        arguments(
            "\"window\": {\"days\": [\"Mon\", \"Mon\"], \"from\": \"08:00\", \"until\": \"20:00\"}",
            "spec.window.days"),
        arguments("\"window\": {\"days\": [\"Mon\"], \"from\": \"08:00\"}", "spec.window.until"),
        arguments(
            "\"window\": {\"days\": [\"Mon\"], \"from\": \"08:00\", \"until\": \"24:00\"}",
            "spec.window.until"),
        arguments(
            "\"window\": {\"days\": [\"Mon\"], \"from\": \"08:00\", \"until\": \"20:00\", \"timeZone\": \"here; now\"}",
            "spec.window.timeZone"),
        arguments("\"forever\": true", "spec.forever"));
  }

  @ParameterizedTest
  @MethodSource("wrong")
  void refusesWhatIsWrongAndSaysWhatIsRight(String member, String words) throws IOException {
    Answer answer = patch(RIGHT + ", " + member);
    assertThat(answer.allowed()).as(answer.toString()).isFalse();
    assertThat(answer.message()).contains(words);
    assertThat(spec().path("duration").asText()).as("and it stays idle").isEqualTo("0s");
  }

  @Test
  void refusesANumberThatIsNone() throws IOException {
    Answer answer = patch(RIGHT + ", \"budgetUsd\": NaN");
    assertThat(answer.status()).as(answer.toString()).isEqualTo(400);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "\"duration\": \"4h\"",
        "\"duration\": \"1h30m\"",
        "\"duration\": \"90s\"",
        "\"budgetUsd\": 0.01",
        "\"budgetUsd\": 25",
        "\"maxReplicas\": 1",
        "\"heartbeat\": \"10m\"",
        "\"reason\": \"it's \\\"quoted\\\", über alles: €\"",
        "\"window\": {\"days\": [\"Mon\", \"Sun\"], \"from\": \"20:00\", \"until\": \"08:00\", \"timeZone\": \"America/Argentina/Buenos_Aires\"}"
      })
  void takesWhatIsRight(String member) throws IOException {
    patch(RIGHT + ", " + member).orFail();
    assertThat(spec().path("maxReplicas").asInt()).as("by default").isEqualTo(1);
  }

  @Test
  void anIdleLeaseNeedsNothingElse() throws IOException {
    patch(RIGHT).orFail();
    patch("\"duration\": \"0s\", \"owner\": null, \"reason\": null, \"budgetUsd\": null").orFail();
  }

  @Test
  void isNotTakenFromWhoHoldsIt() throws IOException {
    patch(RIGHT).orFail();
    Answer taken = patch(RIGHT + ", \"owner\": \"bob\"");
    assertThat(taken.message()).contains("held by alice").contains("make vllm-down");
    patch(RIGHT + ", \"duration\": \"1h\"").orFail();
    patch("\"duration\": \"0s\"").orFail();
    patch(RIGHT + ", \"owner\": \"bob\"").orFail();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "\"phase\": \"Active\"",
        "\"expiresAt\": \"2020-01-01T00:00:00Z\"",
        "\"expiresAt\": \"2099-01-01T00:00:00Z\"",
        "\"spentUsd\": 0"
      })
  void itsStatusIsTheGuardsAlone(String member) throws IOException {
    String status = "{\"status\": {%s}}".formatted(member);
    Answer person = world.api().patch(World.LEASE + "/status", Requests.MERGE, status);
    assertThat(person.message()).contains("make lease-extend LEASE=15m").contains("not by admin");
    Answer other =
        world
            .api()
            .as("system:serviceaccount:cost-guard:default")
            .patch(World.LEASE + "/status", Requests.MERGE, status);
    assertThat(other.allowed()).as(other.toString()).isFalse();
    world.api().as(World.GUARD).patch(World.LEASE + "/status", Requests.MERGE, status).orFail();
    world
        .api()
        .as(World.GUARD + "-sweep")
        .patch(World.LEASE + "/status", Requests.MERGE, status)
        .orFail();
  }

  @Test
  void noStatusComesInThroughTheSpec() throws IOException {
    String status = "{\"status\": {\"phase\": \"Active\"}, \"spec\": {%s}}".formatted(RIGHT);
    world.api().patch(World.LEASE, Requests.MERGE, status).orFail();
    assertThat(world.api().get(World.LEASE).body().at("/status/phase").asText()).isEqualTo("Idle");
  }

  @Test
  void kubectlShowsWhoHoldsIt() throws IOException {
    JsonNode version =
        world
            .api()
            .get("/apis/apiextensions.k8s.io/v1/customresourcedefinitions/gpuleases.scaleproof.dev")
            .orFail()
            .body()
            .at("/spec/versions/0");
    assertThat(version.at("/additionalPrinterColumns").findValuesAsText("name"))
        .containsExactly("Phase", "Owner", "Expires", "Spent", "Budget", "Reason", "Age");
  }

  private Answer patch(String members) throws IOException {
    return world
        .api()
        .patch(
            World.LEASE + "?fieldValidation=Strict",
            Requests.MERGE,
            "{\"spec\": {%s}}".formatted(lastOfEach(members)));
  }

  /** Strict validation refuses a name that comes twice. */
  private static String lastOfEach(String members) {
    for (String name : List.of("duration", "owner", "reason", "budgetUsd")) {
      String member = "\"" + name + "\":";
      if (members.indexOf(member) != members.lastIndexOf(member)) {
        int start = members.indexOf(member);
        int end = members.indexOf(", \"", start);
        return members.substring(0, start) + members.substring(end + 2);
      }
    }
    return members;
  }

  private JsonNode spec() throws IOException {
    return world.api().get(World.LEASE).orFail().body().path("spec");
  }
}
