package dev.scaleproof.twin.hpa;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * What recent syncs wanted before stabilization ({@code horizontal.go}). Entries past every window
 * are overwritten, so the list stays as long as the windows.
 */
final class Recommendations {
  private record Entry(int replicas, Duration at) {}

  private final List<Entry> entries = new ArrayList<>();

  /** recordInitialRecommendation. */
  void recordInitial(int currentReplicas, Duration now) {
    if (entries.isEmpty()) {
      entries.add(new Entry(currentReplicas, now));
    }
  }

  /** stabilizeRecommendation, without behavior: the highest in the window, its edge included. */
  int highest(int desired, Duration now, Duration window) {
    Duration cutoff = now.minus(window);
    int highest = desired;
    int old = -1;
    for (int i = 0; i < entries.size(); i++) {
      Entry entry = entries.get(i);
      if (entry.at().compareTo(cutoff) < 0) {
        old = i;
      } else {
        highest = Math.max(highest, entry.replicas());
      }
    }
    record(old, desired, now);
    return highest;
  }

  /**
   * stabilizeRecommendationWithBehaviors: the current count, moved up to the lowest of the up
   * window and down to the highest of the down window, their edges excluded.
   */
  int stabilized(int current, int desired, Duration now, Duration upWindow, Duration downWindow) {
    Duration upCutoff = now.minus(upWindow);
    Duration downCutoff = now.minus(downWindow);
    int lowest = desired;
    int highest = desired;
    int old = -1;
    for (int i = 0; i < entries.size(); i++) {
      Entry entry = entries.get(i);
      if (entry.at().compareTo(upCutoff) > 0) {
        lowest = Math.min(lowest, entry.replicas());
      }
      if (entry.at().compareTo(downCutoff) > 0) {
        highest = Math.max(highest, entry.replicas());
      }
      if (entry.at().compareTo(upCutoff) < 0 && entry.at().compareTo(downCutoff) < 0) {
        old = i;
      }
    }
    record(old, desired, now);
    return Math.min(Math.max(current, lowest), highest);
  }

  void clear() {
    entries.clear();
  }

  private void record(int old, int desired, Duration now) {
    Entry entry = new Entry(desired, now);
    if (old >= 0) {
      entries.set(old, entry);
    } else {
      entries.add(entry);
    }
  }
}
