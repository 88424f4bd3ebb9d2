package dev.scaleproof.rag.health;

import dev.scaleproof.jobs.JobConsumer;
import io.micronaut.core.async.publisher.Publishers;
import io.micronaut.health.HealthStatus;
import io.micronaut.management.health.indicator.HealthIndicator;
import io.micronaut.management.health.indicator.HealthResult;
import io.micronaut.management.health.indicator.annotation.Readiness;
import jakarta.inject.Singleton;
import org.reactivestreams.Publisher;

/** Down while Redis does not answer: nothing can be taken, and nothing be stored. */
@Singleton
@Readiness
final class QueueReadiness implements HealthIndicator {
  private final JobConsumer consumer;

  QueueReadiness(JobConsumer consumer) {
    this.consumer = consumer;
  }

  @Override
  public Publisher<HealthResult> getResult() {
    return Publishers.just(
        HealthResult.builder("queue", consumer.connected() ? HealthStatus.UP : HealthStatus.DOWN)
            .build());
  }
}
