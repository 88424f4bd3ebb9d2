package dev.scaleproof.demo.scrape;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;

/** Small GETs to children, without blocking. Thread-safe. */
public final class MetricsClient implements AutoCloseable {
  private static final int OK = 200;

  private final HttpClient http =
      HttpClient.newBuilder()
          .version(HttpClient.Version.HTTP_1_1)
          .connectTimeout(Duration.ofSeconds(2))
          .build();

  /**
   * The body of a 200; fails on anything else.
   *
   * @param timeout in real time
   */
  public CompletableFuture<String> get(URI base, String path, Duration timeout) {
    HttpRequest request = HttpRequest.newBuilder(base.resolve(path)).timeout(timeout).GET().build();
    return http.sendAsync(request, HttpResponse.BodyHandlers.ofString())
        .thenApply(
            response -> {
              if (response.statusCode() != OK) {
                throw new IllegalStateException(path + " answered " + response.statusCode());
              }
              return response.body();
            });
  }

  @Override
  public void close() {
    http.shutdownNow();
  }
}
