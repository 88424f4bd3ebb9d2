package dev.scaleproof.cluster.connection;

import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.ConfigBuilder;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Where a cluster is and who asks.
 *
 * @param context the name that kubectl knows it by
 * @param own whether `make cluster-up` made it, so that changes need no question
 */
record Kubeconfig(Config config, String context, boolean own) {
  /** What `make cluster-up` writes. */
  static final String OWN = "out/cluster/kubeconfig";

  /** Long enough for another continent, short enough to notice a cluster that is gone. */
  private static final int CONNECT_MILLIS = 5_000;

  private static final int REQUEST_MILLIS = 15_000;

  /** The cluster of a kubeconfig file. */
  static Kubeconfig file(Path file) {
    boolean own = file.equals(Path.of(OWN));
    if (!Files.isRegularFile(file)) {
      throw ClusterException.couldNotRun(own ? noCluster() : file + ": no such kubeconfig");
    }
    try {
      return of(Config.fromKubeconfig(file.toFile()), file.toString(), own);
    } catch (KubernetesClientException | IllegalArgumentException broken) {
      throw ClusterException.couldNotRun(
          file
              + ": not a kubeconfig"
              + (own ? "; `make cluster-down cluster-up` writes a new one" : ""));
    }
  }

  /** What kubectl would talk to. */
  static Kubeconfig current() {
    return of(Config.autoConfigure(null), "your kubeconfig", false);
  }

  private static Kubeconfig of(Config config, String source, boolean own) {
    if (config.getCurrentContext() == null) {
      throw ClusterException.couldNotRun(
          "no current context in "
              + source
              + (own
                  ? "; `make cluster-down cluster-up` writes a new one"
                  : "; choose one with `kubectl config use-context NAME`"));
    }
    Config patient =
        new ConfigBuilder(config)
            .withConnectionTimeout(CONNECT_MILLIS)
            .withRequestTimeout(REQUEST_MILLIS)
            // A person waits: whoever wants to try again does so by themselves.
            .withRequestRetryBackoffLimit(0)
            .build();
    return new Kubeconfig(patient, config.getCurrentContext().getName(), own);
  }

  private static String noCluster() {
    Config config = Config.autoConfigure(null);
    String other =
        config.getCurrentContext() == null
            ? "CLUSTER=current uses your current kube context, once there is one"
            : "CLUSTER=current uses your current kube context "
                + config.getCurrentContext().getName();
    return "no cluster here: `make cluster-up` starts one, " + other;
  }
}
