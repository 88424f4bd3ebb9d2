package dev.scaleproof.e2e;

import dev.scaleproof.e2e.cluster.ClusterException;

/** A cluster with Argo CD, and the fork that it delivers. */
record Delivery(Bench bench, Argo argo, Fork fork) implements AutoCloseable {
  /** Where the node sees what is served, see git-server.yaml. */
  static final String REPOSITORIES = "/var/lib/git";

  /** Starts a server for the fork inside of the cluster. */
  void serveFork() throws ClusterException {
    bench
        .kubectl()
        .run(
            "apply",
            "-f",
            Bench.root().resolve("e2e/src/test/resources/git-server.yaml").toString());
    bench.kubectl().run("-n", "forge", "wait", "--for=condition=Ready", "pod/git", "--timeout=60s");
  }

  @Override
  public void close() {
    bench.close();
  }
}
