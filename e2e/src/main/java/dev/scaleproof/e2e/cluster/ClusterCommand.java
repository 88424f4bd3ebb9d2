package dev.scaleproof.e2e.cluster;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** {@code make cluster-up} and {@code make cluster-down}. */
public final class ClusterCommand {
  private static final int COULD_NOT_RUN = 1;
  private static final int WRONG_INPUT = 2;

  private final Path root = Path.of("").toAbsolutePath();
  private final Path folder = root.resolve("out/cluster");

  private ClusterCommand() {}

  public static void main(String[] arguments) {
    System.exit(new ClusterCommand().run(List.of(arguments)));
  }

  private int run(List<String> arguments) {
    try {
      switch (String.join(" ", arguments)) {
        case "up" -> up();
        case "down" -> down();
        default -> {
          System.err.println("cluster: usage: up | down");
          return WRONG_INPUT;
        }
      }
      return 0;
    } catch (ClusterException | IOException failed) {
      System.err.println(
          "cluster: " + String.valueOf(failed.getMessage()).replaceAll("\\s*\\R\\s*", " "));
      return COULD_NOT_RUN;
    }
  }

  private void up() throws ClusterException {
    long started = System.nanoTime();
    System.out.println("Starting a cluster in Docker …");
    Cluster cluster = Cluster.start(Cluster.Plan.whole(root, folder, System.getenv("K3S"), true));
    System.out.printf("  %-26s %3d s%n", "node", seconds(started));
    cluster.install(System.out::println);
    System.out.printf(
        """

        The cluster is up, in %d s: KEDA, Prometheus, vllm-sim, the gateway, the job queue; raw-vllm at 0 replicas, paused.
          gateway   %s
          jobs      %s
          kubectl   export KUBECONFIG=%s
        Next: `make proof`, `make push-jobs`, `make status`, `make doctor`; `make cluster-down` removes it all.
        """,
        seconds(started), cluster.gateway(), cluster.jobs(), cluster.kubeconfig());
  }

  private void down() throws ClusterException, IOException {
    boolean wasUp = KeptNodes.find().remove();
    if (Files.isDirectory(folder)) {
      try (Stream<Path> files = Files.walk(folder)) {
        for (Path file : files.sorted((one, other) -> other.compareTo(one)).toList()) {
          Files.delete(file);
        }
      }
    }
    System.out.println(wasUp ? "The cluster is gone." : "There was no cluster.");
  }

  private static long seconds(long since) {
    return Math.round((System.nanoTime() - since) / 1e9);
  }
}
