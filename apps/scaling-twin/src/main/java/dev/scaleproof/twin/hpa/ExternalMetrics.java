package dev.scaleproof.twin.hpa;

import dev.scaleproof.twin.spec.Metric;
import java.util.List;

/** The external metrics API, as the controller sees it. */
@FunctionalInterface
public interface ExternalMetrics {
  /**
   * The values of a metric's series, in thousandths.
   *
   * @throws MetricUnavailable if the API has an error or nothing
   */
  List<Long> values(Metric.External metric);
}
