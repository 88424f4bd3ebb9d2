package dev.scaleproof.report;

import java.util.List;
import java.util.Optional;

/**
 * The content of {@code result.json} for a queue of jobs.
 *
 * @param scenario {@code rag}
 * @param speed simulated seconds in a second
 * @param startupSeconds start of a worker's process to its first 200 on /health, in real seconds;
 *     each new replica joins that many simulated seconds after it was asked for
 */
public record JobsResult(
    String scenario,
    double speed,
    double startupSeconds,
    Setting setting,
    Result.Pace pace,
    List<JobsRun> runs) {
  public JobsResult {
    runs = List.copyOf(runs);
  }

  /**
   * What the runs have in common.
   *
   * @param jobs handed in at once
   * @param modelSeconds simulated time that the model takes for each
   * @param redis as it names its version, and whether it was started here
   * @param model what simulates it
   */
  public record Setting(int jobs, double modelSeconds, String redis, String model) {}

  /** What stands above everything else: why its figures cannot be trusted. */
  List<String> warnings() {
    return pace.kept() ? List.of() : List.of(Words.tooFast(speed, pace));
  }

  Optional<JobsRun> run(String scaler) {
    return runs.stream().filter(run -> run.scaler().equals(scaler)).findFirst();
  }
}
