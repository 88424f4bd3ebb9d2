package dev.scaleproof.sim.metrics;

/** One histogram series in a {@link SampleTable}: counts by bucket, the count and the sum. */
final class Histogram {
  private final SampleTable table;
  private final double[] bounds;
  private final int first;

  Histogram(SampleTable table, double[] bounds, int first) {
    this.table = table;
    this.bounds = bounds;
    this.first = first;
  }

  void observe(double value) {
    int bucket = 0;
    while (bucket < bounds.length && value > bounds[bucket]) {
      bucket++;
    }
    table.add(first + bucket, 1);
    table.add(first + bounds.length + 1, 1);
    table.add(first + bounds.length + 2, value);
  }
}
