package dev.scaleproof.twin.promql;

import java.util.Arrays;
import java.util.Map;

/** One series: its labels and its samples in time order, stale markers among them. */
final class Series {
  private final String name;
  private final Map<String, String> labels;
  private long[] times = new long[16];
  private double[] values = new double[16];
  private boolean[] stale = new boolean[16];
  private int first;
  private int end;

  Series(String name, Map<String, String> labels) {
    this.name = name;
    this.labels = labels;
  }

  String name() {
    return name;
  }

  Map<String, String> labels() {
    return labels;
  }

  boolean isEmpty() {
    return first == end;
  }

  long lastTime() {
    return times[end - 1];
  }

  boolean endsStale() {
    return end > first && stale[end - 1];
  }

  void append(long time, double value, boolean staleMarker) {
    if (end > first && time <= times[end - 1]) {
      if (time < times[end - 1]) {
        throw new IllegalArgumentException(
            "sample of " + name + labels + " at " + time + " ms is older than its last one");
      }
      end--;
    }
    if (end == times.length) {
      makeRoom();
    }
    times[end] = time;
    values[end] = value;
    stale[end] = staleMarker;
    end++;
  }

  void dropBefore(long time) {
    while (first < end && times[first] < time) {
      first++;
    }
  }

  /** The latest sample in {@code (from, to]}; -1 if there is none or it is a stale marker. */
  int latest(long from, long to) {
    int index = firstAfter(to) - 1;
    return index >= first && times[index] > from && !stale[index] ? index : -1;
  }

  /** The samples in {@code (from, to]}, without stale markers. */
  Window window(long from, long to) {
    int low = firstAfter(from);
    int high = firstAfter(to);
    long[] windowTimes = new long[high - low];
    double[] windowValues = new double[high - low];
    int count = 0;
    for (int i = low; i < high; i++) {
      if (!stale[i]) {
        windowTimes[count] = times[i];
        windowValues[count] = values[i];
        count++;
      }
    }
    return new Window(Arrays.copyOf(windowTimes, count), Arrays.copyOf(windowValues, count));
  }

  double value(int index) {
    return values[index];
  }

  /** Some consecutive samples of a series. */
  static final class Window {
    private final long[] times;
    private final double[] values;

    Window(long[] times, double[] values) {
      this.times = times;
      this.values = values;
    }

    int size() {
      return times.length;
    }

    /** In milliseconds. */
    long time(int index) {
      return times[index];
    }

    double value(int index) {
      return values[index];
    }

    double[] values() {
      return values.clone();
    }
  }

  private int firstAfter(long time) {
    int low = first;
    int high = end;
    while (low < high) {
      int middle = (low + high) >>> 1;
      if (times[middle] > time) {
        high = middle;
      } else {
        low = middle + 1;
      }
    }
    return low;
  }

  private void makeRoom() {
    int size = end - first;
    int capacity = size > times.length / 2 ? times.length * 2 : times.length;
    long[] newTimes = new long[capacity];
    double[] newValues = new double[capacity];
    boolean[] newStale = new boolean[capacity];
    System.arraycopy(times, first, newTimes, 0, size);
    System.arraycopy(values, first, newValues, 0, size);
    System.arraycopy(stale, first, newStale, 0, size);
    times = newTimes;
    values = newValues;
    stale = newStale;
    first = 0;
    end = size;
  }
}
