package dev.scaleproof.cluster.snapshot;

import java.net.URI;
import java.util.Optional;

/**
 * A trigger's server address that names a Service of the cluster.
 *
 * @param service its name
 * @param path what comes before /api/v1; without a slash at its end
 */
public record ServerAddress(
    String scheme, String service, String namespace, int port, String path) {
  private static final int HTTP = 80;
  private static final int HTTPS = 443;

  /**
   * Reads one.
   *
   * @param home the namespace of who asks, which KEDA's operator resolves short names in
   * @return empty if it is no address inside of a cluster
   */
  public static Optional<ServerAddress> of(String address, String home) {
    URI uri;
    try {
      uri = URI.create(address);
    } catch (IllegalArgumentException wrong) {
      return Optional.empty();
    }
    if (uri.getHost() == null || uri.getScheme() == null) {
      return Optional.empty();
    }
    String[] parts = uri.getHost().split("\\.", -1);
    boolean full = parts.length > 2 && parts[2].equals("svc");
    if (!full && parts.length > 2) {
      return Optional.empty();
    }
    int port = uri.getPort();
    if (port < 0) {
      port = uri.getScheme().equals("https") ? HTTPS : HTTP;
    }
    String path = uri.getPath() == null ? "" : uri.getPath().replaceFirst("/+$", "");
    return Optional.of(
        new ServerAddress(
            uri.getScheme(), parts[0], parts.length > 1 ? parts[1] : home, port, path));
  }

  /** "monitoring/prometheus-operated". */
  public String id() {
    return namespace + "/" + service;
  }
}
