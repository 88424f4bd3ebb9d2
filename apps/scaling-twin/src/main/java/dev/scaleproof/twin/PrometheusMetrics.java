package dev.scaleproof.twin;

import dev.scaleproof.twin.observed.Answer;
import dev.scaleproof.twin.observed.MetricRequest;
import dev.scaleproof.twin.observed.MetricSource;
import dev.scaleproof.twin.promql.Query;
import dev.scaleproof.twin.promql.QueryException;
import dev.scaleproof.twin.promql.QueryResult;
import dev.scaleproof.twin.promql.SampleStore;
import dev.scaleproof.twin.spec.ScaledObject;
import dev.scaleproof.twin.spec.SpecException;
import dev.scaleproof.twin.spec.Trigger;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.HashMap;
import java.util.Map;

/** Answers a ScaledObject's prometheus triggers from a store of samples. */
public final class PrometheusMetrics implements MetricSource {
  private final Map<String, Query> queries;
  private final SampleStore store;

  private PrometheusMetrics(Map<String, Query> queries, SampleStore store) {
    this.queries = queries;
    this.store = store;
  }

  /**
   * Parses the queries of all prometheus triggers.
   *
   * @throws SpecException for a query that cannot be followed, naming its field and the position
   */
  public static PrometheusMetrics of(ScaledObject scaledObject, SampleStore store) {
    Map<String, Query> queries = new HashMap<>();
    for (Trigger trigger : scaledObject.triggers()) {
      if (trigger instanceof Trigger.Prometheus prometheus) {
        try {
          queries.put(prometheus.query(), Query.parse(prometheus.query()));
        } catch (QueryException e) {
          throw new SpecException(
              "spec.triggers[" + trigger.index() + "].metadata.query",
              String.valueOf(e.getMessage()));
        }
      }
    }
    return new PrometheusMetrics(queries, store);
  }

  /**
   * Evaluates the trigger's query at the last whole second, which is what KEDA sends ({@code
   * ExecutePromQuery} of {@code pkg/scalers/prometheus_scaler.go}). KEDA cannot read the answer to
   * a query whose result is a scalar.
   */
  @Override
  public Answer ask(MetricRequest request, Duration now) {
    Query query = queries.get(request.query());
    if (query == null) {
      return Answer.failed("no answer for a trigger of type " + request.type());
    }
    try {
      QueryResult result = query.evaluate(store, now.truncatedTo(ChronoUnit.SECONDS));
      if (result.scalar()) {
        return Answer.failed("the query's result is a scalar; put vector(...) around it");
      }
      return new Answer.Values(result.elements().stream().map(QueryResult.Element::value).toList());
    } catch (QueryException e) {
      return Answer.failed(String.valueOf(e.getMessage()));
    }
  }
}
