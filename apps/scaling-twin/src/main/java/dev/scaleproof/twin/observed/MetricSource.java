package dev.scaleproof.twin.observed;

import java.time.Duration;

/**
 * Where external metrics come from. It is asked at every poll and every sync, as the real one is.
 */
@FunctionalInterface
public interface MetricSource {
  /**
   * Answers for one metric.
   *
   * @param request what is asked
   * @param now time since the start
   */
  Answer ask(MetricRequest request, Duration now);
}
