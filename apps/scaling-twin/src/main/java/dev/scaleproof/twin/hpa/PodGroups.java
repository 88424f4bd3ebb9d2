package dev.scaleproof.twin.hpa;

import dev.scaleproof.twin.observed.Pod;
import dev.scaleproof.twin.observed.Pod.Readiness;
import dev.scaleproof.twin.observed.Pod.Sample;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Pods as a resource metric sees them ({@code groupPods} in {@code replica_calculator.go}).
 *
 * @param ready the number of pods whose metrics count
 * @param unready pods whose metrics do not count yet
 * @param missing pods without metrics
 * @param ignored pods that are going or have failed
 */
record PodGroups(int ready, Set<String> unready, Set<String> missing, Set<String> ignored) {

  static PodGroups of(
      List<Pod> pods,
      Map<String, Long> usage,
      boolean cpu,
      Duration now,
      Duration cpuInitializationPeriod,
      Duration initialReadinessDelay) {
    int ready = 0;
    Set<String> unready = new HashSet<>();
    Set<String> missing = new HashSet<>();
    Set<String> ignored = new HashSet<>();
    for (Pod pod : pods) {
      if (pod.terminating() || pod.phase() == Pod.Phase.FAILED) {
        ignored.add(pod.name());
      } else if (pod.phase() == Pod.Phase.PENDING) {
        unready.add(pod.name());
      } else if (!usage.containsKey(pod.name())) {
        missing.add(pod.name());
      } else if (cpu && isUnready(pod, now, cpuInitializationPeriod, initialReadinessDelay)) {
        unready.add(pod.name());
      } else {
        ready++;
      }
    }
    return new PodGroups(ready, unready, missing, ignored);
  }

  private static boolean isUnready(
      Pod pod, Duration now, Duration initializationPeriod, Duration readinessDelay) {
    Readiness readiness = pod.readiness();
    Duration started = pod.startTime();
    Sample sample = pod.sample();
    if (readiness == null || started == null || sample == null) {
      return true;
    }
    if (started.plus(initializationPeriod).compareTo(now) > 0) {
      // Young: one whole window has to lie after it became ready.
      return !readiness.ready()
          || sample.at().compareTo(readiness.since().plus(sample.window())) < 0;
    }
    // Old: only a pod that was never ready is left out.
    return !readiness.ready() && started.plus(readinessDelay).compareTo(readiness.since()) > 0;
  }
}
