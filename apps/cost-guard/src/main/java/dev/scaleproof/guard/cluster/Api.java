package dev.scaleproof.guard.cluster;

import dev.scaleproof.guard.clock.ServerClock;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.ConfigBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.fabric8.kubernetes.client.http.AsyncBody;
import io.fabric8.kubernetes.client.http.HttpRequest;
import io.fabric8.kubernetes.client.http.HttpResponse;
import io.fabric8.kubernetes.client.http.Interceptor;
import java.nio.ByteBuffer;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.List;

/** The connection to the API server. Thread-safe. */
public final class Api implements AutoCloseable {
  /**
   * A starting process on a busy node takes seconds to shake hands; the next round asks again
   * anyway.
   */
  private static final int ANSWER_MILLIS = 10_000;

  private static final int CONNECT_MILLIS = 10_000;
  private static final long NANOS_PER_MILLI = 1_000_000L;

  private final KubernetesClient client;
  private final ServerClock clock;

  private Api(KubernetesClient client, ServerClock clock) {
    this.client = client;
    this.clock = clock;
  }

  /**
   * The cluster that this runs in, or that of the current kube context.
   *
   * @param server another address of it, as of `kubectl proxy`; empty: none
   */
  public static Api connect(String server) {
    return connect(
        server.isEmpty()
            ? Config.autoConfigure(null)
            : new ConfigBuilder(Config.empty()).withMasterUrl(server).build());
  }

  static Api connect(Config where) {
    ServerClock clock = new ServerClock();
    Config config =
        new ConfigBuilder(where)
            .withRequestTimeout(ANSWER_MILLIS)
            .withConnectionTimeout(CONNECT_MILLIS)
            // Rounds are the retry; a client that waits longer and longer would miss the first
            // answer.
            .withRequestRetryBackoffLimit(0)
            .withWatchReconnectInterval(1_000)
            .build();
    return new Api(
        new KubernetesClientBuilder()
            .withConfig(config)
            .withHttpClientBuilderConsumer(
                builder -> builder.addOrReplaceInterceptor("clock", new DateReader(clock)))
            .build(),
        clock);
  }

  KubernetesClient client() {
    return client;
  }

  /**
   * The API server's time now.
   *
   * @throws IllegalStateException before its first answer
   */
  public Instant now() {
    return clock
        .now(System.nanoTime())
        .orElseThrow(() -> new IllegalStateException("the API server has not answered yet"));
  }

  @Override
  public void close() {
    client.close();
  }

  private record DateReader(ServerClock clock) implements Interceptor {
    @Override
    public void after(
        HttpRequest request,
        HttpResponse<?> response,
        AsyncBody.Consumer<List<ByteBuffer>> consumer) {
      String date = response.header("Date");
      if (date == null) {
        return;
      }
      try {
        long received = System.nanoTime();
        clock.answered(
            ZonedDateTime.parse(date, DateTimeFormatter.RFC_1123_DATE_TIME).toInstant(),
            // No answer takes longer, so it was sent after that.
            received - ANSWER_MILLIS * NANOS_PER_MILLI,
            received);
      } catch (DateTimeException unreadable) {
        // A proxy's invention; the next answer has a better one.
        return;
      }
    }
  }
}
