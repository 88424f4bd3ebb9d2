package dev.scaleproof.e2e;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/**
 * A number of long streamed answers, all asked for at once: what a server has too few slots for
 * stays in its queue until the answers are over or the load is closed. Closing it hangs up.
 */
final class Load implements AutoCloseable {
  private static final Duration CONNECT = Duration.ofSeconds(10);

  private final HttpClient client =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).connectTimeout(CONNECT).build();
  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
  private final Queue<String> problems = new ConcurrentLinkedQueue<>();

  private Load() {}

  /**
   * Sends them.
   *
   * @param tokens length of each answer
   */
  static Load send(URI server, String model, int requests, int tokens) {
    Load load = new Load();
    HttpRequest request =
        HttpRequest.newBuilder(server.resolve("/v1/chat/completions"))
            .header("content-type", "application/json")
            .POST(
                BodyPublishers.ofString(
                    """
                    {"model": "%s", "stream": true, "max_tokens": %d,
                     "messages": [{"role": "user", "content": "Tell me a long story."}]}"""
                        .formatted(model, tokens)))
            .build();
    for (int i = 0; i < requests; i++) {
      load.threads.execute(() -> load.read(request));
    }
    return load;
  }

  /** What went wrong so far; hanging up is not among it. */
  Queue<String> problems() {
    return problems;
  }

  private void read(HttpRequest request) {
    try {
      var response = client.send(request, BodyHandlers.ofLines());
      long last = response.body().filter("data: [DONE]"::equals).count();
      if (response.statusCode() != 200 || last != 1) {
        problems.add("status %d, ended %d times".formatted(response.statusCode(), last));
      }
    } catch (IOException | RuntimeException broken) {
      if (!threads.isShutdown()) {
        problems.add(String.valueOf(broken.getMessage()));
      }
    } catch (InterruptedException hungUp) {
      Thread.currentThread().interrupt();
    }
  }

  @Override
  public void close() {
    threads.shutdownNow();
    client.shutdownNow();
  }
}
