package dev.scaleproof.e2e.cluster;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** The real kubectl, on one cluster. Safe for use by several threads. */
public final class Kubectl {
  private final Path program;
  private final Path kubeconfig;

  private Kubectl(Path program, Path kubeconfig) {
    this.program = program;
    this.kubeconfig = kubeconfig;
  }

  /** The testbed's own kubectl where it has been built, else the one on the path. */
  static Kubectl find(Path root, Path kubeconfig) {
    Path built = root.resolve("out/testbed/bin/kubectl").toAbsolutePath();
    return new Kubectl(Files.isExecutable(built) ? built : Path.of("kubectl"), kubeconfig);
  }

  /**
   * Runs kubectl and returns what it printed.
   *
   * @throws ClusterException with kubectl's own words when it does not end with 0
   */
  public String run(String... arguments) throws ClusterException {
    try {
      Path errors = Files.createTempFile("kubectl", ".err");
      try {
        Process process = process(arguments).redirectError(errors.toFile()).start();
        process.getOutputStream().close();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        if (process.waitFor() != 0) {
          throw new ClusterException(
              "kubectl %s: %s"
                  .formatted(String.join(" ", arguments), Files.readString(errors).strip()));
        }
        return output;
      } finally {
        Files.delete(errors);
      }
    } catch (IOException notStarted) {
      throw cannotRun(notStarted);
    } catch (InterruptedException stopped) {
      Thread.currentThread().interrupt();
      throw new ClusterException("interrupted while kubectl ran", stopped);
    }
  }

  /** Starts kubectl, for commands that go on; errors and output come as one. */
  public Process start(String... arguments) throws ClusterException {
    try {
      return process(arguments).redirectErrorStream(true).start();
    } catch (IOException notStarted) {
      throw cannotRun(notStarted);
    }
  }

  private ProcessBuilder process(String... arguments) {
    List<String> command = new ArrayList<>(List.of(program.toString()));
    command.addAll(List.of(arguments));
    ProcessBuilder builder = new ProcessBuilder(command);
    builder.environment().put("KUBECONFIG", kubeconfig.toString());
    return builder;
  }

  private static ClusterException cannotRun(IOException notStarted) {
    return new ClusterException("kubectl cannot be run: " + notStarted.getMessage(), notStarted);
  }

  /** Applies a kustomization, unknown fields refused. */
  public void apply(Path kustomization) throws ClusterException {
    // Server-side: Prometheus' CRDs are larger than the annotation that a client-side apply leaves.
    run(
        "apply",
        "--server-side",
        "--force-conflicts",
        "--validate=strict",
        "-k",
        kustomization.toString());
  }
}
