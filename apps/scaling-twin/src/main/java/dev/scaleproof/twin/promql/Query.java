package dev.scaleproof.twin.promql;

import java.time.Duration;

/** A parsed PromQL expression. Immutable. */
public interface Query {
  /**
   * Parses an expression.
   *
   * @throws QueryException for text that is not PromQL and for what is not supported, with the
   *     position
   */
  static Query parse(String text) {
    return new QueryParser(text).parse();
  }

  /**
   * Evaluates at one instant.
   *
   * @throws QueryException where Prometheus would answer with an error, as for many-to-many
   *     matching
   */
  QueryResult evaluate(SampleStore store, Duration at);
}
