package dev.scaleproof.twin.promql;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * Which elements of two vectors belong together ({@code VectorBinop} and the set operators in
 * {@code promql/engine.go}): those that agree in all labels, without the name, or in the labels of
 * {@code on}, or in all but those of {@code ignoring}.
 *
 * @param on true: {@code labels} are those that count; false: those that do not
 */
record Matching(boolean on, Set<String> labels) {
  static final Matching ALL_LABELS = new Matching(false, Set.of());

  Map<String, String> signature(Map<String, String> of) {
    return grouped(of, on, labels);
  }

  /** The labels, or all but the labels, that are named. */
  static Map<String, String> grouped(Map<String, String> of, boolean keep, Set<String> named) {
    if (!keep && named.isEmpty()) {
      return of;
    }
    Map<String, String> grouped = new TreeMap<>(of);
    grouped.keySet().removeIf(label -> named.contains(label) != keep);
    return grouped;
  }

  /** Arithmetic and comparisons, one to one. */
  List<Sample> combine(
      int position, List<Sample> left, List<Sample> right, VectorOperator operator) {
    Map<Map<String, String>, Sample> bySignature = new HashMap<>();
    for (Sample sample : right) {
      if (bySignature.put(signature(sample.labels()), sample) != null) {
        throw new QueryException(
            position,
            "found duplicate series for the match group "
                + signature(sample.labels())
                + " on the right hand-side; aggregate it first");
      }
    }
    Set<Map<String, String>> seen = new HashSet<>();
    List<Sample> combined = new ArrayList<>();
    for (Sample sample : left) {
      Map<String, String> signature = signature(sample.labels());
      Sample other = bySignature.get(signature);
      if (other == null) {
        continue;
      }
      Double value = operator.apply(sample.value(), other.value());
      if (value == null) {
        continue;
      }
      if (!seen.add(signature)) {
        throw new QueryException(
            position,
            "multiple matches for labels on the left hand-side; aggregate it first (group_left and"
                + " group_right are not supported)");
      }
      combined.add(new Sample(operator.keepsName() ? sample.name() : "", signature, value));
    }
    return combined;
  }

  /** {@code and}, {@code or}, {@code unless}. */
  List<Sample> combineSets(String operator, List<Sample> left, List<Sample> right) {
    Set<Map<String, String>> signatures = new HashSet<>();
    boolean or = operator.equals("or");
    for (Sample sample : or ? left : right) {
      signatures.add(signature(sample.labels()));
    }
    List<Sample> combined = new ArrayList<>(or ? left : List.of());
    for (Sample sample : or ? right : left) {
      if (signatures.contains(signature(sample.labels())) == operator.equals("and")) {
        combined.add(sample);
      }
    }
    return combined;
  }
}
