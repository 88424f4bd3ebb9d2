package dev.scaleproof.report;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class DrainBoundTest {
  private static final Result.StepCost BASE_ONLY = new Result.StepCost(0.1, 0, 0);

  private static List<RequestLine> burst(int users, int each) {
    List<RequestLine> lines = new ArrayList<>();
    for (int i = 0; i < users * each; i++) {
      lines.add(new RequestLine("r" + i, i % users, 0, 1.0, 2, "ok", "a", 50, 100, null));
    }
    return lines;
  }

  @Test
  void manyUsersAreLimitedByTheReplicasWork() {
    // 80 answers of 100 tokens, 8 at a time: 1000 steps of 0.1 s, on 5 replicas.
    assertThat(DrainBound.seconds(BASE_ONLY, burst(80, 1), 5, 8)).isEqualTo(20.0);
  }

  @Test
  void fewUsersAreLimitedByTheirOwnRequestsInARow() {
    assertThat(DrainBound.seconds(BASE_ONLY, burst(2, 10), 5, 8)).isEqualTo(100.0);
  }

  @Test
  void computeOfPromptsAndSequencesCounts() {
    var cost = new Result.StepCost(0, 0.01, 0.001);
    assertThat(DrainBound.seconds(cost, burst(1, 1), 1, 8)).isEqualTo(0.599);
  }

  @Test
  void failedRequestsAreNoWork() {
    assertThat(DrainBound.seconds(BASE_ONLY, List.of(Story.failed("r", 0, 0, 1, "http 503")), 5, 8))
        .isZero();
  }
}
