package dev.scaleproof.guard.health;

import dev.scaleproof.guard.run.Guard;
import io.micronaut.core.async.publisher.Publishers;
import io.micronaut.health.HealthStatus;
import io.micronaut.management.health.indicator.HealthIndicator;
import io.micronaut.management.health.indicator.HealthResult;
import io.micronaut.management.health.indicator.annotation.Liveness;
import jakarta.inject.Singleton;
import java.time.Duration;
import org.reactivestreams.Publisher;

/**
 * Down when no round has ended for a minute, well or not: the thread hangs, and a new process would
 * not. An API server that does not answer is no reason: the kubelet would start it anew later and
 * later, and it has to act on the first answer.
 */
@Singleton
@Liveness
final class GuardLiveness implements HealthIndicator {
  private static final Duration LONGEST = Duration.ofMinutes(1);

  private final Guard guard;

  GuardLiveness(Guard guard) {
    this.guard = guard;
  }

  @Override
  public Publisher<HealthResult> getResult() {
    HealthStatus status =
        guard.sinceTried().compareTo(LONGEST) < 0 ? HealthStatus.UP : HealthStatus.DOWN;
    return Publishers.just(HealthResult.builder("guard", status).build());
  }
}
