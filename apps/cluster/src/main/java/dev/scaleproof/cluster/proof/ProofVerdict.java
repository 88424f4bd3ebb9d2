package dev.scaleproof.cluster.proof;

import dev.scaleproof.report.Proof;
import dev.scaleproof.report.RunResult;
import dev.scaleproof.report.Sample;
import dev.scaleproof.report.Words;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Whether the proof holds, and which of its claims do not.
 *
 * @param start replicas before the burst, and after it
 * @param max of the ScaledObject
 * @param end replicas that the ScaledObject goes back to
 * @param requests that the burst consists of
 */
record ProofVerdict(int start, int max, int end, int requests) {

  /**
   * One sentence for each claim that does not hold; empty if all do.
   *
   * @param run the burst's figures
   * @param scaleIn what was sent while replicas left; null if nothing was
   * @param twin null if there was nothing to compare
   * @param gaveUp why the run ended before it was over; null if it was
   */
  List<String> failures(
      RunResult run,
      Proof.@Nullable ScaleIn scaleIn,
      Proof.@Nullable Twin twin,
      @Nullable String gaveUp) {
    List<String> failures = new ArrayList<>();
    RunResult.Replicas replicas = run.replicas();
    String path = "replicas that were ready went " + Words.path(replicas);
    if (replicas.start() != start) {
      failures.add("It did not start from %d: %s.".formatted(start, path));
    }
    if (replicas.max() < max) {
      failures.add(
          "The maximum of %d was not reached: %s%s."
              .formatted(max, path, lastWord(run.decisions())));
    }
    if (replicas.max() > max) {
      failures.add("There were more than the maximum of %d: %s.".formatted(max, path));
    }
    if (replicas.end() != end) {
      failures.add(
          "They did not come back to %d: %s%s.".formatted(end, path, lastWord(run.decisions())));
    }
    addFailed(failures, run.requests(), "of the burst");
    if (run.requests().sent() < requests) {
      failures.add(
          "Only %d of the burst's %d requests had an end when time ran out."
              .formatted(run.requests().sent(), requests));
    }
    if (scaleIn != null) {
      addFailed(failures, scaleIn.requests(), "while replicas were taken away");
    }
    if (gaveUp != null) {
      failures.add(gaveUp);
    }
    if (twin != null && !twin.agrees()) {
      failures.add(twin.summary());
    }
    return failures;
  }

  private static void addFailed(List<String> failures, RunResult.Requests requests, String which) {
    if (requests.failed() > 0) {
      Map<String, Integer> kinds = new TreeMap<>(requests.failures());
      failures.add(
          "%d of %s %s failed (%s)."
              .formatted(
                  requests.failed(),
                  Words.count(requests.sent(), "request"),
                  which,
                  Words.failures(kinds)));
    }
  }

  private static String lastWord(List<Sample.Decision> decisions) {
    return decisions.isEmpty()
        ? "; no decision of the HPA was seen"
        : "; the last decision that counts was %s (%s)"
            .formatted(Words.decision(decisions.getLast()), decisions.getLast().message());
  }
}
