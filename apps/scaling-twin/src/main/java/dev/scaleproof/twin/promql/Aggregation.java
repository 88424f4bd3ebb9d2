package dev.scaleproof.twin.promql;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Aggregation over the elements of a vector.
 *
 * @param by true: {@code labels} make the groups; false: all other labels do
 * @param parameter of {@code quantile}; null otherwise
 */
record Aggregation(String function, boolean by, Set<String> labels, @Nullable Node parameter) {
  static final Set<String> NAMES =
      Set.of("sum", "avg", "min", "max", "count", "quantile", "group", "stddev", "stdvar");

  /** Prometheus' others, named to say that they are missing here. */
  static final Set<String> UNSUPPORTED =
      Set.of("topk", "bottomk", "count_values", "limitk", "limit_ratio");

  List<Sample> apply(Node vector, Node.Evaluation evaluation) {
    Map<Map<String, String>, List<Double>> groups = new LinkedHashMap<>();
    for (Sample sample : Node.vector(vector, evaluation)) {
      groups.computeIfAbsent(key(sample.labels()), labels -> new ArrayList<>()).add(sample.value());
    }
    double q = parameter == null ? 0 : Node.number(parameter, evaluation);
    List<Sample> result = new ArrayList<>();
    groups.forEach((labels, values) -> result.add(new Sample("", labels, reduced(values, q))));
    return result;
  }

  private Map<String, String> key(Map<String, String> of) {
    return !by && labels.isEmpty() ? of : Matching.grouped(of, by, labels);
  }

  private double reduced(List<Double> values, double q) {
    return switch (function) {
      case "count" -> values.size();
      case "group" -> 1;
      case "min" -> extreme(values, false);
      case "max" -> extreme(values, true);
      case "quantile" ->
          Quantiles.of(q, values.stream().mapToDouble(Double::doubleValue).toArray());
      case "stddev" -> Math.sqrt(variance(values));
      case "stdvar" -> variance(values);
      default -> {
        KahanSum sum = new KahanSum();
        values.forEach(sum::add);
        yield function.equals("sum") ? sum.value() : sum.mean(values.size());
      }
    };
  }

  private static double extreme(List<Double> values, boolean largest) {
    double best = values.getFirst();
    for (double value : values) {
      if (Double.isNaN(best) || (largest ? value > best : value < best)) {
        best = value;
      }
    }
    return best;
  }

  private static double variance(List<Double> values) {
    KahanSum sum = new KahanSum();
    values.forEach(sum::add);
    double mean = sum.mean(values.size());
    KahanSum squares = new KahanSum();
    values.forEach(value -> squares.add((value - mean) * (value - mean)));
    return squares.mean(values.size());
  }
}
