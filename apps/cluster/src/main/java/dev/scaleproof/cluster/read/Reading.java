package dev.scaleproof.cluster.read;

import dev.scaleproof.cluster.connection.ClusterConnection;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Supplier;

/** Reads what may be read, and remembers what may not. Not thread-safe. */
final class Reading {
  private static final int FORBIDDEN = 403;
  private static final int NOT_FOUND = 404;

  private final ClusterConnection connection;
  private final Set<String> unreadable = new TreeSet<>();

  Reading(ClusterConnection connection) {
    this.connection = connection;
  }

  /** The list; empty where the kind is not known or this user may not list it. */
  <T> List<T> listOf(Supplier<List<T>> call) {
    return of(call, List.of());
  }

  /** The answer; the other one where it is not there or this user may not see it. */
  <T> T of(Supplier<T> call, T otherwise) {
    try {
      return call.get();
    } catch (KubernetesClientException failure) {
      if (failure.getCode() == FORBIDDEN) {
        unreadable.add(String.valueOf(connection.explain(failure).getMessage()));
        return otherwise;
      }
      if (failure.getCode() == NOT_FOUND) {
        return otherwise;
      }
      throw failure;
    }
  }

  List<String> unreadable() {
    return List.copyOf(unreadable);
  }
}
