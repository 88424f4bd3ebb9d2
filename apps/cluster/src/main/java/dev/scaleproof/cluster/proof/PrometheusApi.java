package dev.scaleproof.cluster.proof;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;

/** The questions to Prometheus' HTTP API. Thread-safe, as its transport is. */
final class PrometheusApi {
  /** More points than this are refused in one range ({@code web/api/v1/api.go}). */
  private static final int MOST_POINTS = 10_000;

  private static final ObjectMapper JSON = new ObjectMapper();

  private final Transport transport;

  /** How a request gets there. */
  @FunctionalInterface
  interface Transport {
    /**
     * The body of the answer to a GET.
     *
     * @throws IOException in one line for a person
     */
    String get(String path) throws IOException;
  }

  /** One series with values by epoch seconds. */
  record Series(Map<String, String> labels, NavigableMap<Double, Double> values) {
    String label(String name) {
      return labels.getOrDefault(name, "");
    }
  }

  PrometheusApi(Transport transport) {
    this.transport = transport;
  }

  /** What the server's clock says, in epoch seconds. */
  double now() throws IOException {
    return instant("time()").getFirst();
  }

  /** The values of a query now, one a series. */
  List<Double> instant(String query) throws IOException {
    return values(get("/api/v1/query?query=" + encoded(query)));
  }

  /** The raw samples, with the times when their scrapes began, of a selector with a range. */
  List<Series> samples(String rangeSelector) throws IOException {
    return series(get("/api/v1/query?query=" + encoded(rangeSelector)));
  }

  /**
   * A query's values at every whole second of a time, one a series; a second without any is there
   * with an empty list.
   *
   * @param from epoch second, included
   * @param to epoch second, included
   */
  NavigableMap<Double, List<Double>> everySecond(String query, long from, long to)
      throws IOException {
    NavigableMap<Double, List<Double>> seconds = new TreeMap<>();
    for (long second = from; second <= to; second++) {
      seconds.put((double) second, new ArrayList<>());
    }
    for (long start = from; start <= to; start += MOST_POINTS) {
      long end = Math.min(to, start + MOST_POINTS - 1);
      JsonNode data =
          get(
              String.format(
                  Locale.ROOT,
                  "/api/v1/query_range?query=%s&start=%d&end=%d&step=1",
                  encoded(query),
                  start,
                  end));
      for (Series series : series(data)) {
        series
            .values()
            .forEach(
                (second, value) ->
                    seconds.computeIfAbsent(second, unseen -> new ArrayList<>()).add(value));
      }
    }
    return seconds;
  }

  private JsonNode get(String path) throws IOException {
    return data(transport.get(path));
  }

  /** The {@code data} of an answer. */
  static JsonNode data(String body) throws IOException {
    JsonNode answer;
    try {
      answer = JSON.readTree(body);
    } catch (JsonProcessingException notJson) {
      throw new IOException(
          "it does not answer like a Prometheus: "
              + body.strip().lines().findFirst().orElse("nothing"),
          notJson);
    }
    if (!answer.path("status").asText().equals("success")) {
      throw new IOException(
          answer.hasNonNull("error")
              ? "Prometheus refuses the query: " + answer.path("error").asText()
              : "it does not answer like a Prometheus");
    }
    return answer.path("data");
  }

  /** The values of an instant vector or a scalar. */
  static List<Double> values(JsonNode data) {
    List<Double> values = new ArrayList<>();
    if (data.path("resultType").asText().equals("scalar")) {
      values.add(number(data.path("result").path(1)));
    } else {
      data.path("result").forEach(one -> values.add(number(one.path("value").path(1))));
    }
    return values;
  }

  /** The series of a matrix. */
  static List<Series> series(JsonNode data) {
    List<Series> all = new ArrayList<>();
    for (JsonNode one : data.path("result")) {
      Map<String, String> labels = new LinkedHashMap<>();
      one.path("metric")
          .properties()
          .forEach(label -> labels.put(label.getKey(), label.getValue().asText()));
      NavigableMap<Double, Double> values = new TreeMap<>();
      one.path("values")
          .forEach(point -> values.put(point.path(0).asDouble(), number(point.path(1))));
      all.add(new Series(labels, values));
    }
    return all;
  }

  /** Prometheus writes numbers as text, NaN and +Inf among them. */
  private static double number(JsonNode text) {
    return switch (text.asText()) {
      case "+Inf" -> Double.POSITIVE_INFINITY;
      case "-Inf" -> Double.NEGATIVE_INFINITY;
      default -> Double.parseDouble(text.asText());
    };
  }

  private static String encoded(String query) {
    return URLEncoder.encode(query, StandardCharsets.UTF_8).replace("+", "%20");
  }
}
