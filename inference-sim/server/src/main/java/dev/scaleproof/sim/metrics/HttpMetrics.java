package dev.scaleproof.sim.metrics;

import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The {@code http_} families of the FastAPI instrumentator that vLLM uses. A series appears with
 * its first request. Thread-safe.
 */
public final class HttpMetrics {
  private record Handler(int requestSize, int responseSize, Map<String, Histogram> durations) {}

  private final SampleTable table = new SampleTable();
  private final Family requests = Family.counter(table, "http_requests");
  private final Family requestSizes = Family.summary(table, "http_request_size_bytes");
  private final Family responseSizes = Family.summary(table, "http_response_size_bytes");
  private final Family fine = Family.histogram(table, "http_request_duration_highr_seconds");
  private final Family coarse = Family.histogram(table, "http_request_duration_seconds");
  private final List<Family> families =
      List.of(requests, requestSizes, responseSizes, fine, coarse);
  private final Histogram fineDuration = fine.histogram(Buckets.HTTP_FINE);
  private final Map<String, Integer> counts = new HashMap<>();
  private final Map<String, Handler> handlers = new HashMap<>();

  public HttpMetrics() {
    table.publish();
  }

  /**
   * Counts a request that has been answered.
   *
   * @param handler the route's path, or {@code none}
   * @param seconds simulated seconds from its head to the end of its answer
   * @param requestBytes its Content-Length, 0 without one
   * @param responseBytes the answer's Content-Length, 0 without one
   */
  public synchronized void answered(
      String handler,
      String method,
      int status,
      double seconds,
      long requestBytes,
      long responseBytes) {
    String statusClass = status / 100 + "xx";
    int count =
        counts.computeIfAbsent(
            handler + ' ' + method + ' ' + statusClass,
            key -> requests.series("handler", handler, "method", method, "status", statusClass));
    table.add(count, 1);
    Handler sizes = handlers.computeIfAbsent(handler, this::handler);
    table.add(sizes.requestSize, 1);
    table.add(sizes.requestSize + 1, (double) requestBytes);
    table.add(sizes.responseSize, 1);
    table.add(sizes.responseSize + 1, (double) responseBytes);
    fineDuration.observe(seconds);
    sizes
        .durations
        .computeIfAbsent(
            method,
            key -> coarse.histogram(Buckets.HTTP_COARSE, "handler", handler, "method", method))
        .observe(seconds);
  }

  private Handler handler(String handler) {
    return new Handler(
        requestSizes.countAndSum("handler", handler),
        responseSizes.countAndSum("handler", handler),
        new HashMap<>());
  }

  synchronized void write(StringBuilder out) {
    table.publish();
    double[] values = table.snapshot();
    families.forEach(family -> family.write(out, values));
  }
}
