package dev.scaleproof.cluster.proof;

import static org.assertj.core.api.Assertions.assertThat;

import dev.scaleproof.report.Percentiles;
import dev.scaleproof.report.Proof;
import dev.scaleproof.report.RunResult;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class ProofVerdictTest {
  private static final RunResult.Requests ALL_WELL = new RunResult.Requests(400, 400, 0, Map.of());

  private static List<String> failures(
      int start, int max, int end, RunResult.Requests requests, @Nullable String gaveUp) {
    RunResult run =
        new RunResult(
            "keda",
            "x.yaml",
            null,
            new RunResult.Replicas(start, max, end),
            requests,
            new Percentiles(1.0, 1.0, 1.0),
            100.0,
            90,
            10,
            null,
            0,
            List.of(),
            List.of(Story.status(30.5, 1, 4)),
            List.of());
    return new ProofVerdict(1, 5, 1, 400)
        .failures(
            run,
            new Proof.ScaleIn(2, new RunResult.Requests(61, 61, 0, Map.of()), 2),
            TwinComparison.compare(List.of(), List.of(), ""),
            gaveUp);
  }

  @Test
  void aProofHoldsWhenReplicasWentToTheMaximumAndBackAndNothingFailed() {
    assertThat(failures(1, 5, 1, ALL_WELL, null)).isEmpty();
  }

  @Test
  void eachClaimThatDoesNotHoldIsNamed() {
    assertThat(failures(1, 4, 1, ALL_WELL, null))
        .singleElement()
        .asString()
        .startsWith(
            "The maximum of 5 was not reached: replicas that were ready went 1 → 4 → 1;"
                + " the last decision that counts was HPA sync: 1 → 4, s0-prometheus 32 (target 5)");
    assertThat(failures(1, 5, 5, ALL_WELL, "It gave up."))
        .hasSize(2)
        .first()
        .asString()
        .startsWith("They did not come back to 1: replicas that were ready went 1 → 5 → 5");
    assertThat(failures(1, 6, 1, ALL_WELL, null)).hasSize(1);
    assertThat(failures(2, 5, 1, ALL_WELL, null)).hasSize(1);
    assertThat(failures(1, 5, 1, new RunResult.Requests(398, 395, 3, Map.of("cut", 3)), null))
        .containsExactly(
            "3 of 398 requests of the burst failed (3 cut).",
            "Only 398 of the burst's 400 requests had an end when time ran out.");
  }

  @Test
  void aTwinThatDisagreesAndALossDuringScaleInAreFailures() {
    RunResult run =
        new RunResult(
            "keda",
            "x.yaml",
            null,
            new RunResult.Replicas(1, 5, 1),
            ALL_WELL,
            new Percentiles(1.0, 1.0, 1.0),
            100.0,
            90,
            10,
            null,
            0,
            List.of(),
            List.of(),
            List.of());
    assertThat(
            new ProofVerdict(1, 5, 1, 400)
                .failures(
                    run,
                    new Proof.ScaleIn(2, new RunResult.Requests(61, 60, 1, Map.of("reset", 1)), 2),
                    TwinComparison.compare(List.of(new Proof.Change(30, 1, 4)), List.of(), ""),
                    null))
        .containsExactly(
            "1 of 61 requests while replicas were taken away failed (1 reset).",
            "The twin disagrees: the HPA went 1 → 4 at t = 30.0 s, the twin did not.");
  }
}
