package dev.scaleproof.twin;

import dev.scaleproof.twin.hpa.MetricStatus;
import dev.scaleproof.twin.hpa.SyncResult;
import dev.scaleproof.twin.keda.PollResult;
import dev.scaleproof.twin.keda.TriggerReading;
import dev.scaleproof.twin.quantity.Quantity;
import dev.scaleproof.twin.spec.MetricTarget.Kind;
import java.time.Duration;
import java.util.List;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** Makes {@link Decision}s of what the controllers' own results say. */
final class Decisions {
  private Decisions() {}

  static Decision of(SyncResult sync, Duration at, Predicate<String> byFallback) {
    List<MetricReading> readings =
        sync.metrics().stream()
            .map(status -> reading(status, byFallback.test(status.metric().name())))
            .toList();
    return new Decision(
        at,
        Decision.Decider.HPA_SYNC,
        sync.currentReplicas(),
        sync.desiredReplicas(),
        readings,
        sync.conditions(),
        sync.reason(),
        sync.message());
  }

  static Decision of(PollResult poll, Duration at) {
    boolean ready = poll.readyReason().equals("ScaledObjectReady");
    return new Decision(
        at,
        Decision.Decider.KEDA_POLL,
        poll.currentReplicas(),
        poll.desiredReplicas(),
        poll.triggers().stream().map(Decisions::reading).toList(),
        List.of(),
        ready ? poll.activeReason() : poll.readyReason(),
        poll.message());
  }

  private static MetricReading reading(MetricStatus status, boolean fallback) {
    Kind kind = status.metric().target().kind();
    long amount = status.metric().target().amount();
    return new MetricReading(
        status.metric().name(),
        value(status),
        kind,
        kind == Kind.UTILIZATION ? amount : amount / 1000.0,
        status.proposal(),
        status.error(),
        fallback);
  }

  private static @Nullable Double value(MetricStatus status) {
    if (status.utilization() != null) {
      return status.utilization().doubleValue();
    }
    Long milli = status.totalMilli() == null ? status.currentMilli() : status.totalMilli();
    return milli == null ? null : Double.valueOf(milli / 1000.0);
  }

  private static MetricReading reading(TriggerReading trigger) {
    return new MetricReading(
        trigger.metric(),
        trigger.milliValue() == null ? null : Quantity.approximate(trigger.milliValue()),
        null,
        trigger.activationThreshold(),
        null,
        trigger.error(),
        trigger.fallback());
  }
}
