package dev.scaleproof.e2e.cluster;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import org.testcontainers.utility.DockerImageName;

/**
 * The image of the cluster's node.
 *
 * @param ours built by {@code make testbed}; else it is K3s itself, from a registry
 */
record NodeImage(DockerImageName name, boolean ours) {
  private static final String K3S = "rancher/k3s";

  /**
   * The image that was asked for, or the one that {@code make testbed} has built.
   *
   * @param asked an image of K3s with its tag; null for the built one
   * @throws ClusterException when there is none
   */
  static NodeImage find(Path root, @Nullable String asked) throws ClusterException {
    if (asked != null && !asked.isBlank()) {
      return new NodeImage(DockerImageName.parse(asked).asCompatibleSubstituteFor(K3S), false);
    }
    Path built = root.resolve("out/testbed/node-image");
    try {
      String name = Files.readString(built).strip();
      return new NodeImage(DockerImageName.parse(name).asCompatibleSubstituteFor(K3S), true);
    } catch (IOException missing) {
      throw new ClusterException(
          "there is no node image yet: 'make testbed' builds it, or K3S=rancher/k3s:TAG takes K3s from a registry",
          missing);
    }
  }
}
