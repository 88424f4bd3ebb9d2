package dev.scaleproof.guard.decide;

import dev.scaleproof.lease.GpuLeaseStatus;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * One step of carrying a decision out. Every change names the version of the object that it was
 * decided on. Whoever meets another version stops and looks again: what was decided may be wrong by
 * now, such as a pause of a lease that was extended a moment ago.
 */
public sealed interface Step {
  /** Several slow answers long, and no longer than a lease takes to begin. */
  Duration STALE_AFTER = Duration.ofSeconds(3);

  /** The first one, where there is any: from here on it is decided. */
  record WriteStatus(GpuLeaseStatus status) implements Step {}

  /** Only once the status is written, so that nothing is told twice. */
  record Tell(List<Notice> notices, Charge charge) implements Step {}

  /** A change. One that fails for another reason than a conflict does not keep the next from it. */
  record Do(Action action) implements Step {}

  /** What is left where the status could not be written: nothing has been decided then to tell. */
  static List<Step> withoutTelling(List<Step> steps) {
    return steps.stream().filter(step -> !(step instanceof Tell)).toList();
  }

  /**
   * Whether what was read is too old to act on: the process stood still in between.
   *
   * @param ageNanos monotonic time since it was read
   */
  static boolean stale(long ageNanos) {
    return ageNanos > STALE_AFTER.toNanos();
  }

  /** In the order in which they must be taken. */
  static List<Step> of(Decision decision) {
    List<Step> steps = new ArrayList<>();
    if (decision.status() != null) {
      steps.add(new WriteStatus(decision.status()));
    }
    if (!decision.notices().isEmpty() || decision.charge().gpuSeconds() > 0) {
      steps.add(new Tell(decision.notices(), decision.charge()));
    }
    decision.actions().forEach(action -> steps.add(new Do(action)));
    return List.copyOf(steps);
  }
}
