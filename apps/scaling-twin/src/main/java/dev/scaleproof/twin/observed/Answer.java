package dev.scaleproof.twin.observed;

import java.util.Arrays;
import java.util.List;

/** What a metric's source said. */
public sealed interface Answer {
  /** One value per series; PromQL answers none, one or many. */
  record Values(List<Double> values) implements Answer {
    public Values {
      values = List.copyOf(values);
    }
  }

  /** The source could not be asked, or refused. */
  record Failed(String message) implements Answer {}

  /** The values that were returned. */
  static Answer of(double... values) {
    return new Values(Arrays.stream(values).boxed().toList());
  }

  /** No answer, and why. */
  static Answer failed(String message) {
    return new Failed(message);
  }
}
