package dev.scaleproof.twin.hpa;

import dev.scaleproof.twin.spec.ScalingRules;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** Recent changes in one direction, for the policies' periods ({@code horizontal.go}). */
final class ScaleEvents {
  private record Event(int change, Duration at) {}

  private final List<Event> events = new ArrayList<>();

  /** getReplicasChangePerPeriod: a change exactly one period ago no longer counts. */
  int changeWithin(Duration period, Duration now) {
    Duration cutoff = now.minus(period);
    int change = 0;
    for (Event event : events) {
      if (event.at().compareTo(cutoff) > 0) {
        change += event.change();
      }
    }
    return change;
  }

  /**
   * storeScaleEvent and markScaleEventsOutdated: the new event takes the place of the last one that
   * is older than its own direction's longest period. Others stay, and still count for policies of
   * the other direction whose periods are longer.
   */
  void store(int change, Duration now, ScalingRules rules) {
    int longest = 0;
    for (ScalingRules.Policy policy : rules.policies()) {
      longest = Math.max(longest, policy.periodSeconds());
    }
    Duration cutoff = now.minusSeconds(longest);
    Event event = new Event(change, now);
    for (int i = events.size() - 1; i >= 0; i--) {
      if (events.get(i).at().compareTo(cutoff) < 0) {
        events.set(i, event);
        return;
      }
    }
    events.add(event);
  }

  void clear() {
    events.clear();
  }
}
