package dev.scaleproof.twin.promql;

/**
 * A sum with compensation (Neumaier's variant, which Prometheus uses), independent of the order.
 */
final class KahanSum {
  private double sum;
  private double compensation;

  void add(double value) {
    double total = sum + value;
    if (Double.isInfinite(total)) {
      compensation = 0;
    } else if (Math.abs(sum) >= Math.abs(value)) {
      compensation += (sum - total) + value;
    } else {
      compensation += (value - total) + sum;
    }
    sum = total;
  }

  double value() {
    return sum + compensation;
  }

  double mean(int count) {
    return sum / count + compensation / count;
  }
}
