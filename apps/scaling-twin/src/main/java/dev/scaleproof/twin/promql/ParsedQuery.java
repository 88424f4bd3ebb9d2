package dev.scaleproof.twin.promql;

import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** A query that has been parsed. */
record ParsedQuery(Node root) implements Query {
  @Override
  public QueryResult evaluate(SampleStore store, Duration at) {
    Node.Evaluation evaluation = new Node.Evaluation(store, at.toMillis());
    if (root instanceof Node.Scalar) {
      return new QueryResult(
          true, List.of(new QueryResult.Element(Map.of(), Node.number(root, evaluation))));
    }
    return new QueryResult(
        false, Node.vector(root, evaluation).stream().map(ParsedQuery::element).toList());
  }

  private static QueryResult.Element element(Sample sample) {
    Map<String, String> labels = new HashMap<>(sample.labels());
    if (!sample.name().isEmpty()) {
      labels.put("__name__", sample.name());
    }
    return new QueryResult.Element(labels, sample.value());
  }
}
