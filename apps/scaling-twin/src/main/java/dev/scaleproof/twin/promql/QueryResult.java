package dev.scaleproof.twin.promql;

import java.util.List;
import java.util.Map;

/**
 * An instant query's result.
 *
 * @param scalar true for a scalar: {@code elements} then has exactly one, without labels
 */
public record QueryResult(boolean scalar, List<Element> elements) {
  public QueryResult {
    elements = List.copyOf(elements);
  }

  /** One series' value. */
  public record Element(Map<String, String> labels, double value) {
    public Element {
      labels = Map.copyOf(labels);
    }
  }
}
