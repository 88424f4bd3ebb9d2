package dev.scaleproof.cluster.connection;

import io.fabric8.kubernetes.client.KubernetesClientException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.function.ToIntFunction;
import picocli.CommandLine.Option;

/**
 * The flags of every command that talks to a cluster; use it as a picocli mixin. Not thread-safe.
 */
public final class ClusterFlags {
  @Option(
      names = "--cluster",
      defaultValue = "${env:CLUSTER:-" + Kubeconfig.OWN + "}",
      paramLabel = "FILE|current",
      description =
          "The kubeconfig to use, or 'current' for the current kube context (${DEFAULT-VALUE}); also CLUSTER.")
  private String cluster = "";

  @Option(
      names = "--yes",
      description =
          "Change a cluster that `make cluster-up` did not make without asking; also YES=1.")
  private boolean yes;

  /** The kubeconfig's folder, where `make cluster-up` leaves more; empty for a kube context. */
  public Optional<Path> folder() {
    return cluster.equals("current")
        ? Optional.empty()
        : Optional.ofNullable(Path.of(cluster).getParent());
  }

  /**
   * Connects. Nothing is sent yet.
   *
   * @throws ClusterException if there is no such cluster configured
   */
  public ClusterConnection open() {
    Consent consent =
        yes || "1".equals(System.getenv("YES")) ? Consent.given() : Consent.onTerminal();
    return cluster.equals("current")
        ? ClusterConnection.of(Kubeconfig.current(), consent)
        : ClusterConnection.of(Kubeconfig.file(Path.of(cluster)), consent);
  }

  /**
   * Does some work on the cluster, and closes it.
   *
   * @return what the work returns: the exit code
   * @throws ClusterException in one line, if the work or the cluster fails
   */
  public int onCluster(ToIntFunction<ClusterConnection> work) {
    try (ClusterConnection connection = open()) {
      try {
        return work.applyAsInt(connection);
      } catch (KubernetesClientException failure) {
        throw connection.explain(failure);
      }
    }
  }
}
