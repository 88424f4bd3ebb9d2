package dev.scaleproof.twin.promql;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Prometheus' text exposition format, version 0.0.4 (exemplars and comments are skipped).
 *
 * <p>Grammar: prometheus.io/docs/instrumenting/exposition_formats.
 */
final class Exposition {
  private final String line;
  private final int lineNumber;
  private int position;

  private Exposition(String line, int lineNumber) {
    this.line = line;
    this.lineNumber = lineNumber;
  }

  /**
   * A sample as exposed.
   *
   * @param time in milliseconds; null in the usual case that none is given
   */
  record Sample(String name, Map<String, String> labels, double value, @Nullable Long time) {}

  static List<Sample> parse(String text) {
    List<Sample> samples = new ArrayList<>();
    int number = 0;
    for (String line : text.lines().toList()) {
      number++;
      String trimmed = line.strip();
      if (!trimmed.isEmpty() && trimmed.charAt(0) != '#') {
        samples.add(new Exposition(trimmed, number).sample());
      }
    }
    return samples;
  }

  private Sample sample() {
    String name = word("{ \t");
    if (name.isEmpty()) {
      throw problem("a metric's name is missing");
    }
    Map<String, String> labels = new LinkedHashMap<>();
    if (position < line.length() && line.charAt(position) == '{') {
      position++;
      readLabels(labels);
    }
    double value = number(word(" \t"));
    String rest = word(" \t");
    Long time = null;
    if (!rest.isEmpty() && !rest.equals("#")) {
      try {
        time = Long.valueOf(rest);
      } catch (NumberFormatException e) {
        throw problem("'" + rest + "' is not a timestamp in milliseconds");
      }
    }
    return new Sample(name, labels, value, time);
  }

  private void readLabels(Map<String, String> labels) {
    while (true) {
      skip(" \t,");
      if (position < line.length() && line.charAt(position) == '}') {
        position++;
        return;
      }
      String label = word("= \t");
      skip(" \t");
      expect('=');
      skip(" \t");
      expect('"');
      labels.put(label, quoted());
    }
  }

  private String quoted() {
    StringBuilder value = new StringBuilder();
    while (position < line.length()) {
      char c = line.charAt(position++);
      if (c == '"') {
        return value.toString();
      }
      if (c == '\\' && position < line.length()) {
        char escaped = line.charAt(position++);
        value.append(escaped == 'n' ? '\n' : escaped);
      } else {
        value.append(c);
      }
    }
    throw problem("a label's value has no closing quote");
  }

  private void expect(char wanted) {
    if (position >= line.length() || line.charAt(position) != wanted) {
      throw problem("expected " + wanted + " at column " + (position + 1));
    }
    position++;
  }

  private String word(String ends) {
    skip(" \t");
    int start = position;
    while (position < line.length() && ends.indexOf(line.charAt(position)) < 0) {
      position++;
    }
    return line.substring(start, position);
  }

  private void skip(String characters) {
    while (position < line.length() && characters.indexOf(line.charAt(position)) >= 0) {
      position++;
    }
  }

  private double number(String word) {
    try {
      return switch (word) {
        case "+Inf", "Inf" -> Double.POSITIVE_INFINITY;
        case "-Inf" -> Double.NEGATIVE_INFINITY;
        case "NaN", "Nan" -> Double.NaN;
        default -> Double.parseDouble(word);
      };
    } catch (NumberFormatException e) {
      throw problem("'" + word + "' is not a value");
    }
  }

  private IllegalArgumentException problem(String what) {
    return new IllegalArgumentException("line " + lineNumber + " of the metrics: " + what);
  }
}
