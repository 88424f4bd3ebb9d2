package dev.scaleproof.twin;

import dev.scaleproof.twin.observed.MetricSource;
import dev.scaleproof.twin.observed.Workload;
import dev.scaleproof.twin.spec.HorizontalPodAutoscaler;
import dev.scaleproof.twin.spec.ScaledObject;
import java.time.Duration;
import java.util.Optional;

/**
 * A ScaledObject or a HorizontalPodAutoscaler at work.
 *
 * <p>Time starts when the object is created. KEDA polls at once and then every polling interval;
 * the HPA controller syncs first one period (15 s) after the HPA exists. The two run independently:
 * each call of {@link #evaluate} lets the one that is due decide.
 *
 * <pre>{@code
 * while (twin.nextEvaluation().filter(at -> at.compareTo(now) <= 0).isPresent()) {
 *   Decision decision = twin.evaluate(now, workload, metrics);
 *   if (decision.rescales()) { workload.scaleTo(decision.desiredReplicas()); }
 * }
 * }</pre>
 *
 * <p>Not thread-safe: one thread owns it.
 */
public interface ScalingTwin {
  /** KEDA with the HPA that it makes from a ScaledObject. */
  static KedaTwin of(ScaledObject scaledObject) {
    return of(scaledObject, TwinSettings.defaults());
  }

  /** The same under other controller settings. */
  static KedaTwin of(ScaledObject scaledObject, TwinSettings settings) {
    return new KedaTwin(scaledObject, settings);
  }

  /** An HPA without KEDA. */
  static ScalingTwin of(HorizontalPodAutoscaler autoscaler) {
    return of(autoscaler, TwinSettings.defaults());
  }

  /** The same under other controller settings. */
  static ScalingTwin of(HorizontalPodAutoscaler autoscaler, TwinSettings settings) {
    return new HpaTwin(autoscaler, settings);
  }

  /** When the next decision is due; empty while nothing will ever happen (paused). */
  Optional<Duration> nextEvaluation();

  /**
   * Lets the controller that is due decide.
   *
   * @param now time since the start; at or after {@link #nextEvaluation()}, never before an earlier
   *     one
   * @param workload as it is now
   * @param metrics asked during the call, as often as the real controllers would
   * @throws IllegalStateException if nothing is due at {@code now}
   */
  Decision evaluate(Duration now, Workload workload, MetricSource metrics);

  /** Refuses an evaluation that is not due. */
  static void requireDue(Optional<Duration> next, Duration now) {
    if (next.isEmpty() || now.compareTo(next.get()) < 0) {
      throw new IllegalStateException(
          "nothing is due at " + now + next.map(at -> "; next at " + at).orElse(""));
    }
  }
}
