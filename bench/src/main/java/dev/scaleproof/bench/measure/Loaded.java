package dev.scaleproof.bench.measure;

import dev.scaleproof.load.LoadPlan;
import dev.scaleproof.load.LoadReport;
import dev.scaleproof.load.LoadRun;
import dev.scaleproof.load.RequestRecord;
import java.util.function.Consumer;

/**
 * What a load showed, and what the target spent on it.
 *
 * @param cpuSeconds of the target's processes from before the first request to after the last
 */
record Loaded(LoadReport report, double cpuSeconds) {

  /**
   * Runs the plan to its end.
   *
   * @param each gets every record, unfinished requests' included, on a thread of the run
   */
  static Loaded run(Target target, LoadPlan plan, Consumer<RequestRecord> each)
      throws InterruptedException {
    double before = target.process().cpuSeconds();
    LoadReport report;
    try (LoadRun run = LoadRun.start(plan, each)) {
      report = run.await();
    }
    double spent = target.process().cpuSeconds() - before;
    return new Loaded(report, spent);
  }

  /** Requests without a complete answer, be it refused, broken or not there in time. */
  long failed() {
    return report.requests().sent() - report.requests().succeeded();
  }

  /**
   * For figures that slow answers would be missing from.
   *
   * @throws MeasurementException if fewer than 99 of 100 requests succeeded
   */
  Loaded complete() {
    LoadReport.Requests requests = report.requests();
    if (requests.sent() == 0 || failed() * 100 > requests.sent()) {
      throw new MeasurementException(
          "%d of %d requests succeeded in time%s"
              .formatted(
                  requests.succeeded(),
                  requests.sent(),
                  requests.failures().isEmpty() ? "" : " " + requests.failures()));
    }
    return this;
  }
}
