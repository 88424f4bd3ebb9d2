package dev.scaleproof.demo.scrape;

/** Sums of series in Prometheus' text format. */
public final class Exposition {
  private Exposition() {}

  /**
   * The sum of all series of one metric; 0 when there is none.
   *
   * @param text what {@code /metrics} answered
   * @param metric the full name, such as {@code vllm:num_requests_waiting}
   * @throws IllegalArgumentException when a value of the metric is not a number
   */
  public static double sum(String text, String metric) {
    double sum = 0;
    int at = 0;
    while (at < text.length()) {
      int end = text.indexOf('\n', at);
      if (end < 0) {
        end = text.length();
      }
      if (text.startsWith(metric, at) && end > at + metric.length()) {
        char after = text.charAt(at + metric.length());
        if (after == '{' || after == ' ') {
          sum += value(text.substring(at + metric.length(), end));
        }
      }
      at = end + 1;
    }
    return sum;
  }

  /** The value in what follows a metric's name: labels, value and perhaps a timestamp. */
  private static double value(String rest) {
    // Label values may contain spaces and braces, but the last '}' is the labels' end.
    String fields = rest.substring(rest.lastIndexOf('}') + 1).strip();
    int space = fields.indexOf(' ');
    String number = space < 0 ? fields : fields.substring(0, space);
    return switch (number) {
      case "+Inf" -> Double.POSITIVE_INFINITY;
      case "-Inf" -> Double.NEGATIVE_INFINITY;
      default -> Double.parseDouble(number);
    };
  }
}
