package dev.scaleproof.report;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The content of {@code result.json}.
 *
 * @param scenario as chosen, such as {@code chat}
 * @param speed simulated seconds in a second
 * @param startupSeconds start of a replica's process to its first 200 on /health, in real seconds;
 *     each new replica joins that many simulated seconds after it was asked for. On a cluster, from
 *     a new pod's appearing to its being ready, the median
 * @param pace whether the machine kept up; absent where nothing is simulated but the servers' GPU
 * @param proof what a run on a real cluster adds; absent for a demo
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record Result(
    String scenario,
    double speed,
    double startupSeconds,
    Setting setting,
    @Nullable Pace pace,
    List<RunResult> runs,
    @Nullable Proof proof) {
  public Result {
    runs = List.copyOf(runs);
  }

  /** A demo's, in simulated time. */
  public static Result demo(
      String scenario,
      double speed,
      double startupSeconds,
      Setting setting,
      Pace pace,
      List<RunResult> runs) {
    return new Result(scenario, speed, startupSeconds, setting, pace, runs, null);
  }

  /** A proof's, in real time. */
  public static Result proof(
      String scenario, double startupSeconds, Setting setting, RunResult run, Proof proof) {
    return new Result(scenario, 1, startupSeconds, setting, null, List.of(run), proof);
  }

  /** What stands above everything else: why its figures or its story cannot be trusted. */
  List<String> warnings() {
    if (proof != null) {
      return proof.failures();
    }
    return pace == null || pace.kept() ? List.of() : List.of(Words.tooFast(speed, pace));
  }

  /** The unit of its times, for people. */
  String timeUnit() {
    return proof == null ? "simulated seconds" : "seconds";
  }

  /**
   * What the runs have in common, for people.
   *
   * @param users closed-loop users at once
   * @param requestsPerUser that each sends, one after the other
   * @param maxTokens length of an answer
   * @param slots requests that one replica runs at once
   */
  public record Setting(
      int users,
      int requestsPerUser,
      int promptTokens,
      int maxTokens,
      String profile,
      int slots,
      StepCost stepCost) {}

  /**
   * What a scheduler step costs on the profile, in simulated seconds.
   *
   * @param baseSeconds a step's fixed cost
   * @param prefillTokenSeconds for one prompt token
   * @param sequenceSeconds for one sequence that decodes
   */
  public record StepCost(double baseSeconds, double prefillTokenSeconds, double sequenceSeconds) {}

  /**
   * Whether this machine kept up with the speed.
   *
   * @param demoLagSeconds how late, simulated, the demo's own scheduler was at most
   * @param simulatorLagSeconds how far a simulator's engine fell behind its schedule at most
   * @param kept false when either is so large that the figures are distorted
   */
  public record Pace(double demoLagSeconds, double simulatorLagSeconds, boolean kept) {
    /**
     * Lag, in simulated seconds, up to which the figures stand: a fraction of the 15 s in which
     * decisions are taken, and of the waits that matter.
     */
    public static final double TOLERATED_SECONDS = 2.0;

    public static Pace of(double demoLagSeconds, double simulatorLagSeconds) {
      return new Pace(
          demoLagSeconds,
          simulatorLagSeconds,
          Math.max(demoLagSeconds, simulatorLagSeconds) <= TOLERATED_SECONDS);
    }
  }
}
