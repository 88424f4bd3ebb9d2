package dev.scaleproof.demo.jobs;

import dev.scaleproof.twin.observed.Answer;
import dev.scaleproof.twin.observed.MetricRequest;
import dev.scaleproof.twin.observed.MetricSource;
import dev.scaleproof.twin.spec.ScaledObject;
import dev.scaleproof.twin.spec.Trigger;
import io.lettuce.core.RedisException;
import java.time.Duration;

/**
 * Answers a ScaledObject's redis-streams triggers from Redis, at the moment when they are asked, as
 * KEDA does; the others from what Prometheus would have.
 *
 * @param shippedStream the manifests' stream, which the run has under a name of its own
 * @param stream that name
 * @param others answers all other triggers
 */
record QueueSource(
    ScaledObject scaledObject,
    QueueReader reader,
    String shippedStream,
    String stream,
    MetricSource others)
    implements MetricSource {

  @Override
  public Answer ask(MetricRequest request, Duration now) {
    for (Trigger.External trigger : scaledObject.externalTriggers()) {
      if (trigger instanceof Trigger.RedisStreams streams
          && streams.metricName().equals(request.metric())) {
        return count(streams);
      }
    }
    return others.ask(request, now);
  }

  private Answer count(Trigger.RedisStreams trigger) {
    String asked = trigger.stream();
    try {
      return Answer.of(
          (double) reader.count(trigger, asked.equals(shippedStream) ? stream : asked));
    } catch (RedisException refused) {
      return Answer.failed(String.valueOf(refused.getMessage()));
    }
  }
}
