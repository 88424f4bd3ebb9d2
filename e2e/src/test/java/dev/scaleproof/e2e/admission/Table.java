package dev.scaleproof.e2e.admission;

import dev.scaleproof.e2e.admission.Requests.Answer;
import dev.scaleproof.e2e.admission.World.Lease;
import dev.scaleproof.e2e.admission.World.State;
import java.io.IOException;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Requests, and what is said to each of them by the state that raw-vllm and its lease are in. */
final class Table {
  private static final String KEY = "autoscaling.keda.sh/";

  private final Map<State, Map<Lease, Map<String, Row>>> rows = new EnumMap<>(State.class);

  /** A request. */
  @FunctionalInterface
  interface Request {
    Answer send(Requests api) throws IOException;
  }

  /**
   * A request and what is said to it.
   *
   * @param refusal words of the refusal; null if it is allowed
   */
  record Row(Request request, @Nullable String refusal) {}

  /** Where a request is in the table. */
  final class Entering {
    private final String name;
    private final State state;
    private final Request request;
    private final Map<Lease, Row> byLease = new EnumMap<>(Lease.class);

    private Entering(String name, State state, Request request) {
      this.name = name;
      this.state = state;
      this.request = request;
    }

    private Table all(@Nullable String refusal) {
      for (Lease lease : Lease.values()) {
        byLease.putIfAbsent(lease, new Row(request, refusal));
      }
      byLease.forEach(
          (lease, row) ->
              rows.computeIfAbsent(state, key -> new EnumMap<>(Lease.class))
                  .computeIfAbsent(lease, key -> new LinkedHashMap<>())
                  .put(name, row));
      return Table.this;
    }

    /** Whatever the lease is, where nothing else is said. */
    Table allowed() {
      return all(null);
    }

    /** Whatever the lease is, where nothing else is said. */
    Table refused(String words) {
      return all(words);
    }

    /** By an active lease and no other. */
    Table refusedUnlessActive(String words) {
      return butWhile(Lease.ACTIVE, null).refused(words);
    }

    Entering butWhile(Lease lease, @Nullable String refusal) {
      byLease.put(lease, new Row(request, refusal));
      return this;
    }
  }

  /** A request while raw-vllm is in a state. */
  Entering row(State state, String name, Request request) {
    return new Entering(name, state, request);
  }

  Set<State> states() {
    return rows.keySet();
  }

  Map<Lease, Map<String, Row>> of(State state) {
    return rows.getOrDefault(state, Map.of());
  }

  /** A merge patch of KEDA's annotations: key, value, key, value; null takes one away. */
  static String annotations(@Nullable String... pairs) {
    return "{\"metadata\": {\"annotations\": {%s}}}"
        .formatted(
            Stream.iterate(0, i -> i + 2)
                .limit(pairs.length / 2)
                .map(i -> member(KEY + pairs[i], pairs[i + 1]))
                .collect(Collectors.joining(", ")));
  }

  /** A merge patch of labels of ours. */
  static String label(String key, @Nullable String value) {
    return "{\"metadata\": {\"labels\": {%s}}}".formatted(member("scaleproof.dev/" + key, value));
  }

  private static String member(String key, @Nullable String value) {
    return "\"%s\": %s".formatted(key, value == null ? "null" : "\"" + value + "\"");
  }
}
