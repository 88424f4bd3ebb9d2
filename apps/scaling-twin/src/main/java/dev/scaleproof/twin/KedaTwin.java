package dev.scaleproof.twin;

import dev.scaleproof.twin.hpa.HpaController;
import dev.scaleproof.twin.keda.KedaOperator;
import dev.scaleproof.twin.keda.ManagedHpa;
import dev.scaleproof.twin.observed.MetricSource;
import dev.scaleproof.twin.observed.Workload;
import dev.scaleproof.twin.spec.HorizontalPodAutoscaler;
import dev.scaleproof.twin.spec.ScaledObject;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * KEDA's operator, and the HPA that it manages, on one ScaledObject ({@code reconcileScaledObject}
 * of {@code controllers/keda/scaledobject_controller.go}). Not thread-safe.
 */
public final class KedaTwin implements ScalingTwin {
  private final TwinSettings settings;
  private final HpaController controller;
  private ScaledObject scaledObject;
  private HorizontalPodAutoscaler autoscaler;
  private KedaOperator operator;
  private @Nullable Duration pauseDue;
  private Duration nextPoll = Duration.ZERO;
  private Duration nextSync;

  KedaTwin(ScaledObject scaledObject, TwinSettings settings) {
    this.settings = settings;
    this.controller = new HpaController(settings.flags());
    this.scaledObject = scaledObject;
    this.autoscaler = ManagedHpa.of(scaledObject);
    this.operator = new KedaOperator(scaledObject, Duration.ZERO, null);
    this.nextSync = settings.syncPeriod();
    this.pauseDue = scaledObject.pause().replicas() == null ? null : Duration.ZERO;
  }

  @Override
  public Optional<Duration> nextEvaluation() {
    if (scaledObject.pause().paused()) {
      return Optional.ofNullable(pauseDue);
    }
    return Optional.of(pollComesFirst() ? nextPoll : nextSync);
  }

  @Override
  public Decision evaluate(Duration now, Workload workload, MetricSource metrics) {
    ScalingTwin.requireDue(nextEvaluation(), now);
    if (scaledObject.pause().paused()) {
      return pause(now, workload);
    }
    return pollComesFirst() ? poll(now, workload, metrics) : sync(now, workload, metrics);
  }

  /**
   * Takes a new version of the object, as after {@code kubectl apply} or {@code annotate}.
   *
   * <p>Pausing stops the polls and deletes the HPA. An HPA that is back before the sync that would
   * have noticed keeps its history; otherwise it starts afresh, with its first sync one period
   * later. A change of the spec restarts the polls at once; a change of annotations does not.
   *
   * @param now time since the start, not before the last evaluation
   */
  public void replace(Duration now, ScaledObject changed) {
    boolean wasPaused = scaledObject.pause().paused();
    boolean isPaused = changed.pause().paused();
    boolean specChanged = !changed.withAnnotationsOf(scaledObject).equals(scaledObject);
    operator = operator.restarted(changed, wasPaused || specChanged);
    scaledObject = changed;
    autoscaler = ManagedHpa.of(changed);
    if (isPaused) {
      pauseDue = changed.pause().replicas() == null ? null : now;
    } else if (wasPaused) {
      nextPoll = now;
      controller.forgetStatus();
      if (now.compareTo(nextSync) >= 0) {
        controller.forget();
        nextSync = now.plus(settings.syncPeriod());
      }
    } else if (specChanged) {
      nextPoll = now;
    }
  }

  private boolean pollComesFirst() {
    return nextPoll.compareTo(nextSync) <= 0;
  }

  private Decision poll(Duration now, Workload workload, MetricSource metrics) {
    nextPoll = now.plus(scaledObject.pollingInterval());
    // KEDA reads its clock after asking the triggers, so a cooldown of whole polls is over in time.
    Duration asked = now.plus(settings.reconcileTime());
    return Decisions.of(operator.poll(asked, workload, metrics, controller.isScalingActive()), now);
  }

  private Decision sync(Duration now, Workload workload, MetricSource metrics) {
    nextSync = now.plus(settings.syncPeriod()).plus(settings.reconcileTime());
    return Decisions.of(
        controller.sync(
            autoscaler,
            now,
            workload,
            metric -> operator.query(metric.name(), now, workload, metrics)),
        now,
        operator::answeredByFallback);
  }

  /** handlePause and scaleTargetToPausedCount. */
  private Decision pause(Duration now, Workload workload) {
    pauseDue = null;
    Integer replicas = scaledObject.pause().replicas();
    return new Decision(
        now,
        Decision.Decider.KEDA_CONTROLLER,
        workload.specReplicas(),
        replicas == null ? workload.specReplicas() : replicas,
        List.of(),
        List.of(),
        "ScaledObjectPaused",
        "ScaledObject is paused");
  }
}
