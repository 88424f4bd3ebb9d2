package dev.scaleproof.cluster.proof;

import dev.scaleproof.cluster.snapshot.ServerAddress;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.LocalPortForward;
import java.io.IOException;
import java.net.InetAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * HTTP to a Service of the cluster, from outside: by the API server's own proxy, or, where a
 * NetworkPolicy or a firewall is in its way, by a port-forward to one of its pods. Thread-safe.
 */
final class ServiceProxy implements PrometheusApi.Transport, AutoCloseable {
  private static final Duration PATIENCE = Duration.ofSeconds(10);

  private final KubernetesClient client;
  private final ServerAddress address;
  private final HttpClient http;
  private @Nullable LocalPortForward forward;

  ServiceProxy(KubernetesClient client, ServerAddress address) {
    this.client = client;
    this.address = address;
    this.http = HttpClient.newBuilder().connectTimeout(PATIENCE).build();
  }

  @Override
  public String get(String path) throws IOException {
    LocalPortForward direct = forwarded();
    if (direct != null) {
      return get(direct, path);
    }
    try {
      return client.raw(
          "/api/v1/namespaces/%s/services/%s:%s:%d/proxy%s%s"
              .formatted(
                  address.namespace(),
                  address.scheme(),
                  address.service(),
                  address.port(),
                  address.path(),
                  path),
          "GET",
          null);
    } catch (KubernetesClientException refused) {
      throw new IOException(said(refused), refused);
    }
  }

  /** From now on requests go to a pod of the Service instead of through the API server's proxy. */
  synchronized void forward() throws IOException {
    try {
      forward =
          client
              .services()
              .inNamespace(address.namespace())
              .withName(address.service())
              .portForward(address.port(), InetAddress.getLoopbackAddress(), 0);
    } catch (KubernetesClientException | IllegalStateException refused) {
      throw new IOException(String.valueOf(refused.getMessage()), refused);
    }
  }

  private synchronized @Nullable LocalPortForward forwarded() {
    return forward;
  }

  private String get(LocalPortForward direct, String path) throws IOException {
    URI uri =
        URI.create(
            "%s://127.0.0.1:%d%s%s"
                .formatted(address.scheme(), direct.getLocalPort(), address.path(), path));
    try {
      return http.send(
              HttpRequest.newBuilder(uri).timeout(PATIENCE).build(),
              HttpResponse.BodyHandlers.ofString())
          .body();
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted", interrupted);
    }
  }

  private static String said(KubernetesClientException refused) {
    String status = refused.getStatus() == null ? null : refused.getStatus().getMessage();
    String text = status == null || status.isBlank() ? refused.getMessage() : status;
    return refused.getCode() + " " + String.valueOf(text).strip().replaceAll("\\s*\\R\\s*", " ");
  }

  @Override
  public synchronized void close() throws IOException {
    http.shutdownNow();
    if (forward != null) {
      forward.close();
    }
  }
}
