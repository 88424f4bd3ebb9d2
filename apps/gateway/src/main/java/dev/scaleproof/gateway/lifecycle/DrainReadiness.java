package dev.scaleproof.gateway.lifecycle;

import io.micronaut.core.async.publisher.Publishers;
import io.micronaut.health.HealthStatus;
import io.micronaut.management.health.indicator.HealthIndicator;
import io.micronaut.management.health.indicator.HealthResult;
import io.micronaut.management.health.indicator.annotation.Readiness;
import jakarta.inject.Singleton;
import org.reactivestreams.Publisher;

/**
 * Not ready while draining. Ready without a single replica: requests are then held, and a gateway
 * taken out of its Service would hold nothing.
 */
@Singleton
@Readiness
final class DrainReadiness implements HealthIndicator {

  private final Drain drain;

  DrainReadiness(Drain drain) {
    this.drain = drain;
  }

  @Override
  public Publisher<HealthResult> getResult() {
    HealthStatus status = drain.isDraining() ? HealthStatus.DOWN : HealthStatus.UP;
    return Publishers.just(HealthResult.builder("drain", status).build());
  }
}
