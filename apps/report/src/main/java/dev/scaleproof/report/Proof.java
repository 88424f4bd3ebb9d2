package dev.scaleproof.report;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What {@code result.json} holds of a run on a real cluster and of no other, under {@code proof}.
 * Times are seconds since the run's start unless a name says otherwise.
 *
 * @param kubernetes the API server's version, such as {@code v1.36.3}
 * @param scrapeSeconds Prometheus' interval, from the ServiceMonitor
 * @param syncSeconds between two syncs of an HPA
 * @param ttftBoundSeconds time to first token up to which the latency is called normal
 * @param failures what did not hold, one sentence each; empty when the proof holds
 * @param reactions from the burst on, in order
 * @param twin the scaling twin on the same metric; absent when there was too little to compare
 * @param scaleIn requests while replicas left; absent when none were sent
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record Proof(
    String kubernetes,
    double scrapeSeconds,
    double syncSeconds,
    double ttftBoundSeconds,
    List<String> failures,
    List<Reaction> reactions,
    @Nullable Twin twin,
    @Nullable ScaleIn scaleIn) {
  public Proof {
    failures = List.copyOf(failures);
    reactions = List.copyOf(reactions);
  }

  /** True when everything held. */
  public boolean holds() {
    return failures.isEmpty();
  }

  /**
   * One step from the burst to normal latency.
   *
   * @param afterBurstSeconds absent when it did not come
   * @param boundSeconds the arithmetic's worst case; absent where there is none
   * @param arithmetic how the bound comes about, or what the time depends on
   */
  @JsonInclude(JsonInclude.Include.NON_NULL)
  public record Reaction(
      String step,
      @Nullable Double afterBurstSeconds,
      @Nullable Double boundSeconds,
      String arithmetic) {

    /** {@code within}, {@code over by 0.3 s}, or nothing where there is no bound. */
    String judgement() {
      if (afterBurstSeconds == null || boundSeconds == null) {
        return "";
      }
      return afterBurstSeconds <= boundSeconds
          ? "within"
          : "over by " + Words.seconds(afterBurstSeconds - boundSeconds);
    }

    /** Step, time, bound, judgement and arithmetic, as the page and the terminal show them. */
    public List<String> cells() {
      return List.of(
          step,
          afterBurstSeconds == null ? "never" : Words.seconds(afterBurstSeconds),
          boundSeconds == null ? "" : Words.seconds(boundSeconds),
          judgement(),
          arithmetic);
    }
  }

  /**
   * The scaling twin on the metric that the real KEDA and HPA saw.
   *
   * @param slackSeconds the difference that is allowed for a decision's time
   * @param phase how the twin knew when the HPA controller syncs, in a sentence
   * @param decisions the real ones and the twin's, by their order
   * @param differences what is beyond the slack, one sentence each; empty when both agree
   */
  public record Twin(
      double slackSeconds, String phase, List<Pair> decisions, List<String> differences) {
    public Twin {
      decisions = List.copyOf(decisions);
      differences = List.copyOf(differences);
    }

    public boolean agrees() {
      return differences.isEmpty();
    }

    /** One sentence on all decisions. */
    public String summary() {
      if (!agrees()) {
        return "The twin disagrees: " + String.join("; ", differences) + ".";
      }
      double greatest =
          decisions.stream()
              .map(Pair::differenceSeconds)
              .mapToDouble(seconds -> seconds == null ? 0 : Math.abs(seconds))
              .max()
              .orElse(0);
      return "The twin decided the same %s, at most %s apart (allowed: %s)."
          .formatted(
              Words.count(decisions.size(), "change"),
              Words.seconds(greatest),
              Words.seconds(slackSeconds));
    }
  }

  /**
   * A decision on the cluster and the twin's of the same order.
   *
   * @param real absent where the twin decided more often
   * @param twin absent where the cluster decided more often
   * @param differenceSeconds the twin's time minus the real one's; absent without either
   */
  @JsonInclude(JsonInclude.Include.NON_NULL)
  public record Pair(
      @Nullable Change real, @Nullable Change twin, @Nullable Double differenceSeconds) {

    /** Real time and change, the twin's time and change, and the difference. */
    public List<String> cells() {
      return List.of(
          real == null ? "" : time(real),
          real == null ? "nothing" : real.path(),
          twin == null ? "" : time(twin),
          twin == null ? "nothing" : twin.path(),
          differenceSeconds == null ? "" : Words.signedSeconds(differenceSeconds));
    }

    private static String time(Change change) {
      return Words.seconds(change.t());
    }
  }

  /** A change of the replicas that are asked for. */
  public record Change(double t, int from, int to) {
    /** {@code 1 → 4}. */
    public String path() {
      return from + " → " + to;
    }
  }

  /**
   * Requests of a few users who kept asking until the replicas were back, in a file of their own.
   *
   * @param acrossScaleIn those of them that were on their way when replicas were taken away
   */
  public record ScaleIn(int users, RunResult.Requests requests, int acrossScaleIn) {}
}
