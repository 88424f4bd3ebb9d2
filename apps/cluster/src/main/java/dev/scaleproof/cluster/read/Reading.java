package dev.scaleproof.cluster.read;

import dev.scaleproof.cluster.connection.ClusterConnection;
import dev.scaleproof.cluster.snapshot.Unseen;
import dev.scaleproof.cluster.snapshot.Unseen.Part;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Supplier;

/** Reads what may be read, and remembers what may not. Not thread-safe. */
final class Reading {
  private static final int FORBIDDEN = 403;
  private static final int NOT_FOUND = 404;

  private final Set<Unseen> unseen = new LinkedHashSet<>();

  /** The list; empty where the kind is not known or this user may not list it. */
  <T> List<T> listOf(Part part, Supplier<List<T>> call) {
    return of(part, call, List.of());
  }

  /** The answer; the other one where it is not there or this user may not see it. */
  <T> T of(Part part, Supplier<T> call, T otherwise) {
    try {
      return call.get();
    } catch (KubernetesClientException failure) {
      if (failure.getCode() == FORBIDDEN) {
        unseen.add(new Unseen(part, ClusterConnection.forbidden(failure)));
        return otherwise;
      }
      if (failure.getCode() == NOT_FOUND) {
        return otherwise;
      }
      throw failure;
    }
  }

  List<Unseen> unseen() {
    return List.copyOf(unseen);
  }
}
