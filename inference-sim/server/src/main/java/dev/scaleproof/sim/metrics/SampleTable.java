package dev.scaleproof.sim.metrics;

import java.util.Arrays;

/**
 * The values behind a group of families. One thread (or the holder of one lock) writes them; a
 * scrape sees them only as they were at the last {@link #publish}, so that it never sees half a
 * step.
 */
final class SampleTable {
  private double[] working = new double[64];
  private double[] visible = new double[0];
  private int size;

  /** Room for {@code count} values in a row, all 0; returns where they begin. */
  int allocate(int count) {
    int first = size;
    size += count;
    if (size > working.length) {
      working = Arrays.copyOf(working, Math.max(size, working.length * 2));
    }
    return first;
  }

  void add(int index, double amount) {
    working[index] += amount;
  }

  void set(int index, double value) {
    working[index] = value;
  }

  synchronized void publish() {
    if (visible.length != size) {
      visible = new double[size];
    }
    System.arraycopy(working, 0, visible, 0, size);
  }

  /** The values of the last {@link #publish}. */
  synchronized double[] snapshot() {
    return visible.clone();
  }
}
