package dev.scaleproof.guard.health;

import dev.scaleproof.guard.run.Guard;
import io.micronaut.core.async.publisher.Publishers;
import io.micronaut.health.HealthStatus;
import io.micronaut.management.health.indicator.HealthIndicator;
import io.micronaut.management.health.indicator.HealthResult;
import io.micronaut.management.health.indicator.annotation.Readiness;
import jakarta.inject.Singleton;
import java.time.Duration;
import org.reactivestreams.Publisher;

/** Down while nothing could be decided: no answer from the API server, or no right to look. */
@Singleton
@Readiness
final class GuardReadiness implements HealthIndicator {
  private static final Duration LONGEST = Duration.ofSeconds(15);

  private final Guard guard;

  GuardReadiness(Guard guard) {
    this.guard = guard;
  }

  @Override
  public Publisher<HealthResult> getResult() {
    HealthStatus status = guard.decidedWithin(LONGEST) ? HealthStatus.UP : HealthStatus.DOWN;
    return Publishers.just(HealthResult.builder("guard", status).build());
  }
}
