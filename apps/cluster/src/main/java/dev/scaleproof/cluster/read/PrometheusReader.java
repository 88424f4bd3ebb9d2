package dev.scaleproof.cluster.read;

import com.fasterxml.jackson.databind.JsonNode;
import dev.scaleproof.cluster.snapshot.Monitoring.Answer;
import dev.scaleproof.cluster.snapshot.Monitoring.Past;
import dev.scaleproof.cluster.snapshot.Monitoring.Server;
import dev.scaleproof.cluster.snapshot.Monitoring.Target;
import java.io.IOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.TreeSet;

/**
 * Asks one Prometheus what KEDA's scaler asks it (pkg/scalers/prometheus_scaler.go), and what it
 * scrapes.
 */
final class PrometheusReader {
  /** How the HTTP request gets there. */
  @FunctionalInterface
  interface Transport {
    String get(String path) throws IOException;
  }

  private final Transport transport;

  PrometheusReader(Transport transport) {
    this.transport = transport;
  }

  /**
   * What it knows of some queries.
   *
   * @param windows for each query: the seconds in which its past values matter, 0 for none
   */
  Server ask(String address, Map<String, Integer> windows) {
    Map<String, Answer> answers = new HashMap<>();
    try {
      for (Map.Entry<String, Integer> query : windows.entrySet()) {
        answers.put(query.getKey(), answer(query.getKey(), query.getValue()));
      }
      return new Server(address, "", answers, names(), pools(), targets());
    } catch (IOException failed) {
      return new Server(
          address, String.valueOf(failed.getMessage()), answers, Set.of(), Set.of(), List.of());
    }
  }

  private Answer answer(String query, int windowSeconds) throws IOException {
    JsonNode result = instant(query);
    if (result.path("status").asText().equals("error")) {
      return new Answer.Refused(result.path("error").asText());
    }
    JsonNode series = result.path("data").path("result");
    boolean scalar = result.path("data").path("resultType").asText().equals("scalar");
    if (!scalar && series.size() != 1) {
      return new Answer.Series(series.size());
    }
    OptionalDouble now = value(result);
    if (now.isEmpty()) {
      return new Answer.Series(0);
    }
    return new Answer.Value(
        now.getAsDouble(),
        windowSeconds == 0 || scalar ? List.of() : window(query, windowSeconds, series));
  }

  /** Its values at the HPA's pace. Ages are by Prometheus' clock, not this machine's. */
  private List<Past> window(String query, int seconds, JsonNode now) throws IOException {
    double answered = now.path(0).path("value").path(0).asDouble();
    List<Past> window = new ArrayList<>();
    instant("(%s)[%ds:15s]".formatted(query, seconds))
        .path("data")
        .path("result")
        .path(0)
        .path("values")
        .forEach(
            sample ->
                window.add(
                    new Past(
                        Duration.ofMillis(
                            Math.round((answered - sample.path(0).asDouble()) * 1000)),
                        number(sample.path(1).asText()))));
    return List.copyOf(window);
  }

  private JsonNode instant(String query) throws IOException {
    return json("/api/v1/query?query=" + encode(query));
  }

  private static OptionalDouble value(JsonNode result) {
    JsonNode data = result.path("data");
    JsonNode sample =
        data.path("resultType").asText().equals("scalar")
            ? data.path("result")
            : data.path("result").path(0).path("value");
    String text = sample.path(1).asText("");
    return text.isEmpty() ? OptionalDouble.empty() : OptionalDouble.of(number(text));
  }

  /** Prometheus writes numbers as text, NaN and +Inf among them. */
  private static double number(String text) {
    return switch (text) {
      case "+Inf" -> Double.POSITIVE_INFINITY;
      case "-Inf" -> Double.NEGATIVE_INFINITY;
      default -> Double.parseDouble(text);
    };
  }

  private Set<String> names() throws IOException {
    Set<String> names = new TreeSet<>();
    json("/api/v1/label/__name__/values").path("data").forEach(name -> names.add(name.asText()));
    return names;
  }

  private Set<String> pools() throws IOException {
    Set<String> pools = new TreeSet<>();
    json("/api/v1/scrape_pools")
        .path("data")
        .path("scrapePools")
        .forEach(pool -> pools.add(pool.asText()));
    return pools;
  }

  private List<Target> targets() throws IOException {
    List<Target> targets = new ArrayList<>();
    json("/api/v1/targets?state=active")
        .path("data")
        .path("activeTargets")
        .forEach(
            target ->
                targets.add(
                    new Target(
                        target.path("scrapePool").asText(),
                        target.path("labels").path("instance").asText(),
                        !target.path("health").asText().equals("down"),
                        target.path("lastError").asText())));
    return targets;
  }

  private JsonNode json(String path) throws IOException {
    String body = transport.get(path);
    JsonNode root = Json.parse(body).root();
    if (!root.has("status")) {
      throw new IOException(
          "it does not answer like a Prometheus: "
              + body.strip().lines().findFirst().orElse("nothing"));
    }
    return root;
  }

  private static String encode(String query) {
    return URLEncoder.encode(query, StandardCharsets.UTF_8).replace("+", "%20");
  }
}
