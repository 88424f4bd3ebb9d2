package dev.scaleproof.sim.junit;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/** One scrape. Immutable. */
public final class Metrics {
  private final String text;
  private final Map<String, Double> samples = new LinkedHashMap<>();

  Metrics(String text) {
    this.text = text;
    text.lines()
        .filter(line -> !line.isBlank() && !line.startsWith("#"))
        .forEach(
            line -> {
              int blank = line.lastIndexOf(' ');
              samples.put(line.substring(0, blank), number(line.substring(blank + 1)));
            });
  }

  private static double number(String text) {
    return switch (text) {
      case "+Inf" -> Double.POSITIVE_INFINITY;
      case "-Inf" -> Double.NEGATIVE_INFINITY;
      default -> Double.parseDouble(text);
    };
  }

  /** The scrape as it came. */
  public String text() {
    return text;
  }

  /**
   * The sum of a name's series that have these labels.
   *
   * @param name the sample's, such as {@code vllm:num_requests_waiting}
   * @param labels such as {@code finished_reason="stop"}
   * @throws IllegalArgumentException if there is none
   */
  public double value(String name, String... labels) {
    return samples.entrySet().stream()
        .filter(sample -> matches(sample.getKey(), name, labels))
        .map(Map.Entry::getValue)
        .reduce(Double::sum)
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    "no series " + name + "{" + String.join(",", labels) + "}"));
  }

  private static boolean matches(String series, String name, String... labels) {
    if (!series.equals(name) && !series.startsWith(name + "{")) {
      return false;
    }
    for (String label : labels) {
      if (!series.contains("{" + label) && !series.contains("," + label)) {
        return false;
      }
    }
    return true;
  }

  /** Sequences in the batch. */
  public int running() {
    return (int) value("vllm:num_requests_running");
  }

  /** Sequences in the queue. */
  public int waiting() {
    return (int) value("vllm:num_requests_waiting");
  }

  /** Prompt tokens and generated tokens so far. */
  public long tokens() {
    return (long) (value("vllm:prompt_tokens_total") + value("vllm:generation_tokens_total"));
  }

  /** The value of a series that may not be there. */
  public Optional<Double> find(String series) {
    return Optional.ofNullable(samples.get(series));
  }
}
