package dev.scaleproof.bench.measure;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.List;

/**
 * One figure over all rounds.
 *
 * @param values by round, none of them NaN, at least one
 */
public record Spread(List<Double> values) {
  public Spread {
    values = List.copyOf(values);
    if (values.isEmpty() || values.stream().anyMatch(value -> value.isNaN())) {
      throw new IllegalArgumentException("values: at least one, all numbers");
    }
  }

  /** The middle one; the mean of the two middle ones of an even number. */
  @JsonProperty
  public double median() {
    List<Double> sorted = values.stream().sorted().toList();
    int middle = sorted.size() / 2;
    return sorted.size() % 2 == 1
        ? sorted.get(middle)
        : (sorted.get(middle - 1) + sorted.get(middle)) / 2;
  }

  @JsonProperty
  public double min() {
    return values.stream().mapToDouble(Double::doubleValue).min().orElseThrow();
  }

  @JsonProperty
  public double max() {
    return values.stream().mapToDouble(Double::doubleValue).max().orElseThrow();
  }
}
