package dev.scaleproof.cluster.connection;

import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.ConfigBuilder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.function.Supplier;

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
    boolean own = file.toAbsolutePath().normalize().equals(Path.of(OWN).toAbsolutePath());
    if (!Files.isRegularFile(file)) {
      throw ClusterException.couldNotRun(own ? noCluster() : file + ": no such kubeconfig");
    }
    return of(() -> Config.fromKubeconfig(file.toFile()), file.toString(), own);
  }

  /** What kubectl would talk to. */
  static Kubeconfig current() {
    return of(() -> Config.autoConfigure(null), "your kubeconfig", false);
  }

  private static Kubeconfig of(Supplier<Config> read, String source, boolean own) {
    Config config = parse(read, source, own);
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

  /** The client's parser has exceptions of its own for text that is no YAML. */
  private static Config parse(Supplier<Config> read, String source, boolean own) {
    try {
      return read.get();
    } catch (RuntimeException broken) {
      throw ClusterException.couldNotRun(
          source
              + ": not a kubeconfig"
              + (own ? "; `make cluster-down cluster-up` writes a new one" : ""));
    }
  }

  private static String noCluster() {
    String other;
    try {
      other = "uses your current kube context " + current().context();
    } catch (ClusterException none) {
      other = "uses your current kube context, once there is one";
    }
    return "no cluster here: `make cluster-up` starts one, CLUSTER=current " + other;
  }
}
