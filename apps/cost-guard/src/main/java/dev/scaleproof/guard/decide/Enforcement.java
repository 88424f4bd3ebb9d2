package dev.scaleproof.guard.decide;

import dev.scaleproof.guard.decide.Observed.GpuPod;
import dev.scaleproof.guard.decide.Observed.Scaler;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/** From what is there to what may be there. */
final class Enforcement {
  private Enforcement() {}

  /** Whether GPUs are up or can come up by themselves. */
  static boolean anythingUp(Observed observed) {
    return (observed.workload() != null && observed.workload().replicas() > 0)
        || observed.scalers().stream().anyMatch(scaler -> !scaler.clearlyPaused())
        || observed.pods().stream().anyMatch(pod -> pod.stays());
  }

  /** Whether everything is down, the pods included. */
  static boolean allGone(Observed observed) {
    return !anythingUp(observed) && observed.pods().stream().allMatch(GpuPod::over);
  }

  /** Paused, 0 replicas, and pods on their way out. */
  static List<Action> bringDown(Observed observed, Instant now) {
    List<Action> actions = new ArrayList<>();
    for (Scaler scaler : observed.scalers()) {
      if (!scaler.clearlyPaused()) {
        actions.add(new Action.Pause(scaler.name()));
      }
    }
    boolean scaledDown = observed.workload() == null || observed.workload().replicas() == 0;
    if (!scaledDown) {
      actions.add(new Action.ScaleDown(0));
    }
    for (GpuPod pod : observed.pods()) {
      // The Deployment's controllers end its pods; what they leave, or cannot end while they are
      // down, is ended here, just as politely.
      if (scaledDown && pod.stays()) {
        actions.add(new Action.EndPod(pod.name(), pod.uid(), false));
      }
    }
    actions.addAll(force(observed, now));
    return actions;
  }

  /** Pods that should have been gone long ago. */
  static List<Action> force(Observed observed, Instant now) {
    return observed.pods().stream()
        .filter(pod -> pod.stuck(now))
        .<Action>map(pod -> new Action.EndPod(pod.name(), pod.uid(), true))
        .toList();
  }
}
