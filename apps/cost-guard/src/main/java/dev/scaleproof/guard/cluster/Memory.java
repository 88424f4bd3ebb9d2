package dev.scaleproof.guard.cluster;

import dev.scaleproof.guard.decide.Observed.GpuPod;
import dev.scaleproof.guard.decide.Observed.Known;
import dev.scaleproof.guard.decide.Target;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;

/**
 * What this process has seen of leases and of pods that have ended. All of it may be missing.
 * Thread-safe.
 */
public final class Memory {
  /** Far longer than from one account to the next. */
  private static final Duration KEEP = Duration.ofMinutes(10);

  private final Map<Target, Known> known = new ConcurrentHashMap<>();
  private final List<Departed> departed = new CopyOnWriteArrayList<>();

  /** A pod that is gone. */
  record Departed(String namespace, Map<String, String> labels, GpuPod pod) {}

  Optional<Known> of(Target target) {
    return Optional.ofNullable(known.get(target));
  }

  void remember(Target target, Known what) {
    known.put(target, what);
  }

  void depart(Departed pod, Instant now) {
    departed.removeIf(
        one -> one.pod().until() != null && one.pod().until().isBefore(now.minus(KEEP)));
    departed.add(pod);
  }

  List<Departed> departed() {
    return departed;
  }
}
