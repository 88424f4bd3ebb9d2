package dev.scaleproof.cluster.proof;

import dev.scaleproof.cluster.connection.ClusterException;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.LocalPortForward;
import java.io.IOException;
import java.net.InetAddress;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * Where requests get in: a published port, or a port-forward of the gateway's Service.
 *
 * @param how in words
 */
record FrontDoor(URI url, String how, @Nullable LocalPortForward forward) implements AutoCloseable {
  private static final String GATEWAY = "gateway";
  private static final int PORT = 8080;

  /**
   * Finds the way in.
   *
   * @param given by the user; null to find one
   * @param published the file in which `make cluster-up` notes the gateway's address; null if there
   *     is none for this cluster
   */
  static FrontDoor open(KubernetesClient client, @Nullable URI given, @Nullable Path published) {
    if (given != null) {
      return new FrontDoor(given, "--url", null);
    }
    if (published != null && Files.isRegularFile(published)) {
      try {
        return new FrontDoor(
            URI.create(Files.readString(published).strip()), published.toString(), null);
      } catch (IOException | IllegalArgumentException unusable) {
        throw ClusterException.couldNotRun(
            published + " does not hold a URL: `make cluster-down cluster-up` writes a new one");
      }
    }
    try {
      LocalPortForward forward =
          client
              .services()
              .inNamespace(ProofPlan.NAMESPACE)
              .withName(GATEWAY)
              .portForward(PORT, InetAddress.getLoopbackAddress(), 0);
      return new FrontDoor(
          URI.create("http://127.0.0.1:" + forward.getLocalPort()),
          "port-forward to Service %s/%s".formatted(ProofPlan.NAMESPACE, GATEWAY),
          forward);
    } catch (KubernetesClientException | IllegalStateException refused) {
      throw ClusterException.couldNotRun(
          "no port-forward to Service %s/%s (%s): is it there, and may you create pods/portforward? --url takes another way in"
              .formatted(ProofPlan.NAMESPACE, GATEWAY, refused.getMessage()));
    }
  }

  @Override
  public void close() throws IOException {
    if (forward != null) {
      forward.close();
    }
  }
}
