package dev.scaleproof.twin.keda;

import dev.scaleproof.twin.observed.Answer;
import dev.scaleproof.twin.quantity.GoNumber;
import dev.scaleproof.twin.quantity.Quantity;
import dev.scaleproof.twin.spec.Trigger;
import java.util.List;

/** From a source's answer to a metric and its activity ({@code pkg/scalers}). */
final class Scalers {
  private Scalers() {}

  static Observation read(Trigger.External trigger, Answer answer) {
    return switch (answer) {
      case Answer.Failed failed -> Observation.failed(failed.message());
      case Answer.Values values ->
          switch (trigger) {
            case Trigger.Prometheus prometheus -> prometheus(prometheus, values.values());
            case Trigger.RedisStreams redis -> redisStreams(redis, values.values());
          };
    };
  }

  /** ExecutePromQuery and GetMetricsAndActivity of prometheus_scaler.go. */
  private static Observation prometheus(Trigger.Prometheus trigger, List<Double> values) {
    if (values.size() > 1) {
      return Observation.failed(
          "prometheus query " + trigger.query() + " returned multiple elements");
    }
    double value;
    if (values.isEmpty()) {
      if (!trigger.ignoreNullValues()) {
        return Observation.failed(
            "prometheus metrics 'prometheus' target may be lost, the result is empty");
      }
      value = 0;
    } else {
      value = values.getFirst();
      if (Double.isNaN(value) || Double.isInfinite(value)) {
        if (!trigger.ignoreNullValues()) {
          return Observation.failed("prometheus query returns " + value);
        }
        value = 0;
      }
    }
    return Observation.of(Quantity.thousandths(value), value > trigger.activationThreshold());
  }

  /** GetMetricsAndActivity of redis_streams_scaler.go, for one count. */
  private static Observation redisStreams(Trigger.RedisStreams trigger, List<Double> values) {
    if (values.size() != 1) {
      return Observation.failed("error fetching metric count");
    }
    long count = GoNumber.toInt64(values.getFirst());
    return Observation.of(
        Quantity.thousandths((double) count), count > trigger.activationThreshold());
  }
}
