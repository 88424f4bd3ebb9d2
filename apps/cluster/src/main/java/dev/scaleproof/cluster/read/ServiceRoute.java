package dev.scaleproof.cluster.read;

import dev.scaleproof.cluster.read.ThroughApiServer.Backend;
import dev.scaleproof.cluster.snapshot.ServerAddress;
import java.io.IOException;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * The way to a Service: by the API server's proxy until that fails once, then by port-forward. Not
 * thread-safe.
 */
final class ServiceRoute implements PrometheusReader.Transport {
  private final ThroughApiServer through;
  private final ServerAddress address;
  private final Supplier<Optional<Backend>> backend;
  private Optional<Backend> forwarded = Optional.empty();

  /**
   * A way.
   *
   * @param backend a ready pod behind the Service; asked for only when the proxy fails
   */
  ServiceRoute(
      ThroughApiServer through, ServerAddress address, Supplier<Optional<Backend>> backend) {
    this.through = through;
    this.address = address;
    this.backend = backend;
  }

  @Override
  public String get(String path) throws IOException {
    if (forwarded.isPresent()) {
      return through.forwarded(forwarded.get(), address.path() + path);
    }
    try {
      return through.ofService(
          address.scheme(),
          address.namespace(),
          address.service(),
          address.port(),
          address.path() + path);
    } catch (IOException proxy) {
      Backend pod =
          backend
              .get()
              .orElseThrow(
                  () ->
                      new IOException(
                          "no pod is ready behind it (%s)".formatted(proxy.getMessage()), proxy));
      try {
        String answer = through.forwarded(pod, address.path() + path);
        forwarded = Optional.of(pod);
        return answer;
      } catch (IOException forward) {
        throw new IOException(
            "%s; by port-forward to pod %s: %s"
                .formatted(proxy.getMessage(), pod.pod(), forward.getMessage()),
            forward);
      }
    }
  }
}
