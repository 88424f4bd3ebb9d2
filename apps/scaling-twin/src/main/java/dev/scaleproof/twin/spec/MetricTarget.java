package dev.scaleproof.twin.spec;

/**
 * What a metric is held to.
 *
 * @param kind how {@code amount} is read
 * @param amount per cent for {@link Kind#UTILIZATION}, thousandths of the metric's unit otherwise
 *     (Kubernetes computes on {@code Quantity.MilliValue()})
 */
public record MetricTarget(Kind kind, long amount) {
  /** The target types of autoscaling/v2, with the words of the manifest. */
  public enum Kind {
    UTILIZATION("Utilization"),
    VALUE("Value"),
    AVERAGE_VALUE("AverageValue");

    private final String word;

    Kind(String word) {
      this.word = word;
    }

    /** The word as manifests write it. */
    public String word() {
      return word;
    }
  }
}
