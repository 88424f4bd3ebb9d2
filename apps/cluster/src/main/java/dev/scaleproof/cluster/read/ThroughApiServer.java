package dev.scaleproof.cluster.read;

import dev.scaleproof.cluster.read.Json.Document;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.LocalPortForward;
import io.fabric8.kubernetes.client.http.HttpResponse;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.time.Duration;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * HTTP to what only the cluster can reach. First the API server's own proxy; where a NetworkPolicy
 * or a firewall is in its way, a port-forward to the pod, which goes through the kubelet.
 */
final class ThroughApiServer {
  private static final Duration PATIENCE = Duration.ofSeconds(5);

  private final KubernetesClient client;

  ThroughApiServer(KubernetesClient client) {
    this.client = client;
  }

  /** A pod to fall back to, and its port. */
  record Backend(String namespace, String pod, int port) {}

  /**
   * The body of a Service's answer, whatever its status code: Prometheus explains a refused query
   * in the body.
   *
   * @throws IOException in one line, if nothing answers
   */
  String ofService(String scheme, String namespace, String service, int port, String path)
      throws IOException {
    return proxied(
        "/api/v1/namespaces/%s/services/%s:%s:%d/proxy%s"
            .formatted(namespace, scheme, service, port, path));
  }

  /**
   * The body of a pod's answer.
   *
   * @throws IOException in one line, if neither way leads to one
   */
  String ofPod(Backend pod, String path) throws IOException {
    try {
      return proxied(
          "/api/v1/namespaces/%s/pods/%s:%d/proxy%s"
              .formatted(pod.namespace(), pod.pod(), pod.port(), path));
    } catch (IOException proxy) {
      return forwarded(pod, path);
    }
  }

  /** The body of a pod's answer by port-forward. */
  String forwarded(Backend pod, String path) throws IOException {
    try (LocalPortForward forward =
            client.pods().inNamespace(pod.namespace()).withName(pod.pod()).portForward(pod.port());
        HttpClient http = HttpClient.newBuilder().connectTimeout(PATIENCE).build()) {
      URI uri = URI.create("http://127.0.0.1:%d%s".formatted(forward.getLocalPort(), path));
      return http.send(
              HttpRequest.newBuilder(uri).timeout(PATIENCE).build(),
              java.net.http.HttpResponse.BodyHandlers.ofString())
          .body();
    } catch (KubernetesClientException refused) {
      throw new IOException(String.valueOf(refused.getMessage()), refused);
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted", interrupted);
    }
  }

  private String proxied(String path) throws IOException {
    String server = client.getMasterUrl().toString().replaceFirst("/+$", "");
    HttpResponse<String> answer;
    try {
      answer =
          client
              .getHttpClient()
              .sendAsync(
                  client.getHttpClient().newHttpRequestBuilder().uri(server + path).build(),
                  String.class)
              .get(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
    } catch (ExecutionException failed) {
      throw new IOException(String.valueOf(failed.getCause()), failed);
    } catch (TimeoutException late) {
      throw new IOException("no answer in " + PATIENCE.toSeconds() + " s", late);
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted", interrupted);
    }
    String body = answer.body() == null ? "" : answer.body();
    if (!answer.isSuccessful()) {
      Document document = Json.parse(body);
      // Said by the API server, not by what is behind it.
      if (document.text("kind").equals("Status")) {
        throw new IOException(answer.code() + ", " + document.text("message"));
      }
    }
    return body;
  }
}
